@0xd4b7c1f0a9e35826;
# The Triwire wire protocol, version 1.
#
# Purpose
# =======
# An Electron-like application is one *main* process and any number of *renderer* processes. A
# renderer speaks to main in three ways: `send` (one way), `sendSync` (the renderer blocks until it
# is answered) and `invoke` (answered later, the renderer goes on). Main speaks to a renderer in one
# way: events. This file is how those four cross a link. What they mean to an application is the
# specification; the comments here say what travels, when, and how long each id lives.
#
# Terms
# =====
# link      What the transport gives: an ordered, reliable stream of bytes each way between main and
#           one renderer. Everything below is per link; two links share nothing.
# frame     One Cap'n Proto message holding a `Frame` as its root, in the standard stream framing
#           (segment table, then segments, unpacked).
# message   What `send` delivers. Not the same as a frame.
# call      A `sendSync` or an `invoke` in flight, from its frame to the frame that answers it.
# answer    The one `return` frame of a call.
#
# "Sender" and "receiver" below are those of the frame being described.
#
# State on each side
# ==================
# A renderer keeps the calls it has made and not yet seen answered, by id. Main keeps the calls it
# has dispatched and not yet answered, by the same ids. Nothing else is remembered between frames.
#
# Life of a call id (`CallId`)
# ----------------------------
# Renderer: chosen by the renderer, greater than every id it used before on this link; never reused.
#   It is live from the moment the renderer sends `sync` or `invoke` until it receives the `return`
#   that carries it. Giving up on a call (deadline, cancellation) settles the call for the
#   application, but the id stays live until that `return`.
# Main: live from receiving `sync` or `invoke` until main sends its `return`. Main sends exactly one
#   `return` for each call, on every path, and none for an id that is not live.
# The link's end ends every id on both sides.
#
# Versions and unknown things
# ===========================
# `hello` offers a range of versions, `welcome` picks one. Unknown fields are ignored. A frame of an
# unknown kind is ignored if its `ifUnknown` says so, and otherwise ends the link (`unknownFrame`).

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("triwire::schema");

# ------------------------------------------------------------------------------------------------
# What a program can use of the semantics: annotations, read by reflection

enum Role {
  main @0;
  renderer @1;
}

annotation sentBy @0xd0f3a1b5c2e47968 (field) :Text;
# On an arm of `Frame`: who sends it. "main", "renderer" or "both".

annotation blocks @0xc6a2e9d4f1b80537 (field) :Void;
# The application code that caused the frame stops until the call settles.

annotation answeredBy @0xf1d5b8a3c0e2947b (field) :Text;
# The arm of `Frame` that answers this one: exactly one such frame follows, unless the link ends.

annotation overtakes @0xa7e4c3d2b1f09685 (field) :Text;
# Frames are handled in order of arrival. The one exception: the answer of a blocking call is handled
# before the frames that arrived while the caller was blocked. Names the arm whose answer this is.

annotation firstOnly @0xe8b6d4c2a0f19375 (field) :Void;
# Legal only as the first frame in its direction.

annotation lastOnly @0x9fc1e3a5b7d82640 (field) :Void;
# Nothing follows it in its direction.

annotation req @0xb5d7f9a1c3e08264 (struct, field, group, enumerant) :Text;
# The requirements of the specification that this declaration carries, separated by spaces.

# ------------------------------------------------------------------------------------------------
# Frames

using CallId = UInt64;

struct Frame {
  union {
    hello @0 :Hello $sentBy("renderer") $firstOnly $answeredBy("welcome")
      $req("TW-WIRE-1 TW-WIRE-2 TW-WIRE-3");
    # Opens the link. Main answers with `welcome`, or with `close` when nothing fits.

    welcome @1 :Welcome $sentBy("main") $firstOnly $req("TW-WIRE-1 TW-WIRE-2");
    # The link is open from here on. A renderer sends nothing but `hello` and `close` before it.

    message @2 :Message $sentBy("renderer") $req("TW-SEND-1 TW-ORDER-1 TW-ORDER-18");
    # `ipcRenderer.send(channel, ...args)`. Not answered.

    sync @3 :Call $sentBy("renderer") $blocks $answeredBy("return")
      $req("TW-BLOCK-1 TW-SYNC-26 TW-ORDER-2 TW-WIRE-12");
    # `ipcRenderer.sendSync(channel, ...args)`. At most one is live on a link.

