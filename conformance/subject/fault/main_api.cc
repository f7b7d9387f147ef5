#include "subject/fault/main_api.h"

namespace triwire::conformance {
namespace {

IpcMain::Listener ignoringItsValue(const MainApi::Listener& listener) {
  return [listener](IpcMainEvent& event, const Args& args) { listener(event, args); };
}

}  // namespace

ListenerId MainApi::on(const std::string& channel, const std::string&, const Listener& listener) {
  return ipcMain_.on(channel, ignoringItsValue(listener));
}

ListenerId MainApi::once(const std::string& channel, const std::string&, const Listener& listener) {
  return ipcMain_.once(channel, ignoringItsValue(listener));
}

bool MainApi::off(const std::string& channel, ListenerId id) { return ipcMain_.off(channel, id); }

void MainApi::removeAllListeners(const std::string& channel) {
  ipcMain_.removeAllListeners(channel);
}

void MainApi::handle(const std::string& channel, const Handler& handler) {
  ipcMain_.handle(channel, handler);
}

void MainApi::handleOnce(const std::string& channel, const Handler& handler) {
  ipcMain_.handleOnce(channel, handler);
}

void MainApi::removeHandler(const std::string& channel) { ipcMain_.removeHandler(channel); }

void MainApi::sendTo(const WebContents& to, std::string_view channel, const Args& args) {
  to.send(channel, args);
}

void MainApi::reply(const IpcMainEvent& event, std::string_view channel, const Args& args) {
  event.reply(channel, args);
}

void MainApi::assign(const IpcMainEvent& event, const Value& value) { event.returnValue = value; }

void MainApi::resolve(const IpcMainInvokeEvent&, const Resolver& resolver, const Value& value) {
  resolver.resolve(value);
}

void MainApi::reject(const IpcMainInvokeEvent&, const Resolver& resolver,
                     const std::exception_ptr& error) {
  resolver.reject(error);
}

}  // namespace triwire::conformance
