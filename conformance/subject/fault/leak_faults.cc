// Faults of a main that lives on: no history shows them, a soak does.
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "subject/fault/faults.h"
#include "subject/fd.h"

namespace triwire::conformance {
namespace {

/// What a listener was called with stays.
class LeaksMemory : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [listener](IpcMainEvent& event, const Args& args) {
      static std::vector<std::string> kept;  // Of the process: worlds come and go.
      constexpr std::size_t BYTES = 4096;
      kept.emplace_back(BYTES, 'x');
      return listener(event, args);
    });
  }
};

/// A descriptor of each renderer that has gone stays open.
class LeaksDescriptors : public MainApi {
 public:
  using MainApi::MainApi;
  void rendererGone(const WebContents&) override {
    static std::vector<Fd> kept;
    kept.emplace_back(::dup(STDERR_FILENO));
  }
};

/// Main ends in the middle of its work.
class Exits : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [listener](IpcMainEvent& event, const Args& args) {
      static unsigned calls = 0;
      constexpr unsigned CALLS = 200;
      constexpr int STATUS = 9;
      if (++calls == CALLS) std::_Exit(STATUS);
      return listener(event, args);
    });
  }
};

}  // namespace

void addLeakFaults(FaultTable& table) {
  table["leaks-memory"] = mainFault<LeaksMemory>();
  table["exits-at-work"] = mainFault<Exits>();
  table["leaks-descriptors"] = mainFault<LeaksDescriptors>();
}

}  // namespace triwire::conformance
