// The loop of a renderer: its link, its deadlines, and when the application is told.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/renderer_connection.h"
#include "runtime/clock.h"
#include "runtime/fifo.h"
#include "runtime/frame_link.h"
#include "runtime/gathering.h"
#include "runtime/polling.h"
#include "runtime/spare.h"
#include "transport/owned_fd.h"
#include "transport/poller.h"
#include "triwire/settings.h"

namespace triwire::runtime {

/// Carries the renderer's machine: bytes and time in, its actions out.
///
/// What the application is to be told (events, results, the end) waits in an inbox and is told
/// inside `dispatch` only, in order. A blocked `sendSync` reads the link itself, so that nothing
/// but its own end can reach the application meanwhile.
class RendererLoop {
 public:
  /// Is told, inside `dispatch`.
  class Application {
   public:
    virtual ~Application() = default;
    virtual void onEvent(const std::string& channel, const protocol::Payload& args) = 0;
    virtual void onSettled(protocol::CallId id, const protocol::Outcome& outcome) = 0;
    /// The last that is told.
    virtual void onClosed(const protocol::Closed& closed) = 0;
  };

  struct Options {
    protocol::Limits limits;
    std::string implementation;
    std::unique_ptr<Clock> clock;  ///< Null: the system's.
    FrameTap tap;
    Settings settings{};
    std::uint64_t outgoingBytesMax = protocol::OUTGOING_BYTES_MAX;  ///< That wait for main.
    std::uint64_t outgoingMessagesMax = protocol::OUTGOING_MESSAGES_MAX;
  };

  /// Says hello.
  RendererLoop(transport::OwnedFd socket, Options options, Application& application);
  RendererLoop(const RendererLoop&) = delete;
  RendererLoop& operator=(const RendererLoop&) = delete;

  /// Waits for the welcome until `deadline`. False if it did not come: `isClosed` tells why.
  bool waitOpen(std::optional<protocol::Time> deadline);

  /// Main has said welcome. Calls are made after that (DISCONNECTED before).
  bool isOpen() const { return rendererId_.has_value(); }
  std::uint32_t rendererId() const { return rendererId_.value_or(0); }
  bool isClosed() const { return connection_.state() == protocol::RendererState::CLOSED; }
  /// Why, once it is closed.
  const protocol::Closed& closed() const { return closed_; }
  protocol::Time now() const { return clock_->now(); }

  /// Blocks until so many bytes more may wait for main: VALUE. Or DISCONNECTED, DEADLINE_EXCEEDED,
  /// or OVERLOADED: they never may, or meanwhile more came than the application defers.
  protocol::OutcomeKind waitForRoom(std::uint64_t bytes, std::optional<protocol::Time> deadline);
  /// Answers that came for calls given up on.
  std::uint64_t lateAnswers() const { return connection_.lateReturns(); }

  /// VALUE if it was sent.
  protocol::OutcomeKind send(std::string channel, protocol::Payload args);
  protocol::OutcomeKind send(const wire::PlainDraft& message);
  /// Blocks until the call is settled.
  protocol::Outcome sendSync(std::string channel, protocol::Payload args,
                             std::optional<protocol::Time> deadline);
  protocol::Outcome sendSync(const wire::PlainDraft& call, std::optional<protocol::Time> deadline);
  /// `onSettled` follows, in a later dispatch.
  protocol::CallId invoke(std::string channel, protocol::Payload args,
                          std::optional<protocol::Time> deadline);
  protocol::CallId invoke(const wire::PlainDraft& call, std::optional<protocol::Time> deadline);
  void cancel(protocol::CallId id);
  /// Calls back in a later dispatch, in order with everything else.
  void post(std::function<void()> callback);
  /// Called at the welcome, before anything else is told; now if it has come.
  void whenOpen(std::function<void()> callback);

  int fd() const { return poller_.fd(); }
  /// Waits up to `milliseconds` (-1: for ever) for something to do, and does it. Unless it is 0,
  /// `dispatch` or `rest` follows.
  void dispatch(int milliseconds);
  /// From here on `fd` tells when there is something to do.
  void rest();
  /// `dispatch` can tell nothing any more.
  bool isDone() const { return isClosed() && inbox_.empty(); }
  /// Makes `dispatch` return early. From any thread.
  void wake() const { waker_.wake(); }

  /// Writes what waits, for up to a second, and ends the link.
  void close();

 private:
  using Told = std::variant<protocol::SettleCall, protocol::DispatchEvent, protocol::Closed,
                            std::function<void()>>;
  enum class Source : std::uint64_t { LINK, CLOCK, WAKER, BELL };

  bool fits(std::uint64_t bytes);
  void tellRoom();
  std::optional<protocol::CallId> begin(protocol::CallKind kind, const wire::PlainDraft& call,
                                        std::optional<protocol::Time> deadline);
  protocol::Outcome awaitOutcome();
  void tellLater(Told told);
  void watch(int fd, Source source) { poller_.add(fd, static_cast<std::uint64_t>(source)); }
  using Actions = Spare<protocol::RendererActions>::Loan;

  void perform(protocol::RendererActions& actions);
  void on(protocol::SendFrame& action) { link_->send(std::move(action.frame)); }
  void on(protocol::CloseLink& action);
  void on(protocol::Opened& action);
  void on(protocol::SettleCall& action);
  void on(protocol::DispatchEvent& action) { tellLater(std::move(action)); }
  void on(protocol::Closed& action);
  void finishInput(protocol::RendererActions& actions);
  bool serveReady(transport::Poller& poller, int milliseconds);
  void watchBell();
  bool lookAtLink();
  void onBell();
  void onSocket(bool readable, bool writable);
  bool sleepOnBell();
  void readLink();
  void takeIn(transport::Link::Read read);
  void takeIn(transport::Link::Read read, protocol::RendererActions& actions);
  void onTime();
  void afterOutput();
  void write();
  void wakeLoop();
  void armAlarm();
  void blockOnce(std::optional<protocol::Time> alarm);
  void blockOnMemory();
  void tellAll();
  void tell(Told& told);

  std::unique_ptr<Clock> clock_;
  Application& application_;
  std::uint64_t outgoingBytesMax_;
  std::uint64_t outgoingMessagesMax_;
  protocol::RendererConnection connection_;
  std::optional<FrameLink> link_;  // None once it is closed.
  transport::Poller poller_;
  std::optional<transport::Poller> blocker_;  // With memory: what a call that blocks waits for.
  transport::Waker waker_;
  Gathering gathering_;
  Spare<protocol::RendererActions> spare_;
  Polling polling_;
  unsigned looks_ = 0;
  bool isHot_ = false;  // Something was sent or received since the last sleep.
  Fifo<Told> inbox_;
  std::uint64_t backlogMessages_ = 0;  // Events and answers in the inbox,
  std::uint64_t backlogBytes_ = 0;     // and their bytes.
  std::vector<std::function<void()>> whenOpen_;
  std::optional<std::uint32_t> rendererId_;
  protocol::Closed closed_;
  std::optional<protocol::CallId> waitingFor_;       // The `sendSync` that blocks,
  std::optional<protocol::Outcome> waitingOutcome_;  // and how it ended.
  std::optional<protocol::Time> armedFor_;
  bool isWatchingWritable_ = false;
  bool isDispatching_ = false;
  bool isTelling_ = false;
  bool isWoken_ = false;  // By itself: it has more to do.
};

}  // namespace triwire::runtime
