// Bytes as base64 text.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <kj/encoding.h>

namespace triwire::conformance {

inline std::string toBase64(std::span<const std::byte> bytes) {
  const kj::String text = kj::encodeBase64(
      kj::arrayPtr(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
  return {text.begin(), text.size()};
}

inline std::vector<std::byte> fromBase64(std::string_view text) {
  const auto decoded = kj::decodeBase64(kj::arrayPtr(text.data(), text.size()));
  if (decoded.hadErrors) throw std::invalid_argument("no base64: " + std::string(text));
  const auto* bytes = reinterpret_cast<const std::byte*>(decoded.begin());
  return {bytes, bytes + decoded.size()};
}

}  // namespace triwire::conformance
