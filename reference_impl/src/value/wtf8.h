// Strings as values hold them (WTF-8), and as JavaScript has them (UTF-16).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace triwire::detail {

enum class TextForm : std::uint8_t {
  WELL_FORMED,  ///< UTF-8.
  SURROGATES,   ///< UTF-8 but for surrogates.
  INVALID,
};
TextForm formOf(std::string_view text);

/// With U+FFFD for what is no UTF-8, unpaired surrogates included.
std::string wellFormed(std::string_view text);
/// What is no UTF-8 becomes U+FFFD.
std::u16string toUtf16(std::string_view text);
/// Pairs of surrogates become one code point; unpaired ones stay.
std::string fromUtf16(std::u16string_view units);
bool hasUnpairedSurrogate(std::u16string_view units);

}  // namespace triwire::detail
