#include "subject/fault/renderer_api.h"

namespace triwire::conformance {
namespace {

IpcRenderer::Listener ofArguments(const RendererApi::Listener& listener) {
  return [listener](IpcRendererEvent&, const Args& args) { listener(args); };
}

}  // namespace

Value RendererApi::send(std::string_view channel, const Args& args) {
  ipcRenderer_.send(channel, args);
  return {};
}

void RendererApi::sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                           const Settled& settled) {
  settled(ipcRenderer_.sendSync(options, channel, args), nullptr);
}

void RendererApi::invoke(const CallOptions& options, std::string_view channel, const Args& args,
                         const Settled& settled) {
  ipcRenderer_.invoke(options, channel, args)
      .then([settled](const Value& value) { settled(value, nullptr); },
            [settled](const std::exception_ptr& error) { settled({}, error); });
}

ListenerId RendererApi::on(const std::string& channel, const std::string&,
                           const Listener& listener) {
  return ipcRenderer_.on(channel, ofArguments(listener));
}

ListenerId RendererApi::once(const std::string& channel, const std::string&,
                             const Listener& listener) {
  return ipcRenderer_.once(channel, ofArguments(listener));
}

bool RendererApi::off(const std::string& channel, ListenerId id) {
  return ipcRenderer_.off(channel, id);
}

void RendererApi::removeAllListeners(const std::string& channel) {
  ipcRenderer_.removeAllListeners(channel);
}

}  // namespace triwire::conformance
