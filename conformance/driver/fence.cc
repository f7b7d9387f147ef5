#include "driver/fence.h"

#include <algorithm>

namespace triwire::conformance {
namespace {

using Run = contract::Command::Run::Builder;

constexpr const char* CHANNEL = FENCE_CHANNEL.data();
constexpr const char* LISTENER = FENCE_CHANNEL.data();

}  // namespace

void Fences::prepare() {
  if (!world_.isFree(Actor::MAIN)) return;
  const bool sends = world_.identity().offers("send");
  const bool sendsTo = world_.identity().offers("sendTo");
  std::vector<std::uint32_t> commands;
  const auto listen = [&](Actor actor) {
    commands.push_back(world_.run(actor, [](Run run) {
      auto on = run.initSteps(1)[0].initOn();
      on.setChannel(CHANNEL);
      on.setListener(LISTENER);
    }));
  };
  // Without sendTo the listener at main is another one each time: see roundTrip.
  if (sends && (sendsTo || !world_.identity().offers("reply"))) listen(Actor::MAIN);
  if (sendsTo || world_.identity().offers("reply"))
    for (const Actor renderer : world_.freeRenderers()) listen(renderer);
  for (const std::uint32_t command : commands) world_.awaitAnswer(command);
}

void Fences::fence() {
  ++number_;
  if (!world_.isFree(Actor::MAIN)) return;
  const std::vector<Actor> renderers = world_.freeRenderers();
  const bool sends = world_.identity().offers("send");
  if (world_.identity().offers("sendTo")) {
    if (sends) messageToMain(renderers);
    eventsToRenderers(renderers);
  } else if (sends && world_.identity().offers("reply")) {
    for (const Actor renderer : renderers) roundTrip(renderer);
  } else if (sends) {
    messageToMain(renderers);
  }
}

void Fences::progress(unsigned count) {
  const bool sends = world_.identity().offers("send");
  for (unsigned i = 1; i <= count; ++i) {
    ++number_;
    const std::string mark = std::string(PROGRESS_MARK) + " " + std::to_string(i);
    const auto markBy = [&](Actor actor) {
      return world_.awaitAnswer(
          world_.run(actor, [&](Run run) { run.initSteps(1)[0].initMark().setMark(mark); }));
    };
    if (!world_.isFree(Actor::MAIN) || !markBy(Actor::MAIN)) return;
    for (const Actor renderer : world_.freeRenderers())
      if ((sends && !messageToMain({renderer})) || !markBy(renderer)) return;
  }
}

bool Fences::messageToMain(const std::vector<Actor>& renderers) {
  for (const Actor renderer : renderers) {
    const std::string fence = nameFence(renderer, Actor::MAIN);
    world_.run(renderer, [&](Run run) {
      auto send = run.initSteps(1)[0].initSend();
      send.setCall(fence);
      send.setChannel(CHANNEL);
      send.initArgs(1)[0].setString(fence);
    });
  }
  return std::all_of(renderers.begin(), renderers.end(), [&](Actor renderer) {
    return awaitSeen(Kind::CALLED, Actor::MAIN, nameFence(renderer, Actor::MAIN));
  });
}

void Fences::eventsToRenderers(const std::vector<Actor>& renderers) {
  if (renderers.empty()) return;
  world_.run(Actor::MAIN, [&](Run run) {
    auto steps = run.initSteps(static_cast<unsigned>(renderers.size()));
    for (unsigned i = 0; i < steps.size(); ++i) {
      auto send = steps[i].initSendTo();
      send.setTo(name(renderers[i]));
      send.setChannel(CHANNEL);
      send.initArgs(1)[0].setString(nameFence(Actor::MAIN, renderers[i]));
    }
  });
  for (const Actor renderer : renderers)
    awaitSeen(Kind::DISPATCHED, renderer, nameFence(Actor::MAIN, renderer));
}

void Fences::roundTrip(Actor renderer) {
  const std::string back = nameFence(Actor::MAIN, renderer);
  world_.awaitAnswer(world_.run(Actor::MAIN, [&](Run run) {
    auto once = run.initSteps(1)[0].initOnce();
    once.setChannel(CHANNEL);
    once.setListener(std::string(RESERVED) + nameFence(renderer, Actor::MAIN));
    auto reply = once.initProgram(1)[0].initReply();
    reply.setChannel(CHANNEL);
    reply.initArgs(1)[0].setString(back);
  }));
  if (messageToMain({renderer})) awaitSeen(Kind::DISPATCHED, renderer, back);
}

bool Fences::awaitSeen(Kind kind, Actor at, const std::string& fence) {
  std::size_t looked = 0;
  return world_.await(
      [&] {
        const auto& events = world_.history().events();
        for (; looked < events.size(); ++looked)
          if (events[looked].kind == kind && events[looked].actor == at &&
              events[looked].message == fence)
            return true;
        return false;
      },
      fence);
}

std::string Fences::nameFence(Actor from, Actor to) const {
  return "fence " + std::to_string(number_) + " " + name(from) + " " + name(to);
}

}  // namespace triwire::conformance
