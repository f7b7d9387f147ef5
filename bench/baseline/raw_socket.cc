#include "bench/baseline/raw_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/peer.h"

namespace triwire::bench {
namespace {

using Bytes = std::vector<char>;

/// False when the other end is gone.
bool readAll(int fd, Bytes& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = read(fd, bytes.data() + done, bytes.size() - done);
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

bool writeAll(int fd, const Bytes& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = send(fd, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

/// Reads `count` bytes and drops them.
bool swallow(int fd, std::int64_t count, Bytes& buffer) {
  while (count > 0) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got <= 0) return false;
    count -= got;
  }
  return true;
}

}  // namespace

void rawSocketRoundTrip(benchmark::State& state) {
  Bytes bytes(static_cast<std::size_t>(state.range(0)));
  Peer echo([&](int fd) {
    while (readAll(fd, bytes) && writeAll(fd, bytes)) continue;
  });

  for (auto _ : state) {
    if (writeAll(echo.fd(), bytes) && readAll(echo.fd(), bytes)) continue;
    state.SkipWithError("the echoing process is gone");
    break;
  }
  state.SetItemsProcessed(state.iterations());
}

void rawSocketOneWay(benchmark::State& state) {
  const std::int64_t batch = state.range(1);
  const Bytes bytes(static_cast<std::size_t>(state.range(0)));
  Bytes acknowledgement(1);
  Peer sink([&](int fd) {
    Bytes buffer(64 << 10);
    while (swallow(fd, batch * state.range(0), buffer) && writeAll(fd, acknowledgement)) continue;
  });

  for (auto _ : state) {
    bool alive = true;
    for (std::int64_t i = 0; i < batch && alive; ++i) alive = writeAll(sink.fd(), bytes);
    if (alive && readAll(sink.fd(), acknowledgement)) continue;
    state.SkipWithError("the reading process is gone");
    break;
  }
  state.SetItemsProcessed(state.iterations() * batch);
}

}  // namespace triwire::bench
