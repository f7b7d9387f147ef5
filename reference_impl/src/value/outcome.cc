#include "triwire/outcome.h"

#include "value/text.h"

namespace triwire {

ThrownError ThrownError::error(std::string name, std::string message, Value code) {
  ThrownError thrown;
  // As Error.prototype.toString puts it.
  thrown.text = name.empty() ? message : message.empty() ? name : name + ": " + message;
  thrown.isError = true;
  thrown.name = std::move(name);
  thrown.message = std::move(message);
  if (code.isString() || code.isNumber()) thrown.code = std::move(code);
  return thrown;
}

namespace {

/// Causes of causes are followed so far; a cycle of causes ends here.
constexpr int CAUSES_MAX = 16;

ThrownError fromValue(const Value& thrown, int depth) {
  if (thrown.kind() != ValueKind::ERROR) {
    ThrownError other;
    other.text = detail::jsString(thrown);
    if (thrown.kind() != ValueKind::UNCLONABLE) other.value = thrown;
    return other;
  }
  ThrownError error =
      ThrownError::error(std::string(nameOf(thrown.errorType())), thrown.message().value_or(""));
  error.stack = thrown.stack().value_or("");
  if (const std::optional<Value> cause = thrown.cause(); cause && depth < CAUSES_MAX) {
    error.cause = std::make_shared<const ThrownError>(fromValue(*cause, depth + 1));
  }
  return error;
}

}  // namespace

ThrownError ThrownError::from(const Value& thrown) { return fromValue(thrown, 0); }

Outcome Outcome::answered(Value value) { return {OutcomeKind::VALUE, std::move(value), {}, {}}; }

Outcome Outcome::threw(ThrownError thrown) {
  return {OutcomeKind::THROWN, {}, std::move(thrown), {}};
}

std::string describe(const Outcome& outcome, std::string_view channel) {
  const std::string quoted = "'" + std::string(channel) + "'";
  switch (outcome.kind) {
    case OutcomeKind::VALUE:
      return "answered";
    case OutcomeKind::THROWN:
      return outcome.thrown.text;
    case OutcomeKind::NO_REPLY:
      return "reply was never sent";
    case OutcomeKind::NO_LISTENER:
      return "Error: No listener registered for " + quoted;
    case OutcomeKind::NO_HANDLER:
      return "Error: No handler registered for " + quoted;
    case OutcomeKind::UNCLONABLE:
      return "Error: An object could not be cloned." +
             (outcome.path.empty() ? "" : " (" + outcome.path + ")");
    case OutcomeKind::CANCELLED:
      return "the call was cancelled";
    case OutcomeKind::REFUSED:
      return "main refuses this renderer the channel " + quoted;
    case OutcomeKind::TOO_LARGE:
      return "the arguments or the answer are too large";
    case OutcomeKind::OVERLOADED:
      return "too many calls are in flight";
    case OutcomeKind::DISCONNECTED:
      return "the link to main has ended";
    case OutcomeKind::DEADLINE_EXCEEDED:
      return "the deadline has passed";
  }
  return "?";
}

namespace {

std::string callText(std::string_view method, std::string_view channel, const Outcome& outcome) {
  const std::string text = describe(outcome, channel);
  if (method == "invoke") {
    return "Error invoking remote method '" + std::string(channel) + "': " + text;
  }
  return "Error calling " + std::string(method) + " on '" + std::string(channel) + "': " + text;
}

}  // namespace

CallError::CallError(std::string_view method, std::string_view channel, Outcome outcome)
    : CallError([&] {
        std::string message = callText(method, channel, outcome);
        return std::make_shared<const Known>(Known{std::move(outcome), std::move(message)});
      }()) {}

CallError::CallError(std::shared_ptr<const Known> known)
    : std::runtime_error(known->message), known_(std::move(known)) {}

UnclonableError::UnclonableError(std::string path, std::string reason)
    : std::runtime_error("An object could not be cloned. (" + path + ": " + reason + ")"),
      path_(std::move(path)),
      reason_(std::move(reason)) {}

JsError::JsError(std::string name, std::string message, Value code)
    : JsError(ThrownError::error(std::move(name), std::move(message), std::move(code))) {}

JsError JsError::value(const Value& thrown) { return JsError(ThrownError::from(thrown)); }

JsError::JsError(ThrownError thrown)
    : std::runtime_error(thrown.text),
      thrown_(std::make_shared<const ThrownError>(std::move(thrown))) {}

}  // namespace triwire
