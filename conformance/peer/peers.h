#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include <capnp/message.h>
#include <scenario.capnp.h>

#include "peer/link.h"
#include "record/actor.h"

namespace triwire::conformance {

/// The runner's own ends of links in one world. As renderers they connect to the subject's main; as
/// main they are connected to by the subject's renderers. What they do and see goes to `tell`.
class Peers {
 public:
  using Tell = std::function<void(file::PeerEvent::Reader event)>;

  explicit Peers(Tell tell) : tell_(std::move(tell)) {}

  /// Listens for the subject's renderers. Returns the address that `begin` names.
  std::string listen();
  /// Throws std::runtime_error if nobody listens there.
  void connect(Actor peer, const std::string& address);

  bool isLinked(Actor peer) const { return ends_.at(static_cast<std::size_t>(peer) - FIRST).link.has_value(); }
  /// Throws std::invalid_argument with a clause if one of the frames is none, and
  /// std::runtime_error if there is no link.
  void write(Actor peer, file::Stimulus::Write::Reader frames);
  void deafen(Actor peer);
  void finish(Actor peer);
  void drop(Actor peer);
  /// The world is over: nothing is heard any more.
  void dropAll();

  /// What to poll for; nothing if there are no peers.
  std::vector<pollfd> waiting() const;
  /// Writes, reads and accepts what is possible now.
  void pump();

 private:
  using Told = std::unique_ptr<capnp::MallocMessageBuilder>;  // A PeerEvent.
  struct End {
    std::optional<Link> link;
    std::uint32_t seq = 0;
    std::vector<std::vector<Told>> batches;      // The frames of each write.
    std::map<std::string, std::uint64_t> calls;  // Of those read: the ids, by args[0].
  };

  End& at(Actor peer) { return ends_.at(static_cast<std::size_t>(peer) - FIRST); }
  Link& linkOf(Actor peer);
  void say(Actor peer, file::PeerEvent::Builder event, file::PeerEvent::Kind kind);
  void say(Actor peer, file::PeerEvent::Kind kind, const char* what = "");
  void hear(Actor peer, const std::string& frame);
  void accept();

  static constexpr std::size_t FIRST = static_cast<std::size_t>(Actor::P0);
  Tell tell_;
  std::optional<Listener> listener_;
  std::array<End, PEERS_MAX> ends_;
};

}  // namespace triwire::conformance
