// The state figures of the specification (spec/figures/*.dot) and the tables of the core have the
// same edges; the figures of calls name the outcomes that settle such a call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "protocol/main_connection.h"
#include "protocol/outcome.h"
#include "protocol/renderer_connection.h"

namespace triwire::protocol {
namespace {

/// From, label, to. One for each word of an arrow's label.
using Edge = std::tuple<std::string, std::string, std::string>;

std::string read(const std::string& figure) {
  std::ifstream file(std::string(TRIWIRE_SPEC_FIGURES) + "/" + figure + ".dot");
  EXPECT_TRUE(file) << figure;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The arrows of a figure, without labels in parentheses.
std::set<Edge> edgesOf(const std::string& figure) {
  const std::string text = read(figure);
  const std::regex arrow(R"re((\w+) -> (\w+) \[label="([^"(]+)"\])re");
  const std::regex word(R"(([a-z]+|[A-Z_]{3,}))");
  std::set<Edge> edges;
  for (std::sregex_iterator at(text.begin(), text.end(), arrow), end; at != end; ++at) {
    const std::string label = std::regex_replace((*at)[3].str(), std::regex(R"(\\n)"), " ");
    for (std::sregex_iterator w(label.begin(), label.end(), word); w != end; ++w) {
      edges.emplace((*at)[1], w->str(), (*at)[2]);
    }
  }
  return edges;
}

std::string name(RendererState state) {
  switch (state) {
    case RendererState::HANDSHAKING:
      return "HANDSHAKING";
    case RendererState::OPEN:
      return "OPEN";
    case RendererState::WAITING:
      return "WAITING";
    case RendererState::CLOSED:
      return "CLOSED";
  }
  return "?";
}

std::string name(MainState state) {
  switch (state) {
    case MainState::HANDSHAKING:
      return "HANDSHAKING";
    case MainState::OPEN:
      return "OPEN";
    case MainState::CLOSED:
      return "CLOSED";
  }
  return "?";
}

template <class Transitions>
std::set<Edge> edgesOfTable(const Transitions& transitions) {
  std::set<Edge> edges;
  for (const auto& edge : transitions) {
    edges.emplace(name(edge.from), nameOf(edge.frame), name(edge.to));
  }
  return edges;
}

TEST(FiguresTest, RendererLinkHasTheEdgesOfItsTable) {
  EXPECT_EQ(edgesOf("renderer_link"), edgesOfTable(RENDERER_TRANSITIONS));
}

TEST(FiguresTest, MainLinkHasTheEdgesOfItsTable) {
  EXPECT_EQ(edgesOf("main_link"), edgesOfTable(MAIN_TRANSITIONS));
}

std::set<std::string> labelsInto(const std::string& figure, const std::string& state) {
  std::set<std::string> labels;
  for (const auto& [from, label, to] : edgesOf(figure)) {
    if (to == state) labels.insert(label);
  }
  return labels;
}

/// What an application can see as the end of such a call: what main may answer, and what each side
/// says itself.
std::set<std::string> outcomesOf(CallKind kind) {
  std::set<std::string> outcomes{"DISCONNECTED", "DEADLINE_EXCEEDED"};
  for (int i = 0; i <= static_cast<int>(OutcomeKind::DEADLINE_EXCEEDED); ++i) {
    const auto outcome = static_cast<OutcomeKind>(i);
    if (mayAnswer(outcome, kind, false)) outcomes.emplace(nameOf(outcome));
  }
  if (kind == CallKind::INVOKE) outcomes.emplace("CANCELLED");  // A blocked caller cannot cancel.
  return outcomes;
}

TEST(FiguresTest, SyncCallNamesEveryOutcomeOfASendSync) {
  EXPECT_EQ(labelsInto("sync_call", "settled"), outcomesOf(CallKind::SYNC));
}

TEST(FiguresTest, InvokeCallNamesEveryOutcomeOfAnInvoke) {
  EXPECT_EQ(labelsInto("invoke_call", "settled"), outcomesOf(CallKind::INVOKE));
}

}  // namespace
}  // namespace triwire::protocol
