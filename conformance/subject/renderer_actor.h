// The actor "r<k>": an IpcRenderer, and what the runner has it do.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "subject/control.h"
#include "subject/fault/faults.h"
#include "subject/listener_names.h"
#include "subject/program.h"
#include "subject/report.h"
#include "subject/shared/scoped_api.h"
#include "triwire/ipc_renderer.h"

namespace triwire::conformance {

class RendererActor {
 public:
  /// With a `scope` the world is one of several of its main (shared/scoped_api.h).
  RendererActor(std::string name, IpcRenderer ipcRenderer, Control& control, std::string_view fault,
                std::string scope = {});

  /// Says "ready" when main has said welcome, then does what it is told until `end`. Reads no
  /// commands while it waits in a sendSync.
  void run();

  /// After `run`, with a scope: the link, which can go on to another world. Nothing if that is closed, or
  /// something of this world is open on it.
  std::optional<IpcRenderer> release();

 private:
  using Step = contract::Step::Reader;
  using Perform = void (RendererActor::*)(Step, const Program&);
  static const std::map<contract::Step::Which, Perform>& operations();

  bool take(const std::string& line);
  void join();
  void obey(const std::shared_ptr<const ReadCommand>& read);
  void end();
  void runScript(const Program& script);
  void perform(const Program& program);

  void send(Step step, const Program&);
  void sendSync(Step step, const Program&);
  void invoke(Step step, const Program&);
  void on(Step step, const Program& program);
  void off(Step step, const Program&);
  void removeAllListeners(Step step, const Program&);
  void mark(Step step, const Program&);

  void callListener(const std::string& name, const std::string& channel, const Args& args);
  void reportCalling(capnp::Text::Reader call);
  void reportThrew(capnp::Text::Reader call, const std::exception_ptr& error);
  void reportRegistered(std::string_view op, std::string_view channel, std::string_view listener);

  std::string name_, scope_;
  bool left_ = false;  // Main has told that the world, one of several, has ended.
  Control& control_;
  Report report_;
  ListenerNames listeners_;
  IpcRenderer ipcRenderer_;  // Goes before what its callbacks use.
  std::unique_ptr<RendererApi> api_;
  const ScopedRendererApi* scoped_ = nullptr;  // Which `api_` is, with a scope.
};

}  // namespace triwire::conformance
