// Faults in how a call fails: outcomes, codes and texts. TW-ERR, and the errors of TW-SYNC and TW-INVOKE.
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// One call's end, for a fault to change.
struct End {
  std::string_view method;
  std::string_view channel;
  bool isLinkLost;
  Value value;
  std::exception_ptr error;
  std::optional<Outcome> outcome;  ///< Of the error, if it has one.

  void fail(OutcomeKind kind) { error = std::make_exception_ptr(CallError(method, channel, Outcome::of(kind))); }
  void fulfil(Value with = {}) {
    error = nullptr;
    value = std::move(with);
  }
  bool is(OutcomeKind kind) const { return outcome && outcome->kind == kind; }
  bool isInvoke() const { return method == "invoke"; }
};

std::optional<Outcome> outcomeOf(const std::exception_ptr& error) {
  if (!error) return std::nullopt;
  try {
    std::rethrow_exception(error);
  } catch (const CallError& call) {
    return call.outcome();
  } catch (...) {
    return std::nullopt;
  }
}

class ChangesEnds : public RendererApi {
 public:
  using Change = void (*)(End& end);
  ChangesEnds(IpcRenderer& ipcRenderer, Change change) : RendererApi(ipcRenderer), change_(change) {}
  void sendSync(const CallOptions& options, std::string_view channel, const Args& args,
                const Settled& settled) override {
    Value value;
    const std::exception_ptr error =
        attempt([&] { value = ipcRenderer().sendSync(options, channel, args); });
    end("sendSync", std::string(channel), value, error, settled);
  }
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    RendererApi::invoke(options, channel, args,
                        [this, channel = std::string(channel), settled](const Value& value, const std::exception_ptr& error) {
                          end("invoke", channel, value, error, settled);
                        });
  }

 private:
  void end(std::string_view method, const std::string& channel, const Value& value,
           const std::exception_ptr& error, const Settled& settled) {
    End end{method, channel, ipcRenderer().isClosed(), value, error, outcomeOf(error)};
    change_(end);
    settled(end.value, end.error);
  }
  Change change_;
};

/// Every outcome `from` is taken for `to`.
template <OutcomeKind from, OutcomeKind to>
void mistaken(End& end) {
  if (end.is(from)) end.fail(to);
}
/// A failure `kind` is none.
template <OutcomeKind kind>
void swallowed(End& end) {
  if (end.is(kind)) end.fulfil();
}

void undefinedIsNoReply(End& end) {
  if (!end.isInvoke() && !end.error && end.value.isUndefined()) end.fail(OutcomeKind::NO_REPLY);
}
void undefinedResultIsNull(End& end) {
  if (end.isInvoke() && !end.error && end.value.isUndefined()) end.fulfil(nullptr);
}
void undefinedAnswerIsNull(End& end) {
  if (!end.isInvoke() && !end.error && end.value.isUndefined()) end.fulfil(nullptr);
}
void falsyResultIsUndefined(End& end) {
  const bool isFalsy = end.value == Value(0) || end.value == Value(false) || end.value == Value("") ||
                       end.value == Value(nullptr);
  if (end.isInvoke() && !end.error && isFalsy) end.fulfil();
}
void resultIsLost(End& end) {
  if (end.isInvoke() && !end.error) end.fulfil();
}
void textWithoutPrefix(End& end) {
  if (end.is(OutcomeKind::THROWN)) end.error = std::make_exception_ptr(JsError(end.outcome->thrown.text));
}
void missingHandlerWithoutPrefix(End& end) {
  if (end.is(OutcomeKind::NO_HANDLER)) {
    end.error = std::make_exception_ptr(JsError("No handler registered for '" + std::string(end.channel) + "'"));
  }
}
void missingHandlerIsThrown(End& end) {
  if (!end.is(OutcomeKind::NO_HANDLER)) return;
  const auto thrown = ThrownError::error("Error", "No handler registered for '" + std::string(end.channel) + "'");
  end.error = std::make_exception_ptr(CallError(end.method, end.channel, Outcome::threw(thrown)));
}
void errorWithoutDetails(End& end) {
  if (!end.is(OutcomeKind::THROWN) || !end.outcome->thrown.isError) return;
  ThrownError thrown = end.outcome->thrown;
  thrown.name = "Error";
  thrown.code = {};
  end.error = std::make_exception_ptr(CallError(end.method, end.channel, Outcome::threw(thrown)));
}
void emptyTextFulfils(End& end) {
  if (end.is(OutcomeKind::THROWN) && end.outcome->thrown.text.empty()) end.fulfil();
}
void nothingThrownFulfils(End& end) {
  if (!end.is(OutcomeKind::THROWN) || !end.outcome->thrown.value) return;
  if (end.outcome->thrown.value->isUndefined() || end.outcome->thrown.value->isNull()) end.fulfil();
}
void neverSentIsAnotherText(End& end) {
  if (end.is(OutcomeKind::NO_REPLY) && end.isInvoke())
    end.error = std::make_exception_ptr(JsError("Error invoking remote method: no reply"));
}
void electronErrorValueIsUndefined(End& end) {
  if (!end.isInvoke() && !end.error && end.value == Value::object({{"error", "reply was never sent"}})) end.fulfil();
}
void lostIsUndefined(End& end) {
  if (!end.isInvoke() && end.isLinkLost) end.fulfil();
}

