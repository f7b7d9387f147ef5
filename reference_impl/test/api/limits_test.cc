// Every limit is reached: the table at the end has each of them by name, and is compared with the
// places that define limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/duo.h"
#include "support/world.h"

namespace triwire {
namespace {

const std::string BIG(64U << 10U, 'x');
constexpr int MORE_THAN_FITS = 400;  // Of BIG: 25 MiB, more than the buffers of both sockets.

IpcMainOptions acceptingAtMain(Limits limits) {
  IpcMainOptions options;
  options.limits = limits;
  return options;
}
IpcRendererOptions acceptingAtRenderer(Limits limits) {
  IpcRendererOptions options;
  options.limits = limits;
  return options;
}

/// Arguments on a channel that exceed a limit fail as TOO_LARGE at either side; others do not.
void expectTooLarge(const Limits& limits, const std::string& channel, const Args& args) {
  Duo bound(acceptingAtMain(limits), acceptingAtRenderer(limits));
  EXPECT_EQ(bound.ipcRenderer.trySend({}, channel, args), OutcomeKind::TOO_LARGE);
  EXPECT_EQ(bound.sender().trySend(channel, args), OutcomeKind::TOO_LARGE);
  EXPECT_EQ(bound.ipcRenderer.trySend("c", 1), OutcomeKind::VALUE);
  EXPECT_EQ(bound.sender().trySend("c", 1), OutcomeKind::VALUE);
  Duo free;
  EXPECT_EQ(free.ipcRenderer.trySend({}, channel, args), OutcomeKind::VALUE);
  EXPECT_EQ(free.sender().trySend(channel, args), OutcomeKind::VALUE);
}

// TW-WIRE-11
void frameBytes() { expectTooLarge({.frameBytesMax = 4096}, "c", {BIG}); }

// TW-WIRE-11
void valueDepth() {
  Value deep = Value::array();
  for (int i = 0; i < 10; ++i) deep = Value::array({deep});
  expectTooLarge({.valueDepthMax = 9}, "c", {deep});
}

// TW-WIRE-11
void valueNodes() {
  const Value wide = Value::array({Value::array(), Value::array(), Value::array()});
  expectTooLarge({.valueNodesMax = 3}, "c", {wide});
}

// TW-WIRE-11
void channelBytes() { expectTooLarge({.channelBytesMax = 8}, "a channel", {}); }

// TW-WIRE-11
void pendingCalls() {
  Duo duo(acceptingAtMain({.pendingCallsMax = 2}));
  std::vector<Resolver> pending;
  duo.ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    pending.push_back(made.resolver);
    return made.promise;
  });
  std::vector<Promise> promises;
  for (int i = 0; i < 3; ++i) promises.push_back(duo.ipcRenderer.invoke("c"));
  duo.turnUntil([&] { return promises[2].state() != Promise::State::PENDING; });
  EXPECT_EQ(ending([&] { return duo.ipcRenderer.wait(promises[2]); }), "threw OVERLOADED");
  duo.turnUntil([&] { return pending.size() == 2; });
  EXPECT_EQ(promises[1].state(), Promise::State::PENDING);
}

/// Sends to a peer that does not read, until it is told why not; and then until there is room.
template <class Send>
void expectOverloaded(const Send& send) {
  OutcomeKind outcome = OutcomeKind::VALUE;
  for (int i = 0; i < MORE_THAN_FITS && outcome == OutcomeKind::VALUE; ++i) outcome = send();
  EXPECT_EQ(outcome, OutcomeKind::OVERLOADED);
}

template <class Option>
void outgoing(const Option& bound) {
  IpcMainOptions mainOptions;
  IpcRendererOptions rendererOptions;
  bound(mainOptions);
  bound(rendererOptions);
  {
    Duo duo(mainOptions, rendererOptions);
    expectOverloaded([&] { return duo.sender().trySend("c", BIG); });
    duo.turnUntil([&] { return duo.sender().trySend("c", BIG) == OutcomeKind::VALUE; });
    duo.ipcRenderer.close();  // Else main's end would wait for it to read.
  }
  Duo duo(mainOptions, rendererOptions);
  expectOverloaded([&] { return duo.ipcRenderer.trySend("c", BIG); });
  duo.turnUntil([&] { return duo.ipcRenderer.trySend("c", BIG) == OutcomeKind::VALUE; });
  duo.ipcMain.close();

  SocketPair early;  // Before the welcome, too.
  IpcRenderer waiting(early.right.release(), rendererOptions);
  expectOverloaded([&] { return waiting.trySend("c", BIG); });
}

