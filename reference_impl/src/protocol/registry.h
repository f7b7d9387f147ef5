// Who listens and who handles: Electron's EventEmitter semantics, without anything being called.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/local_ptr.h"

namespace triwire::protocol {

struct StringHash {
  using is_transparent = void;
  /// The names are the application's own. Most are short, and this is done for every message.
  std::size_t operator()(std::string_view text) const {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (text.size() > 2 * sizeof first) return std::hash<std::string_view>()(text);
    if (text.size() >= sizeof first) {
      std::memcpy(&first, text.data(), sizeof first);
      std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
    } else {
      for (const char each : text) first = first << 8U | static_cast<unsigned char>(each);
    }
    constexpr std::uint64_t ODD = 0x9E37'79B9'7F4A'7C15;
    const std::uint64_t mixed = (first ^ std::rotl(last, 32) ^ text.size()) * ODD;
    return mixed ^ mixed >> 32U;
  }
};
template <class T>
using ByChannel = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

/// Names a listener function: two registrations with one id are the same function registered twice.
enum class ListenerId : std::uint64_t {};

/// The listeners of each channel, in the order of registration. `Listener` is whatever calls it: a
/// copyable type, cheap to move (a function, a shared pointer to one).
///
/// To dispatch: take a `snapshot`, and for each of its registrations in order ask `begin`; call the
/// listener if it says so. What is removed during the dispatch still runs in it, what is added does
/// not (TW-EMIT-4, TW-EMIT-5).
template <class Listener>
class Listeners {
 public:
  struct Registration {
    ListenerId id{};
    Listener listener;
    std::shared_ptr<bool> fired;  // Only of `once`: whether its one call has begun.
  };
  /// Unchanged by what happens to the table.
  using Snapshot = LocalPtr<std::vector<Registration>>;

  Listeners() = default;
  Listeners(Listeners&& other) noexcept { *this = std::move(other); }
  Listeners& operator=(Listeners&& other) noexcept {
    last_ = other.last_ = nullptr;
    channels_ = std::move(other.channels_);
    return *this;
  }

  /// The same id again is called once more for each message (TW-EMIT-1).
  void on(std::string channel, ListenerId id, Listener listener) {
    add(std::move(channel), {id, std::move(listener), nullptr});
  }

  /// Removed before its one call (TW-EMIT-3).
  void once(std::string channel, ListenerId id, Listener listener) {
    add(std::move(channel), {id, std::move(listener), std::make_shared<bool>(false)});
  }

  /// Removes one registration of `id`, the latest (TW-EMIT-2). False if there is none.
  bool off(std::string_view channel, ListenerId id) {
    return removeLast(channel, [&](const Registration& entry) { return entry.id == id; });
  }

  /// Those of this channel only (TW-EMIT-6).
  void removeAll(std::string_view channel) {
    last_ = nullptr;
    const auto found = channels_.find(channel);
    if (found != channels_.end()) channels_.erase(found);
  }
  void removeAll() {
    last_ = nullptr;
    channels_.clear();
  }

  std::size_t count(std::string_view channel) const {
    const auto found = channels_.find(channel);
    return found == channels_.end() ? 0 : found->second->size();
  }

  /// Null if nobody listens.
  Snapshot snapshot(std::string_view channel) const {
    if (last_ != nullptr && last_->first == channel) return last_->second;
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return nullptr;
    last_ = &*found;
    return found->second;
  }

  /// Whether to call this listener now. A once-listener is removed; false if its one call began
  /// elsewhere.
  bool begin(std::string_view channel, const Registration& registration) {
    if (registration.fired == nullptr) return true;
    if (std::exchange(*registration.fired, true)) return false;
    removeLast(channel,
               [&](const Registration& entry) { return entry.fired == registration.fired; });
    return true;
  }

 private:
  using List = LocalPtr<std::vector<Registration>>;

  void add(std::string channel, Registration registration) {
    List& list = channels_[std::move(channel)];
    if (list == nullptr) list = List::make();
    own(list).push_back(std::move(registration));
  }

  template <class Matches>
  bool removeLast(std::string_view channel, const Matches& matches) {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return false;
    std::vector<Registration>& entries = own(found->second);
    const auto last = std::find_if(entries.rbegin(), entries.rend(), matches);
    if (last == entries.rend()) return false;
    entries.erase(std::next(last).base());
    if (entries.empty()) {
      last_ = nullptr;
      channels_.erase(found);
    }
    return true;
  }

  // A list that a snapshot holds is left alone: changes go to a copy.
  static std::vector<Registration>& own(List& list) {
    if (list.owners() > 1) list = List::make(*list);
    return *list;
  }

  ByChannel<List> channels_;
  mutable const std::pair<const std::string, List>* last_ = nullptr;  // That was asked for.
};

/// At most one handler for each channel.
template <class Handler>
class Handlers {
 public:
  /// False, with the first handler left in place, if the channel has one (TW-INVOKE-21,
  /// TW-INVOKE-22).
  [[nodiscard]] bool handle(std::string channel, Handler handler) {
    return handlers_.try_emplace(std::move(channel), Entry{std::move(handler), false}).second;
  }
  [[nodiscard]] bool handleOnce(std::string channel, Handler handler) {
    return handlers_.try_emplace(std::move(channel), Entry{std::move(handler), true}).second;
  }

  /// Without effect if there is none, and on calls already dispatched (TW-INVOKE-24).
  void remove(std::string_view channel) {
    const auto found = handlers_.find(channel);
    if (found != handlers_.end()) handlers_.erase(found);
  }

  /// The handler to call now; one of `handleOnce` is removed by that, before it is called
  /// (TW-INVOKE-23).
  std::optional<Handler> take(std::string_view channel) {
    const auto found = handlers_.find(channel);
    if (found == handlers_.end()) return std::nullopt;
    if (!found->second.once) return found->second.handler;
    std::optional<Handler> handler(std::move(found->second.handler));
    handlers_.erase(found);
    return handler;
  }

  bool has(std::string_view channel) const { return handlers_.find(channel) != handlers_.end(); }

 private:
  struct Entry {
    Handler handler;
    bool once;
  };
  ByChannel<Entry> handlers_;
};

}  // namespace triwire::protocol
