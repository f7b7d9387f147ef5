// Runs each pair of examples as two processes and compares what each prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

extern char** environ;

namespace {

using ::testing::HasSubstr;

/// A program that runs, and what it prints.
class Process {
 public:
  explicit Process(std::vector<std::string> command) {
    std::array<int, 2> output{};
    EXPECT_EQ(::pipe(output.data()), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, output[0]);
    posix_spawn_file_actions_addclose(&actions, output[1]);
    std::vector<char*> arguments;
    for (std::string& each : command) arguments.push_back(each.data());
    arguments.push_back(nullptr);
    EXPECT_EQ(::posix_spawn(&id_, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(output[1]);
    output_ = output[0];
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (id_ > 0) finish();
  }

  /// Reads to the end of its output, and waits for its end. -1: it was killed.
  int finish() {
    std::array<char, 4096> bytes{};
    ssize_t count = 0;
    while ((count = ::read(output_, bytes.data(), bytes.size())) > 0) {
      printed_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    ::close(output_);
    int status = 0;
    ::waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  void kill() const { ::kill(id_, SIGKILL); }
  const std::string& printed() const { return printed_; }

 private:
  pid_t id_ = 0;
  int output_ = -1;
  std::string printed_;
};

class ExamplesTest : public ::testing::Test {
 protected:
  ExamplesTest() {
    std::string name = (std::filesystem::temp_directory_path() / "triwire-example-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~ExamplesTest() override { std::filesystem::remove_all(directory_); }

  /// `mainArguments` and `rendererArguments` follow the socket's path.
  void run(const std::string& mainProgram, const std::vector<std::string>& mainArguments,
           const std::string& rendererProgram,
           const std::vector<std::string>& rendererArguments = {}) {
    Process main(command(mainProgram, mainArguments));
    Process renderer(command(rendererProgram, rendererArguments));
    const int rendererStatus = renderer.finish();
    EXPECT_EQ(rendererStatus, 0) << renderer.printed();
    if (rendererStatus != 0) main.kill();  // It may wait for a renderer for ever.
    EXPECT_EQ(main.finish(), 0) << main.printed();
    mainPrinted = main.printed();
    rendererPrinted = renderer.printed();
  }

  std::string mainPrinted;
  std::string rendererPrinted;

  /// `arguments` follow the socket's path.
  std::vector<std::string> command(const std::string& program,
                                   const std::vector<std::string>& arguments) const {
    std::vector<std::string> all{program, directory_ / "socket"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

 private:
  std::filesystem::path directory_;
};

TEST_F(ExamplesTest, SendWithAReply) {
  run(EXAMPLE_send_main, {"reply"}, EXAMPLE_send_renderer);

  EXPECT_EQ(mainPrinted, "main received: message sent by the renderer through send\n");
  EXPECT_EQ(rendererPrinted,
            "the code after send runs\n"
            "renderer received: answer of main through reply\n"
            "renderer is done\n");
}

TEST_F(ExamplesTest, SendWithoutAReplyGoesOn) {
  run(EXAMPLE_send_main, {"silent"}, EXAMPLE_send_renderer);

  EXPECT_EQ(mainPrinted, "main received: message sent by the renderer through send\n");
  EXPECT_EQ(rendererPrinted, "the code after send runs\nrenderer is done\n");
}

struct SyncCase {
  std::string how;
  std::string ending;  // What sendSync did, as the renderer prints it.
  std::string deadlineMs;
};

void PrintTo(const SyncCase& example, std::ostream* out) { *out << example.how; }

class SendSyncExampleTest : public ExamplesTest, public ::testing::WithParamInterface<SyncCase> {};

TEST_P(SendSyncExampleTest, Ends) {
  const SyncCase& each = GetParam();
  std::vector<std::string> rendererArguments;
  if (!each.deadlineMs.empty()) rendererArguments.push_back(each.deadlineMs);

  run(EXAMPLE_send_sync_main, {each.how}, EXAMPLE_send_sync_renderer, rendererArguments);

  EXPECT_EQ(rendererPrinted, "sendSync " + each.ending + "\nthe code after sendSync runs\n");
  const std::string received = "main received: message sent to main through sendSync\n";
  const std::string late = "main answers after the listener has returned\n";
  EXPECT_EQ(mainPrinted, each.how == "no-listener" ? ""
                         : each.how == "late"      ? received + late
                                                   : received);
}

INSTANTIATE_TEST_SUITE_P(Examples, SendSyncExampleTest,
                         ::testing::Values(SyncCase{"value", "returned 'answer of main'", ""},
                                           SyncCase{"undefined", "returned undefined", ""},
                                           SyncCase{"twice", "returned 'answer of main'", ""},
                                           SyncCase{"late", "returned 'late answer of main'", ""},
                                           SyncCase{"released", "threw NO_REPLY", ""},
                                           SyncCase{"kept", "threw DEADLINE_EXCEEDED", "100"},
                                           SyncCase{"no-listener", "threw NO_LISTENER", ""}),
                         [](const auto& each) {
                           return each.param.how == "no-listener" ? std::string("noListener")
                                                                  : each.param.how;
                         });

TEST_F(ExamplesTest, InvokeIsAnsweredAfterTwoSecondsWhileTheRendererGoesOn) {
  run(EXAMPLE_invoke_main, {"result"}, EXAMPLE_invoke_renderer);

  EXPECT_EQ(mainPrinted,
            "main received: message sent through invoke\n"
            "main's clock: 1 s\n"
            "main's clock: 2 s\n");
  // At 2 s the result has come, and is handled only when the script has ended.
  EXPECT_EQ(rendererPrinted,
            "the code after invoke runs\n"
            "renderer goes on at 1 s, the invoke is pending\n"
            "renderer goes on at 2 s, the invoke is pending\n"
            "invoke fulfilled with 'result of the asynchronous work'\n");
}

TEST_F(ExamplesTest, InvokeOfAHandlerThatReturnsNothingGivesUndefined) {
  run(EXAMPLE_invoke_main, {"nothing"}, EXAMPLE_invoke_renderer);

  EXPECT_THAT(rendererPrinted, HasSubstr("invoke fulfilled with undefined\n"));
}

TEST_F(ExamplesTest, TypesOfCpp) {
  run(EXAMPLE_types_main, {}, EXAMPLE_types_renderer);

  EXPECT_EQ(rendererPrinted,
            "5 pieces are ordered\n"
            "their mean is 3\n"
            "Error invoking remote method 'order': Error: args[0][0].count: expected a number, found "
            "string\n"
            "[{\"item\":\"tea\",\"count\":\"two\"}] is a list of 1\n");
}

#ifdef EXAMPLE_glib_main
TEST_F(ExamplesTest, MainInsideOfGLibsLoopAndARendererInsideOfLibuvs) {
  run(EXAMPLE_glib_main, {}, EXAMPLE_libuv_renderer);

  EXPECT_EQ(mainPrinted,
            "main received: a task of the worker's\n"
            "GLib is idle: the work is done\n");
  EXPECT_EQ(rendererPrinted,
            "the worker's task runs in the loop\n"
            "invoke fulfilled with 'result of the asynchronous work'\n");
}

TEST_F(ExamplesTest, MainInsideOfLibuvsLoopAndARendererInsideOfGLibs) {
  run(EXAMPLE_libuv_main, {}, EXAMPLE_glib_renderer);

  EXPECT_EQ(mainPrinted, "main received: a task of the renderer\n");
  EXPECT_EQ(rendererPrinted,
            "the code after invoke runs\n"
            "invoke fulfilled with 'a task of the renderer, done in another thread'\n");
}
#endif

TEST_F(ExamplesTest, TheProgramsOfTheReadme) {
  Process main(command(EXAMPLE_readme_main, {}));
  Process renderer(command(EXAMPLE_readme_renderer, {}));

  EXPECT_EQ(renderer.finish(), 0);

  EXPECT_EQ(renderer.printed(), "'hello world'\n3\n");
  main.kill();  // It runs for ever.
  EXPECT_EQ(main.finish(), -1);
  EXPECT_EQ(main.printed(), "");
}

}  // namespace
