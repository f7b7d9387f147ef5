#include "subject/shared/shared_main.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

#include "subject/shared/fd_message.h"
#include "subject/shared/scoped_api.h"

namespace triwire::conformance {

SharedMain::Guest::Guest(Fd channel, std::string prefix, std::string_view fault, IpcMain& ipcMain)
    : scope(std::move(prefix)),
      control(std::move(channel)),
      actor([this](const std::string& line) { control.print(withoutScope(line, scope)); },
            std::make_unique<ScopedMainApi>(ipcMain, scope, makeMainApi(fault, ipcMain)), ~0U) {
  control.print("ready");
}

SharedMain::SharedMain(const MainActor::Options& options, const std::string& address)
    : fault_(options.fault),
      ipcMain_({options.profile, {}, options.settings}),
      listener_(listeningAt(address)) {
  ipcMain_.onDisconnect([this](const WebContents& renderer, std::string_view) {
    for (Guest& guest : guests_) {
      const auto& known = guest.actor.renderers();
      if (std::find(known.begin(), known.end(), renderer) != known.end())
        guest.actor.disconnected(renderer);
    }
  });
  ipcMain_.onUncaughtException([this](const std::exception_ptr& error) { uncaught(error); });
  ipcMain_.listen(renderersAddress(address));
}

void SharedMain::run() {
  writeAll(STDOUT_FILENO, "ready\n");
  std::vector<pollfd> ready;
  while (true) {
    ready = {{STDIN_FILENO, POLLIN, 0}, {ipcMain_.fd(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const Guest& guest : guests_) ready.push_back({guest.control.fd(), POLLIN, 0});
    if (::poll(ready.data(), ready.size(), -1) < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (ready[0].revents != 0) return;
    if (ready[1].revents != 0) {
      ipcMain_.dispatch();
      for (Guest& guest : guests_) guest.actor.turnEnded();
    }
    auto at = ready.begin() + 3;
    for (auto guest = guests_.begin(); guest != guests_.end(); ++at)
      guest = at->revents == 0 || serve(*guest) ? std::next(guest) : guests_.erase(guest);
    if (ready[2].revents != 0) admit();
  }
}

void SharedMain::admit() {
  const Fd from(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (from.get() < 0) return;
  auto world = receiveFd(from);
  if (!world || world->fd.get() < 0) return;
  Guest& guest = guests_.emplace_back(std::move(world->fd), world->text, fault_, ipcMain_);
  ipcMain_.on(joinChannel(guest.scope), [&guest](IpcMainEvent& event, const Args&) {
    guest.actor.connected(event.sender);
    event.returnValue = Value(true);
  });
}

bool SharedMain::serve(Guest& guest) {
  if (guest.control.read([&](const std::string& line) { return guest.actor.take(line); }))
    return true;
  ipcMain_.removeAllListeners(joinChannel(guest.scope));
  for (const WebContents& renderer : guest.actor.renderers())
    renderer.send(leaveChannel(guest.scope), Args{});
  return false;
}

void SharedMain::uncaught(const std::exception_ptr& error) {
  for (Guest& guest : guests_)
    if (guest.actor.threw(error)) return guest.actor.uncaught(error);
  std::fprintf(stderr, "triwire-subject: an exception that no listener of a world threw\n");
}

}  // namespace triwire::conformance
