#include <utility>

#include "api/electron_profile.h"
#include "api/main_impl.h"
#include "api/uncaught.h"
#include "wire/codec.h"
#include "wire/plain_frame.h"

namespace triwire::detail {
namespace {

/// A handler that waited for a promise which nobody can settle any more has not thrown: nobody
/// replied.
bool isRelease(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const CallError& thrown) {
    return thrown.kind() == OutcomeKind::NO_REPLY;
  } catch (...) {
    return false;
  }
}

}  // namespace

MainCall::MainCall(std::weak_ptr<IpcMain::Impl> main, std::shared_ptr<Sender> sender, Kind kind,
                   protocol::CallId id, std::string channel, std::uint64_t number)
    : main_(std::move(main)),
      sender_(std::move(sender)),
      kind_(kind),
      isAnswered_(kind == Kind::SEND),
      id_(id),
      channel_(std::move(channel)),
      number_(number) {
  if (!isAnswered_) sender_->calls().add(id_, this);
}

MainCall::~MainCall() {
  if (!isAnswered_) release();
}

/// Nobody can answer any more; in a forked child, nobody here.
void MainCall::release() {
  const std::shared_ptr<IpcMain::Impl> main = main_.lock();
  if (!main || !main->isForked()) return answer(Outcome::of(OutcomeKind::NO_REPLY));
  isAnswered_ = true;
  sender_->calls().remove(id_);
}

void MainCall::assign(const Value& value) {
  if (!isAnswered_ && !answerPlain(value)) answer(wire::encodeValue(value));
}

void MainCall::fulfil(const Value& value) {
  if (isAnswered_ || answerPlain(value)) return;
  protocol::Outcome encoded;
  try {
    encoded = wire::encodeValue(value);
  } catch (const UnclonableError&) {
    return answer(Outcome::answered(value));  // Which says where, and in the log.
  }
  answer(std::move(encoded));
}

void MainCall::fail(const std::exception_ptr& error) {
  if (isRelease(error)) {
    if (!isAnswered_) release();
    return;
  }
  ThrownError thrown = thrownErrorFrom(error);
  const std::shared_ptr<IpcMain::Impl> main = main_.lock();
  if (main && main->isElectron() && !electron::isAnswer(thrown)) return;
  answer(Outcome::threw(std::move(thrown)));
}

void MainCall::cancel() {
  if (std::exchange(isCancelled_, true)) return;
  if (!std::exchange(isAnswered_, true)) sender_->calls().remove(id_);
  // A callback may let go of the last event, and with it of this object.
  for (const auto& callback : std::exchange(onCancel_, {})) callback();
}

void MainCall::onCancel(std::function<void()> callback) {
  if (kind_ == Kind::SEND) return;
  if (isCancelled_) return callback();
  onCancel_.push_back(std::move(callback));
}

void MainCall::answer(const Outcome& outcome) {
  if (isAnswered_) return;
  protocol::Outcome encoded = wire::encodeOutcome(outcome);
  const std::shared_ptr<IpcMain::Impl> main = main_.lock();
  const bool isFailure =
      encoded.kind != OutcomeKind::VALUE && encoded.kind != OutcomeKind::NO_REPLY;
  if (main && main->isElectron() && isFailure) {
    main->log(electron::handlerFailure(channel_, wire::decodeOutcome(encoded)));
  }
  answer(std::move(encoded));
}

/// False if it is not plain.
bool MainCall::answerPlain(const Value& value) {
  const wire::PlainDraft draft(value);
  if (draft.isPlain()) send(draft);
  return draft.isPlain();
}

void MainCall::answer(protocol::Outcome outcome) {
  if (!isAnswered_) send(std::move(outcome));
}

template <class Answer>
void MainCall::send(Answer&& answer) {
  isAnswered_ = true;
  sender_->calls().remove(id_);
  const auto main = main_.lock();
  if (main) main->loop().answer(sender_->link(), id_, std::forward<Answer>(answer));
}

}  // namespace triwire::detail
