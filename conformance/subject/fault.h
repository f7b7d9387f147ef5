// The calls of a renderer and the replies of main, as Triwire does them, or with a seeded fault.
//
// A fault proves the suite: each must be found, as a failure of the requirement that it breaks. It is
// chosen at start-up and sits between an actor and the library, which knows nothing of it.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "triwire/ipc_main.h"
#include "triwire/ipc_renderer.h"

namespace triwire::conformance {

/// A renderer's calls without a fault.
class Calls {
 public:
  /// The promise settled: with an error if it rejected, else with a value.
  using Settled = std::function<void(const Value& value, const std::exception_ptr& error)>;

  explicit Calls(IpcRenderer& ipcRenderer) : ipcRenderer_(ipcRenderer) {}
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;
  virtual ~Calls() = default;

  virtual void send(std::string_view channel, const Args& args);
  virtual Value sendSync(const CallOptions& options, std::string_view channel, const Args& args);
  virtual void invoke(const CallOptions& options, std::string_view channel, const Args& args,
                      const Settled& settled);
  /// The script that made the calls has ended.
  virtual void scriptEnded() {}

 protected:
  IpcRenderer& ipcRenderer() { return ipcRenderer_; }

 private:
  IpcRenderer& ipcRenderer_;
};

/// Main's `event.reply`.
using Reply =
    std::function<void(const IpcMainEvent& event, std::string_view channel, const Args& args)>;

/// The names that the next two know.
const std::vector<std::string>& faultNames();
std::unique_ptr<Calls> makeCalls(std::string_view fault, IpcRenderer& ipcRenderer);
Reply makeReply(std::string_view fault);

}  // namespace triwire::conformance
