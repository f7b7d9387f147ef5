#include "subject/world.h"

#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace triwire::conformance {

ActorWorld::ActorWorld(std::unique_ptr<Launcher> launcher, unsigned renderers,
                       const std::string& main, Print print)
    : launcher_(std::move(launcher)), print_(std::move(print)) {
  // One after the other: main names renderers in the order in which they connect.
  if (main.empty())
    start("main", true, [&](Fd fd) { return launcher_->launchMain(std::move(fd), renderers); });
  else
    launcher_->connectTo(main);
  for (unsigned i = 0; i < renderers; ++i) {
    start("r" + std::to_string(i), main.empty(),
          [&](Fd fd) { return launcher_->launchRenderer(i, std::move(fd)); });
  }
}

void ActorWorld::start(std::string name, bool waits,
                       const std::function<std::unique_ptr<Host>(Fd)>& launch) {
  auto [ours, theirs] = socketPair();
  Actor& actor = *actors_.emplace_back(std::make_unique<Actor>());
  actor.name = std::move(name);
  actor.control = std::move(ours);
  actor.host = launch(std::move(theirs));
  while (waits && !actor.isReady) relay();
}

const ActorWorld::Actor* ActorWorld::find(std::string_view name) const {
  for (const auto& actor : actors_)
    if (actor->name == name) return actor.get();
  return nullptr;
}

ActorWorld::Actor& ActorWorld::at(std::string_view name) {
  for (const auto& actor : actors_)
    if (actor->name == name) return *actor;
  throw std::out_of_range("no such actor");
}

bool ActorWorld::has(std::string_view actor) const { return find(actor) != nullptr; }

bool ActorWorld::isAlive(std::string_view actor) const { return !find(actor)->isKilled; }

void ActorWorld::send(std::string_view name, const std::string& line) {
  Actor& actor = at(name);
  if (actor.hasEnded) return;
  actor.unsent += line + "\n";
  write(actor);
}

void ActorWorld::kill(std::string_view name) {
  Actor& actor = at(name);
  actor.isKilled = actor.mayEnd = true;
  if (actor.host->kill()) awaitEnd(actor);
}

void ActorWorld::end(const std::string& line) {
  for (const auto& actor : actors_) actor->mayEnd = true;
  if (has("main")) {
    send("main", line);
    awaitEnd(at("main"));
  }
  for (const auto& actor : actors_) send(actor->name, line);
  for (const auto& actor : actors_) awaitEnd(*actor);
}

void ActorWorld::awaitEnd(Actor& actor) {
  while (!actor.hasEnded) relay();
  actor.host->join();
}

void ActorWorld::relay(pollfd* other) {
  std::vector<pollfd> ready;
  for (const auto& actor : actors_) {
    const int events = POLLIN | (actor->unsent.empty() ? 0 : POLLOUT);
    ready.push_back({actor->hasEnded ? -1 : actor->control.get(), static_cast<short>(events), 0});
  }
  if (other != nullptr) ready.push_back(*other);
  if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR)
    throw std::system_error(errno, std::generic_category(), "poll");
  if (other != nullptr) *other = ready.back();

  for (std::size_t i = 0; i < actors_.size(); ++i) {
    if ((ready[i].revents & POLLOUT) != 0) write(*actors_[i]);
    if ((ready[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read(*actors_[i]);
  }
}

void ActorWorld::read(Actor& actor) {
  actor.hasEnded = !actor.lines.readFrom(actor.control.get());
  std::string line;
  while (actor.lines.next(line)) {
    if (!actor.isReady && line == "ready") {
      actor.isReady = true;
    } else {
      print_(line);
    }
  }
  if (actor.hasEnded && !actor.mayEnd)
    throw std::runtime_error(actor.name + " ended by itself: " + actor.host->join());
}

// A renderer that waits in a sendSync reads nothing: what it does not take yet is kept here.
void ActorWorld::write(Actor& actor) {
  while (!actor.unsent.empty()) {
    const ssize_t written = ::send(actor.control.get(), actor.unsent.data(), actor.unsent.size(),
                                   MSG_DONTWAIT | MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;  // Full; or gone, which reading finds out.
    actor.unsent.erase(0, static_cast<std::size_t>(written));
  }
}

}  // namespace triwire::conformance
