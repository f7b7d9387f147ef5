#include "judge/towards.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "judge/query.h"

namespace triwire::conformance::order {
namespace {

// Those that did not settle at the renderer, too.
std::vector<Settled> answeredInvokes(const Account& account, Actor renderer) {
  std::vector<Settled> found;
  for (const Position i : account.callsOf(renderer)) {
    const Call& call = account.calls()[i];
    const Message* message = account.messageOf(call);
    if (!call.is(Op::INVOKE) || call.step->deadlineMs > 0 || message == nullptr) continue;
    if (message->answer.at == NOWHERE || account.linkEnd(renderer) < call.end()) continue;
    found.push_back({&call, &message->answer});
  }
  std::sort(found.begin(), found.end(),
            [](const Settled& a, const Settled& b) { return a.answer->at < b.answer->at; });
  return found;
}

// Between which of main's events it found no handler for a call.
struct Span {
  Position from, until;
};

Span spanOf(const Account& account, const Call& call, const Message* before) {
  Position from = before == nullptr ? 0 : account.began(*before);
  if (before != nullptr && account.runs()[before->runs.back()].end != NOWHERE)
    from = account.runs()[before->runs.back()].end;
  Position until = fence(account, call);
  const auto& states = account.registrations(Actor::MAIN).states(call.step->channel);
  const auto since = [&](Position at) {
    return std::prev(std::partition_point(states.begin() + 1, states.end(),
                                          [&](const Registered& s) { return s.since <= at; }));
  };
  auto first = since(from);
  while (first != states.end() && !first->handler.empty()) ++first;
  if (first != states.end()) from = std::max(from, first->since);
  auto last = since(until);
  for (; !last->handler.empty() && last != states.begin(); --last) until = std::min(until, last->since);
  return {from, until};
}

// Where main was: equal in one task.
std::pair<Position, Position> taskOf(const Account& account, const Done& done) {
  const Origin& origin = account.origin(done.at);
  return {origin.script, origin.run};
}

/// What main did towards a renderer, as it arrived there.
class Arrivals {
 public:
  explicit Arrivals(std::vector<Done> done) : done_(std::move(done)) {
    std::sort(done_.begin(), done_.end(),
              [](const Done& a, const Done& b) { return a.arrived < b.arrived; });
    last_.assign(done_.size() + 1, nullptr);
    first_.assign(done_.size() + 1, nullptr);
    for (std::size_t i = 0; i < done_.size(); ++i)
      last_[i + 1] = last_[i] == nullptr || last_[i]->at < done_[i].at ? &done_[i] : last_[i];
    for (std::size_t i = done_.size(); i-- > 0;)
      first_[i] = first_[i + 1] == nullptr || done_[i].at < first_[i + 1]->at ? &done_[i] : first_[i + 1];
  }

  /// Of what arrived before `at` what main did last, and of the rest what it did first; or null.
  std::pair<const Done*, const Done*> around(Position at) const {
    const auto index = std::partition_point(done_.begin(), done_.end(),
                                            [&](const Done& d) { return d.arrived < at; }) -
                       done_.begin();
    return {last_[static_cast<std::size_t>(index)], first_[static_cast<std::size_t>(index)]};
  }

 private:
  std::vector<Done> done_;
  std::vector<const Done*> last_, first_;
};

}  // namespace

std::vector<Settled> settledInvokes(const Account& account, Actor renderer) {
  std::vector<Settled> found = answeredInvokes(account, renderer);
  std::erase_if(found, [](const Settled& invoke) { return invoke.call->end() == NOWHERE; });
  return found;
}

std::vector<Done> doneTowards(const Account& account, Actor renderer) {
  std::vector<Done> done;
  for (const Settled& invoke : answeredInvokes(account, renderer))
    done.push_back({invoke.answer->at, invoke.call->end(), nullptr, invoke.call});
  for (const Delivery& delivery : account.deliveries())
    if (delivery.to == renderer && delivery.dispatch != NOWHERE)
      done.push_back(
          {account.deeds()[delivery.deed].at, account.arrived(delivery), &delivery, nullptr});
  std::sort(done.begin(), done.end(), [](const Done& a, const Done& b) { return a.at < b.at; });
  return done;
}

void forEachMisplaced(
    const Account& account, Actor renderer,
    const std::function<void(const Call& rejected, const Done& other, bool before)>& visit) {
  const Arrivals arrivals(doneTowards(account, renderer));
  const Message* before = nullptr;
  std::optional<Done> last;  // Of those before without a handler, the one that settled last.
  for (const Position i : account.callsOf(renderer)) {
    const Call& call = account.calls()[i];
    if (call.is(Op::INVOKE) && call.end() != NOWHERE && call.step->deadlineMs == 0 &&
        wentUnheard(account, call) && account.linkEnd(renderer) > call.end()) {
      const Span span = spanOf(account, call, before);
      const auto [earlier, later] = arrivals.around(call.end());
      if (earlier != nullptr && earlier->at > span.until) visit(call, *earlier, false);
      const bool between = earlier != nullptr && later != nullptr &&
                           taskOf(account, *earlier) == taskOf(account, *later);
      if (later != nullptr && (later->at <= span.from || between)) visit(call, *later, true);
      if (last && last->arrived > call.end()) visit(call, *last, true);
      if (!last || last->arrived < call.end()) last = Done{call.calling, call.end(), nullptr, &call};
    }
    if (const Message* message = account.messageOf(call)) before = message;
  }
}

}  // namespace triwire::conformance::order
