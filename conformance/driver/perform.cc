#include "driver/perform.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "driver/fence.h"
#include "driver/resolve.h"
#include "driver/world.h"
#include "record/json_text.h"

namespace triwire::conformance {
namespace {

/// Performs the steps of a scenario in a world.
class Stage {
 public:
  Stage(const Scenario& scenario, World& world)
      : scenario_(scenario), world_(world), fences_(world) {}

  void perform() {
    const std::uint32_t begin =
        world_.begin(scenario_.renderers, scenario_.content().getPeerIsMain());
    if (!world_.awaitAnswer(begin))
      throw SubjectTrouble(Ending::HUNG, "the subject did not answer begin");
    if (world_.answerTo(begin) == World::Answer::UNSUPPORTED) return;  // There is no world to end.
    for (const Event& event : world_.history().events())
      if (event.actor != Actor::RUNNER && !isPeer(event.actor))
        throw SubjectTrouble(Ending::NONSENSE,
                             "the subject reported `" + std::string(name(event.kind)) + "` of " +
                                 name(event.actor) + " while no world was there: after it had " +
                                 "answered end, or before it answered begin");
    fences_.prepare();
    for (const auto& stimulus : scenario_.content().getSteps())
      if (!performStep(stimulus)) break;
    fences_.fence();
    if (scenario_.content().getPeerIsMain()) world_.peers().dropAll();
    if (!world_.awaitAnswer(world_.end()))
      throw SubjectTrouble(Ending::HUNG, "the subject did not answer end");
  }

 private:
  // False if the subject does not offer the step, and the rest of the scenario means nothing.
  bool performStep(file::Stimulus::Reader stimulus) {
    switch (stimulus.which()) {
      case file::Stimulus::RUN:
        return run(stimulus.getRun());
      case file::Stimulus::KILL:
        return answered(world_.kill(actor(stimulus.getKill().getActor())));
      case file::Stimulus::CLOSE:
        return answered(world_.close(actor(stimulus.getClose().getActor())));
      case file::Stimulus::COLLECT:
        return answered(world_.collect());
      case file::Stimulus::AWAIT:
        await(stimulus.getAwait());
        return true;
      case file::Stimulus::PROGRESS:
        fences_.progress(stimulus.getProgress().getCount());
        return true;
      case file::Stimulus::CONNECT:
        return world_.connect(peer(stimulus.getConnect().getPeer()));
      case file::Stimulus::WRITE:
        return at(stimulus.getWrite().getPeer(), [&](Actor peer) {
          world_.peers().write(peer, stimulus.getWrite());
        });
      case file::Stimulus::DEAFEN:
        return at(stimulus.getDeafen().getPeer(),
                  [&](Actor peer) { world_.peers().deafen(peer); });
      case file::Stimulus::FINISH:
        return at(stimulus.getFinish().getPeer(),
                  [&](Actor peer) { world_.peers().finish(peer); });
      case file::Stimulus::DROP:
        return at(stimulus.getDrop().getPeer(), [&](Actor peer) { world_.peers().drop(peer); });
      case file::Stimulus::FENCE:
        fences_.fence();
        return true;
    }
    return true;
  }

  // A peer that is main has a link once the subject's renderer has come. If it never does, that is recorded, and
  // there is nothing to act on.
  bool at(capnp::Text::Reader name, const std::function<void(Actor)>& act) {
    const Actor at = peer(name);
    const auto isLinked = [&] { return world_.peers().isLinked(at); };
    if (scenario_.content().getPeerIsMain() &&
        !world_.await(isLinked, "a renderer's link to " + text(name)))
      return true;
    act(at);
    return true;
  }

  bool run(file::Stimulus::Run::Reader run) {
    for (const std::string& call : handlesNamed(run.getSteps()))
      if (!world_.await([&] { return world_.handleOf(call).has_value(); },
                        "main's event for the call " + call))
        return true;  // Recorded; a step on an event that main was never given cannot be said.

    const std::uint32_t command = world_.run(actor(run.getActor()), [&](auto out) {
      resolveSteps(
          run.getSteps(), [&](std::string_view call) { return world_.handleOf(call); }, out);
    });
    return run.getBlocks() || answered(command);
  }