    invoke @4 :Call $sentBy("renderer") $answeredBy("return")
      $req("TW-BLOCK-7 TW-INVOKE-27 TW-ORDER-3 TW-ORDER-6");
    # `ipcRenderer.invoke(channel, ...args)`.

    cancel @5 :Cancel $sentBy("renderer") $req("TW-WIRE-13 TW-WIRE-33 TW-WIRE-34");
    # The renderer has given up on a call. Main still sends the one `return`: the answer if it was
    # already on its way, else `cancelled`. For an id that is no longer live at main it means nothing
    # (the answer crossed it on the way).

    event @6 :Message $sentBy("main") $req("TW-REPLY-1 TW-REPLY-12 TW-ORDER-12 TW-ORDER-15");
    # `event.reply(channel, ...args)` or `webContents.send(channel, ...args)`. Not answered; which
    # of the two it was cannot be told, and it is tied to no call.

    return @7 :Return $sentBy("main") $overtakes("sync")
      $req("TW-BLOCK-4 TW-ORDER-13 TW-ORDER-16 TW-WIRE-5 TW-WIRE-6 TW-WIRE-19");
    # Answers a call.

    close @8 :Close $sentBy("both") $lastOnly $req("TW-WIRE-14 TW-WIRE-38 TW-LIFE-4");
    # The sender will send nothing more. Calls still live end as `disconnected`, on both sides.
  }

  ifUnknown @9 :IfUnknown $req("TW-WIRE-9");
  # What a receiver that does not know the arm set in the union is to do. A value that is not known stands
  # for `close`.
}

enum IfUnknown {
  close @0;
  # End the link with `unknownFrame`: the frame matters.
  ignore @1;
  # Skip the frame.
}

struct Hello {
  versionMin @0 :UInt16;
  versionMax @1 :UInt16;
  # The versions the renderer speaks, both included. This file is version 1.

  limits @2 :Limits;
  # What the renderer accepts. Main keeps to it when it sends.

  features @3 :List(Text);
  # Optional features the renderer offers; unknown names are ignored. Version 1 defines
  # "sharedMemory": the link's bytes go through memory, whose descriptors come with `welcome`.

  implementation @4 :Text;
  # Name and version of the implementation, for people.
}

struct Welcome {
  version @0 :UInt16;
  # The highest version both sides speak.

  limits @1 :Limits;
  # What main accepts. The renderer keeps to it when it sends.

  features @2 :List(Text);
  # Those of the offered features that main accepts: from here on they are in force.

  implementation @3 :Text;

  rendererId @4 :UInt32;
  # How main names this renderer (`event.sender`): unique in the life of the main process.
}

struct Limits $req("TW-WIRE-8 TW-WIRE-11 TW-WIRE-16") {
  # What the sender of this struct accepts in one frame or at one time. 0 stands for the default, and so
  # does every field of a null pointer to this struct.
  # A larger frame ends the link (`frameTooLarge`); a call that would exceed a limit is not sent and
  # fails where it is made.

  frameBytesMax @0 :UInt32;
  # Bytes of one frame, segment table included. Default 64 MiB.

  pendingCallsMax @1 :UInt32;
  # Calls live at one time. Default 65 536.

  valueDepthMax @2 :UInt32;
  # Nesting of one payload, counted in nodes from a root along first visits. Default 1 000.

  valueNodesMax @3 :UInt32;
  # Nodes of one payload. Default 1 000 000.

  channelBytesMax @4 :UInt32;
  # UTF-8 bytes of one channel name. Default 65 536.

  deferredBytesMax @5 :UInt32 $req("TW-WIRE-50 TW-WIRE-51");
  # Of a renderer: bytes, of channel names and payloads, that it keeps while a `sendSync` of its
  # waits. Main sends no more behind a live `sync`. Default 256 MiB.

  deferredMessagesMax @6 :UInt32 $req("TW-WIRE-50 TW-WIRE-51");
  # Of a renderer: events and answers that it keeps so. Default 1 048 576.
}

struct Message {
  channel @0 :Text;
  # Any string, the empty one included. Compared byte for byte. U+FFFD stands for each unpaired surrogate.

  args @1 :Payload;
  # One root per argument.
}

struct Call {
  id @0 :CallId $req("TW-WIRE-4 TW-WIRE-20");
  # At least 1.
  channel @1 :Text;
  args @2 :Payload;
}

