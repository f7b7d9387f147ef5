@0xe3a95c7b1d4f8062;
# What a running main tells at its control socket: a stream of Cap'n Proto messages, each with a
# `TraceRecord` as its root, in the standard stream framing. This is no part of the wire protocol: it is
# how a program looks on, whichever library main is made of.
#
# A watcher connects, writes one byte, a `Watch`, and reads. Anything more that it writes, or any other
# byte, ends the connection, as does main's end; a watcher leaves by closing. Main never waits for a
# watcher: what a slow one has no room for is not kept, and `lost` counts it. Frames are told in the order in
# which main takes and gives them; nothing that a watcher does changes what renderers see.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("triwire::schema");

enum Watch {
  # The one byte that a watcher writes.
  none @0;
  links @1;
  # A `link` for each, then `listed`. Nothing follows.
  frames @2;
  # The same; then `frame`, `ended` as they happen, with what was sent left out.
  payloads @3;
  # The same; frames with all that is in them.
}

struct TraceRecord {
  timeNs @0 :UInt64;
  # Of the system's clock, since 1970.

  lost @1 :UInt64;
  # Records that this watcher had no room for, since it connected.

  union {
    link @2 :TracedLink;
    listed @3 :Void;
    frame @4 :TracedFrame;
    ended @5 :UInt32;
    # The link of this renderer.
  }
}

struct TracedLink {
  rendererId @0 :UInt32;
  processId @1 :UInt32;
  # Who connected; 0 if the system does not say.
  state @2 :LinkState;
  sharedMemory @3 :Bool;
  callsLive @4 :UInt64;
  # Dispatched, and not answered.
  bytesWaiting @5 :UInt64;
  framesWaiting @6 :UInt64;
  # For the renderer to read.
  bytesSent @7 :UInt64;
  bytesReceived @8 :UInt64;
  # Since the link began; sent includes what waits.
}

enum LinkState {
  handshaking @0;
  open @1;
  closed @2;
}

struct TracedFrame {
  rendererId @0 :UInt32;
  fromMain @1 :Bool;
  # Else from the renderer.
  payloadBytes @2 :UInt64;
  # What was sent: arguments, a value, what was thrown.
  isWithheld @3 :Bool;
  # They are left out of `frame`.
  frame @4 :Data;
  # A message with a `Frame` of triwire.capnp as its root, in the standard stream framing. Of its payload
  # what main knows: fields of a newer schema, which nobody has checked, are left out.
}
