// What an application may choose about speed. Nothing here changes what a call is answered.
#pragma once

#include <chrono>
#include <cstdint>

namespace triwire {

/// When the frames that an application causes are written to their link. What somebody waits for (a
/// `sendSync`, its answer), the end of a link, and what has grown to 64 KiB are written at once, with
/// everything before them; order never changes.
enum class Gather : std::uint8_t {
  /// Each at once: one system call a frame.
  NEVER,
  /// Together, those that listeners, handlers and reactions cause while `dispatch()` calls them for
  /// what it has read at one time; at once, those caused outside of `dispatch()`. So nothing waits
  /// for an application that computes, unless it computes inside of a listener; and even that
  /// listener is not begun while something has waited for longer than 100 µs.
  PASS,
  /// As PASS; and those caused outside of `dispatch()` wait for the next `dispatch()`. For an
  /// application that sends much at one time and then returns to its loop, which it must.
  LOOP,
};

/// A link through shared memory: no system call a message while both sides are awake, and no more
/// than one to wake a side that sleeps. A link has 260 KiB of it, whatever is sent, and two
/// descriptors more in each process. Linux only, as the rest.
enum class SharedMemory : std::uint8_t {
  NEVER,   ///< Main grants none.
  GRANT,   ///< Main grants it to renderers that ask. A renderer does not ask.
  REQUEST  ///< A renderer asks main for it, and goes on without if main grants none.
};

/// How a link goes about its work.
struct Settings {
  Gather gather = Gather::PASS;  ///< When frames are written.
  /// How long a wait of `run()`, `wait()` or `sendSync` may look for bytes again and again before it
  /// sleeps: at most 100 µs, 0 for never. That spares two wake-ups of some 25 µs where the other side
  /// answers soon, and costs the core's time meanwhile. It is only done right after a message, for as
  /// long as has lately been worth it, and never on a single core.
  std::chrono::nanoseconds pollMax = std::chrono::microseconds(100);
  SharedMemory sharedMemory = SharedMemory::GRANT;  ///< Whether bytes go through it.
};

}  // namespace triwire
