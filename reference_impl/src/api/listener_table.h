// The listeners of IpcMain or of IpcRenderer, each registration with an id of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/registry.h"
#include "triwire/ipc_event.h"

namespace triwire {

template <class Listener>
class ListenerTable : public protocol::Listeners<std::shared_ptr<const Listener>> {
 public:
  ListenerId add(std::string_view channel, Listener listener, bool once) {
    const protocol::ListenerId id{++last_};
    auto shared = std::make_shared<const Listener>(std::move(listener));
    if (once) {
      this->once(std::string(channel), id, std::move(shared));
    } else {
      this->on(std::string(channel), id, std::move(shared));
    }
    return ListenerId{last_};
  }

 private:
  std::uint64_t last_ = 0;
};

}  // namespace triwire
