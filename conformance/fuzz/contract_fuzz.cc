// What a subject writes, and what a report says that one wrote: lines of JSON, one entry of a history each.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/message.h>
#include <conformance.capnp.h>
#include <scenario.capnp.h>

#include "fuzz/require.h"
#include "judge/check.h"
#include "record/fold.h"
#include "record/json_text.h"
#include "record/retell.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

using Json = capnp::json::Value;
using triwire::fuzz::require;

/// False if it threw what bad input is answered with; anything else that is thrown is a finding.
bool accepts(const std::function<void()>& read) {
  try {
    read();
  } catch (const std::invalid_argument&) {
    return false;
  }
  return true;
}

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string canonical(std::string_view json) {
  capnp::MallocMessageBuilder message;
  auto value = message.initRoot<Json>();
  parseJson(json, value);
  return canonicalJson(value.asReader());
}

/// What is accepted as a `Struct` is said and read again.
template <class Struct>
void readAs(std::string_view line) {
  capnp::MallocMessageBuilder message;
  auto read = message.initRoot<Struct>();
  if (!accepts([&] { readJson(line, capnp::toDynamic(read)); })) return;
  const std::string said = writeJson(capnp::toDynamic(read.asReader()));
  capnp::MallocMessageBuilder other;
  auto again = other.initRoot<Struct>();
  require(accepts([&] { readJson(said, capnp::toDynamic(again)); }), "what was written is read");
  require(writeJson(capnp::toDynamic(again.asReader())) == said, "and is the same");
}

void look(std::string_view line) {
  std::string once;
  if (!accepts([&] { once = canonical(line); })) return;
  require(canonical(once) == once, "canonical text stands for itself");
  std::string unfoldedText;
  const std::string entry = foldedEntry(once);
  if (accepts([&] { unfoldedText = unfolded(entry); }) && entry != once) {
    require(unfoldedText == R"({"folded":)" + once + "}", "what was folded unfolds");
  }
  readAs<contract::Event>(line);
  readAs<contract::Command>(line);
  readAs<file::PeerEvent>(line);
  readAs<file::Scenario>(line);
}

bool areEqual(const std::vector<Finding>& left, const std::vector<Finding>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& a, const auto& b) {
    return a.requirement == b.requirement && a.verdict == b.verdict && a.premise == b.premise &&
           a.conclusion == b.conclusion && a.violation == b.violation && a.reason == b.reason;
  });
}

/// A history that can be told can be judged, with the same findings each time, in its events.
void judgeTold(const std::vector<std::string_view>& lines) {
  capnp::MallocMessageBuilder message;
  auto entries = message.getOrphanage().newOrphan<capnp::List<Json>>(static_cast<unsigned>(lines.size()));
  for (unsigned i = 0; i < lines.size(); ++i) {
    if (!accepts([&] { parseJson(lines[i], entries.get()[i]); })) return;
  }
  History history;
  if (!accepts([&] { history = retell(entries.getReader()); })) return;
  history.profile = "strict";
  for (const Ending ending : {Ending::ENDED, Ending::CRASHED}) {
    history.ending = ending;
    const std::vector<Finding> findings = judge(history);
    require(areEqual(findings, judge(history)), "the same history, the same findings");
    for (const Finding& finding : findings) {
      const auto isInside = [&](std::size_t at) { return at < history.events().size(); };
      require(std::all_of(finding.premise.begin(), finding.premise.end(), isInside) &&
                  std::all_of(finding.conclusion.begin(), finding.conclusion.end(), isInside) &&
                  (!finding.violation || isInside(*finding.violation)),
              "positions are those of events");
    }
  }
}

}  // namespace
}  // namespace triwire::conformance

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace triwire::conformance;
  const auto lines = linesOf({reinterpret_cast<const char*>(data), size});
  for (const std::string_view line : lines) look(line);
  judgeTold(lines);
  return 0;
}
