#include "subject/shared/shared_launcher.h"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "subject/shared/fd_message.h"

namespace triwire::conformance {
namespace {

/// A world's main among many.
class GuestHost : public Host {
 public:
  bool kill() override { throw std::logic_error("this main has other worlds, and is not killed"); }
  std::string join() override { return "its world ended"; }
};

class SharedLauncher : public Launcher {
 public:
  SharedLauncher(std::string main, RendererPool& pool)
      : Launcher({}), main_(std::move(main)), pool_(pool) {
    static unsigned worlds = 0;
    // No text of a scenario has it, and JSON writes it as it is.
    scope_ = "w" + std::to_string(::getpid()) + "." + std::to_string(++worlds) + ":";
  }

  std::unique_ptr<Host> launchMain(Fd control, unsigned) override {
    sendFd(connectedTo(main_), control, scope_);
    return std::make_unique<GuestHost>();
  }
  std::unique_ptr<Host> launchRenderer(unsigned index, Fd control) override {
    return pool_.lend("r" + std::to_string(index), scope_, control);
  }

 private:
  std::string main_, scope_;
  RendererPool& pool_;
};

}  // namespace

std::unique_ptr<Launcher> makeSharedLauncher(const std::string& address, RendererPool& pool) {
  return std::make_unique<SharedLauncher>(address, pool);
}

}  // namespace triwire::conformance