// TW-WIRE-42
void outgoingBytes() {
  outgoing([](auto& options) { options.outgoingBytesMax = 1U << 20U; });
}

// TW-WIRE-42
void outgoingMessages() {
  outgoing([](auto& options) { options.outgoingMessagesMax = 10; });
}

/// What main sends behind a `sendSync`, until it is told why not. The renderer accepts `limits`.
void deferred(const Limits& limits, int expectedSent) {
  IpcMain ipcMain;
  SocketPair sockets;
  ipcMain.adopt(sockets.left.release());
  int sent = 0;
  std::vector<std::pair<IpcMainInvokeEvent, Resolver>> invoked;
  ipcMain.handle("answered behind it", [&](const IpcMainInvokeEvent& event, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    invoked.emplace_back(event, made.resolver);
    return made.promise;
  });
  ipcMain.on("wait", [&](IpcMainEvent& event, const Args&) {
    while (event.sender.trySend("e", std::string(900, 'x')) == OutcomeKind::VALUE) ++sent;
    EXPECT_EQ(event.sender.trySend("e", std::string(900, 'x')), OutcomeKind::OVERLOADED);
    for (const auto& [call, resolver] : invoked) resolver.resolve(std::string(900, 'x'));
    event.returnValue = sent;
    EXPECT_EQ(event.sender.trySend("after it"), OutcomeKind::VALUE);
  });
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  std::thread renderer([&, socket = sockets.right.release()] {
    IpcRenderer ipcRenderer(socket, acceptingAtRenderer(limits));
    const Promise promise = ipcRenderer.invoke("answered behind it");
    EXPECT_EQ(ipcRenderer.sendSync("wait"), Value(expectedSent));
    EXPECT_EQ(ending([&] { return ipcRenderer.wait(promise); }), "threw OVERLOADED");
  });
  ipcMain.run();
  renderer.join();
  EXPECT_EQ(sent, expectedSent);
}

// TW-WIRE-50
void deferredMessages() { deferred({.deferredMessagesMax = 5}, 5); }

// TW-WIRE-50: each takes a little more than 900 bytes.
void deferredBytes() { deferred({.deferredBytesMax = 5'000}, 5); }

struct Reached {
  const char* limit;
  void (*reach)();
};
constexpr std::array TABLE = {
    Reached{"frameBytesMax", frameBytes},
    Reached{"pendingCallsMax", pendingCalls},
    Reached{"valueDepthMax", valueDepth},
    Reached{"valueNodesMax", valueNodes},
    Reached{"channelBytesMax", channelBytes},
    Reached{"deferredBytesMax", deferredBytes},
    Reached{"deferredMessagesMax", deferredMessages},
    Reached{"outgoingBytesMax", outgoingBytes},
    Reached{"outgoingMessagesMax", outgoingMessages},
};

class LimitTest : public testing::TestWithParam<Reached> {};

TEST_P(LimitTest, IsReached) { GetParam().reach(); }

INSTANTIATE_TEST_SUITE_P(Table, LimitTest, testing::ValuesIn(TABLE),
                         [](const auto& tested) { return tested.param.limit; });

/// What `pattern` finds in a file of the source tree.
std::set<std::string> namesIn(const std::string& file, const std::string& pattern) {
  std::ifstream in(TRIWIRE_SOURCE_DIR "/" + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::regex name(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator found(text.begin(), text.end(), name); found != std::sregex_iterator();
       ++found) {
    names.insert(found->str(1));
  }
  EXPECT_FALSE(names.empty()) << file;
  return names;
}

TEST(LimitsTest, TheTableHasEveryLimit) {
  std::set<std::string> tested;
  for (const Reached& each : TABLE) tested.insert(each.limit);

  std::set<std::string> defined = namesIn("spec/chapters/16_limits.adoc", R"(\n\|(\w+Max) \|)");
  for (const char* header : {"limits", "ipc_main", "ipc_renderer"}) {
    const std::string file = "reference_impl/include/triwire/" + std::string(header) + ".h";
    defined.merge(namesIn(file, R"( (\w+Max) = )"));
  }
  EXPECT_EQ(defined, tested);
  EXPECT_EQ(namesIn("schema/triwire.capnp", R"(\n  (\w+Max) @\d+ :UInt32)"),
            namesIn("reference_impl/include/triwire/limits.h", R"( (\w+Max) = )"));
}

}  // namespace
}  // namespace triwire
