// Where actors run: each in a process of its own, or each in a thread of the subject.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <sys/types.h>

#include "subject/fd.h"
#include "subject/fault/tap.h"
#include "subject/main_actor.h"

namespace triwire::conformance {

/// One actor that runs.
class Host {
 public:
  virtual ~Host() = default;
  /// Ends the process by SIGKILL and returns true; or cuts the links of a thread, which goes on.
  virtual bool kill() = 0;
  /// Waits for its end. Returns how it ended, for people.
  virtual std::string join() = 0;
};

/// Starts the actors of one world: main first, then the renderers, in any number.
class Launcher {
 public:
  /// `fault` is the seeded one; one of the wire stands in every link.
  explicit Launcher(std::string fault);
  virtual ~Launcher() = default;
  /// `control` is the actor's end of its channel.
  virtual std::unique_ptr<Host> launchMain(Fd control, unsigned renderers) = 0;
  virtual std::unique_ptr<Host> launchRenderer(unsigned index, Fd control) = 0;

  /// Where main listens, anybody's: a socket with an abstract name.
  const std::string& address() const { return address_; }
  /// Where somebody of another implementation reaches it, or the world's own renderers do. Once it
  /// listens.
  const std::string& reachedAt(bool byOwn);
  /// The renderers connect to somebody else's main. Before any is launched.
  void connectTo(std::string main) {
    address_ = std::move(main);
    isForeignMain_ = true;
  }

 protected:
  bool isForeignMain() const { return isForeignMain_; }

 private:
  std::string address_, fault_;
  bool isForeignMain_ = false;
  std::unique_ptr<Tap> tap_;
};

/// Processes, linked by a socket with an abstract name: copies of this one, or, where a fault is
/// seeded, this program again with `--actor`.
/// Unless it is empty, `foreignRenderer` is the command (for the shell) of somebody else's renderer
/// half, started with `--actor NAME --at ADDRESS` (conformance/README.md has its contract).
std::unique_ptr<Launcher> makeProcessLauncher(const MainActor::Options& options,
                                              const std::string& foreignRenderer = {});
/// Threads, linked by socket pairs.
std::unique_ptr<Launcher> makeThreadLauncher(const MainActor::Options& options);

/// In an actor's process, its channel.
inline constexpr int CONTROL_FD = 3;

/// Starts a copy of this process, which does `act` and ends. Its channel is `control`. No other thread
/// may run here, or the copy finds its locks held. Throws std::system_error.
pid_t forkActor(const Fd& control, const std::function<void()>& act);

/// What the process of an actor does.
void runActorProcess(const std::string& name, const std::string& socket, int parent,
                     const MainActor::Options& options);

}  // namespace triwire::conformance
