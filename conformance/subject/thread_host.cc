#include <sys/socket.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "subject/host.h"
#include "subject/own_main.h"
#include "subject/renderer_actor.h"

namespace triwire::conformance {
namespace {

class ThreadHost : public Host {
 public:
  /// `links` are what `kill` cuts.
  ThreadHost(std::vector<Fd> links, std::function<void()> body)
      : links_(std::move(links)), thread_([body = std::move(body)] { runGuarded(body); }) {}
  ~ThreadHost() override {
    if (thread_.joinable()) thread_.join();
  }

  bool kill() override {
    for (const Fd& link : links_) ::shutdown(link.get(), SHUT_RDWR);
    return false;
  }
  std::string join() override {
    if (thread_.joinable()) thread_.join();
    return "its thread ended";
  }

 private:
  static void runGuarded(const std::function<void()>& body) {
    try {
      body();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
  }

  std::vector<Fd> links_;
  std::thread thread_;
};

class ThreadLauncher : public Launcher {
 public:
  explicit ThreadLauncher(MainActor::Options options)
      : Launcher(options.fault), options_(std::move(options)) {}

  std::unique_ptr<Host> launchMain(Fd control, unsigned renderers) override {
    std::vector<Fd> cuts;
    std::vector<Fd> mainEnds;
    for (unsigned i = 0; i < renderers; ++i) {
      auto [mainEnd, rendererEnd] = socketPair();
      cuts.push_back(mainEnd.duplicate());
      mainEnds.push_back(std::move(mainEnd));
      rendererEnds_.push_back(std::move(rendererEnd));
    }
    MainActor::Options options = options_;
    options.renderers = renderers;
    const auto body = [this, options, control = std::make_shared<Fd>(std::move(control)),
                       ends = std::make_shared<std::vector<Fd>>(std::move(mainEnds))] {
      Control channel(std::move(*control));
      OwnMain main(channel, options);
      for (Fd& end : *ends) main.adopt(end.release());
      main.listen(address());
      main.run();
    };
    return std::make_unique<ThreadHost>(std::move(cuts), body);
  }

  std::unique_ptr<Host> launchRenderer(unsigned index, Fd control) override {
    std::vector<Fd> cuts;
    const std::string main = isForeignMain() ? reachedAt(true) : "";
    if (!isForeignMain()) cuts.push_back(rendererEnds_.at(index).duplicate());
    const auto end =
        std::make_shared<Fd>(isForeignMain() ? Fd() : std::move(rendererEnds_.at(index)));
    const auto body = [this, index, main, control = std::make_shared<Fd>(std::move(control)), end] {
      Control channel(std::move(*control));
      IpcRendererOptions options;
      options.profile = options_.profile;
      options.settings = options_.settings;
      RendererActor("r" + std::to_string(index),
                    IpcRenderer(isForeignMain() ? connectedTo(main).release() : end->release(),
                                options),
                    channel, options_.fault)
          .run();
    };
    return std::make_unique<ThreadHost>(std::move(cuts), body);
  }

 private:
  MainActor::Options options_;
  std::vector<Fd> rendererEnds_;
};

}  // namespace

std::unique_ptr<Launcher> makeThreadLauncher(const MainActor::Options& options) {
  return std::make_unique<ThreadLauncher>(options);
}

}  // namespace triwire::conformance
