// The floors: what the machine itself asks for bytes between two processes.
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/floor/epoll_socket.h"
#include "bench/floor/gathered_socket.h"
#include "bench/floor/ring.h"
#include "bench/floor/socket.h"
#include "bench/harness/program.h"

namespace triwire::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr microseconds POLL_FOR{50};  // A little longer than it takes to wake a sleeper.

template <class Of>
Streams streams() {
  return [](int socket) { return std::make_unique<Of>(socket); };
}

Streams epollStreams(nanoseconds pollFor) {
  return [pollFor](int socket) { return std::make_unique<EpollSocketStream>(socket, pollFor); };
}

Candidate ring(std::string name, std::string about, std::vector<Measure> measures,
               nanoseconds pollFor) {
  return streamCandidate(std::move(name), std::move(about), std::move(measures),
                         [pollFor](const Meeting& meeting, bool isNear) {
                           return std::make_unique<RingStream>(meeting.path("ring"), isNear,
                                                               pollFor);
                         });
}

std::vector<Candidate> floors() {
  using enum Measure;
  return {
      socketCandidate("socket", "AF_UNIX stream, both ends in blocking reads (F1)",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY, CONNECT}, streams<SocketStream>()),
      socketCandidate("socket.epoll", "AF_UNIX stream, both ends asleep in epoll_wait (F8)",
                      {ROUND_TRIP}, epollStreams(nanoseconds(0))),
      socketCandidate("socket.polling",
                      "AF_UNIX stream, both ends poll for 50 µs, then epoll_wait (F8p)",
                      {ROUND_TRIP, IN_FLIGHT, ONE_WAY}, epollStreams(POLL_FOR)),
      socketCandidate("socket.gathered",
                      "AF_UNIX stream, up to 64 KiB of messages in one write (F7)",
                      {IN_FLIGHT, ONE_WAY}, streams<GatheredSocketStream>()),
      ring("ring", "shared-memory ring, both ends asleep in a futex (F4)",
           {ROUND_TRIP, IN_FLIGHT, ONE_WAY}, nanoseconds(0)),
      ring("ring.polling", "shared-memory ring, both ends poll for 50 µs, then a futex (F5)",
           {ROUND_TRIP, IN_FLIGHT, ONE_WAY}, POLL_FOR),
  };
}

}  // namespace
}  // namespace triwire::bench

int main(int argc, char** argv) {
  return triwire::bench::runProgram(argc, argv, triwire::bench::floors());
}
