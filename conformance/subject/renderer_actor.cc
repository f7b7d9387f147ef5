#include "subject/renderer_actor.h"

#include <poll.h>

#include <chrono>
#include <stdexcept>
#include <utility>

#include "record/json_text.h"
#include "subject/attempt.h"
#include "subject/error_json.h"
#include "subject/value_json.h"

namespace triwire::conformance {
namespace {

using StepKind = contract::Step::Which;

CallOptions optionsFor(std::uint32_t deadlineMs) {
  CallOptions options;
  if (deadlineMs != 0) options.deadline = std::chrono::milliseconds(deadlineMs);
  return options;
}

void dispatchNext(IpcRenderer& ipcRenderer) {
  pollfd ready = {ipcRenderer.fd(), POLLIN, 0};
  if (::poll(&ready, 1, -1) > 0) ipcRenderer.dispatch();
}

}  // namespace

RendererActor::RendererActor(std::string name, IpcRenderer ipcRenderer, Control& control,
                             std::string_view fault, std::string scope)
    : name_(std::move(name)),
      scope_(std::move(scope)),
      control_(control),
      report_(name_, [this](const std::string& line) { control_.print(withoutScope(line, scope_)); }),
      ipcRenderer_(std::move(ipcRenderer)),
      api_(makeRendererApi(fault, ipcRenderer_)) {
  if (!scope_.empty()) {
    auto scoped = std::make_unique<ScopedRendererApi>(ipcRenderer_, scope_, std::move(api_));
    scoped_ = scoped.get();
    api_ = std::move(scoped);
  }
  ipcRenderer_.onClose([this](std::string_view) {
    if (api_->noticesClose()) report_.event([](auto event) { event.initClosed(); });
  });
  ipcRenderer_.onUncaughtException(
      [this](const std::exception_ptr& error) { report_.uncaught(error); });
}

const std::map<StepKind, RendererActor::Perform>& RendererActor::operations() {
  static const std::map<StepKind, Perform> OPERATIONS = {
      {StepKind::SEND, &RendererActor::send},
      {StepKind::SEND_SYNC, &RendererActor::sendSync},
      {StepKind::INVOKE, &RendererActor::invoke},
      {StepKind::ON, &RendererActor::on},
      {StepKind::ONCE, &RendererActor::on},
      {StepKind::OFF, &RendererActor::off},
      {StepKind::REMOVE_ALL_LISTENERS, &RendererActor::removeAllListeners},
      {StepKind::MARK, &RendererActor::mark},
  };
  return OPERATIONS;
}

void RendererActor::run() {
  while (ipcRenderer_.id() == 0 && !ipcRenderer_.isClosed()) dispatchNext(ipcRenderer_);
  if (!scope_.empty()) join();
  control_.print("ready");
  control_.serve(
      ipcRenderer_.fd(),
      [this] {
        ipcRenderer_.dispatch();
        api_->turnEnded();
      },
      [this](const std::string& line) { return take(line); });
}

void RendererActor::join() {
  ipcRenderer_.once(leaveChannel(scope_), [this](IpcRendererEvent&, const Args&) { left_ = true; });
  ipcRenderer_.sendSync(joinChannel(scope_), Args{Value(name_)});
}

std::optional<IpcRenderer> RendererActor::release() {
  if (ipcRenderer_.isClosed() || scoped_->pending() > 0) return {};
  api_ = nullptr;  // And with it its listeners.
  ipcRenderer_.onClose([](std::string_view) {});
  ipcRenderer_.onUncaughtException([](const std::exception_ptr&) {});
  return std::move(ipcRenderer_);
}

bool RendererActor::take(const std::string& line) {
  const auto read = readCommand(line);
  if (read->command.isEnd()) {
    end();
    return false;
  }
  try {
    obey(read);
    report_.done(read->command.getId());
  } catch (const std::exception& failure) {
    report_.failed(read->command.getId(), failure.what());
  }
  return true;
}

void RendererActor::obey(const std::shared_ptr<const ReadCommand>& read) {
  if (read->command.isRun()) {
    runScript({read, read->command.getRun().getSteps()});
  } else if (read->command.isClose()) {
    ipcRenderer_.close();
  } else {
    throw std::invalid_argument("a renderer cannot do this");
  }
}

// Main has gone before: the link ends by itself, after everything that came through it; or main has told
// that this was all.
void RendererActor::end() {
  while (!left_ && !ipcRenderer_.isClosed()) dispatchNext(ipcRenderer_);
  ipcRenderer_.dispatch();
  report_.end();
}

// Nothing catches what a script throws.
void RendererActor::runScript(const Program& script) {
  try {
    perform(script);
  } catch (const JsError&) {
    report_.uncaught(std::current_exception());
  }
  api_->scriptEnded();
}

void RendererActor::perform(const Program& program) {
  for (const Step step : program.steps) {
    if (step.isReturn()) return;
    if (step.isThrow()) throw readThrown(step.getThrow().getValue());
    const auto operation = operations().find(step.which());
    if (operation == operations().end()) throw std::invalid_argument("a step of main's");
    (this->*operation->second)(step, program);
  }
}

void RendererActor::send(Step step, const Program&) {
  const auto send = step.getSend();
  reportCalling(send.getCall());
  Value value;
  const std::exception_ptr error = attempt(
      [&] { value = api_->send(view(send.getChannel()), readArgs(send.getArgs())); });
  if (error) return reportThrew(send.getCall(), error);
  report_.event([&](auto event) {
    auto returned = event.initReturned();
    returned.setCall(send.getCall());
    writeValue(value, returned.initValue());
  });
}

void RendererActor::sendSync(Step step, const Program&) {
  const auto call = step.getSendSync();
  const auto settled = [&](const Value& value, const std::exception_ptr& error) {
    if (error) return reportThrew(call.getCall(), error);
    report_.event([&](auto event) {
      auto returned = event.initReturned();
      returned.setCall(call.getCall());
      writeValue(value, returned.initValue());
    });
  };
  reportCalling(call.getCall());
  const std::exception_ptr error = attempt([&] {
    api_->sendSync(optionsFor(call.getDeadlineMs()), view(call.getChannel()),
                   readArgs(call.getArgs()), settled);
  });
  if (error) settled({}, error);
}

void RendererActor::invoke(Step step, const Program&) {
  const auto call = step.getInvoke();
  const std::string name(view(call.getCall()));
  const auto settled = [this, name](const Value& value, const std::exception_ptr& error) {
    report_.event([&](auto event) {
      auto out = event.initSettled();
      out.setCall(asText(name));
      if (error) {
        writeError(error, out.initError());
      } else {
        writeValue(value, out.initValue());
      }
    });
  };
  reportCalling(call.getCall());
  const std::exception_ptr error = attempt([&] {
    api_->invoke(optionsFor(call.getDeadlineMs()), view(call.getChannel()),
                 readArgs(call.getArgs()), settled);
  });
  if (error) return reportThrew(call.getCall(), error);
  report_.event([&](auto event) { event.initReturned().setCall(call.getCall()); });
}

void RendererActor::on(Step step, const Program& program) {
  const auto add = [&](auto arm, std::string_view op, bool once) {
    const std::string channel(view(arm.getChannel())), name(view(arm.getListener()));
    listeners_.programOf(name, {program.command, arm.getProgram()});
    const auto listener = [this, name, channel](const Args& args) {
      callListener(name, channel, args);
    };
    listeners_.added(channel, name,
                     once ? api_->once(channel, name, listener) : api_->on(channel, name, listener));
    reportRegistered(op, channel, name);
  };
  if (step.isOn()) {
    add(step.getOn(), "on", false);
  } else {
    add(step.getOnce(), "once", true);
  }
}

void RendererActor::off(Step step, const Program&) {
  const auto off = step.getOff();
  const std::string_view channel = view(off.getChannel()), name = view(off.getListener());
  listeners_.remove(channel, name, [&](ListenerId id) { return api_->off(std::string(channel), id); });
  reportRegistered("off", channel, name);
}

void RendererActor::removeAllListeners(Step step, const Program&) {
  const std::string_view channel = view(step.getRemoveAllListeners().getChannel());
  api_->removeAllListeners(std::string(channel));
  reportRegistered("removeAllListeners", channel, {});
}

void RendererActor::mark(Step step, const Program&) {
  report_.marked(view(step.getMark().getMark()));
}

void RendererActor::callListener(const std::string& name, const std::string& channel,
                                 const Args& args) {
  report_.event([&](auto event) {
    auto dispatched = event.initDispatched();
    dispatched.setListener(asText(name));
    dispatched.setChannel(asText(channel));
    writeArgs(args, dispatched.initArgs(unsigned(args.size())));
  });
  const std::exception_ptr error = attempt([&] { perform(listeners_.programOf(name, {})); });
  api_->scriptEnded();
  report_.event([&](auto event) {
    auto finished = event.initFinished();
    finished.setListener(asText(name));
    if (error) writeError(error, finished.initError());
  });
  if (error) std::rethrow_exception(error);
}

void RendererActor::reportCalling(capnp::Text::Reader call) {
  report_.event([&](auto event) { event.initCalling().setCall(call); });
}

void RendererActor::reportThrew(capnp::Text::Reader call, const std::exception_ptr& error) {
  report_.event([&](auto event) {
    auto threw = event.initThrew();
    threw.setCall(call);
    writeError(error, threw.initError());
  });
}

void RendererActor::reportRegistered(std::string_view op, std::string_view channel,
                                     std::string_view listener) {
  report_.event([&](auto event) {
    auto registered = event.initRegistered();
    registered.setOp(asText(op));
    registered.setChannel(asText(channel));
    registered.setListener(asText(listener));
  });
}

}  // namespace triwire::conformance
