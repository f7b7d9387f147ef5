#include "agree/walk.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agree/said_event.h"
#include "model/world.h"
#include "record/actor.h"

namespace triwire::conformance::agree {
namespace {

using model::Message;
using model::Move;
using model::Said;
using model::World;

class Walk {
 public:
  Walk(Random& random, const Size& size) : random_(random), size_(size), world_(size.renderers) {
    history_.profile = "strict";
    history_.renderers = size.renderers;
    history_.scenario = "walked";
  }

  History take() {
    ask(Actor::MAIN, registrationsAtMain());
    for (unsigned k = 0; k < size_.renderers; ++k) ask(renderer(k), registrationsAt(renderer(k)));
    for (unsigned left = size_.commands; left > 0;) {
      if (random_.oneIn(4) || !happens()) {
        command();
        --left;
      }
    }
    settleHeld();
    fence();
    while (happens() || arrives()) {
    }
    Event end;
    end.kind = Kind::COMMAND;
    end.command = history_.add({.kind = Command::Kind::END});
    history_.append(end);
    history_.ending = Ending::ENDED;
    return std::move(history_);
  }

 private:
  std::string_view text(const std::string& words) { return history_.intern(words); }
  std::string_view json(const std::string& words) { return history_.intern('"' + words + '"'); }
  std::string fresh(const char* stem) { return stem + std::to_string(++names_); }

  Step call(Op op, std::string_view channel, const std::string& name) {
    Step step;
    step.op = op;
    step.channel = channel;
    step.call = step.message = text(name);
    step.args = {json(name)};
    return step;
  }

  Step event(Op op, std::string_view channel, const std::string& name, std::string_view to = {}) {
    Step step = call(op, channel, name);
    step.call = {};
    step.to = to;
    return step;
  }

  static Step simple(Op op, std::string_view value = {}, std::uint32_t handle = 0) {
    Step step;
    step.op = op;
    step.value = value;
    step.handle = handle;
    return step;
  }

  Step listener(Op op, std::string_view channel, const std::string& name, std::vector<Step> program) {
    Step step;
    step.op = op;
    step.channel = channel;
    step.listener = text(name);
    step.program = std::move(program);
    // Events with the same name cannot be told apart: who sends any is called for one call only.
    const bool sends = std::any_of(
        step.program.begin(), step.program.end(),
        [](const Step& made) { return made.op == Op::REPLY || made.op == Op::SEND_TO; });
    if (sends) step.op = op == Op::HANDLE ? Op::HANDLE_ONCE : op == Op::ON ? Op::ONCE : op;
    return step;
  }

  Step mark() {
    Step step;
    step.mark = text(fresh("m"));
    return step;
  }

  std::string_view someRenderer() {
    return text(name(renderer(random_.below(size_.renderers))));
  }

  // What a listener of main does with a message or a sendSync.
  std::vector<Step> listenersProgram(bool sync) {
    std::vector<Step> program;
    if (random_.oneIn(3)) program.push_back(event(Op::REPLY, "e", fresh("R")));
    if (random_.oneIn(4)) program.push_back(event(Op::SEND_TO, "e", fresh("T"), someRenderer()));
    if (sync && !random_.oneIn(4))
      program.push_back(random_.oneIn(3) ? simple(Op::HOLD) : simple(Op::ASSIGN, json(fresh("v"))));
    if (sync && random_.oneIn(5)) program.push_back(simple(Op::ASSIGN, json(fresh("v"))));
    if (random_.oneIn(6)) program.push_back(listener(Op::ON, "c", fresh("A"), {}));
    if (random_.oneIn(8)) program.push_back(simple(Op::THROW, json(fresh("boom"))));
    return program;
  }

  std::vector<Step> handlersProgram() {
    std::vector<Step> program;
    if (random_.oneIn(3)) program.push_back(event(Op::REPLY, "e", fresh("R")));
    switch (random_.below(4)) {
      case 0:
        program.push_back(simple(Op::HOLD));
        break;
      case 1:
        program.push_back(simple(Op::THROW, json(fresh("boom"))));
        break;
      case 2:
        program.push_back(simple(Op::RETURN, json(fresh("v"))));
        break;
      default:
        break;
    }
    return program;
  }

  // Arguments are evaluated in whatever order the compiler likes. What draws or names more than
  // once therefore does so in statements of its own: one seed is one walk everywhere.

  std::vector<Step> registrationsAtMain() {
    std::vector<Step> steps{listener(Op::ON, FENCE_CHANNEL, "F", {})};
    for (const bool sync : {false, true}) {
      for (unsigned n = 1 + random_.below(2); n-- > 0;) {
        const Op op = random_.oneIn(4) ? Op::ONCE : Op::ON;
        const std::string name = fresh(sync ? "Y" : "C");
        steps.push_back(listener(op, sync ? "y" : "c", name, listenersProgram(sync)));
      }
    }
    const Op op = random_.oneIn(4) ? Op::HANDLE_ONCE : Op::HANDLE;
    const std::string name = fresh("H");
    steps.push_back(listener(op, "i", name, handlersProgram()));
    return steps;
  }

  std::vector<Step> registrationsAt(Actor) {
    std::vector<Step> steps{listener(Op::ON, FENCE_CHANNEL, "G", {})};
    for (unsigned n = random_.below(3); n-- > 0;) {
      const Op op = random_.oneIn(4) ? Op::ONCE : Op::ON;
      std::vector<Step> program;
      if (random_.oneIn(6)) program.push_back(simple(Op::THROW, json("out")));
      steps.push_back(listener(op, "e", fresh("E"), std::move(program)));
    }
    return steps;
  }

