#include "bench/floor/gathered_socket.h"

#include <algorithm>

namespace triwire::bench {
namespace {

constexpr std::size_t CHUNK = 64 << 10;

}  // namespace

GatheredSocketStream::GatheredSocketStream(int socket) : SocketStream(socket), in_(CHUNK) {
  out_.reserve(CHUNK);
}

void GatheredSocketStream::write(std::span<const char> bytes) {
  if (out_.size() + bytes.size() > CHUNK) flush();
  if (bytes.size() >= CHUNK) return SocketStream::write(bytes);
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

void GatheredSocketStream::flush() {
  SocketStream::write(out_);
  out_.clear();
}

std::size_t GatheredSocketStream::readSome(std::span<char> bytes) {
  if (ahead_.empty()) ahead_ = {in_.data(), SocketStream::readSome(in_)};
  const std::size_t count = std::min(bytes.size(), ahead_.size());
  std::copy_n(ahead_.begin(), count, bytes.begin());
  ahead_ = ahead_.subspan(count);
  return count;
}

}  // namespace triwire::bench
