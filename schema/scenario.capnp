@0xc3f1d5e7a9b80462;
# Scenarios: what the suite proposes to a subject. A scenario is a stimulus only; what must hold is said
# by the requirements, each judged on every history in which its premise occurs.
#
# A file holds a list of scenarios, in JSON:
#
#     {"scenarios":[
#       {"name":"order/send-send","about":"Two sends in one script.",
#        "needs":["send"],
#        "steps":[
#          {"do":"run","actor":"main","steps":[{"op":"on","channel":"c","listener":"L"}]},
#          {"do":"run","actor":"r0","steps":[
#             {"op":"send","call":"S1","channel":"c"},{"op":"send","call":"S2","channel":"c"}]},
#          {"do":"await","event":"called","call":"S2"}]}]}
#
# Steps of scripts and programs are those of the contract (conformance.capnp, `Step`), with these
# differences:
# - `args` of send, sendSync and invoke begin with the call's name: the runner puts it there, so that the
#   two ends of a message can be matched. `"bare":true` leaves it away.
# - `"handle":"S1"` names the event that main was given for the call S1. The runner fills in the number.
# - A listener's or handler's `program` may be left out: it does nothing and returns.
#
# Written once, meant many times (expanded before anything else is read):
# - In any list, {"repeat":3,"of":[…]} stands for the elements of `of`, three times, with {i} in every
#   text replaced by 1, 2, 3. Repeats nest with another letter: {"repeat":3,"as":"j","of":[…]}.
#   {"repeat":["x",null],"of":[…]} stands for them once for each value, with {v} replaced by it, as with "each".
# - {"times":4096,"text":"0123456789abcdef"} stands for the text 4096 times, as one text.
# - A scenario with "each":{"v":[null,false,0]} stands for one scenario per value (per combination, if
#   several names are given), with {v} in every text replaced by the value: a text that is just "{v}"
#   becomes the value itself, with its type. Their names get "/1", "/2", … in the order of the values.
# - "interleave":[[…],[…]] beside "steps" stands for one scenario for every order in which the stimuli of the
#   lists can follow each other, each list in its own order, behind the steps. Names as with "each".
#
# A scenario named claim/CAPABILITY is about whether the subject has what it declares, and has not what it does not
# declare: it is performed in both cases, and judged by the requirements only where it is declared.
#
# Every scenario ends with a fence and `end`, which are not written down. A wait that expires is recorded,
# and the scenario goes on to its end.

using Cxx = import "/capnp/c++.capnp";
using Json = import "/capnp/compat/json.capnp";
using Contract = import "conformance.capnp";
$Cxx.namespace("triwire::conformance::file");

struct Suite {
  scenarios @0 :List(Scenario);
}

struct Scenario {
  name @0 :Text;
  # family/what. Unique in a run.
  about @1 :Text;
  # The situation, in one sentence.
  renderers @2 :UInt32 = 1;
  # 4 at most.
  needs @3 :List(Contract.Capability);
  # Without one of these the scenario is not run.
  profiles @4 :List(Text);
  # Those it makes sense in; none given: all.
  steps @5 :List(Stimulus);
  peerIsMain @6 :Bool;
  # The runner plays main: the subject has renderers only, and the peer p<k> is main's end of the link that
  # connected k-th. Else a peer is a renderer, and `connect` makes it.
}

struct Stimulus $Json.discriminator(name = "do") {
  union {
    run :group $Json.flatten() {
      actor @0 :Text;
      steps @1 :List(Json.Value);
      blocks @2 :Bool;
      # The runner does not wait for the answer: the script is expected to wait in a sendSync.
    }
    kill :group $Json.flatten() {
      actor @3 :Text;
    }
    close :group $Json.flatten() {
      actor @4 :Text;
    }
    collect @5 :Void;

    await @6 :Pattern $Json.flatten();
    # Until `count` events of this world match. Every field given must match.

    progress :group $Json.flatten() {
      # Main and each renderer that does not wait for an answer show `count` times that they go on: main
      # marks, a renderer makes a round trip. Used before concluding that a waiting renderer did not move.
      count @7 :UInt32 = 10;
    }
    connect :group $Json.flatten() {
      # The peer opens a link to the subject's main, as a renderer would.
      peer @9 :Text;
    }
    write :group $Json.flatten() {
      # The peer writes the frames, all at once. Each is a `Frame` of triwire.capnp in Cap'n Proto's JSON:
      # {"invoke":{"id":1,"channel":"c","args":{"roots":[{"string":"W1"}]}}}
      peer @10 :Text;
      frames @11 :List(Json.Value);
      misdeed @12 :Misdeed;
      # Done to the last of them.
      answers @13 :Text;
      # The call (args[0] of a frame that the peer has read) whose id a `return` without one gets.
    }
    deafen :group $Json.flatten() {
      # The peer reads no more.
      peer @14 :Text;
    }
    finish :group $Json.flatten() {
      # The peer writes no more, and its direction of the stream ends. It goes on reading.
      peer @15 :Text;
    }
    drop :group $Json.flatten() {
      # The peer is gone, as a process that was killed.
      peer @16 :Text;
    }
    fence @8 :Void;
    # A message from each renderer that does not wait for an answer is seen at main, and an event from main
    # at each of them: what was sent before on these paths has been dispatched, or never will be.
  }
}

