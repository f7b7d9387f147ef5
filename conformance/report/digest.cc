#include "report/digest.h"

#include <array>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>

namespace triwire::conformance {
namespace {

constexpr std::string_view MEMBER = ",\"chain\":\"";
constexpr std::string_view END = "\"}";
constexpr std::size_t DIGITS = 64;

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  constexpr std::string_view HEX = "0123456789abcdef";
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += HEX[digest[i] >> 4U];
    out += HEX[digest[i] & 15U];
  }
  return out;
}

std::string Chain::link(const std::string& line) {
  const std::string open = line.substr(0, line.size() - 1);
  last_ = sha256(last_ + open);
  return open + std::string(MEMBER) + last_ + std::string(END);
}

bool Chain::follows(std::string_view line) {
  constexpr std::size_t SUFFIX = MEMBER.size() + DIGITS + END.size();
  if (line.size() < SUFFIX || !line.ends_with(END) ||
      line.substr(line.size() - SUFFIX, MEMBER.size()) != MEMBER)
    return false;
  const std::string before = std::exchange(
      last_, std::string(line.substr(line.size() - DIGITS - END.size(), DIGITS)));
  return last_ == sha256(before + std::string(line.substr(0, line.size() - SUFFIX)));
}

}  // namespace triwire::conformance