/// The invokes that the end of the link rejects reject in the opposite order.
class LastLostFirst : public RendererApi {
 public:
  using RendererApi::RendererApi;
  void invoke(const CallOptions& options, std::string_view channel, const Args& args,
              const Settled& settled) override {
    RendererApi::invoke(options, channel, args, [this, settled](const Value& value, const std::exception_ptr& error) {
      const auto outcome = outcomeOf(error);
      if (!outcome || outcome->kind != OutcomeKind::DISCONNECTED) return settled(value, error);
      lost_.push_back([settled, error] { settled({}, error); });
    });
  }
  void turnEnded() override {
    while (!lost_.empty()) {
      const auto last = lost_.back();
      lost_.pop_back();
      last();
    }
  }
  void scriptEnded() override { turnEnded(); }

 private:
  std::vector<std::function<void()>> lost_;
};

/// The end of the link goes unnoticed.
class UnnoticedLoss : public RendererApi {
 public:
  using RendererApi::RendererApi;
  bool noticesClose() const override { return false; }
};

}  // namespace

void addErrorFaults(FaultTable& table) {
  using enum OutcomeKind;
  const auto ends = [](ChangesEnds::Change change) { return rendererFault<ChangesEnds>(change); };
  table["undefined-is-no-reply"] = ends(&undefinedIsNoReply);
  table["undefined-answer-is-null"] = ends(&undefinedAnswerIsNull);
  table["undefined-result-is-null"] = ends(&undefinedResultIsNull);
  table["falsy-result-is-undefined"] = ends(&falsyResultIsUndefined);
  table["result-is-lost"] = ends(&resultIsLost);
  table["no-listener-is-no-reply"] = ends(&mistaken<NO_LISTENER, NO_REPLY>);
  table["deadline-is-no-reply"] = ends(&mistaken<DEADLINE_EXCEEDED, NO_REPLY>);
  table["lost-is-no-reply"] = ends(&mistaken<DISCONNECTED, NO_REPLY>);
  table["lost-fulfils"] = ends(&swallowed<DISCONNECTED>);
  table["lost-is-undefined"] = ends(&lostIsUndefined);
  table["no-handler-fulfils"] = ends(&swallowed<NO_HANDLER>);
  table["no-handler-is-thrown"] = ends(&missingHandlerIsThrown);
  table["no-handler-without-prefix"] = ends(&missingHandlerWithoutPrefix);
  table["thrown-fulfils"] = ends(&swallowed<THROWN>);
  table["thrown-without-prefix"] = ends(&textWithoutPrefix);
  table["thrown-without-details"] = ends(&errorWithoutDetails);
  table["empty-thrown-fulfils"] = ends(&emptyTextFulfils);
  table["nothing-thrown-fulfils"] = ends(&nothingThrownFulfils);
  table["unclonable-result-fulfils"] = ends(&swallowed<UNCLONABLE>);
  table["released-invoke-fulfils"] = ends(&swallowed<NO_REPLY>);
  table["never-sent-is-another-text"] = ends(&neverSentIsAnotherText);
  table["collected-is-undefined"] = ends(&electronErrorValueIsUndefined);
  table["last-lost-first"] = rendererFault<LastLostFirst>();
  table["unnoticed-loss"] = rendererFault<UnnoticedLoss>();
}

}  // namespace triwire::conformance
