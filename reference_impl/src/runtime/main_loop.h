// The loop of main: where it listens, its links, and what they bring.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/main_connection.h"
#include "runtime/clock.h"
#include "runtime/frame_link.h"
#include "runtime/gathering.h"
#include "runtime/polling.h"
#include "runtime/spare.h"
#include "runtime/watchers.h"
#include "transport/owned_fd.h"
#include "transport/poller.h"
#include "transport/socket.h"
#include "triwire/settings.h"
#include "wire/codec.h"

namespace triwire::runtime {

/// Names a renderer's link, as the renderer's `rendererId` does. Never reused.
enum class LinkId : std::uint32_t {};

/// Carries main's machines, one for each link: bytes in, their actions out. Never waits for a
/// renderer, and a link that fails ends alone.
class MainLoop {
 public:
  /// Is told, inside `dispatch` (or inside `close`), one at a time.
  class Application {
   public:
    virtual ~Application() = default;
    virtual void onConnected(LinkId link) = 0;
    virtual void onMessage(LinkId link, std::string_view channel,
                           const wire::EncodedArgs& args) = 0;
    virtual void onSync(LinkId link, protocol::CallId id, std::string_view channel,
                        const wire::EncodedArgs& args) = 0;
    virtual void onInvoke(LinkId link, protocol::CallId id, std::string_view channel,
                          const wire::EncodedArgs& args) = 0;
    /// The caller waits no longer; an answer has no effect.
    virtual void onCancelled(LinkId link, protocol::CallId id) = 0;
    /// The last that is told of a link; also of one that was never connected.
    virtual void onDisconnected(LinkId link, const protocol::Closed& closed) = 0;
  };

  struct Options {
    protocol::Limits limits;
    std::string implementation;
    FrameTap tap;  ///< Of every link.
    Settings settings{};
    std::uint64_t outgoingBytesMax = protocol::OUTGOING_BYTES_MAX;  ///< That wait for one link.
    std::uint64_t outgoingMessagesMax = protocol::OUTGOING_MESSAGES_MAX;
    std::unique_ptr<Clock> clock{};  ///< Null: the system's.
    /// Is shown every frame that main gives (`fromMain`) or takes; does not throw.
    std::function<void(LinkId link, bool fromMain, const protocol::Frame&)> onFrame{};
  };

  MainLoop(Options options, Application& application);
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;
  ~MainLoop();

  void listen(const std::string& address);
  void listenOn(transport::OwnedFd socket);
  void adopt(transport::OwnedFd socket);
  /// Lets others look on there (schema/trace.capnp), until `close`. As `listen`, for this user only.
  void openControlSocket(const std::string& address);

  /// The first answer of a call counts.
  void answer(LinkId link, protocol::CallId id, protocol::Outcome outcome);
  void answer(LinkId link, protocol::CallId id, const wire::PlainDraft& value);
  bool isLive(LinkId link, protocol::CallId id) const;
  /// VALUE if it was sent, else TOO_LARGE, DISCONNECTED or OVERLOADED.
  protocol::OutcomeKind sendEvent(LinkId link, std::string channel, protocol::Payload args);

  /// Calls back once, in a later dispatch: VALUE when less than half of what may wait for the link
  /// does, else DISCONNECTED, or DEADLINE_EXCEEDED when so much time has passed.
  using Told = std::function<void(protocol::OutcomeKind)>;
  void whenRoom(LinkId link, std::optional<protocol::Time> patience, Told told);

  int fd() const { return poller_.fd(); }
  /// Waits up to `milliseconds` (-1: for ever) for something to do, and does it. Unless it is 0,
  /// `dispatch` or `rest` follows.
  void dispatch(int milliseconds);
  /// From here on `fd` tells when there is something to do.
  void rest();
  /// Makes `dispatch` return early. From any thread.
  void wake() const { waker_.wake(); }

  /// Ends every link in good order, writing what waits for up to a second in all; stops listening.
  void close();

 private:
  using Actions = Spare<protocol::MainActions>::Loan;

  /// A link and its machine.
  struct Peer {
    Peer(transport::OwnedFd socket, LinkId linkId, const Options& options,
         std::shared_ptr<wire::ReadSpace> space);

