#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <random>
#include <system_error>
#include <utility>
#include <vector>

#include "subject/fault/wire_faults.h"
#include "subject/host.h"
#include "subject/own_main.h"
#include "subject/renderer_actor.h"

namespace triwire::conformance {
namespace {

class ProcessHost : public Host {
 public:
  explicit ProcessHost(pid_t pid) : pid_(pid) {}
  ~ProcessHost() override {
    ProcessHost::kill();
    ProcessHost::join();
  }

  bool kill() override {
    if (pid_ != 0) ::kill(pid_, SIGKILL);
    return true;
  }

  std::string join() override {
    if (pid_ == 0) return "it had ended";
    int status = 0;
    while (::waitpid(std::exchange(pid_, 0), &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) return strsignal(WTERMSIG(status));
    return "exit status " + std::to_string(WEXITSTATUS(status));
  }

 private:
  pid_t pid_;
};

/// What becomes of a new process's descriptors.
class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void open(int fd, const char* path) {
    posix_spawn_file_actions_addopen(&actions_, fd, path, O_RDONLY, 0);
  }
  void copy(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

pid_t spawn(const char* program, const std::vector<std::string>& arguments,
            const FileActions& files) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program, files.get(), nullptr, argv.data(), environ);
  if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn");
  return pid;
}

/// Starts this program again. Its standard output is our standard error: events go through
/// `control` only.
pid_t spawnSelf(const std::vector<std::string>& arguments, const Fd& control) {
  FileActions files;
  files.open(STDIN_FILENO, "/dev/null");
  files.copy(STDERR_FILENO, STDOUT_FILENO);
  files.copy(control.get(), CONTROL_FD);
  return spawn("/proc/self/exe", arguments, files);
}

}  // namespace

// A tenth of the time of spawning, nearly all of which is the linking of libraries.
pid_t forkActor(const Fd& control, const std::function<void()>& act) {
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid > 0) return pid;
  ::dup2(control.get(), CONTROL_FD);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  ::close(STDIN_FILENO);
  ::open("/dev/null", O_RDONLY);
  ::close_range(CONTROL_FD + 1, ~0U, 0);
  try {
    act();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "triwire-subject: %s\n", error.what());
    std::exit(70);
  }
  std::exit(0);
}

namespace {

/// Starts a renderer of somebody else's: its standard input and output are `control`.
pid_t spawnForeign(const std::string& command, const Fd& control) {
  FileActions files;
  files.copy(control.get(), STDIN_FILENO);
  files.copy(control.get(), STDOUT_FILENO);
  return spawn("/bin/sh", {"sh", "-c", "exec " + command}, files);
}

class ProcessLauncher : public Launcher {
 public:
  ProcessLauncher(MainActor::Options options, std::string foreignRenderer)
      : Launcher(options.fault),
        options_(std::move(options)),
        foreignRenderer_(std::move(foreignRenderer)) {}

  std::unique_ptr<Host> launchMain(Fd control, unsigned renderers) override {
    options_.renderers = renderers;
    return launch("main", address(), control);
  }
  std::unique_ptr<Host> launchRenderer(unsigned index, Fd control) override {
    const std::string name = "r" + std::to_string(index);
    if (foreignRenderer_.empty()) return launch(name, reachedAt(true), control);
    const std::string arguments = " --actor " + name + " --at " + reachedAt(true);
    return std::make_unique<ProcessHost>(spawnForeign(foreignRenderer_ + arguments, control));
  }

 private:
  std::unique_ptr<Host> launch(const std::string& name, const std::string& at,
                               const Fd& control) const {
    // A fault of the wire is a thread of this process.
    if (options_.fault.empty())
      return std::make_unique<ProcessHost>(forkActor(
          control, [&, parent = ::getpid()] { runActorProcess(name, at, parent, options_); }));
    std::vector<std::string> arguments = {"triwire-subject", "--actor",  name,
                                          "--at",              at,         "--parent",
                                          std::to_string(::getpid())};
    arguments.insert(arguments.end(), {"--renderers", std::to_string(options_.renderers)});
    if (options_.profile == Profile::ELECTRON) {
      arguments.insert(arguments.end(), {"--profile", "electron"});
    }
    const Settings& settings = options_.settings;
    if (settings.sharedMemory == SharedMemory::REQUEST) {
      arguments.insert(arguments.end(), {"--link", "shm"});
    }
    if (settings.pollMax.count() == 0) arguments.push_back("--no-polling");
    if (!options_.fault.empty()) arguments.insert(arguments.end(), {"--fault", options_.fault});
    return std::make_unique<ProcessHost>(spawnSelf(arguments, control));
  }

  MainActor::Options options_;
  std::string foreignRenderer_;
};

}  // namespace

Launcher::Launcher(std::string fault) : fault_(std::move(fault)) {
  std::random_device random;
  address_ = "@triwire-" + std::to_string(::getpid()) + "-" + std::to_string(random());
}

const std::string& Launcher::reachedAt(bool byOwn) {
  const auto fault = wireFaults().find(fault_);
  if (fault == wireFaults().end()) return address_;
  if (byOwn && !isForeignMain_ && !fault->second.isInAll) return address_;
  if (!tap_) tap_ = std::make_unique<Tap>(address_, fault->second.make);
  return tap_->address();
}

std::unique_ptr<Launcher> makeProcessLauncher(const MainActor::Options& options,
                                              const std::string& foreignRenderer) {
  return std::make_unique<ProcessLauncher>(options, foreignRenderer);
}

void runActorProcess(const std::string& name, const std::string& socket, int parent,
                     const MainActor::Options& options) {
  // Nothing is left behind when the subject is killed, or was before this line.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) return;
  ::fcntl(CONTROL_FD, F_SETFD, FD_CLOEXEC);
  Control control{Fd(CONTROL_FD)};
  if (name == "main") {
    OwnMain main(control, options);
    main.listen(socket);
    main.run();
  } else {
    IpcRendererOptions rendererOptions;
    rendererOptions.profile = options.profile;
    rendererOptions.settings = options.settings;
    // By the descriptor: what the constructor by address waits for, the actor waits for.
    RendererActor(name, IpcRenderer(connectedTo(socket).release(), rendererOptions), control,
                  options.fault)
        .run();
  }
}

}  // namespace triwire::conformance