  void command() {
    const unsigned kind = random_.below(10);
    if (kind < 7) {
      const Actor actor = renderer(random_.below(size_.renderers));
      return ask(actor, rendererScript());
    }
    if (kind == 7 && settleOne()) return;
    ask(Actor::MAIN, mainScript());
  }

  std::vector<Step> rendererScript() {
    std::vector<Step> steps;
    for (unsigned n = 1 + random_.below(size_.steps); n-- > 0;) {
      switch (random_.weighted({4, 3, 4, 1, 1, 1})) {
        case 0:
          steps.push_back(call(Op::SEND, random_.oneIn(6) ? "n" : "c", fresh("S")));
          break;
        case 1:
          steps.push_back(call(Op::SEND_SYNC, random_.oneIn(6) ? "n" : "y", fresh("Q")));
          break;
        case 2:
          steps.push_back(call(Op::INVOKE, random_.oneIn(6) ? "n" : "i", fresh("I")));
          break;
        case 3:
          steps.push_back(listener(Op::ON, "e", fresh("E"), {}));
          break;
        case 4:
          steps.push_back(listener(Op::REMOVE_ALL_LISTENERS, "e", "", {}));
          break;
        default:
          steps.push_back(mark());
      }
    }
    return steps;
  }

  std::vector<Step> mainScript() {
    std::vector<Step> steps;
    for (unsigned n = 1 + random_.below(size_.steps); n-- > 0;) {
      switch (random_.weighted({4, 1, 1, 1, 1})) {
        case 0:
          steps.push_back(event(Op::SEND_TO, "e", fresh("T"), someRenderer()));
          break;
        case 1: {
          const Op op = random_.oneIn(2) ? Op::ON : Op::ONCE;
          steps.push_back(listener(op, random_.oneIn(2) ? "c" : "y", fresh("L"), {}));
          break;
        }
        case 2:
          steps.push_back(listener(Op::REMOVE_ALL_LISTENERS, random_.oneIn(2) ? "c" : "y", "", {}));
          break;
        case 3:
          steps.push_back(listener(Op::REMOVE_HANDLER, "i", "", {}));
          break;
        default: {
          const std::string name = fresh("H");
          steps.push_back(listener(Op::HANDLE, "i", name, handlersProgram()));
        }
      }
    }
    return steps;
  }

  // Answers one call that main holds and the runner knows of. False if there is none.
  bool settleOne() {
    for (const Message& message : world_.messages()) {
      if (!message.held || message.answered || known_ < message.handle || asked_.contains(message.handle))
        continue;
      asked_.insert(message.handle);
      const bool sync = message.call->op == Op::SEND_SYNC;
      Op op = random_.oneIn(4) ? Op::RELEASE : sync ? Op::ASSIGN : random_.oneIn(3) ? Op::REJECT : Op::RESOLVE;
      if (message.call->op == Op::SEND) op = Op::RELEASE;
      ask(Actor::MAIN, {simple(op, op == Op::RELEASE ? "" : json(fresh("v")), message.handle)});
      return true;
    }
    return false;
  }

  void settleHeld() {
    do {
      while (happens() || arrives()) {
      }
    } while (settleOne());
  }

  void fence() {
    for (unsigned round = 0; round < 2; ++round) {
      for (unsigned k = 0; k < size_.renderers; ++k)
        ask(renderer(k), {call(Op::SEND, FENCE_CHANNEL, fresh("fence"))});
      while (happens() || arrives()) {
      }
      std::vector<Step> steps;
      for (unsigned k = 0; k < size_.renderers; ++k)
        steps.push_back(event(Op::SEND_TO, FENCE_CHANNEL, fresh("fence"), text(name(renderer(k)))));
      ask(Actor::MAIN, std::move(steps));
      while (happens() || arrives()) {
      }
    }
  }

  // The steps' place in memory is final only now.
  void ask(Actor actor, std::vector<Step> steps) {
    kept_.push_back(std::move(steps));
    Event sent;
    sent.kind = Kind::COMMAND;
    sent.command = history_.add({.actor = actor, .steps = kept_.back()});
    history_.append(sent);
    world_.ask(actor, kept_.back());
  }

  // One move, or one arrival. False if nothing can happen.
  bool happens() {
    if (random_.oneIn(3) && arrives()) return true;
    const std::vector<Move> moves = world_.moves();
    if (moves.empty()) return arrives();
    if (const auto said = world_.apply(random_.of(moves))) say(*said);
    return true;
  }

  void say(const Said& said) {
    said_.at(static_cast<std::size_t>(said.actor)).push_back(eventOf(said, history_));
  }

  // The next event of some actor reaches the runner.
  bool arrives() {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < ACTORS; ++i)
      if (!said_[i].empty()) ready.push_back(i);
    if (ready.empty()) return false;
    const std::size_t actor = random_.of(ready);
    Event& event = said_[actor].front();
    event.seq = ++seq_[actor];
    if (event.kind == Kind::CALLED) known_ = std::max(known_, event.handle);
    event.command = static_cast<std::uint32_t>(history_.events().size());
    history_.append(event);
    said_[actor].pop_front();
    return true;
  }

  Random& random_;
  const Size& size_;
  History history_;
  World world_;
  std::deque<std::vector<Step>> kept_;
  std::array<std::deque<Event>, ACTORS> said_;
  std::array<std::uint32_t, ACTORS> seq_{};
  std::set<std::uint32_t> asked_;
  std::uint32_t known_ = 0;
  unsigned names_ = 0;
};

}  // namespace

History walked(Random& random, const Size& size) { return Walk(random, size).take(); }

}  // namespace triwire::conformance::agree
