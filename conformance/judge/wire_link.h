#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/account.h"

namespace triwire::conformance::wire {

/// One link whose other end was the runner's: the events of a peer from LINKED to the next LINKED.
struct Link {
  Actor peer = Actor::P0;
  bool subjectIsMain = true;
  std::vector<Position> events{};
  Position closed = NOWHERE;    ///< The first `close` that the subject sent.
  Position unlinked = NOWHERE;  ///< The end of the stream.

  std::string name() const { return conformance::name(peer); }
  Position opened() const { return events.front(); }
};

std::vector<Link> linksOf(const Account& account);

/// The first thing on a link that breaks the protocol: what the peer wrote.
struct Breach {
  Position at = NOWHERE;
  std::string_view requirement{};
  std::string_view reason{};  ///< The close reason that it is to end with.
};

/// Follows the tables of the specification's chapter on links. NOWHERE in `at` if there is none.
Breach breachOf(const Account& account, const Link& link);

/// Where the runner, being main, read the call that it never answered; NOWHERE otherwise.
Position readUnanswered(const Account& account, const Call& call);

/// Whether a frame was written whole, and is one that the receiver knows.
bool isSound(const WireDetail& written);

/// The first READ of that frame with that id (0: any) on the link, after `from`.
Position readAfter(const Account& account, const Link& link, Position from, std::string_view frame,
                   std::uint64_t id = 0);

/// Where the subject's application got what the peer wrote with that name (args[0]); NOWHERE.
Position dispatched(const Account& account, const Link& link, std::string_view message);

/// "p0's invoke 1 on 'c'": what the peer wrote or read.
std::string describeFrame(const Account& account, Position at);

/// Calls `visit(position, detail)` for each event of the link of that kind.
void forEach(const Account& account, const Link& link, Kind kind,
             const std::function<void(Position at, const WireDetail& wire)>& visit);

}  // namespace triwire::conformance::wire
