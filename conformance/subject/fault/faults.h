// The seeded faults: errors that somebody who implements the specification could make.
//
// A fault proves the suite: each must be found, as a failure of a requirement that it breaks
// (conformance/mutants/mutants.txt says which), or by a soak (fault/leak_faults.cc). It is chosen at start-up and sits between an actor
// and the library, which knows nothing of it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "subject/fault/main_api.h"
#include "subject/fault/renderer_api.h"

namespace triwire::conformance {

/// What a fault replaces; a half that is empty is as it should be.
struct Fault {
  std::function<std::unique_ptr<MainApi>(IpcMain&)> main;
  std::function<std::unique_ptr<RendererApi>(IpcRenderer&)> renderer;
};

using FaultTable = std::map<std::string, Fault, std::less<>>;

std::vector<std::string> faultNames();
/// Those that break no requirement in any one history.
std::vector<std::string> leakFaultNames();
std::unique_ptr<MainApi> makeMainApi(std::string_view fault, IpcMain& ipcMain);
std::unique_ptr<RendererApi> makeRendererApi(std::string_view fault, IpcRenderer& ipcRenderer);

// Each file of faults adds its own.
void addOrderFaults(FaultTable& table);
void addBlockFaults(FaultTable& table);
void addCallFaults(FaultTable& table);
void addAnswerFaults(FaultTable& table);
void addErrorFaults(FaultTable& table);
void addEmitterFaults(FaultTable& table);
void addHandlerFaults(FaultTable& table);
void addEventFaults(FaultTable& table);
void addLeakFaults(FaultTable& table);

/// What a fault that is one class is made by. More arguments are the constructor's.
template <class Api, class... Arguments>
Fault mainFault(Arguments... arguments) {
  return {[=](IpcMain& ipcMain) { return std::make_unique<Api>(ipcMain, arguments...); }, {}};
}
template <class Api, class... Arguments>
Fault rendererFault(Arguments... arguments) {
  return {{}, [=](IpcRenderer& ipcRenderer) { return std::make_unique<Api>(ipcRenderer, arguments...); }};
}

}  // namespace triwire::conformance
