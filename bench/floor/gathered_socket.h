// A socket whose writes are gathered: many messages, one system call.
#pragma once

#include <vector>

#include "bench/floor/socket.h"

namespace triwire::bench {

class GatheredSocketStream : public SocketStream {
 public:
  explicit GatheredSocketStream(int socket);

  void write(std::span<const char> bytes) override;
  void flush() override;
  /// Reads ahead as well: up to 64 KiB in one call.
  std::size_t readSome(std::span<char> bytes) override;

 private:
  std::vector<char> out_;
  std::vector<char> in_;
  std::span<const char> ahead_{};  // Of `in_`, what was read and not yet taken.
};

}  // namespace triwire::bench
