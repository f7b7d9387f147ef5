// How a call ended, with everything that is known about it; and the errors that an application
// sees.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "triwire/outcome_kind.h"
#include "triwire/value.h"

namespace triwire {

/// What a handler threw.
struct ThrownError {
  std::string text;      ///< `String(thrown)`. May be empty.
  bool isError = false;  ///< It was an error: the next five fields say which.
  std::string name;    ///< "TypeError", …
  std::string message;  ///< As the error has it; `text` begins with the name.
  Value code;         ///< A string, a number or undefined.
  std::string stack;  ///< May be empty.
  std::shared_ptr<const ThrownError> cause;  ///< What `cause` it has; null for none.
  std::optional<Value> value;  ///< Not an error: what was thrown, unless it cannot be cloned.

  /// `throw new <name>(message)`, as `String()` renders it.
  static ThrownError error(std::string name, std::string message, Value code = {});
  /// Anything thrown. An error value keeps its type, message, stack and cause.
  static ThrownError from(const Value& thrown);
};

/// How a call ended, with what it brought.
struct Outcome {
  OutcomeKind kind = OutcomeKind::VALUE;  ///< Which of the next three counts.
  Value value;         ///< Of `VALUE`.
  ThrownError thrown;  ///< Of `THROWN`.
  std::string path;    ///< Of `UNCLONABLE`: the value that cannot be cloned, as in "result.a[1]".

  /// @{ One of this kind.
  static Outcome answered(Value value);
  static Outcome threw(ThrownError thrown);
  static Outcome of(OutcomeKind kind) { return {kind, {}, {}, {}}; }
  /// @}
};

/// One line for people that says why a call on `channel` did not give a value. Where Electron has
/// words for it, they are Electron's.
std::string describe(const Outcome& outcome, std::string_view channel);

/// A call failed: what `sendSync` throws and `invoke` rejects with. `what()` is `message()` up to its
/// first NUL, which the name of a channel may have.
class CallError : public std::runtime_error {
 public:
  /// What a call of `method` on `channel` says of its outcome.
  CallError(std::string_view method, std::string_view channel, Outcome outcome);

  /// Never `VALUE`.
  OutcomeKind kind() const { return known_->outcome.kind; }
  /// Electron's words, where it has some: "Error invoking remote method 'c': …".
  const std::string& message() const { return known_->message; }
  /// Everything that is known.
  const Outcome& outcome() const { return known_->outcome; }

 private:
  struct Known {
    Outcome outcome;
    std::string message;
  };
  explicit CallError(std::shared_ptr<const Known> known);
  std::shared_ptr<const Known> known_;  // Shared: copying an exception must not throw.
};

/// A value cannot be cloned. `what()` begins "An object could not be cloned."
class UnclonableError : public std::runtime_error {
 public:
  /// `path` as in "args[1].a.b", `reason` as in "function".
  UnclonableError(std::string path, std::string reason);

  const std::string& path() const { return path_; }      ///< "args[1].a.b"
  const std::string& reason() const { return reason_; }  ///< "function"

 private:
  std::string path_;
  std::string reason_;
};

/// For handlers: `throw JsError("TypeError", "no such file", "ENOENT")` reaches the caller with its
/// name, message and code. What other exceptions say reaches it as the message of an Error.
class JsError : public std::runtime_error {
 public:
  /// An Error.
  explicit JsError(std::string message) : JsError("Error", std::move(message)) {}
  /// `code`: a string, a number or undefined.
  JsError(std::string name, std::string message, Value code = {});
  /// Throws a value that is no error: `throw JsError::value("")`.
  static JsError value(const Value& thrown);

  /// What the caller will learn.
  const ThrownError& thrown() const { return *thrown_; }

 private:
  explicit JsError(ThrownError thrown);
  std::shared_ptr<const ThrownError> thrown_;
};

}  // namespace triwire