struct Cancel {
  id @0 :CallId;
}

struct Return {
  id @0 :CallId;
  outcome @1 :Outcome;
}

struct Outcome {
  # How a call ended. The outcome is always a tag, never inferred from a value or a text. An arm that is not
  # said to answer one kind of call answers both; one that cannot answer its call ends the link
  # (`unexpectedFrame`), one that is not known is malformed.

  union {
    value @0 :Payload $req("TW-SYNC-1 TW-SYNC-4 TW-INVOKE-1 TW-INVOKE-3");
    # Answered: `event.returnValue = value`, or what the handler returned. Exactly one root.
    # `undefined` is a value.

    thrown @1 :Thrown $req("TW-INVOKE-9");
    # The handler threw, or what it returned rejected. Only answers an `invoke`.

    noReply @2 :Void $req("TW-SYNC-8 TW-SYNC-16 TW-INVOKE-16");
    # Main let go of the event (or of the handler's promise) without an answer.

    noListener @3 :Void $req("TW-SYNC-10");
    # No listener on the channel when the `sync` was dispatched. Only answers a `sync`.

    noHandler @4 :Void $req("TW-INVOKE-6");
    # No handler on the channel when the `invoke` was dispatched. Only answers an `invoke`.

    unclonable @5 :Text $req("TW-INVOKE-20");
    # The handler's result could not be cloned. The path of the value, as in `result.a[1]`. Only answers
    # an `invoke`.

    cancelled @6 :Void $req("TW-WIRE-13");
    # The renderer cancelled, and main had not answered. Answers only a call for which `cancel` was sent.

    refused @7 :Void;
    # Main does not let this renderer use the channel.

    tooLarge @8 :Void $req("TW-WIRE-11");
    # The answer is larger than the renderer accepts.

    overloaded @9 :Void $req("TW-WIRE-11");
    # Main has too much waiting to take the call.

    disconnected @10 :Void $req("TW-SYNC-24 TW-INVOKE-29");
    # The link ended first. Never travels: each side settles its own calls with it. Listed so that one
    # table names every outcome.

    deadlineExceeded @11 :Void $req("TW-SYNC-22 TW-INVOKE-33");
    # The caller's deadline passed first. Never travels, as `disconnected`.
  }
}

struct Thrown $req("TW-INVOKE-10 TW-INVOKE-11 TW-INVOKE-12 TW-INVOKE-14") {
  # Something thrown, with everything that identifies it.

  text @0 :JsString;
  # `String(thrown)`: what Electron shows after "Error invoking remote method '<channel>': ".
  # May be empty; the outcome is `thrown` all the same.

  union {
    opaque @1 :Void;
    # Nothing but the text: the thrown value cannot be cloned.

    value @2 :Payload;
    # Not an error: the thrown value, as the one root.

    error @3 :ErrorDetail;
  }
}

struct ErrorDetail {
  name @0 :JsString;
  message @1 :JsString;
  code @2 :Value;
  # The error's `code` property if it is a string or a number, else undefined.
  stack @3 :JsString;
  cause @4 :Thrown;
  # Null if there is none. At most 16 follow each other.
  # Of `stack` and `cause` a receiver shows what it likes; `name`, `message` and `code` reach the caller.
}

struct Close {
  reason @0 :CloseReason;
  # One that is not known is an end all the same.
  text @1 :Text;
  # One line for people. No program parses it.
}

enum CloseReason {
  done @0;
  # The sender is finished: an orderly end.
  goingAway @1;
  # The sending process is about to exit.
  versionMismatch @2 $req("TW-WIRE-3");
  # No common version.
  refused @3;
  # Main does not accept this renderer.
  malformed @4 $req("TW-WIRE-7 TW-WIRE-15");
  # Bytes that are no frame: bad framing, bad pointers, a value that breaks its rules.
  frameTooLarge @5 $req("TW-WIRE-8");
  unknownFrame @6 $req("TW-WIRE-9");
  unexpectedFrame @7 $req("TW-WIRE-1 TW-WIRE-6 TW-WIRE-12 TW-WIRE-31");
  # A known frame that is not legal in this state, or an id that breaks the rules of its life.
  limitExceeded @8 $req("TW-WIRE-16 TW-WIRE-37");
  # One of the announced `Limits` was not kept.
  internal @9;
  # The sender failed for a reason of its own.
}

