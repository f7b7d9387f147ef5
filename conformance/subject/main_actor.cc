#include "subject/main_actor.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "record/json_text.h"
#include "subject/attempt.h"
#include "subject/error_json.h"
#include "subject/value_json.h"

namespace triwire::conformance {

using contract::CallKind;
using StepKind = contract::Step::Which;

MainActor::MainActor(std::function<void(const std::string&)> print, std::unique_ptr<MainApi> api,
                     unsigned renderers)
    : report_("main", std::move(print)), api_(std::move(api)), rendererCount_(renderers) {}

void MainActor::disconnected(const WebContents& renderer) {
  report_.event([&](auto event) { event.initClosed().setOf(asText(nameOf(renderer))); });
  api_->rendererGone(renderer);
}

const std::map<StepKind, MainActor::Perform>& MainActor::operations() {
  static const std::map<StepKind, Perform> OPERATIONS = {
      {StepKind::ON, &MainActor::on},
      {StepKind::ONCE, &MainActor::on},
      {StepKind::OFF, &MainActor::off},
      {StepKind::REMOVE_ALL_LISTENERS, &MainActor::removeAllListeners},
      {StepKind::HANDLE, &MainActor::handle},
      {StepKind::HANDLE_ONCE, &MainActor::handle},
      {StepKind::REMOVE_HANDLER, &MainActor::removeHandler},
      {StepKind::SEND_TO, &MainActor::sendTo},
      {StepKind::ASSIGN, &MainActor::assign},
      {StepKind::REPLY, &MainActor::reply},
      {StepKind::HOLD, &MainActor::hold},
      {StepKind::RELEASE, &MainActor::release},
      {StepKind::RESOLVE, &MainActor::resolve},
      {StepKind::REJECT, &MainActor::reject},
      {StepKind::MARK, &MainActor::mark},
  };
  return OPERATIONS;
}

bool MainActor::take(const std::string& line) {
  const auto read = readCommand(line);
  const std::uint32_t id = read->command.getId();
  if (read->command.isEnd()) {
    while (!held_.empty()) letGo(held_.begin()->first);
    return false;
  }
  try {
    if (!read->command.isRun()) throw std::invalid_argument("main cannot do this");
    runScript({read, read->command.getRun().getSteps()});
    report_.done(id);
  } catch (const std::exception& failure) {
    report_.failed(id, failure.what());
  }
  return true;
}

void MainActor::runScript(const Program& script) {
  Own nobody;
  perform(script, nobody);
  api_->turnEnded();
}

IpcMain::Result MainActor::perform(const Program& program, Own& own) {
  for (const Step step : program.steps) {
    if (step.isReturn()) return readValue(step.getReturn().getValue());
    if (step.isThrow()) throw readThrown(step.getThrow().getValue());
    const auto operation = operations().find(step.which());
    if (operation == operations().end()) throw std::invalid_argument("a renderer's step");
    (this->*operation->second)(step, program, own);
  }
  if (own.result) return *own.result;
  return Value();
}

// Listeners and handlers

void MainActor::on(Step step, const Program& program, Own&) {
  const auto add = [&](auto arm, std::string_view op, bool once) {
    const std::string channel(view(arm.getChannel())), name(view(arm.getListener()));
    listeners_.programOf(name, {program.command, arm.getProgram()});
    const auto listener = [this, name, channel](IpcMainEvent& event, const Args& args) {
      return callListener(name, channel, event, args);
    };
    listeners_.added(channel, name,
                     once ? api_->once(channel, name, listener) : api_->on(channel, name, listener));
    reportRegistered(op, channel, name, nullptr);
  };
  if (step.isOn()) {
    add(step.getOn(), "on", false);
  } else {
    add(step.getOnce(), "once", true);
  }
}

void MainActor::off(Step step, const Program&, Own&) {
  const auto off = step.getOff();
  const std::string_view channel = view(off.getChannel()), name = view(off.getListener());
  listeners_.remove(channel, name, [&](ListenerId id) { return api_->off(std::string(channel), id); });
  reportRegistered("off", channel, name, nullptr);
}

void MainActor::removeAllListeners(Step step, const Program&, Own&) {
  const std::string_view channel = view(step.getRemoveAllListeners().getChannel());
  api_->removeAllListeners(std::string(channel));
  reportRegistered("removeAllListeners", channel, {}, nullptr);
}

void MainActor::handle(Step step, const Program& program, Own&) {
  const auto add = [&](auto arm, std::string_view op, bool once) {
    const std::string channel(view(arm.getChannel())), name(view(arm.getListener()));
    handlers_.programOf(name, {program.command, arm.getProgram()});
    const auto handler = [this, name, channel](IpcMainInvokeEvent& event, const Args& args) {
      return callHandler(name, channel, event, args);
    };
    const std::exception_ptr error = attempt([&] {
      if (once) {
        api_->handleOnce(channel, handler);
      } else {
        api_->handle(channel, handler);
      }
    });
    reportRegistered(op, channel, name, error);
  };
  if (step.isHandle()) {
    add(step.getHandle(), "handle", false);
  } else {
    add(step.getHandleOnce(), "handleOnce", true);
  }
}

void MainActor::removeHandler(Step step, const Program&, Own&) {
  const std::string_view channel = view(step.getRemoveHandler().getChannel());
  api_->removeHandler(std::string(channel));
  reportRegistered("removeHandler", channel, {}, nullptr);
}

Value MainActor::callListener(const std::string& name, const std::string& channel,
                              IpcMainEvent& event, const Args& args) {
  if (std::exchange(lastEvent_, event.id()) != event.id()) ++lastHandle_;
  Own own{lastHandle_, &event, nullptr, {}};
  reportCalled(name, channel, args, event.sender,
               event.isSync() ? CallKind::SEND_SYNC : CallKind::SEND, own.handle);
  const IpcMain::Result result = performFor(listeners_.programOf(name, {}), name, own);
  const auto* value = std::get_if<Value>(&result);
  return value != nullptr ? *value : Value();
}

IpcMain::Result MainActor::callHandler(const std::string& name, const std::string& channel,
                                       IpcMainInvokeEvent& event, const Args& args) {
  lastEvent_ = 0;
  Own own{++lastHandle_, nullptr, &event, {}};
  reportCalled(name, channel, args, event.sender, CallKind::INVOKE, own.handle);
  return performFor(handlers_.programOf(name, {}), name, own);
}

IpcMain::Result MainActor::performFor(const Program& program, const std::string& name, Own& own) {
  IpcMain::Result result;
  const std::exception_ptr error = attempt([&] { result = perform(program, own); });
  report_.event([&](auto event) {
    auto finished = event.initFinished();
    finished.setListener(asText(name));
    finished.setHandle(own.handle);
    if (error) writeError(error, finished.initError());
  });
  thrown_ = error;
  if (error) std::rethrow_exception(error);
  return result;
}

void MainActor::reportCalled(const std::string& name, const std::string& channel, const Args& args,
                             const WebContents& sender, CallKind kind, std::uint32_t handle) {
  report_.event([&](auto event) {
    auto called = event.initCalled();
    called.setListener(asText(name));
    called.setChannel(asText(channel));
    writeArgs(args, called.initArgs(unsigned(args.size())));
    called.setFrom(asText(nameOf(sender)));
    called.setKind(kind);
    called.setHandle(handle);
  });
}

void MainActor::reportRegistered(std::string_view op, std::string_view channel,
                                 std::string_view listener, const std::exception_ptr& error) {
  report_.event([&](auto event) {
    auto registered = event.initRegistered();
    registered.setOp(asText(op));
    registered.setChannel(asText(channel));
    registered.setListener(asText(listener));
    if (error) writeError(error, registered.initError());
  });
}

// What main does with an event

void MainActor::sendTo(Step step, const Program&, Own&) {
  const auto to = step.getSendTo();
  const auto target = std::find_if(renderers_.begin(), renderers_.end(), [&](const auto& renderer) {
    return nameOf(renderer) == view(to.getTo());
  });
  if (target == renderers_.end()) throw std::invalid_argument("no such renderer");
  const std::exception_ptr error =
      attempt([&] { api_->sendTo(*target, view(to.getChannel()), readArgs(to.getArgs())); });
  report_.event([&](auto event) {
    auto sent = event.initSent();
    sent.setTo(to.getTo());
    sent.setChannel(to.getChannel());
    if (error) writeError(error, sent.initError());
  });
}

void MainActor::assign(Step step, const Program&, Own& own) {
  const auto assign = step.getAssign();
  const std::uint32_t handle = assign.getHandle() != 0 ? assign.getHandle() : own.handle;
  const IpcMainEvent event = eventOf(handle, own);
  const std::exception_ptr error =
      attempt([&] { api_->assign(event, readValue(assign.getValue())); });
  report_.event([&](auto out) {
    auto assigned = out.initAssigned();
    assigned.setHandle(handle);
    if (error) writeError(error, assigned.initError());
  });
}

void MainActor::reply(Step step, const Program&, Own& own) {
  const auto reply = step.getReply();
  const std::uint32_t handle = reply.getHandle() != 0 ? reply.getHandle() : own.handle;
  const IpcMainEvent event = eventOf(handle, own);
  const std::exception_ptr error =
      attempt([&] { api_->reply(event, view(reply.getChannel()), readArgs(reply.getArgs())); });
  report_.event([&](auto out) {
    auto replied = out.initReplied();
    replied.setHandle(handle);
    replied.setChannel(reply.getChannel());
    if (error) writeError(error, replied.initError());
  });
}

void MainActor::hold(Step, const Program&, Own& own) {
  if (own.handle == 0) throw std::invalid_argument("there is no event to hold");
  Held& held = held_[own.handle];
  if (own.event != nullptr) {
    held.event = *own.event;
    return;
  }
  held.invoke = *own.invoke;
  auto [promise, resolver] = Promise::withResolver();
  own.result = std::move(promise);
  held.resolver = std::move(resolver);
  api_->held(*held.invoke, *held.resolver);
}

void MainActor::release(Step step, const Program&, Own& own) {
  const std::uint32_t handle = step.getRelease().getHandle();
  letGo(handle != 0 ? handle : own.handle);
}

void MainActor::letGo(std::uint32_t handle) {
  // Gone at the end of this function: what follows from it comes after the report.
  const auto held = held_.extract(handle);
  if (!held.empty() && held.mapped().event) api_->releasing(*held.mapped().event);
  if (held.empty()) throw std::invalid_argument("no event is held by that number");
  report_.event([&](auto event) { event.initReleased().setHandle(handle); });
}

void MainActor::resolve(Step step, const Program&, Own& own) {
  const auto resolve = step.getResolve();
  const std::uint32_t handle = resolve.getHandle() != 0 ? resolve.getHandle() : own.handle;
  const Held& call = pendingInvoke(handle);
  api_->resolve(*call.invoke, *call.resolver, readValue(resolve.getValue()));
  report_.event([&](auto event) { event.initResolved().setHandle(handle); });
}

void MainActor::reject(Step step, const Program&, Own& own) {
  const auto reject = step.getReject();
  const std::uint32_t handle = reject.getHandle() != 0 ? reject.getHandle() : own.handle;
  const Held& call = pendingInvoke(handle);
  api_->reject(*call.invoke, *call.resolver, std::make_exception_ptr(readThrown(reject.getValue())));
  report_.event([&](auto event) { event.initResolved().setHandle(handle); });
}

void MainActor::mark(Step step, const Program&, Own&) {
  report_.marked(view(step.getMark().getMark()));
}

IpcMainEvent MainActor::eventOf(std::uint32_t handle, const Own& own) const {
  if (handle == own.handle && own.event != nullptr) return *own.event;
  const auto held = held_.find(handle);
  if (held != held_.end() && held->second.event) return *held->second.event;
  throw std::invalid_argument("no listener's event is held by that number");
}

const MainActor::Held& MainActor::pendingInvoke(std::uint32_t handle) const {
  const auto held = held_.find(handle);
  if (held != held_.end() && held->second.resolver) return held->second;
  throw std::invalid_argument("no handler's event is held by that number");
}

std::string MainActor::nameOf(const WebContents& renderer) const {
  const auto found = std::find(renderers_.begin(), renderers_.end(), renderer);
  const auto index = static_cast<unsigned>(found - renderers_.begin());
  return index < rendererCount_ ? "r" + std::to_string(index) : "";
}

}  // namespace triwire::conformance
