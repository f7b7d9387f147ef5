#pragma once

#include <chrono>
#include <string>

#include <capnp/message.h>
#include <kj/io.h>

#include <trace.capnp.h>

namespace triwire::conformance::trace {

/// A connection to a main's control socket.
class Watching {
 public:
  /// `address` is a path, or an abstract name: "@name". A main that is not there yet is waited for up to
  /// `patience`. Throws std::runtime_error with one sentence.
  Watching(const std::string& address, schema::Watch wish, std::chrono::seconds patience);

  /// The next record, valid until the next is asked for; null at the end of the stream. Waits. Throws
  /// std::runtime_error if what comes is no record.
  capnp::MessageReader* next();

 private:
  kj::AutoCloseFd socket_;
  kj::Own<kj::BufferedInputStreamWrapper> buffered_;
  kj::Own<kj::FdInputStream> input_;
  kj::Own<capnp::MessageReader> message_;
};

}  // namespace triwire::conformance::trace