struct Pattern {
  event @0 :Text;
  # The contract's: called, dispatched, returned, settled, …
  actor @1 :Text;
  call @2 :Text;
  # Of calling, returned, threw, settled; of `called` and `dispatched`: their args[0].
  listener @3 :Text;
  channel @4 :Text;
  mark @5 :Text;
  of @6 :Text;
  # Of closed.
  handle @7 :Text;
  # The call whose event it is.
  count @8 :UInt32 = 1;
  frame @9 :Text;
  # Of wrote and read: the arm of `Frame`.
  id @10 :UInt32;
  # Likewise: of the call.
}

# ------------------------------------------------------------------------------------------------
# The runner's own end of a link: what it does wrong, and what the history says of it

annotation breaks @0xd81c5a27e09b3f64 (enumerant) :Text;
# What the bytes break: "malformed" (they are no frame), "payload" (a rule of values), "frameTooLarge",
# "limitExceeded", "channelTooLong", "unknownFrame". Without it they are to be read as if nothing had been done.

enum Misdeed {
  none @0;

  # How the bytes travel
  oneByte @1;
  # A write for each byte.
  half @2;
  # The first half of the frame only.
  splitUp @3;
  # As many segments as the message has objects.

  # Framing
  emptySegment @4 $breaks("malformed");
  manySegments @5 $breaks("malformed");
  # A table of 2^32 segments.
  noise @6 $breaks("malformed");
  tooLarge @7 $breaks("frameTooLarge");
  # A table that announces 2 GiB; nothing of them follows.
  tooLargeTogether @8 $breaks("frameTooLarge");
  # Segments whose sum does not fit in 32 bits; nothing of them follows.

  # Pointers
  nullRoot @9 $breaks("malformed");
  wildPointer @10 $breaks("malformed");
  # The root is outside of its segment.
  farPointer @11 $breaks("malformed");
  # The root is in a segment that is not there.
  listAsRoot @12 $breaks("malformed");
  amplified @13 $breaks("malformed");
  # Half a billion arguments, of no bytes each.

  # Texts
  notUtf8 @14 $breaks("malformed");
  # In the channel's name.
  noNul @15 $breaks("malformed");
  # Behind it.

  # Values, as the only argument
  nodeOutOfRange @16 $breaks("payload");
  nodesOutOfOrder @17 $breaks("payload");
  nodeUnused @18 $breaks("payload");
  holeOutside @19 $breaks("payload");
  nameTwice @20 $breaks("payload");
  bigintZeros @21 $breaks("payload");
  viewOutside @22 $breaks("payload");
  viewUneven @23 $breaks("payload");
  tooDeep @24 $breaks("limitExceeded");
  # One level more than the default limit.
  longChannel @25 $breaks("channelTooLong");
  # One byte more than the default limit.

  # Of a later version
  unknownFrame @26 $breaks("unknownFrame");
  unknownIgnored @27;
  # Its `ifUnknown` says that it does not matter.
  unknownFields @28;

  asWritten @29 $breaks("payload");
  # Nothing more: what the scenario writes breaks a rule of values.
}

struct PeerEvent {
  # {"peer":PeerEvent} in a history: what the runner's end of a link did or saw.
  peer @0 :Text;
  seq @1 :UInt32;
  event @2 :Kind;
  frame @3 :Text;
  # The arm of `Frame`, of wrote and read. Empty if what was read is no frame.
  id @4 :UInt64;
  # Of sync, invoke, cancel, return.
  channel @5 :Text;
  message @6 :Text;
  # args[0], if it is a string.
  what @7 :Text;
  # Of return: the arm of `Outcome`; of close: the reason; of linked: what the peer plays; of did.
  versionMin @8 :UInt16;
  versionMax @9 :UInt16;
  # Of hello; of welcome both are the version.
  channelBytesMax @10 :UInt32;
  # Of hello and welcome: the limit announced.
  misdeed @11 :Text;
  breaks @12 :Text;
  bytes @13 :UInt32;
  # Of wrote.

  enum Kind {
    linked @0;
    # The link is there.
    wrote @1;
    # The transport has taken the last byte.
    read @2;
    unlinked @3;
    # The subject ended the stream: there is nothing more to read.
    did @4;
    # deafen, finish or drop (`what`).
  }
}