# ------------------------------------------------------------------------------------------------
# Values

struct Payload $req("TW-VALUE-8 TW-WIRE-15") {
  # Values cloned together by the structured clone algorithm: the arguments of one message or call, or
  # one result. A node table: everything with identity is a node, named by its index in `nodes`, so
  # shared references stay shared and cycles stay cycles, across arguments too.

  roots @0 :List(Value);
  nodes @1 :List(Node);
  # In order of first visit, depth first from the first root. Each node is referred to at least once.
}

struct Value $req("TW-VALUE-1") {
  union {
    undefined @0 :Void;
    hole @1 :Void;
    # An absent element. Only inside `Node.array.elements`, not in `sparse`.
    null @2 :Void;
    boolean @3 :Bool;
    number @4 :Float64;
    # -0 and the infinities are themselves; every NaN is one value.
    bigint :group {
      negative @5 :Bool;
      magnitude @6 :Data;
      # Little-endian, no trailing zero byte. Empty for 0, which is not negative.
    }
    string @7 :Text;
    # A well-formed string.
    string16 @8 :List(UInt16);
    # A string with an unpaired surrogate, as UTF-16 code units. A well-formed string never takes
    # this form.
    node @9 :UInt32;
    # Index into `Payload.nodes`.
  }
}

struct JsString {
  union {
    utf8 @0 :Text;
    utf16 @1 :List(UInt16);
    # As `Value.string16`.
  }
}

struct Property {
  union {
    name @0 :Text;
    name16 @1 :List(UInt16);
  }
  value @2 :Value;
}

struct Node {
  union {
    object @0 :List(Property) $req("TW-VALUE-2");
    # Own enumerable string-keyed properties, in property order, no name twice.

    array :group $req("TW-VALUE-3") {
      length @1 :UInt32;
      elements @2 :List(Value);
      # Elements 0, 1, …: at most `length`. What is missing at the end is holes.
      sparse @3 :List(Element);
      # Elements behind those, by ascending index.
      properties @4 :List(Property);
      # Named properties of the array. No name is an array index.
    }

    date @5 :Float64 $req("TW-VALUE-4");
    # Milliseconds since the epoch; NaN, or more than a date can be, for an invalid date.

    regexp :group $req("TW-VALUE-4") {
      source @6 :JsString;
      flags @7 :Text;
      # Neither is checked.
    }

    boxed @8 :Value $req("TW-VALUE-4");
    # A Boolean, Number, BigInt or String object.

    map @9 :List(MapEntry) $req("TW-VALUE-4");
    set @10 :List(Value) $req("TW-VALUE-4");
    # In insertion order. A key or element that comes again keeps its first place, and takes the last value.

    arrayBuffer :group $req("TW-VALUE-5") {
      bytes @11 :Data;
      resizable @12 :Bool;
      byteLengthMax @13 :UInt64;
      # At least the number of bytes if resizable, else 0.
    }

    view :group $req("TW-VALUE-5") {
      type @14 :ViewType;
      buffer @15 :UInt32;
      # Index of an `arrayBuffer` node: a reference to it as any `Value.node`.
      byteOffset @16 :UInt64;
      # Into the bytes that travel, a multiple of the element size.
      byteLength @17 :UInt64;
      lengthTracking @18 :Bool;
      # The view follows its resizable buffer's length; `byteLength` is 0.
    }

    error :group $req("TW-VALUE-7") {
      # An Error as a value (an argument, a result). What is thrown travels as `Thrown`.
      type @19 :ErrorType;
      message @20 :JsString;
      # Null if the error has none of its own; so `stack`.
      stack @21 :JsString;
      hasCause @22 :Bool;
      cause @23 :Value;
      # Not looked at without `hasCause`.
    }
  }
}

struct Element {
  index @0 :UInt32;
  value @1 :Value;
}

struct MapEntry {
  key @0 :Value;
  value @1 :Value;
}

enum ViewType {
  int8Array @0;
  uint8Array @1;
  uint8ClampedArray @2;
  int16Array @3;
  uint16Array @4;
  int32Array @5;
  uint32Array @6;
  float32Array @7;
  float64Array @8;
  bigInt64Array @9;
  bigUint64Array @10;
  dataView @11;
}

enum ErrorType {
  error @0;
  evalError @1;
  rangeError @2;
  referenceError @3;
  syntaxError @4;
  typeError @5;
  uriError @6;
}
