// Every (state, frame) pair, from a table written by hand: what is legal does not end the link,
// what is not does.
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "protocol/main_connection.h"
#include "protocol/renderer_connection.h"
#include "support/matchers.h"

namespace triwire::protocol {
namespace {

// One of each kind, in the order of FrameKind. Returns and cancels name call 1.
const std::array<Frame, FRAME_KINDS> FRAMES = {Hello{},
                                               Welcome{},
                                               Message{"c", {}},
                                               SyncCall{CallId{2}, "c", {}},
                                               InvokeCall{CallId{2}, "c", {}},
                                               Cancel{CallId{1}},
                                               Event{"c", {}},
                                               Return{CallId{1}, {}},
                                               Close{}};

RendererConnection rendererIn(RendererState state) {
  RendererConnection renderer({});
  RendererActions actions;
  renderer.open(actions);
  if (state == RendererState::HANDSHAKING) return renderer;
  renderer.onFrame(Welcome{}, actions);
  static_cast<void>(state == RendererState::WAITING
                        ? renderer.sendSync("c", {}, std::nullopt, actions)
                        : renderer.invoke("c", {}, std::nullopt, actions));
  if (state == RendererState::CLOSED) renderer.onDisconnect(actions);
  return renderer;
}

MainConnection mainIn(MainState state) {
  MainConnection main({});
  MainActions actions;
  if (state == MainState::HANDSHAKING) return main;
  main.onFrame(Hello{}, actions);
  main.onFrame(InvokeCall{CallId{1}, "c", {}}, actions);
  if (state == MainState::CLOSED) main.onDisconnect(actions);
  return main;
}

// How often each action occurs in a list.
template <class Action, class Actions>
std::size_t count(const Actions& actions) {
  std::size_t found = 0;
  for (const auto& action : actions) found += std::holds_alternative<Action>(action) ? 1U : 0U;
  return found;
}
template <class Actions>
bool saysUnexpected(const Actions& actions) {
  return !actions.empty() &&
         testing::Matches(sendsClose(CloseReason::UNEXPECTED_FRAME))(actions.front());
}

struct Row {
  int state;
  // Per frame kind: '+' legal, 'x' ends the link as unexpected, '.' ignored.
  std::string_view frames;
};

//                 hello welcome message sync invoke cancel event return close
constexpr std::array RENDERER_ROWS = {
    Row{static_cast<int>(RendererState::HANDSHAKING), "x+xxxxxx+"},
    Row{static_cast<int>(RendererState::OPEN), "xxxxxx+++"},
    Row{static_cast<int>(RendererState::WAITING), "xxxxxx+++"},
    Row{static_cast<int>(RendererState::CLOSED), "........."},
};
constexpr std::array MAIN_ROWS = {
    Row{static_cast<int>(MainState::HANDSHAKING), "+xxxxxxx+"},
    Row{static_cast<int>(MainState::OPEN), "xx++++xx+"},
    Row{static_cast<int>(MainState::CLOSED), "........."},
};

template <class Connection, class Actions>
void check(Connection connection, const Frame& frame, char expected) {
  Actions actions;
  connection.onFrame(frame, actions);
  switch (expected) {
    case '+':
      EXPECT_FALSE(saysUnexpected(actions));
      break;
    case 'x':
      EXPECT_TRUE(saysUnexpected(actions));
      break;
    default:
      EXPECT_TRUE(actions.empty());
  }
  EXPECT_LE(count<CloseLink>(actions), 1U);
  EXPECT_EQ(count<CloseLink>(actions),
            expected == 'x' || (expected == '+' && kindOf(frame) == FrameKind::CLOSE) ? 1U : 0U);

  // Whatever it was: after the end nothing happens any more, and the end comes once.
  Actions later;
  const bool over = count<CloseLink>(actions) > 0 || expected == '.';
  connection.onDisconnect(later);
  EXPECT_EQ(count<CloseLink>(later), over ? 0U : 1U);
}

// TW-WIRE-1
TEST(TransitionsTest, EveryFrameInEveryStateOfTheRenderer) {
  for (const Row& row : RENDERER_ROWS) {
    for (std::size_t kind = 0; kind < FRAME_KINDS; ++kind) {
      SCOPED_TRACE(testing::Message() << "state " << row.state << ", " << nameOf(FrameKind(kind)));
      check<RendererConnection, RendererActions>(rendererIn(RendererState(row.state)), FRAMES[kind],
                                                 row.frames[kind]);
    }
  }
}

// TW-WIRE-1
TEST(TransitionsTest, EveryFrameInEveryStateOfMain) {
  for (const Row& row : MAIN_ROWS) {
    for (std::size_t kind = 0; kind < FRAME_KINDS; ++kind) {
      SCOPED_TRACE(testing::Message() << "state " << row.state << ", " << nameOf(FrameKind(kind)));
      check<MainConnection, MainActions>(mainIn(MainState(row.state)), FRAMES[kind],
                                         row.frames[kind]);
    }
  }
}

}  // namespace
}  // namespace triwire::protocol
