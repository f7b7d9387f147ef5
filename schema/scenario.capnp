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
# - A scenario with "each":{"v":[null,false,0]} stands for one scenario per value (per combination, if
#   several names are given), with {v} in every text replaced by the value: a text that is just "{v}"
#   becomes the value itself, with its type. Their names get "/1", "/2", … in the order of the values.
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
  needs @3 :List(Contract.Capability);
  # Without one of these the scenario is not run.
  profiles @4 :List(Text);
  # Those it makes sense in; none given: all.
  steps @5 :List(Stimulus);
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
}
