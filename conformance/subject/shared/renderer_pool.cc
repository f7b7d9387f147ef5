#include "subject/shared/renderer_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

#include "subject/renderer_actor.h"
#include "subject/shared/fd_message.h"
#include "subject/shared/shared_main.h"

namespace triwire::conformance {
namespace {

constexpr const char* FREE = "free";
constexpr unsigned IDLE_DEATHS = 20;  ///< One in so many ends of a world.

/// The next world, while the link lives.
std::optional<FdMessage> nextWorld(const Fd& pool, IpcRenderer& ipcRenderer) {
  while (!ipcRenderer.isClosed()) {
    std::array<pollfd, 2> ready = {{{pool.get(), POLLIN, 0}, {ipcRenderer.fd(), POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return {};
    if (ready[1].revents != 0) ipcRenderer.dispatch();
    if (ready[0].revents != 0) return receiveFd(pool);
  }
  return {};
}

/// What a renderer of the pool does in its process. A world is "NAME SCOPE" with a channel.
void takePart(const std::string& address, pid_t parent, const MainActor::Options& options) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) return;
  const Fd pool(CONTROL_FD);
  IpcRendererOptions rendererOptions;
  rendererOptions.profile = options.profile;
  rendererOptions.settings = options.settings;
  rendererOptions.connectDeadline = std::chrono::minutes(1);
  std::optional<IpcRenderer> ipcRenderer(std::in_place, renderersAddress(address), rendererOptions);
  while (ipcRenderer) {
    writeAll(pool.get(), std::string(FREE) + "\n");
    auto world = nextWorld(pool, *ipcRenderer);
    if (!world) return;
    const std::size_t space = world->text.find(' ');
    Control control(std::move(world->fd));
    RendererActor actor(world->text.substr(0, space), std::move(*ipcRenderer), control,
                        options.fault, world->text.substr(space + 1));
    actor.run();
    ipcRenderer = actor.release();
  }
}

}  // namespace

/// A renderer while it is in a world.
class RendererPool::Loan : public Host {
 public:
  Loan(RendererPool& pool, Member& member) : pool_(pool), member_(member) {}
  ~Loan() override {
    // Without an end of the world there is no next one, and perhaps no main.
    if (hasEnded_)
      pool_.takeBack(member_, isDead_);
    else
      end(member_);
  }

  bool kill() override {
    ::kill(member_.pid, SIGKILL);
    return isDead_ = true;
  }
  std::string join() override {
    hasEnded_ = true;
    return "its channel ended";
  }

 private:
  RendererPool& pool_;
  Member& member_;
  bool isDead_ = false, hasEnded_ = false;
};

RendererPool::RendererPool(const MainActor::Options& options, std::string address, unsigned size,
                           std::uint64_t seed)
    : options_(options), address_(std::move(address)), random_(seed) {
  for (unsigned i = 0; i < size; ++i) start(members_.emplace_back());
}

RendererPool::~RendererPool() {
  for (Member& member : members_) end(member);
}

std::unique_ptr<Host> RendererPool::lend(const std::string& name, const std::string& scope,
                                         const Fd& control) {
  // Another one each time, so that all take part.
  for (std::size_t left = members_.size(); left > 0; --left) {
    members_.splice(members_.end(), members_, members_.begin());
    Member& member = members_.back();
    if (member.isLent) continue;
    sendFd(member.channel, control, name + " " + scope);
    member.isLent = true;
    return std::make_unique<Loan>(*this, member);
  }
  throw std::runtime_error("the pool has " + std::to_string(members_.size()) +
                           " renderers, and the world more");
}

void RendererPool::start(Member& member) {
  auto [ours, theirs] = socketPair();
  member.channel = std::move(ours);
  member.pid = forkActor(theirs, [&, parent = ::getpid()] { takePart(address_, parent, options_); });
  theirs = Fd();
  Lines lines;
  if (!lines.readFrom(member.channel.get()))
    throw std::runtime_error("a renderer could not reach the main at " + address_);
}

void RendererPool::takeBack(Member& member, bool isDead) {
  member.isLent = false;
  Lines lines;
  const bool isFree = !isDead && lines.readFrom(member.channel.get());
  if (isFree && random_() % IDLE_DEATHS != 0) return;
  end(member);
  start(member);
}

void RendererPool::end(Member& member) {
  const pid_t pid = std::exchange(member.pid, 0);
  if (pid == 0) return;
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace triwire::conformance
