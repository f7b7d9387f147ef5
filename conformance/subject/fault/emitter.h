// The listeners of channels, called as EventEmitter calls them, or with a flaw.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "triwire/ipc_event.h"

namespace triwire::conformance {

/// What is wrong with an emitter.
struct EmitterFlaws {
  bool reverses = false;        ///< The last registration is called first.
  bool firstOnly = false;       ///< Only the first listener is called.
  bool twice = false;           ///< Each is called twice.
  bool onceStays = false;       ///< `once` is `on`.
  bool onceTwice = false;       ///< Who is registered once is called twice.
  bool goesOnAfterThrow = false;
  bool deafAfterThrow = false;  ///< After a listener threw, the next call finds nobody.
  bool registersOnce = false;   ///< The same function is registered once.
  bool removesAll = false;      ///< `off` undoes every registration of the function.
  bool removesNone = false;     ///< `off` does nothing.
  bool seesRemovals = false;    ///< A removal takes effect in the call that is under way.
  bool seesAdditions = false;   ///< And so does an addition.
  bool clearsNext = false;      ///< `removeAllListeners(channel)` means the next channel too.
  bool answersOnce = false;     ///< Who comes after the one that answered is not called.
};

/// The registrations of one side.
template <class Listener>
class Emitter {
 public:
  explicit Emitter(const EmitterFlaws& flaws) : flaws_(flaws) {}

  ListenerId add(const std::string& channel, const std::string& name, const Listener& listener, bool once) {
    const ListenerId id{FIRST + ++count_};
    auto& entries = channels_[channel];
    for (const Entry& entry : entries)
      if (flaws_.registersOnce && entry.name == name) return entry.id;
    entries.push_back({id, name, listener, once && !flaws_.onceStays});
    return id;
  }

  bool remove(const std::string& channel, ListenerId id) {
    if (flaws_.removesNone) return true;
    auto& entries = channels_[channel];
    std::string name;
    for (const Entry& entry : entries)
      if (entry.id == id) name = entry.name;
    return std::erase_if(entries, [&](const Entry& entry) {
             return entry.id == id || (flaws_.removesAll && entry.name == name);
           }) != 0;
  }

  void removeAll(const std::string& channel) {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return;
    if (flaws_.clearsNext && std::next(found) == channels_.end()) return;
    channels_.erase(found, std::next(found, flaws_.clearsNext ? 2 : 1));
  }

  bool has(const std::string& channel) const {
    const auto found = channels_.find(channel);
    return found != channels_.end() && !found->second.empty();
  }
  std::vector<std::string> channels() const {
    std::vector<std::string> out;
    for (const auto& [channel, entries] : channels_)
      if (!entries.empty()) out.push_back(channel);
    return out;
  }

  /// An assignment was made.
  void answered() { hasAnswered_ = true; }

  template <class Call>
  void emit(const std::string& channel, const Call& call) {
    if (std::exchange(isDeaf_, false)) return;
    std::vector<Entry> entries = channels_[channel];
    if (flaws_.reverses) std::reverse(entries.begin(), entries.end());
    hasAnswered_ = false;
    std::exception_ptr thrown;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Entry entry = entries[i];
      if (flaws_.seesRemovals && !contains(channel, entry.id)) continue;
      if (flaws_.answersOnce && hasAnswered_) break;
      if (entry.once) std::erase_if(channels_[channel], [&](const Entry& other) { return other.id == entry.id; });
      try {
        call(entry.listener);
        if (flaws_.twice || (flaws_.onceTwice && entry.once)) call(entry.listener);
      } catch (...) {
        thrown = std::current_exception();
        isDeaf_ = flaws_.deafAfterThrow;
        if (!flaws_.goesOnAfterThrow) break;
      }
      if (flaws_.firstOnly) break;
      if (flaws_.seesAdditions) addNew(channel, entries);
    }
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  static constexpr std::uint64_t FIRST = std::uint64_t{1} << 40U;  // Not an id of the library's.

  struct Entry {
    ListenerId id;
    std::string name;
    Listener listener;
    bool once;
  };

  bool contains(const std::string& channel, ListenerId id) const {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return false;
    for (const Entry& entry : found->second)
      if (entry.id == id) return true;
    return false;
  }
  void addNew(const std::string& channel, std::vector<Entry>& entries) const {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return;
    for (const Entry& entry : found->second)
      if (entry.id > entries.back().id) entries.push_back(entry);
  }

  EmitterFlaws flaws_;
  std::map<std::string, std::vector<Entry>> channels_;
  std::uint64_t count_ = 0;
  bool isDeaf_ = false, hasAnswered_ = false;
};

}  // namespace triwire::conformance
