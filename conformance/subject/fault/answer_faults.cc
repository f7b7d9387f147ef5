// Faults in how a `sendSync` is answered: TW-SYNC.
#include <cstdint>
#include <exception>
#include <set>
#include <utility>
#include <vector>

#include "subject/attempt.h"
#include "subject/fault/faults.h"

namespace triwire::conformance {
namespace {

/// Knows which listener runs, and what became of its event.
class Listening : public MainApi {
 public:
  using MainApi::MainApi;
  ListenerId on(const std::string& channel, const std::string& name, const Listener& listener) override {
    return MainApi::on(channel, name, [this, listener](IpcMainEvent& event, const Args& args) {
      began(event);
      Value value;
      const std::exception_ptr error = attempt([&] { value = listener(event, args); });
      ended(event, value, error);
      if (error) std::rethrow_exception(error);
      return value;
    });
  }

 protected:
  virtual void began(const IpcMainEvent&) {}
  virtual void ended(const IpcMainEvent& event, const Value& value, const std::exception_ptr& error) = 0;
};

/// The last assignment of a listener is the answer.
class LastAssignmentWins : public Listening {
 public:
  using Listening::Listening;
  void began(const IpcMainEvent&) override { runs_ = true; }
  void assign(const IpcMainEvent& event, const Value& value) override {
    if (!runs_) return Listening::assign(event, value);
    last_ = value;
    has_ = true;
  }
  void ended(const IpcMainEvent& event, const Value&, const std::exception_ptr&) override {
    runs_ = false;
    if (std::exchange(has_, false)) Listening::assign(event, last_);
  }

 protected:
  void forget() { runs_ = has_ = false; }

 private:
  bool runs_ = false, has_ = false;
  Value last_;
};

/// The answer goes out when the listener returns; not if it throws.
class AnswersOnReturn : public LastAssignmentWins {
 public:
  using LastAssignmentWins::LastAssignmentWins;
  void ended(const IpcMainEvent& event, const Value& value, const std::exception_ptr& error) override {
    if (!error) return LastAssignmentWins::ended(event, value, error);
    forget();
  }
};

/// When its listeners have returned, a call is over.
class ReturningAnswers : public Listening {
 public:
  using Listening::Listening;
  void ended(const IpcMainEvent& event, const Value&, const std::exception_ptr&) override {
    if (event.isSync()) MainApi::assign(event, {});
  }
};

/// What a listener returns is the answer, whatever it assigned.
class ReturnedValueAnswers : public LastAssignmentWins {
 public:
  using LastAssignmentWins::LastAssignmentWins;
  void ended(const IpcMainEvent& event, const Value& value, const std::exception_ptr& error) override {
    if (event.isSync() && !value.isUndefined()) assign(event, value);
    LastAssignmentWins::ended(event, value, error);
  }
};

/// What a listener throws is the answer.
class ThrownAnswers : public Listening {
 public:
  using Listening::Listening;
  void ended(const IpcMainEvent& event, const Value&, const std::exception_ptr& error) override {
    if (event.isSync() && error) MainApi::assign(event, "it threw");
  }
};

/// Only the listener itself can answer.
class LateIsIgnored : public Listening {
 public:
  using Listening::Listening;
  void began(const IpcMainEvent& event) override { running_.insert(event.id()); }
  void assign(const IpcMainEvent& event, const Value& value) override {
    if (running_.count(event.id()) != 0) MainApi::assign(event, value);
  }
  void ended(const IpcMainEvent& event, const Value&, const std::exception_ptr&) override {
    running_.erase(event.id());
  }

 private:
  std::set<std::uint64_t> running_;
};

/// Assigns another value, or otherwise.
class AssignsOtherwise : public MainApi {
 public:
  using Assign = void (*)(const IpcMainEvent& event, const Value& value);
  AssignsOtherwise(IpcMain& ipcMain, Assign how) : MainApi(ipcMain), how_(how) {}
  void assign(const IpcMainEvent& event, const Value& value) override { how_(event, value); }

 private:
  Assign how_;
};

void null(const IpcMainEvent& event, const Value&) { event.returnValue = Value(nullptr); }

void falsyIsUndefined(const IpcMainEvent& event, const Value& value) {
  const bool isFalsy = value == Value(0) || value == Value(false) || value == Value("") ||
                       value == Value(nullptr);
  event.returnValue = isFalsy ? Value() : value;
}

void silently(const IpcMainEvent& event, const Value& value) {
  attempt([&] { event.returnValue = value; });
}

void refusesGone(const IpcMainEvent& event, const Value& value) {
  if (event.sender.isDestroyed()) throw JsError("the renderer is gone");
  event.returnValue = value;
}

/// A call can be answered once, and an attempt that failed counts.
class CountsAssignments : public MainApi {
 public:
  CountsAssignments(IpcMain& ipcMain, bool throws) : MainApi(ipcMain), throws_(throws) {}
  void assign(const IpcMainEvent& event, const Value& value) override {
    if (assigned_.insert(event.id()).second) return MainApi::assign(event, value);
    if (throws_) throw JsError("it was answered already");
  }

 private:
  bool throws_;
  std::set<std::uint64_t> assigned_;
};

/// Every event object is one and the same: what was assigned for a message is the next call's answer.
class OneReturnValue : public MainApi {
 public:
  using MainApi::MainApi;
  void assign(const IpcMainEvent& event, const Value& value) override {
    if (!event.isSync()) {
      last_ = value;
      has_ = true;
    } else {
      MainApi::assign(event, std::exchange(has_, false) ? last_ : value);
    }
  }

 private:
  bool has_ = false;
  Value last_;
};

/// A call that main lets go of is answered.
class ReleaseAnswers : public MainApi {
 public:
  using MainApi::MainApi;
  void releasing(const IpcMainEvent& event) override {
    if (event.isSync()) MainApi::assign(event, {});
  }
};

}  // namespace

void addAnswerFaults(FaultTable& table) {
  table["last-assignment-wins"] = mainFault<LastAssignmentWins>();
  table["throw-revokes-answer"] = mainFault<AnswersOnReturn>();
  table["returning-answers"] = mainFault<ReturningAnswers>();
  table["returned-value-answers"] = mainFault<ReturnedValueAnswers>();
  table["thrown-answers"] = mainFault<ThrownAnswers>();
  table["late-is-ignored"] = mainFault<LateIsIgnored>();
  table["answer-is-null"] = mainFault<AssignsOtherwise>(&null);
  table["falsy-is-undefined"] = mainFault<AssignsOtherwise>(&falsyIsUndefined);
  table["unclonable-assigned-silently"] = mainFault<AssignsOtherwise>(&silently);
  table["assigning-to-gone-throws"] = mainFault<AssignsOtherwise>(&refusesGone);
  table["second-assignment-throws"] = mainFault<CountsAssignments>(true);
  table["failed-assignment-counts"] = mainFault<CountsAssignments>(false);
  table["one-return-value"] = mainFault<OneReturnValue>();
  table["release-answers"] = mainFault<ReleaseAnswers>();
}

}  // namespace triwire::conformance
