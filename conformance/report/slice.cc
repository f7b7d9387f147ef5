#include "report/slice.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace triwire::conformance {
namespace {

// Finds what caused what.
class EdgeFinder {
 public:
  explicit EdgeFinder(const History& history) : history_(history) {}

  // Causes first, all of them: an effect may have arrived before its cause.
  std::vector<Edge> find() {
    for (std::size_t at = 0; at < history_.events().size(); ++at)
      noteCause(history_.events()[at], at);
    for (std::size_t at = 0; at < history_.events().size(); ++at)
      connectEffect(history_.events()[at], at);
    return std::move(edges_);
  }

 private:
  void noteCause(const Event& event, std::size_t at) {
    if (event.kind == Kind::CALLING) calling_.try_emplace(event.call, at);
    if (event.kind == Kind::CALLED) {
      callOf_.try_emplace(event.handle, event.message);
      peerOf_.try_emplace(event.handle, event.peer);
    }
    if (event.kind == Kind::RESOLVED || event.kind == Kind::RELEASED) answer(event, at);
    if (event.error) return;
    if (event.kind == Kind::ASSIGNED) answer(event, at);
    if (event.kind == Kind::REPLIED)
      underWay_[{std::string(peerOf_[event.handle]), event.channel}].push_back(at);
    if (event.kind == Kind::SENT) underWay_[{std::string(event.peer), event.channel}].push_back(at);
  }

  void connectEffect(const Event& event, std::size_t at) {
    if (event.kind == Kind::CALLED) connect(calling_, event.message, at);
    if (event.kind == Kind::RETURNED || event.kind == Kind::THREW || event.kind == Kind::SETTLED)
      connect(answers_, event.call, at);
    if (event.kind == Kind::DISPATCHED) dispatched(event, at);
  }

  // The first answer is the one that counts.
  void answer(const Event& event, std::size_t at) {
    if (const auto call = callOf_.find(event.handle);
        call != callOf_.end() && !call->second.empty())
      answers_.try_emplace(call->second, at);
  }

  // On one channel events arrive in order; a second listener gets the event that the first got.
  void dispatched(const Event& event, std::size_t at) {
    const std::string actor = name(event.actor);
    const auto queue = underWay_.find({actor, event.channel});
    const std::pair<std::string, std::string_view> key{actor, event.message};
    if (const auto seen = arrived_.find(key); !event.message.empty() && seen != arrived_.end()) {
      edges_.push_back({seen->second, at});
    } else if (queue != underWay_.end() && !queue->second.empty()) {
      edges_.push_back({queue->second.front(), at});
      arrived_[key] = queue->second.front();
      queue->second.pop_front();
    }
  }

  void connect(const std::map<std::string_view, std::size_t>& causes, std::string_view name,
               std::size_t at) {
    if (const auto cause = causes.find(name); cause != causes.end())
      edges_.push_back({cause->second, at});
  }

  const History& history_;
  std::vector<Edge> edges_;
  std::map<std::string_view, std::size_t> calling_, answers_;  // By call.
  std::map<std::uint32_t, std::string_view> callOf_, peerOf_;  // By handle.
  std::map<std::pair<std::string, std::string_view>, std::deque<std::size_t>> underWay_;
  std::map<std::pair<std::string, std::string_view>, std::size_t> arrived_;
};

}  // namespace

std::vector<Edge> edges(const History& history) { return EdgeFinder(history).find(); }

std::vector<std::size_t> slice(const History& history, const Finding& finding) {
  std::set<std::size_t> out;
  const auto add = [&](std::size_t at) {
    if (at < history.events().size()) out.insert(at);
  };
  for (const std::size_t at : finding.premise) add(at);
  for (const std::size_t at : finding.conclusion) add(at);
  if (finding.violation) add(*finding.violation);

  // The calls and event objects that the witnesses are about …
  std::set<std::string_view> calls;
  std::set<std::uint32_t> handles;
  for (const std::size_t at : out) {
    const Event& event = history.events()[at];
    if (!event.call.empty()) calls.insert(event.call);
    if (!event.message.empty()) calls.insert(event.message);
    if (event.handle != 0) handles.insert(event.handle);
  }
  for (const Event& event : history.events())
    if (event.kind == Kind::CALLED && handles.contains(event.handle) && !event.message.empty())
      calls.insert(event.message);
  // … and what else happened to them.
  for (std::size_t at = 0; at < history.events().size(); ++at) {
    const Event& event = history.events()[at];
    const bool ends = event.kind == Kind::CALLING || event.kind == Kind::RETURNED ||
                      event.kind == Kind::THREW || event.kind == Kind::SETTLED ||
                      event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED;
    const bool answers = event.kind == Kind::ASSIGNED || event.kind == Kind::RESOLVED ||
                         event.kind == Kind::RELEASED;
    if ((ends && (calls.contains(event.call) || calls.contains(event.message))) ||
        (answers && handles.contains(event.handle)))
      out.insert(at);
  }
  return {out.begin(), out.end()};
}

std::vector<std::size_t> causalOrder(const History& history,
                                     const std::vector<std::size_t>& positions) {
  std::map<std::size_t, std::set<std::size_t>> causes;
  std::map<Actor, std::size_t> lastOf;
  for (const std::size_t at : positions) {
    const Actor actor = history.events()[at].actor;
    if (const auto last = lastOf.find(actor); last != lastOf.end()) causes[at].insert(last->second);
    lastOf[actor] = at;
  }
  const std::set<std::size_t> included(positions.begin(), positions.end());
  for (const Edge& edge : edges(history))
    if (included.contains(edge.from) && included.contains(edge.to))
      causes[edge.to].insert(edge.from);

  std::vector<std::size_t> out;
  std::set<std::size_t> left = included, placed;
  while (!left.empty()) {
    // The earliest whose causes are all there; in a circle (a history that cannot be) the earliest.
    const auto ready = std::find_if(left.begin(), left.end(), [&](std::size_t at) {
      return std::includes(placed.begin(), placed.end(), causes[at].begin(), causes[at].end());
    });
    const std::size_t next = ready == left.end() ? *left.begin() : *ready;
    out.push_back(next);
    placed.insert(next);
    left.erase(next);
  }
  return out;
}

}  // namespace triwire::conformance
