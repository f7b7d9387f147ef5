// The settings of the library that are timed, each with the candidates that it may make a
// difference to.
#pragma once

#include <triwire/ipc_main.h>
#include <triwire/ipc_renderer.h>

#include <string>
#include <vector>

#include "bench/harness/candidate.h"

namespace triwire::bench {

struct Setup {
  std::string suffix;  ///< Of the candidates' names; empty for the defaults.
  std::string about;
  std::vector<Measure> measures;  ///< What the settings make a difference to.
  bool isOneProcess = false;      ///< Main is a thread beside the renderer's.
  IpcMainOptions main{};
  IpcRendererOptions renderer{};
};

std::vector<Setup> allSetups();

}  // namespace triwire::bench
