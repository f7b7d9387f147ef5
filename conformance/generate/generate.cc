#include "generate/generate.h"

#include <set>
#include <utility>
#include <vector>

#include "generate/random.h"
#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using Texts = std::vector<std::string>;

std::string joined(const Texts& all) {
  std::string out;
  for (const std::string& each : all) out += (out.empty() ? "" : ",") + each;
  return "[" + out + "]";
}

std::string inJson(const std::string& text) { return jsonString(text); }

/// Writes one scenario, and knows meanwhile who waits and what main holds.
class Writer {
 public:
  Writer(std::uint64_t seed, bool strict, Deaths deaths)
      : random_(seed), strict_(strict), deaths_(deaths) {
    renderers_ = 1 + random_.weighted({3, 4, 1});
    sync_ = !random_.oneIn(4);
    invoke_ = !random_.oneIn(4);
    holds_ = !random_.oneIn(3);
    events_ = !random_.oneIn(3);
    clones_ = random_.oneIn(2);
    waiting_.resize(renderers_);
    gone_.resize(renderers_);
  }

  std::string write(const std::string& name, unsigned size) {
    needs_ = {"send"};
    registerAll();
    while (written_ < size) {
      if (random_.weighted({5, 3}) == 0)
        script();
      else
        mainDoes();
      if (deaths_ == Deaths::SOME && random_.oneIn(12)) goes(random_.below(renderers_));
    }
    while (!held_.empty()) answer(held_.back());
    Texts needs;
    for (const std::string& need : needs_) needs.push_back(inJson(need));
    return "{\"name\":" + inJson(name) + ",\"about\":\"Generated.\",\"renderers\":" +
           std::to_string(renderers_) + ",\"needs\":" + joined(needs) +
           ",\"steps\":" + joined(stimuli_) + "}";
  }

 private:
  struct Held {
    std::string call;
    unsigned renderer = 0;
    bool isSync = false;
  };

  void run(const std::string& actor, const Texts& steps, bool blocks = false) {
    stimuli_.push_back("{\"do\":\"run\",\"actor\":" + inJson(actor) +
                       (blocks ? ",\"blocks\":true" : "") + ",\"steps\":" + joined(steps) + "}");
    written_ += static_cast<unsigned>(steps.size());
  }

  std::string value() {
    static const Texts PLAIN{"null", "false", "0", R"("")", R"("text")", R"([1,{"a":null}])", "-1.5"};
    static const Texts CLONED{R"({"$":"undefined"})", R"({"$":"date","value":0})",
                              R"({"$":"map","entries":[[1,2]]})", R"({"$":"bigint","value":"7"})"};
    if (!clones_ || random_.oneIn(2)) return random_.of(PLAIN);
    needs_.insert("structuredClone");
    return random_.of(CLONED);
  }

