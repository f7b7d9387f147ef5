// TW-LIFE-5: a link ends for a reason.

#include <algorithm>
#include <string>

#include "judge/families.h"
#include "judge/wire_link.h"

namespace triwire::conformance {
namespace life {
namespace {

// Where the runner first asked for the end of the link of `renderer`, or of all.
Position askedFor(const Account& account, Actor renderer) {
  Position first = account.commandAfter(Command::Kind::END, 0);
  for (const Command::Kind kind : {Command::Kind::KILL, Command::Kind::CLOSE})
    for (Position at = account.commandAfter(kind, 0); at < first;
         at = account.commandAfter(kind, at + 1)) {
      const Actor actor = account.history().commands()[account.event(at).command].actor;
      if (actor == renderer || actor == Actor::MAIN) first = at;
    }
  return first;
}

// Where the runner's own end of a link first ended it, or gave the subject a reason to.
Position reasonGiven(const Account& account, const wire::Link& link) {
  Position first = wire::breachOf(account, link).at;
  const auto gives = [&](Position at) { first = std::min(first, at); };
  wire::forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& written) {
    if (written.frame == "close" || written.misdeed == "half") gives(at);
  });
  wire::forEach(account, link, Kind::DID, [&](Position at, const WireDetail& done) {
    if (done.what != "deafen") gives(at);  // Who does not read is waited for, or overloaded.
  });
  return first;
}

// Reasons of a close that need nothing that its receiver did.
bool speaksForItself(const Event& close) {
  return close.wire->what == "versionMismatch" || close.wire->what == "refused";
}

struct Life {
  std::string name;
  Position reason = NOWHERE;                // Nothing before here ends the link.
  Position end = NOWHERE;                   // The first that shows its end.
  Position first = NOWHERE, last = NOWHERE;  // What crossed it before `reason`.

  void ends(Position at) { end = std::min(end, at); }
  void crosses(Position at) {
    if (at >= reason) return;
    first = std::min(first, at);
    last = last == NOWHERE ? at : std::max(last, at);
  }
};

void judgeLife(Findings& findings, const Life& life) {
  if (life.end < life.reason)
    findings.fail({std::min(life.first, life.end)}, life.end,
                  "the link of " + life.name + " ended, and nothing had given a reason");
  else if (life.first < life.last && life.last != NOWHERE)
    findings.pass({life.first}, {life.last});
}

Life lifeOf(const Account& account, Actor renderer) {
  Life life{.name = name(renderer), .reason = reasonToEnd(account, renderer)};
  for (const Actor actor : {renderer, Actor::MAIN})
    for (const Position at : account.eventsOf(actor)) {
      const Event& event = account.event(at);
      if (event.kind == Kind::CLOSED && (actor == renderer || event.peer == life.name)) life.ends(at);
    }
  for (const Position i : account.callsOf(renderer)) {
    const Call& call = account.calls()[i];
    if (call.end() != NOWHERE && outcomeOf(account.event(call.end())) == "DISCONNECTED")
      life.ends(call.end());
    if (const Message* message = account.messageOf(call)) life.crosses(account.began(*message));
  }
  return life;
}

Life lifeOf(const Account& account, const wire::Link& link) {
  const Actor subject = link.subjectIsMain       ? Actor::MAIN
                        : link.peer == Actor::P0 ? renderer(0)
                                                 : renderer(1);
  Life life{.name = link.name(),
            .reason = std::min(askedFor(account, subject), reasonGiven(account, link))};
  if (link.closed == NOWHERE || !speaksForItself(account.event(link.closed)))
    life.ends(std::min(link.closed, link.unlinked));
  wire::forEach(account, link, Kind::READ, [&](Position at, const WireDetail& read) {
    if (read.frame != "close") life.crosses(at);
  });
  return life;
}

}  // namespace
}  // namespace life

Position unexplainedEnd(const Account& account) {
  Position first = NOWHERE;
  const auto look = [&](const life::Life& life) {
    if (life.end < life.reason) first = std::min(first, life.end);
  };
  for (unsigned k = 0; k < account.history().renderers; ++k) look(life::lifeOf(account, renderer(k)));
  for (const wire::Link& link : wire::linksOf(account)) look(life::lifeOf(account, link));
  return first;
}

Position reasonToEnd(const Account& account, Actor renderer) {
  Position reason = life::askedFor(account, renderer);
  for (const wire::Link& link : wire::linksOf(account))
    if (!link.subjectIsMain && link.peer == peer(rendererIndex(renderer)))
      reason = std::min(reason, life::reasonGiven(account, link));
  return reason;
}

namespace life {

void endsForAReason(const Account& account, Findings& findings) {
  for (unsigned k = 0; k < account.history().renderers; ++k)
    judgeLife(findings, lifeOf(account, renderer(k)));
  for (const wire::Link& link : wire::linksOf(account)) judgeLife(findings, lifeOf(account, link));
}

}  // namespace life
}  // namespace triwire::conformance
