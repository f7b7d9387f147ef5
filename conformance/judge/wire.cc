// TW-WIRE, the part about links: how they open, what ends them, and that no other is harmed.

#include <algorithm>
#include <set>
#include <string>

#include "judge/families.h"
#include "judge/wire_link.h"

namespace triwire::conformance::wire {
namespace {

// The breach ends its link with its reason.
void expectEnd(const Account& account, Findings& findings, std::string_view requirement) {
  for (const Link& link : linksOf(account)) {
    const Breach breach = breachOf(account, link);
    if (breach.at == NOWHERE || breach.requirement != requirement) continue;
    const std::string frame = describeFrame(account, breach.at);
    const Position close = readAfter(account, link, breach.at, "close");
    if (close != NOWHERE && account.event(close).wire->what == breach.reason)
      findings.pass({link.opened(), breach.at}, {close, link.unlinked});
    else if (close != NOWHERE)
      findings.fail({link.opened(), breach.at}, close,
                    frame + " ended the link with `" +
                        std::string(account.event(close).wire->what) + "`; expected `" +
                        std::string(breach.reason) + "`");
    else if (link.unlinked != NOWHERE && link.unlinked > breach.at)
      findings.fail({link.opened(), breach.at}, link.unlinked,
                    "after " + frame + " the stream ended without a close; expected one with `" +
                        std::string(breach.reason) + "`");
    else
      findings.missing({link.opened(), breach.at}, frame + " did not end the link");
  }
}

// What the peer wrote was handled as if nothing had been done to it. `also` is what shows it.
void expectHandled(const Account& account, Findings& findings, const Link& link, Position written,
                   const WireDetail& wire) {
  const Position close = readAfter(account, link, written, "close");
  const Position answer = wire.id == 0 ? NOWHERE : readAfter(account, link, written, "return", wire.id);
  const Position arrived = dispatched(account, link, account.event(written).message);
  if (arrived != NOWHERE || answer != NOWHERE)
    findings.pass({link.opened(), written}, {arrived, answer});
  else if (close != NOWHERE)
    findings.fail({link.opened(), written}, close,
                  describeFrame(account, written) + " ended the link");
  else
    findings.missing({link.opened(), written},
                     describeFrame(account, written) + " was not handled");
}

void expectHandled(const Account& account, Findings& findings,
                   const std::set<std::string_view>& misdeeds) {
  for (const Link& link : linksOf(account))
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (misdeeds.contains(wire.misdeed)) expectHandled(account, findings, link, at, wire);
    });
}

}  // namespace

void endsAsMalformed(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-7");
}
void endsAsTooLarge(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-8");
}
void endsForItsPayload(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-15");
}
void endsForALimit(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-16");
}
void endsForAChannel(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-37");
}
void framesOutOfPlace(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-31");
}
void secondSync(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-12");
}
void idsNotGreater(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-20");
}
void strangeCancel(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-33");
}
void strangeReturn(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-6");
}
void wrongOutcome(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-19");
}

void firstFrames(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-1");
  for (const Link& link : linksOf(account)) {
    Position first = NOWHERE;
    forEach(account, link, Kind::READ, [&](Position at, const WireDetail&) {
      first = std::min(first, at);
    });
    if (first == NOWHERE) continue;
    const std::string_view frame = account.event(first).wire->frame;
    const bool sound =
        link.subjectIsMain ? frame == "welcome" || frame == "close" : frame == "hello";
    if (sound)
      findings.pass({link.opened()}, {first});
    else
      findings.fail({link.opened()}, first,
                    "the first frame on the link of " + link.name() + " is " +
                        (frame.empty() ? "none" : "`" + std::string(frame) + "`"));
  }
}

void unknownFrames(const Account& account, Findings& findings) {
  expectEnd(account, findings, "TW-WIRE-9");
  for (const Link& link : linksOf(account)) {
    Position ignored = NOWHERE;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (wire.misdeed == "unknownIgnored") ignored = at;
      if (ignored != NOWHERE && at > ignored && isSound(wire))
        expectHandled(account, findings, link, at, wire);
    });
  }
}

void unknownFields(const Account& account, Findings& findings) {
  expectHandled(account, findings, {"unknownFields"});
}

void dividedFrames(const Account& account, Findings& findings) {
  expectHandled(account, findings, {"oneByte", "splitUp"});
}

