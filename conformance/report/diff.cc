#include "report/diff.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace triwire::conformance {
namespace {

constexpr std::array<std::string_view, 5> NAMES{"regressed", "fixed", "changed", "new", "gone"};

std::string spelled(const RecordedResult& result) {
  return result.verdict + (result.known.empty() ? "" : " (known)");
}

Change::Kind kindOf(const RecordedResult& before, const RecordedResult& after) {
  if (before.verdict == "pass") return Change::Kind::REGRESSED;
  return after.verdict == "pass" ? Change::Kind::FIXED : Change::Kind::CHANGED;
}

}  // namespace

std::vector<Change> diff(const Report& older, const Report& newer) {
  const bool onlyOne = older.runs.size() == 1 && newer.runs.size() == 1;
  using Key = std::pair<std::string, std::string>;
  const auto key = [&](const RecordedResult& result) {
    return Key(onlyOne ? "" : result.subject, result.requirement);
  };
  std::map<Key, const RecordedResult*> before;
  for (const RecordedResult& result : older.results) before[key(result)] = &result;

  std::vector<Change> out;
  for (const RecordedResult& now : newer.results) {
    const auto found = before.find(key(now));
    if (found == before.end()) {
      out.push_back({Change::Kind::NEW, now.subject, now.requirement, "", spelled(now)});
      continue;
    }
    const RecordedResult& was = *found->second;
    if (was.verdict != now.verdict)
      out.push_back(
          {kindOf(was, now), now.subject, now.requirement, spelled(was), spelled(now)});
    before.erase(found);
  }
  for (const RecordedResult& was : older.results)
    if (before.contains(key(was)))
      out.push_back({Change::Kind::GONE, was.subject, was.requirement, spelled(was), ""});
  std::stable_sort(out.begin(), out.end(),
                   [](const Change& a, const Change& b) { return a.kind < b.kind; });
  return out;
}

std::string textOf(const std::vector<Change>& changes) {
  std::array<std::size_t, NAMES.size()> counts{};
  std::string out;
  for (const Change& change : changes) {
    const auto kind = static_cast<std::size_t>(change.kind);
    if (counts.at(kind)++ == 0) out += std::string(NAMES.at(kind)) + ":\n";
    out += "  " + change.requirement + "  " + change.before +
           (change.before.empty() || change.after.empty() ? "" : " -> ") + change.after + "  (" +
           change.subject + ")\n";
  }
  for (std::size_t kind = 0; kind < NAMES.size(); ++kind)
    out += (kind == 0 ? "" : ", ") + std::to_string(counts.at(kind)) + " " +
           std::string(NAMES.at(kind));
  return out + "\n";
}

}  // namespace triwire::conformance
