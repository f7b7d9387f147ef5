#include "subject/fault/faults.h"

#include "subject/fault/wire_faults.h"

namespace triwire::conformance {
namespace {

const FaultTable& faults() {
  static const FaultTable TABLE = [] {
    FaultTable table;
    addOrderFaults(table);
    addBlockFaults(table);
    addCallFaults(table);
    addAnswerFaults(table);
    addErrorFaults(table);
    addEmitterFaults(table);
    addHandlerFaults(table);
    addEventFaults(table);
    return table;
  }();
  return TABLE;
}

const FaultTable& leakFaults() {
  static const FaultTable TABLE = [] {
    FaultTable table;
    addLeakFaults(table);
    return table;
  }();
  return TABLE;
}

}  // namespace

std::vector<std::string> faultNames() {
  std::vector<std::string> names;
  for (const auto& [name, fault] : faults()) names.push_back(name);
  for (const auto& [name, fault] : wireFaults()) names.push_back(name);
  return names;
}

std::vector<std::string> leakFaultNames() {
  std::vector<std::string> names;
  for (const auto& [name, fault] : leakFaults()) names.push_back(name);
  return names;
}

std::unique_ptr<MainApi> makeMainApi(std::string_view fault, IpcMain& ipcMain) {
  if (const auto leak = leakFaults().find(fault); leak != leakFaults().end())
    return leak->second.main(ipcMain);
  const auto found = faults().find(fault);
  if (found != faults().end() && found->second.main) return found->second.main(ipcMain);
  return std::make_unique<MainApi>(ipcMain);
}

std::unique_ptr<RendererApi> makeRendererApi(std::string_view fault, IpcRenderer& ipcRenderer) {
  const auto found = faults().find(fault);
  if (found != faults().end() && found->second.renderer) return found->second.renderer(ipcRenderer);
  return std::make_unique<RendererApi>(ipcRenderer);
}

}  // namespace triwire::conformance
