// Which function and which registrations a listener's name stands for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "subject/program.h"
#include "triwire/ipc_event.h"

namespace triwire::conformance {

/// The same name is the same function: its program is that of its first registration.
class ListenerNames {
 public:
  const Program& programOf(std::string_view name, Program program) {
    return programs_.try_emplace(std::string(name), std::move(program)).first->second;
  }

  void added(std::string_view channel, std::string_view name, ListenerId id) {
    registrations_[{std::string(channel), std::string(name)}].push_back(id);
  }

  /// Electron's `removeListener(channel, function)`: the latest registration that is still there.
  /// `off` says whether it was.
  template <class Off>
  void remove(std::string_view channel, std::string_view name, const Off& off) {
    auto& ids = registrations_[{std::string(channel), std::string(name)}];
    while (!ids.empty()) {
      const ListenerId id = ids.back();
      ids.pop_back();
      if (off(id)) return;
    }
  }

 private:
  std::map<std::string, Program> programs_;
  std::map<std::pair<std::string, std::string>, std::vector<ListenerId>> registrations_;
};

}  // namespace triwire::conformance
