// AF_UNIX stream sockets, and their plainest stream.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "bench/floor/stream.h"

namespace triwire::bench {

int listenAt(const std::string& path);
int acceptAt(int listener);
int connectTo(const std::string& path);

/// Writes all of it, waiting as often as the peer is slow.
void writeFully(int socket, std::span<const char> bytes);

/// Owns a connected socket; one system call a read or a write, asleep while there is nothing.
class SocketStream : public Stream {
 public:
  explicit SocketStream(int socket) : socket_(socket) {}
  ~SocketStream() override;

  void write(std::span<const char> bytes) override { writeFully(socket_, bytes); }
  std::size_t readSome(std::span<char> bytes) override;

 protected:
  int socket() const { return socket_; }

 private:
  int socket_;
};

}  // namespace triwire::bench
