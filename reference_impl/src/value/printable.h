// Texts of others, for one line of a log or a terminal.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace triwire::detail {

/// The text with its control characters as JavaScript escapes them ("\n", "\x1b", "\u009b"),
/// unpaired surrogates ("\ud800") as well; the rest as it is. What is longer than `bytesMax` is cut
/// before the code point that exceeds it, and ends with "…".
std::string printable(std::string_view text,
                      std::size_t bytesMax = std::numeric_limits<std::size_t>::max());

}  // namespace triwire::detail
