// What the near ends of the Triwire candidates have in common.
#pragma once

#include <triwire/ipc_renderer.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/harness/candidate.h"
#include "bench/triwire/load_value.h"
#include "bench/triwire/main_process.h"
#include "bench/triwire/setup.h"

namespace triwire::bench {

/// A connected renderer with its load. The argument of each call is the same value, as the peers send
/// the same bytes; it is cloned anew each time, as every call does. Of a long string that is no copy,
/// and the first call finds out for all that it is UTF-8.
class RendererNearEnd : public NearEnd {
 public:
  RendererNearEnd(const Setup& setup, const Meeting& meeting, const Task& task)
      : main_(setup.isOneProcess ? std::make_unique<MainThread>(setup, meeting) : nullptr),
        ipcRenderer_(addressOf(meeting), setup.renderer),
        load_(valueOf(task.load)) {}

  bool isAnswerRight() const override { return answer_ == load_; }

 protected:
  IpcRenderer& ipcRenderer() { return ipcRenderer_; }
  const Value& load() const { return load_; }
  void keepAnswer(Value answer) { answer_ = std::move(answer); }

 private:
  std::unique_ptr<MainThread> main_;  // Null: it is the far process.
  IpcRenderer ipcRenderer_;
  Value load_;
  Value answer_;
};

template <class Of>
Candidate rendererCandidate(const Setup& setup, const std::string& name, const std::string& about,
                            std::vector<Measure> measures) {
  std::erase_if(measures, [&](Measure measure) {
    return std::find(setup.measures.begin(), setup.measures.end(), measure) == setup.measures.end();
  });
  Candidate candidate{"triwire." + name + setup.suffix, about + "; " + setup.about,
                      std::move(measures)};
  candidate.serve = [setup](const Meeting& meeting, const Task&, const Ready& ready) {
    if (setup.isOneProcess) {
      ready();
      for (;;) pause();
    }
    runMainProcess(setup, meeting, ready);
  };
  candidate.connect = [setup](const Meeting& meeting, const Task& task) {
    return std::make_unique<Of>(setup, meeting, task);
  };
  if (setup.isOneProcess) return candidate;
  candidate.idle = [setup](const Meeting& meeting, std::size_t count, const Ready& ready) {
    runIdleRenderers(setup, meeting, count, ready);
  };
  return candidate;
}

}  // namespace triwire::bench
