// What every adapter in C++ needs: the adapter contract (schema/conformance.capnp) with nothing of
// an implementation in it. An adapter derives from MainIpc and RendererIpc, and has a Conversation.
// Values are the contract's JSON here. Header only; needs nlohmann/json.
#pragma once

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace triwire::adapter {

using Json = nlohmann::json;
using Reference = std::shared_ptr<void>;  ///< To an event or a promise of the implementation.

inline const Json UNDEFINED = {{"$", "undefined"}};

inline bool isError(const Json& value) {
  return value.is_object() && value.value("$", "") == "error";
}

/// What a program throws, which may be any value.
class Thrown : public std::exception {
 public:
  explicit Thrown(Json thrown) : value(std::move(thrown)) {
    text_ = isError(value)      ? std::string(value["name"]) + ": " + std::string(value["message"])
            : value.is_string() ? value.get<std::string>()
                                : value.dump();
  }
  const char* what() const noexcept override { return text_.c_str(); }
  Json value;

 private:
  std::string text_;
};

/// The contract's Error.
inline Json describe(const std::exception& error) {
  const auto* thrown = dynamic_cast<const Thrown*>(&error);
  if (thrown == nullptr) return {{"name", "Error"}, {"message", error.what()}};
  if (!isError(thrown->value)) return {{"value", thrown->value}};
  return {{"name", thrown->value.value("name", "")},
          {"message", thrown->value.value("message", "")}};
}

inline Json describe(const std::exception_ptr& error) try {
  std::rethrow_exception(error);
} catch (const std::exception& caught) {
  return describe(caught);
}

/// What a listener gives back: a value, or, if it held its event, the promise made for it.
struct Result {
  Json value = UNDEFINED;
  Reference promise = nullptr;
};

/// A listener or handler. The same object is the same function.
struct Listener {
  std::function<Result(const Reference& event, const Json& args)>
      call;                    ///< `event` is null at a renderer.
  Reference native = nullptr;  ///< For the adapter, to keep the implementation's own listener in.
};
using Function = std::shared_ptr<Listener>;

/// What either side of the implementation does. What it does not offer need not be overridden.
class Ipc {
 public:
  virtual ~Ipc() = default;
  /// on, once, off, removeAllListeners and, at main, handle, handleOnce, removeHandler.
  virtual void enlist(const std::string& op, const std::string& channel,
                      const Function& function) = 0;
};

class RendererIpc : public Ipc {
 public:
  using Settle = std::function<void(const Json& value, const std::exception_ptr& error)>;
  virtual void send(const std::string& channel, const Json& args) = 0;
  virtual Json sendSync(const std::string&, const Json&) { return UNDEFINED; }
  virtual void invoke(const std::string&, const Json&, const Settle&) {}
};

class MainIpc : public Ipc {
 public:
  virtual std::string sender(const Reference&) { return ""; }
  virtual void assign(const Reference&, const Json&) {}
  virtual void reply(const Reference&, const std::string&, const Json&) {}
  virtual void sendTo(const std::string&, const std::string&, const Json&) {}
  /// A promise for a handler to return, and how it is settled.
  virtual Reference promise() { return nullptr; }
  virtual void resolve(const Reference&, const Json&) {}
  virtual void reject(const Reference&, const Thrown&) {}
};

/// An actor: performs steps and reports what happens.
class Actor {
 public:
  explicit Actor(std::string name, Ipc& ipc) : name_(std::move(name)), ipc_(ipc) {}
  virtual ~Actor() = default;

  /// Performs a script. What a step throws, nothing catches.
  void run(const Json& steps) {
    isRunning_ = true;
    try {
      perform(steps, nullptr);
    } catch (const Thrown& error) {
      uncaught(error);
    }
    isRunning_ = false;
  }
  bool isRunning() const { return isRunning_; }
  virtual void end() {}
  void uncaught(const std::exception& error) { report("uncaught", {{"error", describe(error)}}); }

 protected:
  /// The event that a listener of main was called with.
  struct Own {
    Reference event, promise = nullptr;
    unsigned handle = 0;
    bool handles = false;
  };

  void report(const std::string& event, Json fields) {
    fields.update({{"event", event}, {"actor", name_}, {"seq", ++seq_}});
    std::cout << fields.dump() << std::endl;
  }
  void attempt(const std::string& event, Json fields, const std::function<void()>& body) {
    try {
      body();
    } catch (const std::exception& error) {
      fields["error"] = describe(error);
    }
    report(event, std::move(fields));
  }
  /// Reports that a listener begins. Null at a renderer.
  virtual std::shared_ptr<Own> begins(bool handles, const Reference& event, Json fields) = 0;
  /// A step that not every actor has.
  virtual void take(const std::string& op, const Json& step, const std::shared_ptr<Own>& own) = 0;

 private:
  Result perform(const Json& steps, const std::shared_ptr<Own>& own) {
    for (const Json& step : steps) {
      const std::string op = step["op"];
      if (op == "throw") throw Thrown(step["value"]);
      if (op == "return") return {step["value"]};
      if (op == "mark")
        report("marked", {{"mark", step["mark"]}});
      else if (isRegistration(op))
        enlist(op, step);
      else
        take(op, step, own);
    }
    return {UNDEFINED, own ? own->promise : nullptr};
  }

  static bool isRegistration(const std::string& op) {
    return op.starts_with("on") || op == "off" || op.starts_with("remove") ||
           op.starts_with("handle");
  }

  void enlist(const std::string& op, const Json& step) {
    Json fields = {{"op", op}, {"channel", step["channel"]}};
    if (step.contains("listener")) fields["listener"] = step["listener"];
    attempt("registered", fields, [&] {
      ipc_.enlist(op, step["channel"],
                  step.contains("listener") ? function(op.starts_with("handle"), step) : nullptr);
    });
  }

  /// The function that a listener's name stands for on a channel.
  Function function(bool handles, const Json& step) {
    Function& made = functions_[{handles, step["channel"], step["listener"]}];
    if (!made)
      made =
          std::make_shared<Listener>(Listener{[=, this](const Reference& event, const Json& args) {
            const auto own = begins(
                handles, event,
                {{"listener", step["listener"]}, {"channel", step["channel"]}, {"args", args}});
            Json fields = {{"listener", step["listener"]}};
            if (own) fields["handle"] = own->handle;
            try {
              Result result = perform(step.value("program", Json::array()), own);
              report("finished", fields);
              return result;
            } catch (const std::exception& error) {
              fields["error"] = describe(error);
              report("finished", fields);
              throw;
            }
          }});
    return made;
  }

  std::string name_;
  Ipc& ipc_;
  unsigned seq_ = 0;
  bool isRunning_ = false;
  std::map<std::tuple<bool, std::string, std::string>, Function> functions_;
};

class Renderer : public Actor {
 public:
  Renderer(const std::string& name, RendererIpc& ipc) : Actor(name, ipc), ipc_(ipc) {}

 private:
  std::shared_ptr<Own> begins(bool, const Reference&, Json fields) override {
    report("dispatched", std::move(fields));
    return nullptr;
  }

  void take(const std::string& op, const Json& step, const std::shared_ptr<Own>&) override {
    const std::string call = step["call"];
    const Json args = step.value("args", Json::array());
    Json returned = {{"call", call}};
    report("calling", returned);
    try {
      if (op == "invoke") {
        ipc_.invoke(step["channel"], args,
                    [=, this](const Json& value, const std::exception_ptr& error) {
                      report("settled", error ? Json{{"call", call}, {"error", describe(error)}}
                                              : Json{{"call", call}, {"value", value}});
                    });
      } else {
        if (op == "send") ipc_.send(step["channel"], args);
        returned["value"] = op == "send" ? UNDEFINED : ipc_.sendSync(step["channel"], args);
      }
    } catch (const std::exception& error) {
      return report("threw", {{"call", call}, {"error", describe(error)}});
    }
    report("returned", returned);
  }

  RendererIpc& ipc_;
};

class Main : public Actor {
 public:
  /// `kind`: of what a listener of `on` is called for: "unknown", or "send" if there is no
  /// sendSync.
  Main(MainIpc& ipc, std::string kind) : Actor("main", ipc), ipc_(ipc), kind_(std::move(kind)) {}

  void end() override {
    for (const auto& [handle, held] : held_) report("released", {{"handle", handle}});
  }

 private:
  std::shared_ptr<Own> begins(bool handles, const Reference& event, Json fields) override {
    if (!latest_ || latest_->event != event)  // The same for every listener of one message.
      latest_ = std::make_shared<Own>(Own{event, nullptr, ++handles_, handles});
    fields.update({{"from", ipc_.sender(event)},
                   {"handle", latest_->handle},
                   {"kind", handles ? "invoke" : kind_}});
    report("called", std::move(fields));
    return latest_;
  }

  void take(const std::string& op, const Json& step, const std::shared_ptr<Own>& own) override {
    const std::string channel = step.value("channel", "");
    const Json args = step.value("args", Json::array()), value = step.value("value", UNDEFINED);
    if (op == "sendTo")
      return attempt("sent", {{"to", step["to"]}, {"channel", channel}},
                     [&] { ipc_.sendTo(step["to"], channel, args); });
    const std::shared_ptr<Own> named =
        step.value("handle", 0U) > 0 ? held_.at(step["handle"]) : own;
    const Json handle = {{"handle", named->handle}};
    if (op == "reply")
      return attempt("replied", {{"handle", named->handle}, {"channel", channel}},
                     [&] { ipc_.reply(named->event, channel, args); });
    if (op == "assign")
      return attempt("assigned", handle, [&] { ipc_.assign(named->event, value); });
    if (op == "hold") {
      held_[named->handle] = named;
      if (named->handles) named->promise = ipc_.promise();
      return;
    }
    report(op == "release" ? "released" : "resolved", handle);
    if (op == "release") held_.erase(named->handle);
    if (op == "resolve") ipc_.resolve(named->promise, value);
    if (op == "reject") ipc_.reject(named->promise, Thrown(value));
  }

  MainIpc& ipc_;
  std::string kind_;
  unsigned handles_ = 0;
  std::shared_ptr<Own> latest_;
  std::map<unsigned, std::shared_ptr<Own>> held_;
};

/// A fresh world of the implementation: "main", "r0", … and what belongs to them.
class World {
 public:
  virtual ~World() = default;
  /// Has an actor do the next thing that arrived for it. False if there is none.
  virtual bool step(const std::string& actor) = 0;
  /// Lets everything that was sent arrive, but at actors that are in the middle of a script.
  void turn() {
    for (bool stepped = true; std::exchange(stepped, false);)
      for (const auto& [name, actor] : actors)
        stepped = (!actor->isRunning() && step(name)) || stepped;
  }
  std::map<std::string, std::unique_ptr<Actor>> actors;
};

/// The first of these steps that `offers` lacks, listeners' programs included; else empty.
inline std::string missing(const Json& steps, const Json& offers) {
  static const std::map<std::string, std::string> NEEDS = {
      {"handle", "invoke"},   {"handleOnce", "invoke"}, {"removeHandler", "invoke"},
      {"assign", "sendSync"}, {"release", "hold"},      {"resolve", "hold"},
      {"reject", "hold"},     {"send", "send"},         {"sendSync", "sendSync"},
      {"invoke", "invoke"},   {"reply", "reply"},       {"sendTo", "sendTo"},
      {"hold", "hold"}};
  for (const Json& step : steps) {
    const std::string op = step["op"];
    const auto need = NEEDS.find(op);
    if (need != NEEDS.end() &&
        std::find(offers.begin(), offers.end(), need->second) == offers.end())
      return op;
    if (step.contains("deadlineMs")) return "deadlineMs";
    if (std::string inner = missing(step.value("program", Json::array()), offers); !inner.empty())
      return inner;
  }
  return "";
}

/// The conversation with the suite. `hello` says name, version, renderersMax and capabilities.
class Conversation {
 public:
  using Begin = std::function<std::unique_ptr<World>(unsigned renderers)>;
  Conversation(Json hello, Begin begin) : hello_(std::move(hello)), begin_(std::move(begin)) {}

  /// Obeys until standard input ends.
  void serve() {
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
      obey(Json::parse(line));
      if (!end_.is_null()) obey(std::exchange(end_, nullptr));
    }
  }

  /// For a sendSync that waits: obeys the next command. False if there is none before the world's
  /// end.
  bool next() {
    std::string line;
    if (!end_.is_null() || !std::getline(std::cin, line)) return false;
    Json command = Json::parse(line);
    if (command["do"] != "end") return obey(command), true;
    end_ = std::move(command);  // When whoever waits has given up.
    return false;
  }

 private:
  void answer(const Json& command, const std::string& event, Json fields = Json::object()) {
    fields.update({{"event", event}, {"id", command["id"]}});
    std::cout << fields.dump() << std::endl;
  }

  void obey(const Json& command) {
    const Json steps = command.value("steps", Json::array());
    const std::string does = command["do"], actor = command.value("actor", "");
    if (does == "hello") {
      Json fields = hello_;
      fields["protocol"] = 1;
      return answer(command, "hello", fields);
    }
    const bool runs = does == "run";
    std::string lacks =
        runs || does == "begin" || does == "end" ? missing(steps, hello_["capabilities"]) : does;
    if (does == "begin" && command.value("renderers", 0U) > hello_.value("renderersMax", ~0U))
      lacks = "renderers";
    if (!command.value("main", "").empty()) lacks = "a main elsewhere";
    if (runs && lacks.empty() && !world_->actors.contains(actor)) lacks = actor;
    if (!lacks.empty()) return answer(command, "unsupported", {{"what", lacks}});
    if (does == "begin") world_ = begin_(command.value("renderers", 0U));
    if (runs) world_->actors[actor]->run(steps);
    if (does == "end") world_->actors["main"]->end();
    answer(command, "done");
    if (runs) world_->turn();  // Only now does anything that was sent arrive.
    if (does == "end") world_.reset();
  }

  Json hello_, end_;
  Begin begin_;
  std::unique_ptr<World> world_;
};

}  // namespace triwire::adapter
