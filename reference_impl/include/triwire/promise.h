// The result of something that is not finished yet: what `invoke` returns, and what a handler may
// return.
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include "triwire/outcome.h"
#include "triwire/value.h"

namespace triwire {

class Resolver;

/// A JavaScript promise of a `Value`.
///
/// A handle: copies name the same promise. It settles once, to a value (FULFILLED) or to an
/// exception (REJECTED), and then tells everybody who waits, at once and in the order in which they
/// asked. What `invoke` returns settles in `IpcRenderer::dispatch()` only, never inside the code
/// that made the call. Not thread-safe: one that an IpcRenderer or IpcMain made belongs to the thread of
/// that object, any other to the thread that made it, copies and resolver included.
///
/// Waiting for it: `co_await promise` in a coroutine (which throws what the promise was rejected
/// with), `then(…)` in plain code, or `IpcRenderer::wait(promise)` in a program without an event
/// loop.
///
/// A function that returns Promise is a coroutine as soon as it says `co_await` or `co_return
/// value`. It must end in a `co_return` (`co_return Value();` for undefined). It takes its
/// arguments by value: a reference is gone after the first `co_await`.
class [[nodiscard]] Promise {
 public:
  /// It leaves PENDING once.
  enum class State : std::uint8_t { PENDING, FULFILLED, REJECTED };
  struct WithResolver;
  class promise_type;
  class Awaiter;

  static Promise resolve(Value value);              ///< One that is fulfilled.
  static Promise reject(std::exception_ptr error);  ///< One that is rejected.
  /// A pending promise, and what settles it.
  static WithResolver withResolver();

  State state() const;  ///< Now.
  /// Of a fulfilled promise; throws std::logic_error if it is not.
  const Value& value() const;
  /// Of a rejected promise; null if it is not. What an invoke rejects with is a CallError.
  std::exception_ptr error() const;

  /// Calls one of the two once, now if the promise has settled already. What they throw is printed.
  void then(std::function<void(const Value&)> onFulfilled,
            std::function<void(std::exception_ptr)> onRejected = {}) const;

  /// Gives up an invoke that is pending: the promise rejects with CANCELLED in the next dispatch,
  /// and main is told. False if there is nothing to give up.
  bool cancel() const;

  /// In a coroutine: waits, and gives the value or throws what the promise rejected with.
  Awaiter operator co_await() const;

 private:
  friend class Resolver;
  struct Shared;
  explicit Promise(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  std::shared_ptr<Shared> shared_;
};

/// Settles a promise; the first call wins, later ones do nothing. Copies settle the same promise.
/// When the last copy goes and the promise is still pending, nobody can settle it any more: it
/// rejects with NO_REPLY, and an invoke whose handler returned it ends as NO_REPLY.
class Resolver {
 public:
  void resolve(Value value) const;              ///< Fulfils.
  void reject(std::exception_ptr error) const;  ///< Rejects; `error` is not null.
  /// Rejects with an error.
  void reject(const JsError& error) const { reject(std::make_exception_ptr(error)); }
  /// Rejects with a value that is no error.
  void reject(const Value& thrown) const { reject(JsError::value(thrown)); }

  /// What `Promise::cancel` is to do while the promise is pending.
  void onCancel(std::function<void()> cancel) const;

 private:
  friend class Promise;
  struct Token;
  explicit Resolver(std::shared_ptr<Token> token) : token_(std::move(token)) {}

  std::shared_ptr<Token> token_;
};

/// What `Promise::withResolver` gives.
struct Promise::WithResolver {
  Promise promise;    ///< Pending.
  Resolver resolver;  ///< What settles it.
};

/// What `co_await promise` does: for the compiler.
class Promise::Awaiter {
 public:
  /// @{ As the language wants it.
  explicit Awaiter(Promise promise) : promise_(std::move(promise)) {}
  bool await_ready() const { return promise_.state() != State::PENDING; }
  void await_suspend(std::coroutine_handle<> waiting) const;
  Value await_resume() const;
  /// @}

 private:
  Promise promise_;
};

/// What a coroutine that returns Promise does. It begins at once and frees itself at its end.
class Promise::promise_type {
 public:
  Promise get_return_object() const { return made_.promise; }
  std::suspend_never initial_suspend() const noexcept { return {}; }
  std::suspend_never final_suspend() const noexcept { return {}; }
  void return_value(Value value) const { made_.resolver.resolve(std::move(value)); }
  void unhandled_exception() const { made_.resolver.reject(std::current_exception()); }

 private:
  WithResolver made_ = withResolver();
};

inline Promise::Awaiter Promise::operator co_await() const { return Awaiter(*this); }

}  // namespace triwire
