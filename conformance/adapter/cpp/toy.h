// A toy with Electron's shape, to have something to test: one process, one thread. sendSync has
// main go on with its loop until the answer is there.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace toy {

struct Undefined {};
struct Callable {};  ///< Stands for what belongs to one process: it cannot be cloned.
struct Value;
using Array = std::vector<Value>;
using Object = std::map<std::string, Value>;
/// What crosses. It has value semantics, so passing one on clones it.
struct Value
    : std::variant<Undefined, std::nullptr_t, bool, double, std::string, Array, Object, Callable> {
  using variant::variant;
};

inline void refuseCallables(const Value& value) {
  if (std::holds_alternative<Callable>(value))
    throw std::invalid_argument("An object could not be cloned.");
  if (const auto* elements = std::get_if<Array>(&value))
    for (const Value& element : *elements) refuseCallables(element);
  if (const auto* members = std::get_if<Object>(&value))
    for (const auto& [name, member] : *members) refuseCallables(member);
}

class Renderer;

/// The result of a handler that answers later, and of an invoke.
struct Promise {
  void settle(Value result, std::exception_ptr failure) {
    if (std::exchange(settled, true)) return;
    value = std::move(result);
    error = failure;
    if (then) then(*this);
  }
  bool settled = false;
  Value value;
  std::exception_ptr error;
  std::function<void(const Promise&)> then;
};

inline Promise failed(std::exception_ptr error) { return {true, {}, std::move(error), {}}; }
inline Promise failed(const std::runtime_error& error) {
  return failed(std::make_exception_ptr(error));
}

struct Event {
  Renderer& sender;
  std::shared_ptr<Promise> answer = nullptr;  ///< Of a sendSync.
  void returnValue(Value value) const {
    refuseCallables(value);
    if (answer) answer->settle(std::move(value), nullptr);
  }
};

/// Returns the value of a handler, or its promise. Listeners' results are ignored.
using Result = std::variant<Value, std::shared_ptr<Promise>>;
using Function = std::function<Result(std::shared_ptr<Event>, const Array&)>;
using Listener = std::shared_ptr<Function>;

class Emitter {
 public:
  std::function<void(const std::exception&)> uncaught;  ///< Given what nobody catches.

  /// Does the next thing that waits for this side. False if there is none.
  bool step() {
    if (tasks_.empty()) return false;
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    try {
      task();
    } catch (const std::exception& error) {
      uncaught(error);
    }
    return true;
  }
  void post(std::function<void()> task) { tasks_.push_back(std::move(task)); }

  void on(const std::string& channel, Listener listener, bool once = false) {
    listeners_[channel].push_back(std::make_shared<Registration>(Registration{listener, once}));
  }
  void removeListener(const std::string& channel, const Listener& listener) {
    auto& all = listeners_[channel];
    for (auto i = all.size(); i-- > 0;)
      if ((*all[i]).listener == listener)
        return void(all.erase(all.begin() + static_cast<long>(i)));
  }
  void removeAllListeners(const std::string& channel) { listeners_.erase(channel); }

 protected:
  void emit(const std::string& channel, const std::shared_ptr<Event>& event, const Array& args) {
    for (const auto& registration : std::vector(listeners_[channel])) {
      if (registration->once && std::exchange(registration->used, true)) continue;
      if (registration->once) std::erase(listeners_[channel], registration);
      (*registration->listener)(event, args);
    }
  }

 private:
  struct Registration {
    Listener listener;
    bool once, used = false;
  };
  std::map<std::string, std::vector<std::shared_ptr<Registration>>> listeners_;
  std::deque<std::function<void()>> tasks_;
};

class Main : public Emitter {
 public:
  void handle(const std::string& channel, Listener handler, bool once = false) {
    if (!handlers_.try_emplace(channel, Handler{handler, once}).second)
      throw std::logic_error("Attempted to register a second handler for '" + channel + "'");
  }
  void removeHandler(const std::string& channel) { handlers_.erase(channel); }

  /// For a sendSync with nothing left to do: main does what else its loop has. False: no more will
  /// come.
  std::function<bool()> idle = [] { return false; };

 private:
  friend class Renderer;
  struct Handler {
    Listener function;
    bool once;
  };

  void callHandler(const std::string& channel, Renderer& sender, const Array& args,
                   const std::function<void(const Promise&)>& answer) {
    const auto found = handlers_.find(channel);
    if (found == handlers_.end())
      return answer(
          failed(std::runtime_error("Error: No handler registered for '" + channel + "'")));
    const Handler handler = found->second;
    if (handler.once) handlers_.erase(found);
    try {
      const Result result = (*handler.function)(std::make_shared<Event>(Event{sender}), args);
      const auto* later = std::get_if<1>(&result);
      if (later == nullptr)
        answer(Promise{true, std::get<0>(result), {}, {}});
      else if ((*later)->settled)
        answer(**later);
      else
        (*later)->then = answer;
    } catch (...) {
      answer(failed(std::current_exception()));
    }
  }

  std::map<std::string, Handler> handlers_;
};

class Renderer : public Emitter {
 public:
  Renderer(Main& main, std::string itsName) : name(std::move(itsName)), main_(main) {}

  void send(const std::string& channel, const Array& args) {
    refuseCallables(args);
    main_.post([=, this] { main_.emit(channel, std::make_shared<Event>(Event{*this}), args); });
  }

  Value sendSync(const std::string& channel, const Array& args) {
    refuseCallables(args);
    const auto answer = std::make_shared<Promise>();
    main_.post([=, this] {
      main_.emit(channel, std::make_shared<Event>(Event{*this, answer}), args);
    });
    while (!answer->settled)
      if (!main_.step() && !main_.idle()) throw std::runtime_error("main is gone");
    return answer->value;
  }

  std::shared_ptr<Promise> invoke(const std::string& channel, const Array& args) {
    const auto promise = std::make_shared<Promise>();
    const auto answer = [=, this](const Promise& result) {
      post([=] { fulfil(channel, result, *promise); });
    };
    try {
      refuseCallables(args);
      main_.post([=, this] { main_.callHandler(channel, *this, args, answer); });
    } catch (...) {
      post([promise, error = std::current_exception()] { promise->settle({}, error); });
    }
    return promise;
  }

  /// From main to this renderer.
  void sendEvent(const std::string& channel, const Array& args) {
    refuseCallables(args);
    post([=, this] { emit(channel, nullptr, args); });
  }

  const std::string name;

 private:
  static void fulfil(const std::string& channel, const Promise& result, Promise& promise) {
    try {
      if (result.error) std::rethrow_exception(result.error);
      refuseCallables(result.value);
      promise.settle(result.value, nullptr);
    } catch (const std::exception& error) {
      const std::string text = "Error invoking remote method '" + channel + "': " + error.what();
      promise.settle({}, failed(std::runtime_error(text)).error);
    }
  }

  Main& main_;
};

}  // namespace toy
