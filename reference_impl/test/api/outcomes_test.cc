// Every outcome, of either call, in either profile: the table of the specification's chapter,
// reached.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <ostream>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/duo.h"
#include "support/world.h"

namespace triwire {
namespace {

/// How a call ends. Null: that call cannot have the outcome.
struct Endings {
  const char* sync = nullptr;
  const char* syncInElectron = nullptr;
  const char* invoke = nullptr;
  const char* invokeInElectron = nullptr;
};
Endings all(const char* ending) { return {ending, ending, ending, ending}; }
Endings invokes(const char* ending) { return {nullptr, nullptr, ending, ending}; }

/// How one outcome comes about, and how the call ends then.
struct Row {
  std::string outcome;
  std::string how;
  std::function<void(IpcMain&)> atMain;
  Endings endings;
  Args args{};
  Limits limits{};  // Of both sides.
  CallOptions options{};
  bool isAllowed = true;
  bool isCancelled = false;
  bool isSecond = false;  // Another call is pending.
};

const char* const ERROR_VALUE = "returned { error: 'reply was never sent' }";
const std::string BIG(64U << 10U, 'x');

/// A listener that assigns it, and a handler that returns it.
std::function<void(IpcMain&)> answering(const Value& answer) {
  return [answer](IpcMain& ipcMain) {
    ipcMain.on("c", [answer](IpcMainEvent& event, const Args&) { event.returnValue = answer; });
    ipcMain.handle("c", [answer](IpcMainInvokeEvent&, const Args&) { return answer; });
  };
}

/// Outside of the handler that made them, or it and its open promises would keep each other.
std::vector<Resolver> keptResolvers;

/// Nobody answers, and somebody could.
void keeping(IpcMain& ipcMain) {
  ipcMain.on("c", [kept = std::optional<IpcMainEvent>()](const IpcMainEvent& event,
                                                         const Args&) mutable { kept = event; });
  ipcMain.handle("c", [](IpcMainInvokeEvent&, const Args&) {
    Promise::WithResolver made = Promise::withResolver();
    keptResolvers.push_back(made.resolver);
    return made.promise;
  });
}

void releasing(IpcMain& ipcMain) {
  ipcMain.on("c", [](IpcMainEvent&, const Args&) {});
  ipcMain.handle("c",
                 [](IpcMainInvokeEvent&, const Args&) { return Promise::withResolver().promise; });
}

void throwing(IpcMain& ipcMain) {
  ipcMain.handle(
      "c", [](IpcMainInvokeEvent&, const Args&) -> Value { throw JsError("TypeError", "no"); });
}

void closing(IpcMain& ipcMain) {
  ipcMain.on("c", [&](IpcMainEvent&, const Args&) { ipcMain.close(); });
  ipcMain.handle("c", [&](IpcMainInvokeEvent&, const Args&) { ipcMain.close(); });
}

const Value UNCLONABLE = Value::array({Value::unclonable("function")});

std::vector<Row> table() {
  const Limits small{.frameBytesMax = 4096};
  const Limits oneCall{.pendingCallsMax = 1};
  const CallOptions soon{.deadline = std::chrono::milliseconds(10)};
  std::vector<Row> rows{
      {"VALUE", "answered", answering(5), all("returned 5")},
      {"VALUE", "undefined", answering({}), all("returned undefined")},
      {"THROWN", "handlerThrew", throwing, invokes("threw THROWN")},
      {"NO_REPLY",
       "released",
       releasing,
       {"threw NO_REPLY", ERROR_VALUE, "threw NO_REPLY", "threw NO_REPLY"}},
      {"NO_LISTENER", "nobodyListens", throwing, {"threw NO_LISTENER", ERROR_VALUE}},
      {"NO_HANDLER", "nobodyHandles", [](IpcMain&) {}, invokes("threw NO_HANDLER")},
      {"UNCLONABLE", "arguments", answering(5), all("threw UNCLONABLE args[0][0]"), {UNCLONABLE}},
      {"UNCLONABLE", "result", answering(UNCLONABLE), invokes("threw UNCLONABLE")},
      {"CANCELLED", "cancelled", keeping, invokes("threw CANCELLED")},
      {"REFUSED", "mayNotUse", answering(5), all("threw REFUSED")},
      {"TOO_LARGE", "arguments", answering(5), all("threw TOO_LARGE"), {BIG}, small},
      {"TOO_LARGE", "answer", answering(BIG), all("threw TOO_LARGE"), {}, small},
      {"OVERLOADED", "calls", keeping, all("threw OVERLOADED"), {}, oneCall},
      {"DISCONNECTED",
       "mainCloses",
       closing,
       {"threw DISCONNECTED", "returned null", "threw DISCONNECTED", "stays pending"}},
      {"DEADLINE_EXCEEDED", "deadline", keeping, all("threw DEADLINE_EXCEEDED"), {}, {}, soon},
  };
  for (Row& row : rows) {
    row.isAllowed = row.outcome != "REFUSED";
    row.isCancelled = row.outcome == "CANCELLED";
    row.isSecond = row.outcome == "OVERLOADED";
  }
  return rows;
}

std::string endingOf(const Row& row, IpcRenderer& ipcRenderer, bool isSync) {
  ipcRenderer.sendSync("ready");  // Main's welcome has come, with its limits.
  std::optional<Promise> other;
  if (row.isSecond) other = ipcRenderer.invoke("c");
  if (isSync) return ending([&] { return ipcRenderer.sendSync(row.options, "c", row.args); });
  const Promise promise = ipcRenderer.invoke(row.options, "c", row.args);
  if (row.isCancelled) promise.cancel();
  while (promise.state() == Promise::State::PENDING && !ipcRenderer.isClosed())
    ipcRenderer.dispatch();
  if (ipcRenderer.isClosed()) ipcRenderer.run();  // To the end of what had arrived.
  if (promise.state() == Promise::State::PENDING) return "stays pending";
  return ending([&] { return ipcRenderer.wait(promise); });
}

std::string endingOf(const Row& row, Profile profile, bool isSync) {
  IpcMainOptions options;
  options.profile = profile;
  options.limits = row.limits;
  options.log = [](std::string_view) {};
  options.mayUse = [&](const WebContents&, std::string_view channel) {
    return row.isAllowed || channel == "ready";
  };
  IpcMain ipcMain(options);
  ipcMain.on("ready", [](IpcMainEvent& event, const Args&) { event.returnValue = true; });
  row.atMain(ipcMain);
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  SocketPair sockets;
  ipcMain.adopt(sockets.left.release());
  std::string ended;
  std::thread renderer([&, socket = sockets.right.release()] {
    IpcRendererOptions rendererOptions;
    rendererOptions.profile = profile;
    rendererOptions.limits = row.limits;
    IpcRenderer ipcRenderer(socket, rendererOptions);
    ended = endingOf(row, ipcRenderer, isSync);
  });
  ipcMain.run();
  renderer.join();
  keptResolvers.clear();
  return ended;
}

class OutcomesTest : public testing::TestWithParam<Row> {};

void PrintTo(const Row& row, std::ostream* out) { *out << row.outcome << " " << row.how; }

// TW-ERR-1
TEST_P(OutcomesTest, IsReached) {
  const Row& row = GetParam();
  if (row.endings.sync != nullptr) {
    EXPECT_EQ(endingOf(row, Profile::STRICT, true), row.endings.sync);
    EXPECT_EQ(endingOf(row, Profile::ELECTRON, true), row.endings.syncInElectron);
  }
  if (row.endings.invoke != nullptr) {
    EXPECT_EQ(endingOf(row, Profile::STRICT, false), row.endings.invoke);
    EXPECT_EQ(endingOf(row, Profile::ELECTRON, false), row.endings.invokeInElectron);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, OutcomesTest, testing::ValuesIn(table()), [](const auto& tested) {
  return tested.param.outcome + "_" + tested.param.how;
});

/// The first column of the table of outcomes in a file.
std::set<std::string> outcomesIn(const std::string& file) {
  std::ifstream in(TRIWIRE_SOURCE_DIR "/" + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::regex first(R"(\n\| ?([A-Z_]+) \|)");
  std::set<std::string> found;
  for (std::sregex_iterator row(text.begin(), text.end(), first), end; row != end; ++row) {
    found.insert(row->str(1));
  }
  return found;
}

TEST(OutcomesTableTest, HasEveryOutcomeOfTheDocuments) {
  std::set<std::string> reached;
  for (const Row& row : table()) reached.insert(row.outcome);
  EXPECT_EQ(reached, outcomesIn("spec/chapters/14_outcomes.adoc"));
  EXPECT_EQ(reached, outcomesIn("reference_impl/doc/overview.md"));

  std::set<std::string> named;
  for (int kind = 0; nameOf(static_cast<OutcomeKind>(kind)) != "?"; ++kind) {
    named.emplace(nameOf(static_cast<OutcomeKind>(kind)));
  }
  EXPECT_EQ(reached, named);
}

/// Handlers that wait, what they are told, and the calls that are theirs.
struct Waiting {
  explicit Waiting(IpcMain& ipcMain) {
    ipcMain.handle("c", [this](const IpcMainInvokeEvent& event, const Args&) {
      event.onCancel([this] { isToldSo = true; });
      call = event;
      Promise::WithResolver made = Promise::withResolver();
      resolver = made.resolver;
      return made.promise;
    });
  }
  bool isToldSo = false;
  std::optional<IpcMainInvokeEvent> call;
  std::optional<Resolver> resolver;
};

// TW-LIFE-2
TEST(CancellationTest, AHandlerSeesThatItsRendererHasGone) {
  Duo duo;
  Waiting waiting(duo.ipcMain);
  const Promise promise = duo.ipcRenderer.invoke("c");
  duo.turnUntil([&] { return waiting.call.has_value(); });
  EXPECT_FALSE(waiting.call->cancelled());

  duo.ipcRenderer.close();
  duo.turnUntil([&] { return waiting.isToldSo; });

  EXPECT_TRUE(waiting.call->cancelled());
  bool isToldAtOnce = false;
  waiting.call->onCancel([&] { isToldAtOnce = true; });
  EXPECT_TRUE(isToldAtOnce);
  EXPECT_NO_THROW(waiting.resolver->resolve("to nobody"));
}

TEST(CancellationTest, AHandlerSeesThatItsRenderersProcessHasDied) {
  SocketPair sockets;
  IpcMain ipcMain;
  Waiting waiting(ipcMain);
  const pid_t child = ::fork();
  if (child == 0) {
    sockets.left.reset();
    IpcRenderer ipcRenderer(sockets.right.release());
    const Promise promise = ipcRenderer.invoke("c");
    while (ipcRenderer.id() == 0) ipcRenderer.dispatch();
    ::_exit(0);  // As a process that is killed: nothing is destroyed.
  }
  sockets.right.reset();
  ipcMain.adopt(sockets.left.release());
  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  ipcMain.run();
  EXPECT_TRUE(waiting.isToldSo);
  EXPECT_EQ(::waitpid(child, nullptr, 0), child);
}

TEST(CancellationTest, AHandlerSeesThatTheDeadlineHasPassed) {
  Duo duo;
  Waiting waiting(duo.ipcMain);
  const Promise promise = duo.ipcRenderer.invoke(CallOptions{std::chrono::milliseconds(10)}, "c");
  duo.turnUntil([&] { return waiting.isToldSo; });
  EXPECT_EQ(ending([&] { return duo.ipcRenderer.wait(promise); }), "threw DEADLINE_EXCEEDED");
}

}  // namespace
}  // namespace triwire
