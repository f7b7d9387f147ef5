#include "subject/own_main.h"

namespace triwire::conformance {

OwnMain::OwnMain(Control& control, const MainActor::Options& options)
    : control_(control),
      ipcMain_({options.profile, {}, options.settings}),
      actor_([&control](const std::string& line) { control.print(line); },
             makeMainApi(options.fault, ipcMain_), options.renderers) {
  ipcMain_.onConnect([this](const WebContents& renderer) { actor_.connected(renderer); });
  ipcMain_.onDisconnect(
      [this](const WebContents& renderer, std::string_view) { actor_.disconnected(renderer); });
  ipcMain_.onUncaughtException([this](const std::exception_ptr& error) { actor_.uncaught(error); });
}

void OwnMain::run() {
  control_.print("ready");
  control_.serve(
      ipcMain_.fd(),
      [this] {
        ipcMain_.dispatch();
        actor_.turnEnded();
      },
      [this](const std::string& line) {
        if (actor_.take(line)) return true;
        ipcMain_.close();
        return false;
      });
}

}  // namespace triwire::conformance
