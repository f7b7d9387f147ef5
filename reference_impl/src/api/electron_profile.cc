#include "api/electron_profile.h"

#include <utility>

namespace triwire::electron {

Outcome renderSync(Outcome outcome) {
  switch (outcome.kind) {
    case OutcomeKind::NO_REPLY:
    case OutcomeKind::NO_LISTENER:
      return Outcome::answered(Value::object({{"error", "reply was never sent"}}));
    case OutcomeKind::DISCONNECTED:
      return Outcome::answered(nullptr);
    case OutcomeKind::VALUE:
    case OutcomeKind::THROWN:
    case OutcomeKind::NO_HANDLER:
    case OutcomeKind::UNCLONABLE:
    case OutcomeKind::CANCELLED:
    case OutcomeKind::REFUSED:
    case OutcomeKind::TOO_LARGE:
    case OutcomeKind::OVERLOADED:
    case OutcomeKind::DEADLINE_EXCEEDED:
      break;
  }
  return outcome;
}

std::optional<Outcome> renderInvoke(Outcome outcome) {
  if (outcome.kind == OutcomeKind::DISCONNECTED) return std::nullopt;
  if (outcome.kind != OutcomeKind::THROWN) return outcome;
  if (outcome.thrown.text.empty()) return Outcome::answered({});
  ThrownError textOnly;
  textOnly.text = std::move(outcome.thrown.text);
  return Outcome::threw(std::move(textOnly));
}

bool isAnswer(const ThrownError& thrown) {
  return thrown.isError || !thrown.value ||
         !(thrown.value->isNull() || thrown.value->isUndefined());
}

std::string noListenerWarning(std::uint32_t rendererId, std::string_view channel) {
  return "WebContents #" + std::to_string(rendererId) + " called ipcRenderer.sendSync() with '" +
         std::string(channel) + "' channel without listeners.";
}

std::string handlerFailure(std::string_view channel, const Outcome& outcome) {
  std::string text;
  if (outcome.kind == OutcomeKind::THROWN) {
    text = outcome.thrown.text;
  } else if (outcome.kind == OutcomeKind::NO_HANDLER) {
    text = "Error: No handler registered for '" + std::string(channel) + "'";
  } else {
    text = "Error: An object could not be cloned.";
  }
  return "Error occurred in handler for '" + std::string(channel) + "': " + text;
}

std::string sendFailure() {
  return "Error sending from webFrameMain: Error: Failed to serialize arguments";
}

}  // namespace triwire::electron
