// Both halves of one link in one thread: bytes between them, a clock turned by hand, and faults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "fuzz/main_oracle.h"
#include "fuzz/renderer_oracle.h"
#include "protocol/main_connection.h"
#include "protocol/renderer_connection.h"
#include "wire/frame_reader.h"
#include "wire/frame_writer.h"

namespace triwire {

constexpr std::size_t NEVER = std::numeric_limits<std::size_t>::max();

/// What goes wrong in a run, and its seed: all that a run depends on.
struct Fault {
  std::size_t cutAfterByte = NEVER;  ///< Of those delivered, both ways: the link is lost then.
  std::size_t chunkBytesMax =
      NEVER;  ///< Delivered at a time; less than a frame splits, more merges.
  std::size_t mainGoneAtStep = NEVER;      ///< Its process ends; what it wrote still arrives.
  std::size_t rendererGoneAtStep = NEVER;  ///< The same of the renderer.
  /// Of the allocations that the two machines ask for, this one is refused, and each after it until whoever
  /// asked has dealt with it.
  std::size_t refusedAllocation = NEVER;
  /// Who moves next is drawn. Without a seed: bytes first, then the application.
  std::optional<std::uint32_t> seed{};
};

/// Something that the renderer's application does.
struct ScriptLine {
  enum What : std::uint8_t { SEND, INVOKE, SEND_SYNC, CANCEL, FILL, EMPTY, CLOSE } what;
  const char* channel = "";
  int patience = 0;  ///< Its deadline, from when it is made; 0: none.
};

/// A renderer that sends, invokes, cancels, waits with a deadline and blocks, and a main that
/// answers, holds, and sends events; from `hello` to `close`.
class Simulation {
 public:
  explicit Simulation(const Fault& fault);

  /// Until nobody can move. Throws std::logic_error if something that must hold does not.
  void run();

  /// What both applications were told, a line each.
  const std::string& story() const { return story_; }
  std::size_t bytesDelivered() const { return delivered_; }
  std::size_t steps() const { return steps_; }
  /// Asked for by the machines.
  std::size_t allocations() const { return fault_.refusedAllocation - allocationsLeft_; }

 private:
  struct Stream {  // One direction.
    wire::Bytes bytes;
    wire::FrameReader reader{1U << 20U};
    bool isEnded = false;  // By its writer.
    bool isRead = true;    // By its reader, to whom the end is yet to be told.
  };

  template <class Call>
  bool hasMemoryFor(const Call& call);
  template <class Call>
  void ask(const Call& call);
  template <class Machine, class Actions, class Input>
  void tell(Machine& machine, Actions& actions, const Input& input);
  bool move();
  bool deliver(Stream& stream, bool toMain);
  void loseLink();
  bool act();
  bool passTime();
  void perform(const ScriptLine& line, protocol::RendererActions& actions);
  void perform(protocol::MainActions& actions);
  void perform(protocol::RendererActions& actions);
  void answer(const protocol::DispatchSync& call, protocol::MainActions& next);
  void answer(const protocol::DispatchInvoke& call, protocol::MainActions& next);
  void answer(protocol::CallId id, const protocol::Outcome& outcome, protocol::MainActions& next);
  void sendEvent(const char* channel, protocol::MainActions& next);
  void note(const std::string& line) { story_ += line + "\n"; }

  Fault fault_;
  std::minstd_rand random_;
  protocol::MainConnection main_{{}};
  protocol::RendererConnection renderer_{{}};
  fuzz::MainOracle mainOracle_;
  fuzz::RendererOracle rendererOracle_;
  Stream toMain_, toRenderer_;
  bool hasMain_ = true, hasRenderer_ = true;
  protocol::Time now_{0};
  std::size_t script_ = 0;  // The renderer's next line.
  protocol::CallId held_{};
  std::size_t delivered_ = 0, steps_ = 0;
  std::size_t allocationsLeft_;
  std::string story_;
};

}  // namespace triwire
