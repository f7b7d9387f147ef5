// TW-WIRE, the part about calls: their ids, their returns, limits, and flow.

#include <algorithm>
#include <string>

#include "judge/families.h"
#include "judge/wire_link.h"

namespace triwire::conformance::wire {
namespace {

// More bytes than the buffers of a transport take.
constexpr std::uint64_t MORE_THAN_BUFFERED = std::uint64_t{1} << 20U;

bool isCall(const WireDetail& wire) { return wire.frame == "sync" || wire.frame == "invoke"; }

const Message* messageNamed(const Account& account, std::string_view name) {
  for (const Message& message : account.messages())
    if (account.event(account.began(message)).message == name) return &message;
  return nullptr;
}

// Main kept its event, and did nothing with it that answers.
bool isHeldUnanswered(const Account& account, std::string_view name) {
  const Message* message = messageNamed(account, name);
  if (message == nullptr || !message->held) return false;
  return std::none_of(message->deeds.begin(), message->deeds.end(), [&](Position i) {
    return account.deeds()[i].op != Op::REPLY;
  });
}

// Calls `visit(position, detail)` for each sound call that a peer wrote to main before it broke
// something.
template <typename Visit>
void forEachCall(const Account& account, const Link& link, Visit visit) {
  if (!link.subjectIsMain) return;
  const Position breach = breachOf(account, link).at;
  forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
    if (at < breach && isCall(wire) && isSound(wire)) visit(at, wire);
  });
}

std::size_t bytesOf(const std::vector<Step>& program) {
  std::size_t out = 0;
  for (const Step& step : program)
    if (step.op == Op::REPLY)
      for (const std::string_view arg : step.args) out += arg.size();
  return out;
}

Position deafened(const Account& account, const Link& link) {
  Position out = NOWHERE;
  forEach(account, link, Kind::DID, [&](Position at, const WireDetail& wire) {
    if (wire.what == "deafen") out = std::min(out, at);
  });
  return out;
}

}  // namespace

void idsIncrease(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    if (link.subjectIsMain) continue;
    Position last = NOWHERE;
    forEach(account, link, Kind::READ, [&](Position at, const WireDetail& wire) {
      if (!isCall(wire)) return;
      if (last != NOWHERE && wire.id <= account.event(last).wire->id)
        findings.fail({last}, at,
                      "the id " + std::to_string(wire.id) + " follows " +
                          std::to_string(account.event(last).wire->id));
      else if (last != NOWHERE)
        findings.pass({last}, {at});
      last = at;
    });
  }
}

void oneReturnEach(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account))
    forEachCall(account, link, [&](Position at, const WireDetail& wire) {
      const Position first = readAfter(account, link, at, "return", wire.id);
      if (first == NOWHERE) {
        if (link.closed == NOWHERE && !isHeldUnanswered(account, account.event(at).message))
          findings.missing({at}, describeFrame(account, at) + " was not answered");
        return;
      }
      const Position second = readAfter(account, link, first + 1, "return", wire.id);
      if (second != NOWHERE)
        findings.fail({at, first}, second, describeFrame(account, at) + " was answered twice");
      // What main sent after it, and nothing of that is for the same call.
      const Position later = readAfter(account, link, first + 1, "return");
      findings.pass({at}, {first, std::min(later, link.unlinked)});
    });
}

void cancelledReturns(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account))
    forEachCall(account, link, [&](Position call, const WireDetail& wire) {
      forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& cancel) {
        if (cancel.frame != "cancel" || cancel.id != wire.id || at < call) return;
        const Position answer = readAfter(account, link, call, "return", wire.id);
        if (answer < at) return;
        if (answer == NOWHERE)
          findings.missing({call, at}, describeFrame(account, at) + " was not answered");
        else if (account.event(answer).wire->what == "cancelled" ||
                 !isHeldUnanswered(account, account.event(call).message))
          findings.pass({call, at}, {answer});
        else
          findings.fail({call, at}, answer,
                        "the cancelled call was answered with `" +
                            std::string(account.event(answer).wire->what) + "`");
      });
    });
}

