// Payloads of nothing but primitive values, word by word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "protocol/payload.h"
#include "triwire/value.h"
#include "wire/body.h"
#include "wire/layout.h"
#include "wire/survey.h"

namespace triwire::wire {

/// A payload of primitive values as it stands in a frame: the struct and all that it points to, in the
/// order in which Cap'n Proto's builder puts them, and nothing else. Such words mean the same in every
/// place, and are checked.
///
/// Most messages carry a few strings and numbers. What Cap'n Proto asks of a reader and a builder that
/// know nothing beforehand (segments, far pointers, limits, zeroed memory) costs such a message several
/// times as much as everything else together; every other payload, and this one laid out otherwise, is
/// left to it.
struct PlainBody : Body {
  const PlainBody* asPlain() const override { return this; }

  std::span<layout::Word> words;
};

/// None longer is plain.
constexpr std::size_t PLAIN_WORDS_MAX = 512;

/// A body of so many words, at most PLAIN_WORDS_MAX, still to be filled.
std::shared_ptr<PlainBody> makePlainBody(std::size_t words);

/// The words that a plain payload of these values has: nothing unless all are undefined, null, booleans,
/// numbers or well-formed strings, and few. There is one at least.
std::optional<layout::Word> countPlainWords(Roots roots);
/// Writes them, so many.
void writePlain(Roots roots, std::byte* out);
/// Both, into a body of its own. Null if they are not plain.
std::shared_ptr<const PlainBody> encodePlain(Roots roots);

/// How many values these words are a plain payload of, if they are one.
std::optional<std::size_t> countPlain(std::span<const layout::Word> words);

/// Of a plain payload: its values, in place of those in `into`, whose strings lend their memory.
void readPlain(std::span<const layout::Word> words, Args& into);
/// The first of them.
Value readPlainValue(std::span<const layout::Word> words);

}  // namespace triwire::wire