  std::string replyStep() {
    needs_.insert("reply");
    return R"({"op":"reply","channel":"e","args":["R)" + std::to_string(++names_) + "\"]}";
  }

  // A listener's program; `holds` is what it does with a sendSync's event.
  std::string listener(bool holds) {
    Texts program;
    if (events_ && random_.oneIn(3)) program.push_back(replyStep());
    if (holds) {
      needs_.insert("hold");
      program.emplace_back(R"({"op":"hold"})");
    } else if (sync_) {
      program.push_back(R"({"op":"assign","value":)" + value() + "}");
      if (random_.oneIn(4)) program.push_back(R"({"op":"assign","value":)" + value() + "}");
    }
    if (random_.oneIn(4)) program.emplace_back(R"({"op":"mark","mark":"m"})");
    return joined(program);
  }

  std::string handler() {
    Texts program;
    if (strict_ && random_.oneIn(4))
      program.emplace_back(R"({"op":"throw","value":{"$":"error","name":"TypeError","message":"m"}})");
    else
      program.push_back(R"({"op":"return","value":)" + value() + "}");
    return joined(program);
  }

  // Channels: s and t only for send, y answers a sendSync, k holds it; i returns, h holds, n has
  // nobody.
  void registerAll() {
    Texts steps{R"({"op":"on","channel":"s","listener":"S","program":)" + listener(false) + "}"};
    if (random_.oneIn(2)) steps.emplace_back(R"({"op":"on","channel":"s","listener":"S2"})");
    if (random_.oneIn(3)) steps.emplace_back(R"({"op":"once","channel":"t","listener":"T"})");
    if (sync_) {
      needs_.insert("sendSync");
      steps.push_back(R"({"op":"on","channel":"y","listener":"Y","program":)" + listener(false) + "}");
      if (holds_)
        steps.push_back(R"({"op":"on","channel":"k","listener":"K","program":)" + listener(true) + "}");
    }
    if (invoke_) {
      needs_.insert("invoke");
      steps.push_back(R"({"op":"handle","channel":"i","listener":"I","program":)" + handler() + "}");
      if (holds_) {
        needs_.insert("hold");
        steps.emplace_back(
            R"({"op":"handle","channel":"h","listener":"H","program":[{"op":"hold"}]})");
      }
    }
    run("main", steps);
    if (!events_) return;
    needs_.insert("sendTo");
    for (unsigned k = 0; k < renderers_; ++k)
      if (!random_.oneIn(4))
        run("r" + std::to_string(k), {R"({"op":"on","channel":"e","listener":"E)" +
                                      std::to_string(k) + "\"}"});
  }

  std::string call(const char* op, const std::string& channel, const std::string& name) {
    return std::string("{\"op\":\"") + op + "\",\"call\":" + inJson(name) + ",\"channel\":" +
           inJson(channel) + (random_.oneIn(3) ? ",\"args\":[" + value() + "]" : "") + "}";
  }

  // A script of a renderer that does not wait. One that main will hold comes last in it.
  void script() {
    const unsigned k = random_.below(renderers_);
    if (waiting_[k] || gone_[k]) return mainDoes();
    const std::size_t heldBefore = held_.size();
    Texts steps;
    bool blocks = false;
    for (unsigned left = 1 + random_.below(4); left > 0 && !blocks; --left) {
      const std::string name = "C" + std::to_string(++names_);
      switch (random_.weighted({4, sync_ ? 2U : 0U, sync_ && holds_ ? 1U : 0U, invoke_ ? 3U : 0U,
                                invoke_ && holds_ ? 2U : 0U, 1})) {
        case 0:
          steps.push_back(call("send", random_.oneIn(4) ? "t" : "s", name));
          break;
        case 1:
          steps.push_back(call("sendSync", "y", name));
          break;
        case 2:
          steps.push_back(call("sendSync", "k", name));
          held_.push_back({name, k, true});
          waiting_[k] = blocks = true;
          break;
        case 3:
          steps.push_back(call("invoke", random_.oneIn(6) ? "n" : "i", name));
          break;
        case 4:
          steps.push_back(call("invoke", "h", name));
          held_.push_back({name, k, false});
          break;
        default:
          steps.push_back(R"({"op":"mark","mark":"M)" + std::to_string(names_) + "\"}");
      }
    }
    // Killed while it performs them, wherever it is: main may be given them or not.
    if (deaths_ == Deaths::SOME && random_.oneIn(30)) {
      held_.resize(heldBefore);
      run("r" + std::to_string(k), steps, true);
      return dies(k);
    }
    run("r" + std::to_string(k), steps, blocks);
    if (blocks)
      stimuli_.push_back(R"({"do":"await","event":"called","actor":"main","call":)" +
                         inJson(held_.back().call) + "}");
  }

  // A renderer's process is killed, or it closes its link if it can.
  void goes(unsigned k) {
    if (gone_[k]) return;
    if (waiting_[k] || random_.oneIn(2)) return dies(k);
    needs_.insert("close");
    leaves(k, "close");
  }

  void dies(unsigned k) {
    needs_.insert("kill");
    leaves(k, "kill");
  }

  void leaves(unsigned k, const std::string& how) {
    const std::string name = inJson("r" + std::to_string(k));
    stimuli_.push_back("{\"do\":\"" + how + "\",\"actor\":" + name + "}");
    stimuli_.push_back(R"({"do":"await","event":"closed","actor":"main","of":)" + name + "}");
    ++written_;
    gone_[k] = true;
    waiting_[k] = false;
    // What main holds of it is answered all the same, or let go of at the end.
    std::erase_if(held_, [&](const Held& held) { return held.renderer == k && random_.oneIn(2); });
  }

  void mainDoes() {
    if (!held_.empty() && !random_.oneIn(3)) {
      std::swap(held_[random_.below(static_cast<unsigned>(held_.size()))], held_.back());
      return answer(held_.back());
    }
    if (events_ && random_.oneIn(2)) {
      Texts steps;
      for (unsigned left = 1 + random_.below(3); left > 0; --left)
        steps.push_back(R"({"op":"sendTo","to":"r)" + std::to_string(random_.below(renderers_)) +
                        R"(","channel":"e","args":["E)" + std::to_string(++names_) + "\"]}");
      return run("main", steps);
    }
    ++written_;
    stimuli_.emplace_back(random_.oneIn(2) ? R"({"do":"progress","count":2})" : R"({"do":"fence"})");
  }

  // Takes `held` out of what is held, and has main answer it.
  void answer(Held held) {
    held_.pop_back();
    if (held.isSync) waiting_[held.renderer] = false;
    const std::string handle = ",\"handle\":" + inJson(held.call);
    Texts steps;
    if (held.isSync && events_ && random_.oneIn(4)) {  // An invoke's event has no reply.
      needs_.insert("reply");
      steps.push_back(R"({"op":"reply")" + handle + R"(,"channel":"e","args":["R)" +
                      std::to_string(++names_) + "\"]}");
    }
    const bool releases = strict_ && random_.oneIn(5);
    if (releases) {
      needs_.insert("release");
      steps.push_back(R"({"op":"release")" + handle + "}");
    } else if (held.isSync) {
      steps.push_back(R"({"op":"assign")" + handle + ",\"value\":" + value() + "}");
    } else {
      const char* op = random_.oneIn(3) ? "reject" : "resolve";
      steps.push_back(std::string("{\"op\":\"") + op + "\"" + handle + ",\"value\":" + value() + "}");
    }
    run("main", steps);
    if (gone_[held.renderer]) return;
    // A promise of somebody who is blocked settles when that is over.
    if (!held.isSync && waiting_[held.renderer]) return;
    stimuli_.push_back(std::string(R"({"do":"await","event":")") +
                       (!held.isSync ? "settled" : releases ? "threw" : "returned") +
                       "\",\"call\":" + inJson(held.call) + "}");
  }

  Random random_;
  bool strict_;
  Deaths deaths_;
  unsigned renderers_ = 1;
  bool sync_ = false, invoke_ = false, holds_ = false, events_ = false, clones_ = false;
  std::set<std::string> needs_;
  Texts stimuli_;
  std::vector<bool> waiting_, gone_;
  std::vector<Held> held_;
  unsigned names_ = 0, written_ = 0;
};

}  // namespace

Scenario Generator::next() {
  const std::uint64_t own = (std::uint64_t{seeds_.below(~0U)} << 32U) | seeds_.below(~0U);
  const unsigned ownSize = 1 + Random(own).below(2 * size_);
  const std::string name = "generated/" + std::to_string(seed_) + "/" + std::to_string(++count_);
  const std::string json =
      "{\"scenarios\":[" + Writer(own, strict_, deaths_).write(name, ownSize) + "]}";
  return readScenarios(json, name).front();
}

std::vector<Scenario> generated(std::uint64_t seed, unsigned count, unsigned size,
                                const std::string& profile, Deaths deaths) {
  Generator generator(seed, size, profile, deaths);
  std::vector<Scenario> out;
  while (out.size() < count) out.push_back(generator.next());
  return out;
}

}  // namespace triwire::conformance
