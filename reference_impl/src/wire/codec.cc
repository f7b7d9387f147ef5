#include "wire/codec.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "protocol/limits.h"
#include "wire/body.h"
#include "wire/plain_values.h"
#include "wire/recycled.h"
#include "wire/survey.h"
#include "wire/thrown.h"
#include "wire/value_reader.h"
#include "wire/value_writer.h"

namespace triwire::wire {

namespace {

protocol::Payload encode(Roots roots, const char* name, bool isIndexed) {
  if (std::shared_ptr<const PlainBody> plain = encodePlain(roots)) {
    const std::uint64_t bytes = plain->words.size_bytes();
    return {std::move(plain), bytes, 0, 0};
  }
  Survey survey(name, isIndexed);
  survey.look(roots);
  constexpr std::uint64_t WORDS_MAX = (1ULL << 29U) - 1;  // Of one segment; it is only a hint.
  constexpr std::uint64_t FRAME_WORDS = protocol::FRAME_OVERHEAD_BYTES / sizeof(capnp::word);
  auto body =
      makeRecycled<EncodedBody>(std::min(survey.words() + FRAME_WORDS, WORDS_MAX));
  body->unframed = body->message.getOrphanage().newOrphan<schema::Payload>();
  body->texts = survey.texts();
  writeReferring(roots, survey, body->unframed.get());
  body->content = body->unframed.getReader();
  const std::uint64_t bytes = body->message.sizeInWords() * sizeof(capnp::word);
  return {std::move(body), bytes, static_cast<std::uint32_t>(survey.nodes().size()),
          survey.depth()};
}

/// That values may keep.
Memory memoryOf(const protocol::Payload& payload) {
  const MessageBody* body = payload.body == nullptr ? nullptr : bodyOf(payload)->asMessage();
  if (body == nullptr || body->keptBytes == 0) return {};
  return {payload.body, body->keptBytes};
}

protocol::Payload encodePath(std::string path) {
  auto body = std::make_shared<MessageBody>();
  const std::uint64_t bytes = path.size();
  body->content = Path{std::move(path)};
  return {std::move(body), bytes, 0, 0};
}

}  // namespace

protocol::Payload encodeValues(detail::ValueRefs args) {
  if (args.empty()) return {};
  std::array<const detail::Cell*, 8> few{};
  std::vector<const detail::Cell*> many(args.size() > few.size() ? args.size() : 0);
  const std::span roots = many.empty() ? std::span(few).first(args.size()) : std::span(many);
  for (std::size_t i = 0; i < args.size(); ++i) roots[i] = &detail::Access::cell(*args[i]);
  return encode(roots, "args", true);
}

Args decodeArgs(const EncodedArgs& args) {
  Args decoded;
  decodeArgs(args, decoded);
  return decoded;
}

void decodeArgs(const EncodedArgs& args, Args& into) {
  if (args.payload_ == nullptr) return args.plain_.empty() ? into.clear() : readPlain(args.plain_, into);
  const protocol::Payload& payload = *args.payload_;
  if (const PlainBody* plain = plainIn(payload)) return readPlain(plain->words, into);
  readPayload(contentOf<schema::Payload::Reader>(payload), memoryOf(payload), into);
}

protocol::Outcome encodeValue(const Value& value) {
  const detail::Cell* root = &detail::Access::cell(value);
  return {OutcomeKind::VALUE, encode({&root, 1}, "result", false)};
}

protocol::Outcome encodeOutcome(const Outcome& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::VALUE:
      try {
        return encodeValue(outcome.value);
      } catch (const UnclonableError& error) {
        return {OutcomeKind::UNCLONABLE, encodePath(error.path())};
      }
    case OutcomeKind::THROWN:
      return {OutcomeKind::THROWN, encodeThrown(outcome.thrown)};
    case OutcomeKind::UNCLONABLE:
      return {OutcomeKind::UNCLONABLE, encodePath(outcome.path)};
    case OutcomeKind::NO_REPLY:
    case OutcomeKind::NO_LISTENER:
    case OutcomeKind::NO_HANDLER:
    case OutcomeKind::CANCELLED:
    case OutcomeKind::REFUSED:
    case OutcomeKind::TOO_LARGE:
    case OutcomeKind::OVERLOADED:
    case OutcomeKind::DISCONNECTED:
    case OutcomeKind::DEADLINE_EXCEEDED:
      break;
  }
  return {outcome.kind, {}};
}

Value decodeValue(const protocol::Outcome& outcome) {
  if (const PlainBody* plain = plainIn(outcome.payload)) return readPlainValue(plain->words);
  return readValue(contentOf<schema::Payload::Reader>(outcome.payload), memoryOf(outcome.payload));
}

Outcome decodeOutcome(const protocol::Outcome& outcome) {
  Outcome decoded = Outcome::of(outcome.kind);
  if (outcome.kind == OutcomeKind::VALUE) {
    decoded.value = decodeValue(outcome);
  } else if (outcome.kind == OutcomeKind::THROWN) {
    decoded.thrown = readThrown(contentOf<schema::Thrown::Reader>(outcome.payload));
  } else if (outcome.kind == OutcomeKind::UNCLONABLE) {
    decoded.path = contentOf<Path>(outcome.payload).text;
  }
  return decoded;
}

}  // namespace triwire::wire
