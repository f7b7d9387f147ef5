#include "judge/before.h"

#include <algorithm>

namespace triwire::conformance {

Before::Before(const Account& account, Position size)
    : account_(account), size_(size), numbers_(size, NO_NUMBER), actors_(size, Actor::RUNNER) {
  std::array<Position, ACTORS> last;
  last.fill(NOWHERE);
  for (Position at = 0; at < size; ++at) {
    const Event& event = account.event(at);
    if (event.kind == Kind::COMMAND)
      for (const Position before : last)
        if (before != NOWHERE) order(static_cast<Node>(before), static_cast<Node>(at));
    if (event.seq == 0) continue;
    const std::size_t actor = indexOf(event.actor);
    numbers_[at] = counts_[actor]++;
    actors_[at] = event.actor;
    if (last[actor] != NOWHERE) order(static_cast<Node>(last[actor]), static_cast<Node>(at));
    last[actor] = at;
  }
  for (const Script& script : account.scripts())
    if (script.first < size)
      order(static_cast<Node>(script.sent), static_cast<Node>(script.first));
}

Before::Node Before::add(Actor actor) {
  actors_.push_back(actor);
  return static_cast<Node>(actors_.size() - 1);
}

std::vector<Before::Node> Before::sorted() {
  std::vector<std::uint32_t> waiting(actors_.size()), first(actors_.size() + 1);
  for (const auto& [before, after] : edges_) {
    ++waiting[after];
    ++first[before + 1];
  }
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  std::vector<Node> after(edges_.size());
  std::vector<std::uint32_t> place(first.begin(), first.end());
  for (const auto& edge : edges_) after[place[edge.first]++] = edge.second;

  std::vector<Node> found;
  found.reserve(actors_.size());
  for (Node node = 0; node < actors_.size(); ++node)
    if (waiting[node] == 0) found.push_back(node);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (std::uint32_t e = first[found[i]]; e < first[found[i] + 1]; ++e)
      if (--waiting[after[e]] == 0) found.push_back(after[e]);
  if (found.size() < actors_.size())
    for (Position at = 0; at < size_; ++at)
      if (waiting[at] > 0) {
        circle_ = at;
        break;
      }
  // Edges by where they begin, for who follows them.
  std::sort(edges_.begin(), edges_.end());
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  return found;
}

bool Before::follow() {
  const std::vector<Node> all = sorted();
  if (all.size() < actors_.size()) return false;
  std::vector<std::uint32_t> first(actors_.size() + 1);
  for (const auto& edge : edges_) ++first[edge.first + 1];
  for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  const auto isEvent = [&](Node node) { return node < size_ && numbers_[node] != NO_NUMBER; };

  passed_.assign(actors_.size(), Clock{});
  for (const Node node : all) {
    if (isEvent(node)) passed_[node][indexOf(actors_[node])] = numbers_[node] + 1;
    for (std::uint32_t e = first[node]; e < first[node + 1]; ++e) {
      Clock& later = passed_[edges_[e].second];
      for (std::size_t i = 0; i < ACTORS; ++i) later[i] = std::max(later[i], passed_[node][i]);
    }
  }
  ahead_.assign(actors_.size(), counts_);
  for (auto node = all.rbegin(); node != all.rend(); ++node) {
    Clock& clock = ahead_[*node];
    for (std::uint32_t e = first[*node]; e < first[*node + 1]; ++e)
      for (std::size_t i = 0; i < ACTORS; ++i)
        clock[i] = std::min(clock[i], ahead_[edges_[e].second][i]);
    if (isEvent(*node)) clock[indexOf(actors_[*node])] = numbers_[*node];
  }
  return true;
}

}  // namespace triwire::conformance
