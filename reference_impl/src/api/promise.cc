#include "triwire/promise.h"

#include <stdexcept>
#include <variant>
#include <vector>

#include "api/uncaught.h"
#include "wire/recycled.h"

namespace triwire {

struct Promise::Shared {
  using Reaction = std::function<void(const Promise&)>;

  State state = State::PENDING;
  Value value;
  std::exception_ptr error;
  std::vector<std::variant<std::coroutine_handle<>, Reaction>> reactions;
  std::function<void()> cancel;

  static void settle(const std::shared_ptr<Shared>& shared, State state, Value value,
                     std::exception_ptr error);
  static void run(const Reaction& reaction, const Promise& promise);
};

/// Shared by the copies of a Resolver; the last one lets go of the promise.
struct Resolver::Token {
  explicit Token(std::shared_ptr<Promise::Shared> promise) : shared(std::move(promise)) {}
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token() {
    if (shared->state != Promise::State::PENDING) return;
    const CallError released("promise", "", Outcome::of(OutcomeKind::NO_REPLY));
    Promise::Shared::settle(shared, Promise::State::REJECTED, {},
                            std::make_exception_ptr(released));
  }

  std::shared_ptr<Promise::Shared> shared;
};

void Promise::Shared::settle(const std::shared_ptr<Shared>& shared, State state, Value value,
                             std::exception_ptr error) {
  if (shared->state != State::PENDING) return;
  shared->state = state;
  shared->value = std::move(value);
  shared->error = std::move(error);
  shared->cancel = nullptr;
  const Promise promise(shared);
  const auto reactions = std::exchange(shared->reactions, {});
  for (const auto& reaction : reactions) {
    if (const auto* waiting = std::get_if<std::coroutine_handle<>>(&reaction)) {
      waiting->resume();  // Does not throw: the coroutine's own promise takes what it throws.
    } else {
      run(std::get<Reaction>(reaction), promise);
    }
  }
}

void Promise::Shared::run(const Reaction& reaction, const Promise& promise) {
  try {
    reaction(promise);
  } catch (...) {
    printUncaught(std::current_exception());
  }
}

Promise Promise::resolve(Value value) {
  auto shared = std::make_shared<Shared>();
  shared->state = State::FULFILLED;
  shared->value = std::move(value);
  return Promise(std::move(shared));
}

Promise Promise::reject(std::exception_ptr error) {
  auto shared = std::make_shared<Shared>();
  shared->state = State::REJECTED;
  shared->error = std::move(error);
  return Promise(std::move(shared));
}

Promise::WithResolver Promise::withResolver() {
  auto shared = wire::makeRecycled<Shared>();
  Resolver resolver(wire::makeRecycled<Resolver::Token>(shared));
  return {Promise(std::move(shared)), std::move(resolver)};
}

Promise::State Promise::state() const { return shared_->state; }

const Value& Promise::value() const {
  if (state() != State::FULFILLED) throw std::logic_error("value() of a promise not fulfilled");
  return shared_->value;
}

std::exception_ptr Promise::error() const { return shared_->error; }

void Promise::then(std::function<void(const Value&)> onFulfilled,
                   std::function<void(std::exception_ptr)> onRejected) const {
  Shared::Reaction reaction = [onFulfilled = std::move(onFulfilled),
                               onRejected = std::move(onRejected)](const Promise& promise) {
    if (promise.state() == State::FULFILLED) {
      if (onFulfilled) onFulfilled(promise.value());
    } else if (onRejected) {
      onRejected(promise.error());
    }
  };
  if (state() == State::PENDING) {
    shared_->reactions.emplace_back(std::move(reaction));
  } else {
    Shared::run(reaction, *this);
  }
}

bool Promise::cancel() const {
  if (state() != State::PENDING || !shared_->cancel) return false;
  std::exchange(shared_->cancel, nullptr)();
  return true;
}

void Promise::Awaiter::await_suspend(std::coroutine_handle<> waiting) const {
  promise_.shared_->reactions.emplace_back(waiting);
}

Value Promise::Awaiter::await_resume() const {
  if (promise_.state() == State::REJECTED) std::rethrow_exception(promise_.error());
  return promise_.value();
}

void Resolver::resolve(Value value) const {
  Promise::Shared::settle(token_->shared, Promise::State::FULFILLED, std::move(value), nullptr);
}

void Resolver::reject(std::exception_ptr error) const {
  Promise::Shared::settle(token_->shared, Promise::State::REJECTED, {}, std::move(error));
}

void Resolver::onCancel(std::function<void()> cancel) const {
  if (token_->shared->state == Promise::State::PENDING) token_->shared->cancel = std::move(cancel);
}

}  // namespace triwire
