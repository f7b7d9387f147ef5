// A tap in the wire: what the links of a world carry, frame by frame, and what a fault makes of it.
//
// The library keeps the rules of the wire by itself; to break them, a fault stands outside of it,
// between a half and its peer, and says what a wrong implementation would have said.
#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include <triwire.capnp.h>

#include "subject/fd.h"

namespace triwire::conformance {

enum class Side { MAIN, RENDERER };

constexpr Side peerOf(Side side) { return side == Side::MAIN ? Side::RENDERER : Side::MAIN; }

class Tap;

/// One link, cut in two: the tap has an end towards either side.
class TappedLink {
 public:
  TappedLink(Tap& tap, Fd toMain, Fd toRenderer);

  /// Writes bytes, or a frame, to a side.
  void write(Side to, const std::string& bytes);
  void write(Side to, schema::Frame::Reader frame);
  /// Says `close` to a side, and ends the link.
  void close(Side to, schema::CloseReason reason);
  /// Ends the link on both sides, when what was written has been taken.
  void end();
  /// Ends every link of the world.
  void endAll();

 private:
  friend class Tap;
  struct End {
    Fd socket;
    std::string read, unwritten;
    bool readsNoMore = false, finishes = false, finished = false;
    bool isFrames = true;  // What comes is: until something comes that is none.
  };
  End& at(Side side) { return ends_[static_cast<std::size_t>(side)]; }

  Tap& tap_;
  std::array<End, 2> ends_;
  std::unique_ptr<class WireFault> fault_;
};

/// A fault of the wire: an object for each link. Unless it is overridden, everything is handed on.
class WireFault {
 public:
  virtual ~WireFault() = default;
  virtual void onOpen(TappedLink&) {}
  /// A whole frame. `frame` is null if it cannot be read as one; it may be changed.
  virtual void onFrame(Side from, const std::string& bytes, schema::Frame::Builder* frame,
                       TappedLink& link);
  /// Whether a side that takes nothing keeps everything else waiting.
  virtual bool writesBlock() const { return false; }
};

/// Stands where renderers expect main. One thread for all links.
class Tap {
 public:
  using MakeFault = std::function<std::unique_ptr<WireFault>()>;

  /// `main` is where main listens. Throws std::system_error.
  Tap(std::string main, MakeFault makeFault);
  ~Tap();
  Tap(const Tap&) = delete;
  Tap& operator=(const Tap&) = delete;

  const std::string& address() const { return address_; }

 private:
  friend class TappedLink;
  void run();
  void open();
  void read(TappedLink& link, Side from);
  bool takeFrame(TappedLink& link, Side from);
  void flush(TappedLink& link, Side to);
  bool isOver() const;

  std::string main_, address_;
  MakeFault makeFault_;
  Fd listener_, stop_, stopped_;
  std::list<TappedLink> links_;
  std::thread thread_;
};

}  // namespace triwire::conformance