    LinkId id;
    FrameLink link;
    protocol::MainConnection connection;
    Gathering gathering;
    std::optional<protocol::CallId> blocking;  // The last `sync`: its renderer waits for it.
    bool isReading = false;                    // What was read is being worked off.
    bool isUnsent = false;                     // In `unsent_`.
    bool isClosed = false;
    bool isWatchingWritable = false;
  };

  // What a ready descriptor is: the waker, a listener by its place, a link or its bell by the link's
  // id, the clock, or the control socket.
  static constexpr std::uint64_t WAKER = 0;
  static constexpr std::uint64_t FIRST_LISTENER = 1;
  static constexpr std::uint64_t LINKS = std::uint64_t{1} << 32U;
  static constexpr std::uint64_t BELLS = std::uint64_t{1} << 33U;
  static constexpr std::uint64_t CLOCK = std::uint64_t{1} << 34U;
  static constexpr std::uint64_t CONTROL = std::uint64_t{1} << 35U;
  static constexpr std::uint32_t number(LinkId id) { return static_cast<std::uint32_t>(id); }

  /// Somebody who waits for room.
  struct RoomWait {
    LinkId link;
    std::optional<protocol::Time> deadline;
    Told told;
  };

  Peer* find(LinkId id) const;
  void accept(transport::Listener& listener);
  void serve(Peer& peer, const transport::Poller::Ready& ready);
  bool poll();
  bool look(bool isMemory);
  bool hasMemoryOnly() const;
  bool look(LinkId id);
  void heat(LinkId id);
  bool sleepOnBells();
  void onBell(Peer& peer);
  bool serveReady(int milliseconds);
  void readLink(Peer& peer);
  void takeIn(Peer& peer, transport::Link::Read read);
  void takeIn(Peer& peer, transport::Link::Read read, protocol::MainActions& actions);
  bool tellPlain(Peer& peer);
  bool hasRoomFor(Peer& peer, std::uint64_t bytes);
  std::optional<protocol::OutcomeKind> endOf(const RoomWait& wait) const;
  void tellRoom();
  void armAlarm();
  void serveWatchers();
  void closeControlSocket();
  bool isTraced() const;
  void tapAll();
  void tapIfTraced(Peer& peer);
  void trace(LinkId link, bool fromMain, const protocol::Frame& frame);
  std::vector<wire::TracedLink> listLinks();
  void perform(Peer& peer, protocol::MainActions& actions);
  void afterAnswer(Peer& peer, protocol::CallId id);
  void afterOutput(Peer& peer);
  void write(Peer& peer);
  void writeUnsent();

  void on(Peer& peer, protocol::SendFrame& action);
  void on(Peer& peer, protocol::CloseLink& action);
  void on(Peer& peer, protocol::Connected& action);
  void on(Peer& peer, protocol::DispatchMessage& action);
  void on(Peer& peer, protocol::DispatchSync& action);
  void on(Peer& peer, protocol::DispatchInvoke& action);
  void on(Peer& peer, protocol::CancelCall& action);
  void on(Peer& peer, protocol::AbandonCall& action);
  void on(Peer& peer, protocol::Closed& action);

  Options options_;
  Application& application_;
  transport::Poller poller_;
  transport::Waker waker_;
  std::vector<std::unique_ptr<transport::Listener>> listeners_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Peer>> peers_;
  std::vector<std::unique_ptr<Peer>>
      gone_;  // Closed, and perhaps still in use further up the stack.
  std::vector<LinkId> unsent_;   // Links that have something waiting for the loop.
  std::vector<LinkId> writing_;  // And while it is written.
  std::shared_ptr<wire::ReadSpace> space_ = std::make_shared<wire::ReadSpace>();
  Spare<protocol::MainActions> spare_;
  Polling polling_;
  unsigned looks_ = 0;           // Of all polls: a link that is always busy starves no other.
  // The last that brought something, since the last sleep. Main looks at their memory by itself, until
  // it sleeps or rests; else the bell of each rings.
  std::vector<LinkId> hot_;
  std::vector<RoomWait> roomWaits_;
  std::unique_ptr<Clock> clock_;
  bool watchesClock_ = false;
  std::unique_ptr<Watchers> watchers_;
  bool isTapped_ = false;  // Every link has a tap that calls `trace`.
  std::uint32_t lastId_ = 0;
  int drainMs_ = 0;
  bool isDispatching_ = false;
};

}  // namespace triwire::runtime
