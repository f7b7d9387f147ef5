// The actor "main": what the runner has an IpcMain do.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "subject/fault/faults.h"
#include "subject/listener_names.h"
#include "subject/program.h"
#include "subject/report.h"
#include "triwire/ipc_main.h"

namespace triwire::conformance {

class MainActor {
 public:
  struct Options {
    Profile profile = Profile::STRICT;
    std::string fault;
    Settings settings{};
    unsigned renderers = ~0U;  ///< Of the world: who connects after them is a stranger.
  };

  /// `print` takes a line without its end. The first `renderers` of those that connect are r0, r1, …
  MainActor(std::function<void(const std::string&)> print, std::unique_ptr<MainApi> api,
            unsigned renderers);

  /// Obeys a command. False if it was `end`: everything held has been let go of.
  bool take(const std::string& line);

  // What the IpcMain says. Whose it is, and of which renderers, the owner of both knows.
  void connected(const WebContents& renderer) { renderers_.push_back(renderer); }
  void disconnected(const WebContents& renderer);
  void uncaught(const std::exception_ptr& error) { report_.uncaught(error); }
  /// Everything that had arrived was dispatched.
  void turnEnded() { api_->turnEnded(); }

  const std::vector<WebContents>& renderers() const { return renderers_; }
  /// Whether a listener of this actor threw it, as its last.
  bool threw(const std::exception_ptr& error) const { return thrown_ == error; }

 private:
  /// The event object that a program was called with.
  struct Own {
    std::uint32_t handle = 0;
    const IpcMainEvent* event = nullptr;         // Of a listener.
    const IpcMainInvokeEvent* invoke = nullptr;  // Of a handler.
    std::optional<Promise> result;               // What a handler that holds returns.
  };
  /// An event object that a program holds.
  struct Held {
    std::optional<IpcMainEvent> event;
    std::optional<IpcMainInvokeEvent> invoke;
    std::optional<Resolver> resolver;
  };
  using Step = contract::Step::Reader;
  using Perform = void (MainActor::*)(Step, const Program&, Own&);
  static const std::map<contract::Step::Which, Perform>& operations();

  void runScript(const Program& script);
  IpcMain::Result perform(const Program& program, Own& own);

  void on(Step step, const Program& program, Own&);
  void off(Step step, const Program&, Own&);
  void removeAllListeners(Step step, const Program&, Own&);
  void handle(Step step, const Program& program, Own&);
  void removeHandler(Step step, const Program&, Own&);
  void sendTo(Step step, const Program&, Own&);
  void assign(Step step, const Program&, Own& own);
  void reply(Step step, const Program&, Own& own);
  void hold(Step, const Program&, Own& own);
  void release(Step step, const Program&, Own& own);
  void resolve(Step step, const Program&, Own& own);
  void reject(Step step, const Program&, Own& own);
  void mark(Step step, const Program&, Own&);

  Value callListener(const std::string& name, const std::string& channel, IpcMainEvent& event,
                    const Args& args);
  IpcMain::Result callHandler(const std::string& name, const std::string& channel,
                              IpcMainInvokeEvent& event, const Args& args);
  IpcMain::Result performFor(const Program& program, const std::string& name, Own& own);
  void reportCalled(const std::string& name, const std::string& channel, const Args& args,
                    const WebContents& sender, contract::CallKind kind, std::uint32_t handle);
  void reportRegistered(std::string_view op, std::string_view channel, std::string_view listener,
                        const std::exception_ptr& error);

  /// The event that a step names; 0 is the program's own.
  IpcMainEvent eventOf(std::uint32_t handle, const Own& own) const;
  const Held& pendingInvoke(std::uint32_t handle) const;
  void letGo(std::uint32_t handle);
  std::string nameOf(const WebContents& renderer) const;

  Report report_;
  std::unique_ptr<MainApi> api_;
  unsigned rendererCount_;
  ListenerNames listeners_, handlers_;
  std::vector<WebContents> renderers_;  // r0, r1, … in the order in which they connected.
  std::map<std::uint32_t, Held> held_;
  std::exception_ptr thrown_;
  std::uint32_t lastHandle_ = 0;
  std::uint64_t lastEvent_ = 0;  // Whose handle is `lastHandle_`, while no handler was called.
};

}  // namespace triwire::conformance
