// An actor's end of its channel to the supervisor: commands come in, events go out, a line each.
#pragma once

#include <functional>
#include <string>

#include "subject/fd.h"

namespace triwire::conformance {

class Control {
 public:
  explicit Control(Fd fd) : fd_(std::move(fd)) {}

  /// Writes a line; waits until the supervisor takes it. Throws std::system_error.
  void print(const std::string& line);

  /// Gives every line to `take` until it returns false or the channel ends. Meanwhile calls
  /// `dispatch` whenever `other` is readable.
  void serve(int other, const std::function<void()>& dispatch,
             const std::function<bool(const std::string&)>& take);

  /// For poll().
  int fd() const { return fd_.get(); }
  /// When it is readable: gives every line that has come to `take`. False when that returned false,
  /// or the channel has ended.
  bool read(const std::function<bool(const std::string&)>& take);

 private:
  Fd fd_;
  Lines lines_;
};

}  // namespace triwire::conformance
