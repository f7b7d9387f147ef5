#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>

#include <kj/io.h>

namespace triwire::conformance {

/// The runner's end of one link: bytes out, frames in, and every way of being a bad neighbour. It
/// never blocks.
class Link {
 public:
  /// What happened, in order.
  struct Heard {
    std::function<void(std::size_t batch)> onWritten;       ///< The transport has taken all of it.
    std::function<void(const std::string& frame)> onFrame;  ///< With its segment table.
    std::function<void()> onNoFrame;  ///< What the subject wrote is none: nothing more is read.
    std::function<void()> onEnd;
  };

  /// Takes a stream socket.
  explicit Link(kj::AutoCloseFd socket);
  /// Connects to an address as the contract has it. Throws std::runtime_error.
  static Link connectedTo(const std::string& address);

  /// Queues bytes. `batch` is what onWritten will say.
  void write(std::string bytes, std::size_t batch, bool byteByByte);
  /// Reads nothing from here on.
  void deafen() { reads_ = false; }
  /// Ends our direction when all is written.
  void finish();
  /// Closes both directions at once.
  void drop();

  int fd() const { return socket_.get(); }
  /// What to poll for.
  short wanted() const;
  /// Writes and reads what is possible now.
  void pump(const Heard& heard);

 private:
  struct Batch {
    std::string bytes;
    std::size_t number = 0;
    bool byteByByte = false;
  };
  void writeSome(const Heard& heard);
  void readSome(const Heard& heard);
  bool takeFrame(const Heard& heard);

  kj::AutoCloseFd socket_;
  std::deque<Batch> toWrite_;
  std::size_t written_ = 0;  // Of the first batch.
  std::string toRead_;
  bool reads_ = true, finishes_ = false, finished_ = false;
};

/// A socket in the abstract namespace where the runner waits for renderers.
class Listener {
 public:
  Listener();

  const std::string& address() const { return address_; }
  int fd() const { return socket_.get(); }
  /// The next that has connected; null if none has.
  kj::AutoCloseFd accept();

 private:
  kj::AutoCloseFd socket_;
  std::string address_;
};

}  // namespace triwire::conformance