void lateCancel(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account))
    forEachCall(account, link, [&](Position call, const WireDetail& wire) {
      const Position answer = readAfter(account, link, call, "return", wire.id);
      forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& cancel) {
        if (cancel.frame != "cancel" || cancel.id != wire.id || answer > at) return;
        const Position again = readAfter(account, link, at, "return", wire.id);
        const Position other = readAfter(account, link, at, "return");
        if (again != NOWHERE)
          findings.fail({answer, at}, again, "the late cancel was answered");
        else if (link.closed != NOWHERE && link.closed > at && other > link.closed)
          findings.fail({answer, at}, link.closed, "the late cancel ended the link");
        else
          findings.pass({answer, at}, {other});
      });
    });
}

void limitsAreKept(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    if (link.subjectIsMain) continue;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& welcome) {
      if (welcome.frame != "welcome" || welcome.channelBytesMax == 0) return;
      const auto k = static_cast<unsigned>(link.peer) - static_cast<unsigned>(Actor::P0);
      for (const Call& call : account.calls()) {
        if (call.renderer != renderer(k) || call.calling == NOWHERE || call.is(Op::SEND)) continue;
        if (call.step->channel.size() <= welcome.channelBytesMax) continue;
        Position sent = NOWHERE;
        forEach(account, link, Kind::READ, [&](Position read, const WireDetail&) {
          if (account.event(read).channel == call.step->channel) sent = std::min(sent, read);
        });
        if (sent != NOWHERE) {
          findings.fail({at, call.calling}, sent,
                        describe(call) + " was sent, although its channel is too long");
        } else if (call.end() != NOWHERE) {
          const Event& end = account.event(call.end());
          const std::string_view outcome = outcomeOf(end);
          if (outcome == "TOO_LARGE" || outcome == "OVERLOADED")
            findings.pass({at, call.calling}, {call.end()});
          else
            findings.fail({at, call.calling}, call.end(), describe(call) + " " + describe(end));
        } else {
          findings.missing({at, call.calling}, describe(call) + " did not fail");
        }
      }
    });
  }
}

void mainDoesNotBlock(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    const Position deaf = deafened(account, link);
    if (!link.subjectIsMain || deaf == NOWHERE) continue;
    // What main was made to reply to somebody who reads nothing.
    Position first = NOWHERE;
    std::size_t each = 0;
    std::uint64_t written = 0;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (wire.frame != "message" || at < deaf) return;
      ++written;
      const Message* message = messageNamed(account, account.event(at).message);
      if (message == nullptr) return;
      const Run& run = account.runs()[message->runs.front()];
      if (run.program == nullptr) return;
      first = std::min(first, account.began(*message));
      each = std::max(each, bytesOf(*run.program));
    });
    if (first == NOWHERE || each * written < MORE_THAN_BUFFERED) continue;
    for (const Call& call : account.calls()) {
      if (call.sent == NOWHERE || call.sent < first || call.calling == NOWHERE) continue;
      if (const Message* message = account.messageOf(call))
        findings.pass({deaf, first, call.calling}, {account.began(*message)});
      else
        findings.missing({deaf, first, call.calling},
                         describe(call) + " was not served while " + link.name() + " read nothing");
    }
  }
}

void rendererReadsOn(const Account& account, Findings& findings) {
  for (const Link& link : linksOf(account)) {
    const Position deaf = deafened(account, link);
    if (link.subjectIsMain || deaf == NOWHERE) continue;
    const auto k = static_cast<unsigned>(link.peer) - static_cast<unsigned>(Actor::P0);
    std::uint64_t sent = 0;
    Position stuck = NOWHERE;  // By here it has sent more than the transport takes.
    for (const Call& call : account.calls()) {
      if (call.renderer != renderer(k) || call.calling < deaf || call.returned() == NOWHERE) continue;
      for (const std::string_view arg : call.step->args) sent += arg.size();
      if (sent > MORE_THAN_BUFFERED && stuck == NOWHERE) stuck = call.returned();
    }
    if (stuck == NOWHERE) continue;
    std::uint64_t written = 0;
    Position taken = NOWHERE;
    forEach(account, link, Kind::WROTE, [&](Position at, const WireDetail& wire) {
      if (at < stuck) return;
      written += wire.bytes;
      if (written > MORE_THAN_BUFFERED && taken == NOWHERE) taken = at;
    });
    if (taken != NOWHERE)
      findings.pass({deaf, stuck}, {taken});
    else
      findings.missing({deaf, stuck}, name(renderer(k)) + " did not read while it waited to write");
  }
}

}  // namespace triwire::conformance::wire
