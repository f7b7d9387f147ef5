// Who looks on at a main's control socket: schema/trace.capnp.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "transport/owned_fd.h"
#include "transport/poller.h"
#include "transport/socket.h"
#include "wire/trace_record.h"

namespace triwire::runtime {

/// The control socket and its watchers. Nothing here waits, and each watcher costs a bounded buffer: what
/// it has no room for is lost to it, and counted. One that breaks the rules is dropped.
class Watchers {
 public:
  static constexpr std::size_t WATCHERS_MAX = 8;  ///< More are refused.
  static constexpr std::size_t ROOM_BYTES = std::size_t{1} << 20U;  ///< That may wait for each.

  /// Tells of all links that there are.
  using List = std::function<std::vector<wire::TracedLink>()>;

  /// As transport::Listener: for this user only.
  Watchers(const std::string& address, List list);

  /// Readable when `serve` has something to do.
  int fd() const { return poller_.fd(); }
  void serve();
  /// Whether anybody wants frames.
  bool wantFrames() const { return wanting_ > 0; }

  void onFrame(const wire::TracedFrame& traced);
  void onEnded(std::uint32_t rendererId);

 private:
  enum class Wish : std::uint8_t { UNKNOWN, LINKS, FRAMES, PAYLOADS };

  struct Watcher {
    explicit Watcher(transport::OwnedFd connected) : socket(std::move(connected)) {}

    transport::OwnedFd socket;
    Wish wish = Wish::UNKNOWN;
    wire::Bytes waiting;
    std::size_t written = 0;  // Of those that wait.
    std::uint64_t lost = 0;
    bool isWatchingWritable = false;
    bool isOver = false;
  };

  using Watched = std::map<std::uint64_t, Watcher>;

  void accept();
  void read(Watcher& watcher);
  void begin(Watcher& watcher);
  void write(Watcher& watcher);
  void keep(Watcher& watcher, const wire::Bytes& record);
  void watchWritable(std::uint64_t key, Watcher& watcher);
  static wire::TraceHead headFor(const Watcher& watcher);
  static bool wantsFrames(const Watcher& watcher) { return watcher.wish >= Wish::FRAMES; }
  void dropOver();

  List list_;
  transport::Poller poller_;
  transport::Listener listener_;
  Watched watchers_;
  std::size_t wanting_ = 0;
  std::uint64_t lastKey_ = 0;
};

}  // namespace triwire::runtime
