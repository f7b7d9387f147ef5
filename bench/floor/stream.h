// Bytes between two processes with nothing above them, and the candidate that any such thing makes.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/harness/candidate.h"

namespace triwire::bench {

class Stream {
 public:
  Stream() = default;
  virtual ~Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Writes all of it, or gathers it until `flush`. Throws if the peer is gone.
  virtual void write(std::span<const char> bytes) = 0;
  virtual void flush() {}
  /// Waits for at least one byte. 0 if the peer has ended.
  virtual std::size_t readSome(std::span<char> bytes) = 0;

  /// False if the peer has ended.
  bool readAll(std::span<char> bytes);
};

using Streams = std::function<std::unique_ptr<Stream>(int socket)>;
/// Makes one end of a stream out of nothing but the meeting. `isNear` tells which.
using StreamEnds = std::function<std::unique_ptr<Stream>(const Meeting&, bool isNear)>;

/// The near end sends the load as it is, without a length: both know it. A load of 0 bytes is sent
/// as one.
Candidate streamCandidate(std::string name, std::string about, std::vector<Measure> measures,
                          StreamEnds ends);
/// The same over AF_UNIX stream sockets; the far end accepts one connection after another.
Candidate socketCandidate(std::string name, std::string about, std::vector<Measure> measures,
                          Streams streams);

}  // namespace triwire::bench
