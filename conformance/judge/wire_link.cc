#include "judge/wire_link.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "record/wire_frames.h"

namespace triwire::conformance::wire {
namespace {

using Breaks = std::optional<Breach>;

Breaks unexpected(Position at, std::string_view requirement) {
  return Breach{at, requirement, "unexpectedFrame"};
}

bool isSentBy(std::string_view frame, std::string_view role) {
  for (const WireFrame& known : wireFrames())
    if (known.name == frame) return known.sentBy == role || known.sentBy == "both";
  return false;
}

// What the bytes themselves break.
Breaks breachOfBytes(Position at, std::string_view breaks) {
  struct Row {
    std::string_view breaks, requirement, reason;
  };
  constexpr std::array ROWS{Row{"malformed", "TW-WIRE-7", "malformed"},
                            Row{"payload", "TW-WIRE-15", "malformed"},
                            Row{"frameTooLarge", "TW-WIRE-8", "frameTooLarge"},
                            Row{"limitExceeded", "TW-WIRE-16", "limitExceeded"},
                            Row{"channelTooLong", "TW-WIRE-37", "limitExceeded"},
                            Row{"unknownFrame", "TW-WIRE-9", "unknownFrame"}};
  for (const Row& row : ROWS)
    if (row.breaks == breaks) return Breach{at, row.requirement, row.reason};
  return {};
}

// The table of outcomes: which answer which.
bool mayAnswer(std::string_view outcome, std::string_view call, bool cancelled) {
  if (outcome == "disconnected" || outcome == "deadlineExceeded") return false;
  if (outcome == "cancelled") return cancelled;
  if (outcome == "noListener") return call == "sync";
  if (outcome == "thrown" || outcome == "noHandler" || outcome == "unclonable")
    return call == "invoke";
  return true;
}

/// The subject's state, as far as what its peer wrote and read tells it.
class Follower {
 public:
  Follower(const Account& account, const Link& link) : account_(account), link_(link) {}

  Breach find() {
    for (const Position at : link_.events) {
      const Event& event = account_.event(at);
      if (event.kind == Kind::READ) read(*event.wire);
      if (event.kind != Kind::WROTE) continue;
      const WireDetail& wire = *event.wire;
      if (isOver_ || wire.misdeed == "half") return {};
      if (const Breaks bytes = breachOfBytes(at, wire.breaks)) return *bytes;
      if (!isSound(wire)) continue;
      const Breaks found = link_.subjectIsMain ? atMain(at, wire) : atRenderer(at, wire);
      if (found) return *found;
      if (wire.frame == "close") isOver_ = true;
    }
    return {};
  }

 private:
  void read(const WireDetail& wire) {
    if (wire.frame == "close") isOver_ = true;
    if (wire.frame == "invoke" || wire.frame == "sync") live_[wire.id] = {wire.frame, false};
    if (wire.frame == "cancel") live_[wire.id].cancelled = true;
  }

  Breaks atMain(Position at, const WireDetail& wire) {
    if (!isOpen_) {
      isOpen_ = wire.frame == "hello";
      return isOpen_ || wire.frame == "close" ? Breaks() : unexpected(at, "TW-WIRE-1");
    }
    if (wire.frame == "hello" || !isSentBy(wire.frame, "renderer"))
      return unexpected(at, "TW-WIRE-31");
    if (wire.frame == "cancel") return wire.id > lastId_ ? unexpected(at, "TW-WIRE-33") : Breaks();
    if (wire.frame != "sync" && wire.frame != "invoke") return {};
    if (wire.id <= lastId_) return unexpected(at, "TW-WIRE-20");
    lastId_ = wire.id;
    if (wire.frame != "sync") return {};
    // Main may have answered the one before, unless no answer to it is ever read.
    if (sync_ != 0 && readAfter(account_, link_, 0, "return", sync_) == NOWHERE)
      return unexpected(at, "TW-WIRE-12");
    sync_ = wire.id;
    return {};
  }

