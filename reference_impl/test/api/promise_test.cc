#include "triwire/promise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace triwire {
namespace {

using ::testing::ElementsAre;

OutcomeKind kindOf(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const CallError& thrown) {
    return thrown.kind();
  }
}

Promise addOne(Promise number) { co_return (co_await number).asNumber() + 1; }

TEST(PromiseTest, SettlesOnceAndTellsInTheOrderAsked) {
  auto [promise, resolver] = Promise::withResolver();
  std::vector<std::string> told;
  promise.then([&](const Value& value) { told.push_back("first " + value.toString()); });
  promise.then([&](const Value& value) { told.push_back("second " + value.toString()); });

  resolver.resolve(1);
  resolver.resolve(2);
  resolver.reject(JsError("late"));

  EXPECT_THAT(told, ElementsAre("first 1", "second 1"));
  EXPECT_EQ(promise.state(), Promise::State::FULFILLED);
  EXPECT_EQ(promise.value(), Value(1));
  EXPECT_FALSE(promise.error());
}

TEST(PromiseTest, TellsAtOnceWhatIsSettled) {
  std::optional<Value> told;
  Promise::resolve("now").then([&](const Value& value) { told = value; });
  EXPECT_EQ(told, Value("now"));
}

TEST(PromiseTest, ValueOfAPromiseNotFulfilledThrows) {
  auto [promise, resolver] = Promise::withResolver();
  EXPECT_THROW(promise.value(), std::logic_error);
  resolver.reject(JsError("no"));
  EXPECT_THROW(promise.value(), std::logic_error);
}

TEST(PromiseTest, AReactionThatThrowsStopsNoOther) {
  auto [promise, resolver] = Promise::withResolver();
  bool isTold = false;
  promise.then([](const Value&) { throw std::runtime_error("of a test"); });
  promise.then([&](const Value&) { isTold = true; });

  ::testing::internal::CaptureStderr();
  resolver.resolve({});

  EXPECT_TRUE(isTold);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "Uncaught Error: of a test\n");
}

TEST(PromiseTest, ACoroutineAwaitsAndReturns) {
  auto [number, resolver] = Promise::withResolver();
  const Promise sum = addOne(addOne(number));
  EXPECT_EQ(sum.state(), Promise::State::PENDING);

  resolver.resolve(40);

  EXPECT_EQ(sum.value(), Value(42));
}

TEST(PromiseTest, WhatACoroutineThrowsRejects) {
  const Promise failed = addOne(Promise::resolve("not a number"));
  EXPECT_THROW(std::rethrow_exception(failed.error()), ValueError);
}

TEST(PromiseTest, ARejectionIsThrownWhereItIsAwaited) {
  auto [number, resolver] = Promise::withResolver();
  const Promise sum = addOne(number);
  resolver.reject(JsError("RangeError", "too far"));
  EXPECT_THROW(std::rethrow_exception(sum.error()), JsError);
}

// TW-INVOKE-16
TEST(PromiseTest, WhenTheLastResolverGoesThePromiseRejectsAsNoReply) {
  std::optional<Promise::WithResolver> made = Promise::withResolver();
  std::optional<Resolver> copy = made->resolver;
  const Promise promise = made->promise;
  const Promise sum = addOne(promise);

  made.reset();
  EXPECT_EQ(promise.state(), Promise::State::PENDING);
  copy.reset();

  EXPECT_EQ(kindOf(promise.error()), OutcomeKind::NO_REPLY);
  EXPECT_EQ(kindOf(sum.error()), OutcomeKind::NO_REPLY);
}

TEST(PromiseTest, CancelAsksOnceAndOnlyWhilePending) {
  auto [promise, resolver] = Promise::withResolver();
  EXPECT_FALSE(promise.cancel());
  int asked = 0;
  resolver.onCancel([&] { ++asked; });

  EXPECT_TRUE(promise.cancel());
  EXPECT_FALSE(promise.cancel());
  EXPECT_EQ(asked, 1);

  resolver.onCancel([&] { ++asked; });
  resolver.resolve({});
  EXPECT_FALSE(promise.cancel());
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace triwire