void highestVersion(const Account& account, Findings& findings) {
  struct Opening {
    Position hello, answer;
    std::uint16_t min, max;
  };
  std::vector<Opening> openings;
  for (const Link& link : linksOf(account))
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (!link.subjectIsMain || wire.frame != "hello" || !isSound(wire)) return;
      const Position welcome = readAfter(account, link, at, "welcome");
      openings.push_back({at, std::min(welcome, link.closed), wire.versionMin, wire.versionMax});
      if (welcome == NOWHERE) return;
      const std::uint16_t version = account.event(welcome).wire->versionMin;
      if (version < wire.versionMin || version > wire.versionMax)
        findings.fail({at}, welcome, "main chose version " + std::to_string(version) +
                                         ", which the renderer does not speak");
    });
  // What main speaks shows when it is offered only what is above its choice.
  for (const Opening& wide : openings) {
    if (wide.answer == NOWHERE || account.event(wide.answer).wire->frame != "welcome") continue;
    const std::uint16_t chosen = account.event(wide.answer).wire->versionMin;
    for (const Opening& above : openings) {
      if (above.min <= chosen || above.max > wide.max || above.answer == NOWHERE) continue;
      if (account.event(above.answer).wire->frame == "close")
        findings.pass({wide.hello, wide.answer, above.hello}, {above.answer});
      else
        findings.fail({wide.hello, wide.answer, above.hello}, above.answer,
                      "main chose version " + std::to_string(chosen) +
                          " and speaks a higher one that was offered, too");
    }
  }
}

void noCommonVersion(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account))
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (!link.subjectIsMain || wire.frame != "hello" || link.closed == NOWHERE) return;
      if (readAfter(account, link, at, "welcome") != NOWHERE || !isSound(wire)) return;
      if (breachOf(account, link).at < link.closed) return;
      const std::string_view reason = account.event(link.closed).wire->what;
      if (reason == "versionMismatch")
        findings.pass({at}, {link.closed});
      else
        findings.fail({at}, link.closed,
                      "main refused the versions with `" + std::string(reason) + "`");
    });
}

void closeIsLast(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    if (link.closed == NOWHERE) continue;
    forEach(account, link, Kind::READ, [&](Position at, const WireDetail&) {
      if (at > link.closed)
        findings.fail({link.closed}, at, "a frame behind `close` on the link of " + link.name());
    });
    findings.pass({link.opened(), link.closed}, {link.unlinked});
  }
}

void nothingBehindAnEnd(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    Position end = breachOf(account, link).at;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (wire.frame == "close" && isSound(wire)) end = std::min(end, at);
    });
    if (end == NOWHERE) continue;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail&) {
      if (at <= end) return;
      const Position arrived = dispatched(account, link, account.event(at).message);
      if (arrived != NOWHERE)
        findings.fail({end, at}, arrived,
                      describeFrame(account, at) + " was dispatched, behind the end of its link");
      else
        findings.pass({end, at}, {link.unlinked});
    });
  }
}

void cutFrames(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    Position cut = NOWHERE;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (wire.misdeed == "half") cut = at;
    });
    if (cut == NOWHERE) continue;
    Position end = NOWHERE;
    forEach(account, link, Kind::DID, [&](Position at, const WireDetail& wire) {
      if (at > cut && wire.what != "deafen") end = at;
    });
    if (end == NOWHERE) continue;
    const Position arrived = dispatched(account, link, account.event(cut).message);
    if (arrived != NOWHERE) {
      findings.fail({cut, end}, arrived, "half of " + describeFrame(account, cut) + " was dispatched");
      continue;
    }
    Position noticed = link.unlinked;
    for (Position at = end; at < account.size(); ++at)
      if (account.event(at).kind == Kind::CLOSED) noticed = std::min(noticed, at);
    findings.pass({cut, end}, {noticed});
  }
}

void othersAreServed(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    if (!link.subjectIsMain) continue;
    const Position breach = breachOf(account, link).at;
    const Position from = breach == NOWHERE ? link.opened() : breach;
    for (const Call& call : account.calls()) {
      if (call.sent == NOWHERE || call.sent < from || call.calling == NOWHERE) continue;
      const Message* message = account.messageOf(call);
      if (message != nullptr)
        findings.pass({from, call.calling}, {account.began(*message), call.end()});
      else if (const Registered* registered = registeredFor(account, call);
               registered != nullptr &&
               !(call.is(Op::INVOKE) ? registered->handler : registered->listeners).empty())
        findings.missing({from, call.calling}, describe(call) + " was not served any more");
    }
  }
}

}  // namespace triwire::conformance::wire