  Breaks atRenderer(Position at, const WireDetail& wire) {
    if (!isOpen_) {
      isOpen_ = wire.frame == "welcome";
      return isOpen_ || wire.frame == "close" ? Breaks() : unexpected(at, "TW-WIRE-1");
    }
    if (wire.frame == "welcome" || !isSentBy(wire.frame, "main"))
      return unexpected(at, "TW-WIRE-31");
    if (wire.frame != "return") return {};
    const auto call = live_.find(wire.id);
    if (call == live_.end()) return unexpected(at, "TW-WIRE-6");
    if (!mayAnswer(wire.what, call->second.kind, call->second.cancelled))
      return unexpected(at, "TW-WIRE-19");
    live_.erase(call);
    return {};
  }

  struct Live {
    std::string_view kind{};
    bool cancelled = false;
  };
  const Account& account_;
  const Link& link_;
  bool isOpen_ = false, isOver_ = false;
  std::uint64_t lastId_ = 0, sync_ = 0;  // Of what a peer that is a renderer wrote.
  std::map<std::uint64_t, Live> live_;   // Calls of the subject's renderer.
};

}  // namespace

std::vector<Link> linksOf(const Account& account) {
  std::vector<Link> links;
  for (unsigned k = 0; k < PEERS_MAX; ++k)
    for (const Position at : account.eventsOf(peer(k))) {
      const Event& event = account.event(at);
      if (event.kind == Kind::LINKED)
        links.push_back({.peer = peer(k), .subjectIsMain = event.wire->what == "renderer"});
      if (links.empty() || links.back().peer != peer(k)) continue;
      Link& link = links.back();
      link.events.push_back(at);
      if (event.kind == Kind::UNLINKED) link.unlinked = at;
      const bool close = event.kind == Kind::READ && event.wire->frame == "close";
      if (close && link.closed == NOWHERE) link.closed = at;
    }
  return links;
}

Breach breachOf(const Account& account, const Link& link) { return Follower(account, link).find(); }

Position readUnanswered(const Account& account, const Call& call) {
  for (const Link& link : linksOf(account)) {
    if (link.subjectIsMain) continue;
    Position read = NOWHERE;
    for (const Position at : link.events) {
      const Event& event = account.event(at);
      if (event.kind == Kind::READ && event.message == call.name()) read = at;
      if (read != NOWHERE && event.kind == Kind::WROTE && event.wire->frame == "return" &&
          event.wire->id == account.event(read).wire->id)
        return NOWHERE;
    }
    if (read != NOWHERE) return read;
  }
  return NOWHERE;
}

bool isSound(const WireDetail& written) {
  return written.breaks.empty() && written.misdeed != "half" &&
         written.misdeed != "unknownIgnored";
}

Position readAfter(const Account& account, const Link& link, Position from, std::string_view frame,
                   std::uint64_t id) {
  const auto first = std::lower_bound(link.events.begin(), link.events.end(), from);
  const auto found = std::find_if(first, link.events.end(), [&](Position at) {
    const Event& event = account.event(at);
    return event.kind == Kind::READ && event.wire->frame == frame &&
           (id == 0 || event.wire->id == id);
  });
  return found == link.events.end() ? NOWHERE : *found;
}

Position dispatched(const Account& account, const Link& link, std::string_view message) {
  if (message.empty()) return NOWHERE;
  for (Position at = link.opened(); at < account.size(); ++at) {
    const Event& event = account.event(at);
    const bool here = link.subjectIsMain ? event.kind == Kind::CALLED : event.kind == Kind::DISPATCHED;
    if (here && event.message == message) return at;
  }
  return NOWHERE;
}

std::string describeFrame(const Account& account, Position at) {
  const Event& event = account.event(at);
  std::string out = name(event.actor) + "'s " + std::string(event.wire->frame);
  if (event.wire->id != 0) out += " " + std::to_string(event.wire->id);
  if (!event.wire->misdeed.empty()) out += " (" + std::string(event.wire->misdeed) + ")";
  return out;
}

void forEach(const Account& account, const Link& link, Kind kind,
             const std::function<void(Position, const WireDetail&)>& visit) {
  for (const Position at : link.events)
    if (account.event(at).kind == kind) visit(at, *account.event(at).wire);
}

}  // namespace triwire::conformance::wire