  bool answered(std::uint32_t command) {
    world_.awaitAnswer(command);
    return world_.answerTo(command) != World::Answer::UNSUPPORTED;
  }

  void await(file::Pattern::Reader pattern) {
    std::uint32_t seen = 0;
    std::size_t looked = 0;
    world_.await(
        [&] {
          const auto& events = world_.history().events();
          for (; looked < events.size(); ++looked)
            if (matches(events[looked], pattern)) ++seen;
          return seen >= pattern.getCount();
        },
        describe(pattern));
  }

  bool matches(const Event& event, file::Pattern::Reader pattern) const {
    const auto fits = [](capnp::Text::Reader wanted, std::string_view is) {
      return wanted.size() == 0 || is == std::string_view(wanted.begin(), wanted.size());
    };
    const bool message = event.kind == Kind::CALLED || event.kind == Kind::DISPATCHED ||
                         event.kind == Kind::WROTE || event.kind == Kind::READ;
    return fits(pattern.getEvent(), name(event.kind)) &&
           fits(pattern.getActor(), name(event.actor)) &&
           fits(pattern.getCall(), message ? event.message : event.call) &&
           fits(pattern.getListener(), event.listener) &&
           fits(pattern.getChannel(), event.channel) && fits(pattern.getMark(), event.mark) &&
           fits(pattern.getOf(), event.peer) &&
           (pattern.getFrame().size() == 0 ||
            (event.wire && fits(pattern.getFrame(), event.wire->frame))) &&
           (pattern.getId() == 0 || (event.wire && pattern.getId() == event.wire->id)) &&
           (pattern.getHandle().size() == 0 ||
            world_.handleOf(text(pattern.getHandle())) == event.handle);
  }

  static std::string describe(file::Pattern::Reader pattern) {
    std::string out = text(pattern.getEvent());
    const auto add = [&](const char* label, capnp::Text::Reader value) {
      if (value.size() > 0) out += std::string(" ") + label + " " + text(value);
    };
    add("of", pattern.getCall());
    add("at", pattern.getActor());
    add("by", pattern.getListener());
    add("on", pattern.getChannel());
    add("mark", pattern.getMark());
    add("of", pattern.getOf());
    add("for the event of", pattern.getHandle());
    add("frame", pattern.getFrame());
    if (pattern.getId() != 0) out += " with id " + std::to_string(pattern.getId());
    return out +
           (pattern.getCount() > 1 ? ", " + std::to_string(pattern.getCount()) + " times" : "");
  }

  static Actor peer(capnp::Text::Reader name) { return peerNamed(text(name)).value(); }
  static Actor actor(capnp::Text::Reader name) { return actorNamed(text(name)).value(); }

  const Scenario& scenario_;
  World& world_;
  Fences fences_;
};

// What was added to a tail; all of it, if its beginning is lost.
std::string since(const std::string& earlier, const std::string& tail) {
  return tail.starts_with(earlier) ? tail.substr(earlier.size()) : tail;
}

}  // namespace

History perform(const Scenario& scenario, const std::string& profile, Subject& subject) {
  History history;
  history.scenario = scenario.name;
  history.profile = profile;
  history.renderers = scenario.renderers;
  history.capabilities = subject.identity().capabilities;
  const std::string earlier = subject.stderrTail();
  subject.beginWorld(scenario.renderers);
  try {
    World world(subject, history);
    Stage(scenario, world).perform();
    history.ending = Ending::ENDED;
    history.stderrTail = since(earlier, subject.stderrTail());
  } catch (const SubjectTrouble& trouble) {
    history.ending = trouble.ending;
    history.endingText = trouble.what();
    subject.stop();
    history.stderrTail = since(earlier, subject.stderrTail());
  }
  return history;
}

std::optional<std::string> missingFor(const Scenario& scenario, const Identity& identity) {
  for (const std::string& need : scenario.needs)
    if (!identity.offers(need)) return "does not offer " + need;
  if (identity.renderersMax > 0 && scenario.renderers > identity.renderersMax)
    return "has at most " + std::to_string(identity.renderersMax) + " renderers";
  return {};
}

}  // namespace triwire::conformance
