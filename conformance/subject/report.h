// What an actor of the subject says to the runner.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include <conformance.capnp.h>

namespace triwire::conformance {

/// Numbers and writes an actor's events, and answers the commands it was given. Lines go out at
/// once, in the order of the calls.
class Report {
 public:
  /// `print` takes one line without its end.
  Report(std::string actor, std::function<void(const std::string&)> print)
      : actor_(std::move(actor)), print_(std::move(print)) {}

  /// An event; `fill` sets what it says.
  void event(const std::function<void(contract::Event::Builder)>& fill);
  void uncaught(const std::exception_ptr& error);
  void marked(std::string_view mark);

  /// Reports no more events.
  void end() { hasEnded_ = true; }

  void done(std::uint32_t command);
  /// The subject's own failure.
  void failed(std::uint32_t command, std::string_view text);

 private:
  std::string actor_;
  std::function<void(const std::string&)> print_;
  std::uint32_t seq_ = 0;
  bool hasEnded_ = false;
};

/// `from` is followed by a NUL, as a std::string, a literal or a Text is; or empty.
inline capnp::Text::Reader asText(std::string_view from) {
  return from.empty() ? capnp::Text::Reader() : capnp::Text::Reader(from.data(), from.size());
}

}  // namespace triwire::conformance
