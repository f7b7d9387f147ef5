// Faults in how listeners are registered and called: TW-EMIT, and where messages meet them.
#include <map>
#include <set>
#include <string>

#include "subject/fault/emitter.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// One listener of the library's for each channel, which calls those of the emitter.
class MainEmitter : public MainApi {
 public:
  MainEmitter(IpcMain& ipcMain, const EmitterFlaws& flaws) : MainApi(ipcMain), emitter_(flaws) {}

  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return add(channel, name, listener, false);
  }
  ListenerId once(const std::string& channel, const std::string& name, const Listener& listener) override {
    return add(channel, name, listener, true);
  }
  bool off(const std::string& channel, ListenerId id) override {
    const bool was = emitter_.remove(channel, id);
    follow();
    return was;
  }
  void removeAllListeners(const std::string& channel) override {
    emitter_.removeAll(channel);
    follow();
  }
  void assign(const IpcMainEvent& event, const Value& value) override {
    MainApi::assign(event, value);
    emitter_.answered();
  }

 private:
  ListenerId add(const std::string& channel, const std::string& name, const Listener& listener, bool once) {
    const ListenerId id = emitter_.add(channel, name, listener, once);
    if (hubs_.count(channel) == 0) {
      hubs_[channel] = ipcMain().on(channel, [this, channel](IpcMainEvent& event, const Args& args) {
        const auto call = [&](const Listener& called) { called(event, args); };
        try {
          emitter_.emit(channel, call);
        } catch (...) {
          follow();
          throw;
        }
        follow();
      });
    }
    return id;
  }
  /// Listens at the library to the channels that have listeners, and to no others.
  void follow() {
    std::erase_if(hubs_, [this](const auto& hub) {
      return !emitter_.has(hub.first) && ipcMain().off(hub.first, hub.second);
    });
  }

  Emitter<Listener> emitter_;
  std::map<std::string, ListenerId> hubs_;
};

/// The same at a renderer.
class RendererEmitter : public RendererApi {
 public:
  RendererEmitter(IpcRenderer& ipcRenderer, const EmitterFlaws& flaws)
      : RendererApi(ipcRenderer), emitter_(flaws) {}

  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return add(channel, name, listener, false);
  }
  ListenerId once(const std::string& channel, const std::string& name, const Listener& listener) override {
    return add(channel, name, listener, true);
  }
  bool off(const std::string& channel, ListenerId id) override { return emitter_.remove(channel, id); }
  void removeAllListeners(const std::string& channel) override { emitter_.removeAll(channel); }

 private:
  ListenerId add(const std::string& channel, const std::string& name, const Listener& listener, bool once) {
    if (!emitter_.has(channel) && known_.insert(channel).second) {
      ipcRenderer().on(channel, [this, channel](IpcRendererEvent&, const Args& args) {
        emitter_.emit(channel, [&](const Listener& called) { called(args); });
      });
    }
    return emitter_.add(channel, name, listener, once);
  }

  Emitter<Listener> emitter_;
  std::set<std::string> known_;
};

}  // namespace

void addEmitterFaults(FaultTable& table) {
  const auto atMain = [&](const char* name, const EmitterFlaws& flaws) {
    table[name] = mainFault<MainEmitter>(flaws);
  };
  atMain("last-listener-first", {.reverses = true});
  atMain("first-listener-only", {.firstOnly = true});
  atMain("listeners-called-twice", {.twice = true});
  atMain("once-stays", {.onceStays = true});
  atMain("once-called-twice", {.onceTwice = true});
  atMain("goes-on-after-throw", {.goesOnAfterThrow = true});
  atMain("deaf-after-throw", {.deafAfterThrow = true});
  atMain("same-function-once", {.registersOnce = true});
  atMain("off-removes-all", {.removesAll = true});
  atMain("removal-at-once", {.seesRemovals = true});
  atMain("addition-at-once", {.seesAdditions = true});
  atMain("off-does-nothing", {.removesNone = true});
  atMain("remove-next-channel", {.clearsNext = true});
  atMain("answered-stops-listeners", {.answersOnce = true});

  const auto atRenderer = [&](const char* name, const EmitterFlaws& flaws) {
    table[name] = rendererFault<RendererEmitter>(flaws);
  };
  atRenderer("renderer-first-listener-only", {.firstOnly = true});
  atRenderer("renderer-last-listener-first", {.reverses = true});
  atRenderer("renderer-goes-on-after-throw", {.goesOnAfterThrow = true});
  atRenderer("renderer-deaf-after-throw", {.deafAfterThrow = true});
}

}  // namespace triwire::conformance
