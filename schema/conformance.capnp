@0xe5a8d2c7b1f40936;
# The adapter contract: how the conformance suite talks to an implementation under test.
#
# The *subject* is any executable, in any language. It reads commands from standard input and writes
# events to standard output, one JSON object per line; standard error is for its own logs. The JSON is
# this schema through Cap'n Proto's JSON mapping, shaped by the annotations below:
#
#     → {"do":"hello","id":1,"protocol":1}
#     ← {"event":"hello","id":1,"protocol":1,"name":"my-ipc","version":"0.3","renderersMax":4,
#        "capabilities":["send","sendSync","invoke"]}
#     → {"do":"begin","id":2,"renderers":1}
#     ← {"event":"done","id":2}
#     → {"do":"run","id":3,"actor":"main","steps":[
#          {"op":"on","channel":"c","listener":"L","program":[{"op":"assign","value":"hi"}]}]}
#     ← {"event":"done","id":3}
#     → {"do":"run","id":4,"actor":"r0","steps":[
#          {"op":"sendSync","call":"S1","channel":"c","args":["S1"]},{"op":"mark","mark":"after"}]}
#     ← {"event":"calling","actor":"r0","seq":1,"call":"S1"}
#     ← {"event":"called","actor":"main","seq":1,"listener":"L","channel":"c","args":["S1"],"from":"r0",
#        "kind":"sendSync","handle":1}
#     ← {"event":"assigned","actor":"main","seq":2,"handle":1}
#     ← {"event":"finished","actor":"main","seq":3,"listener":"L","handle":1}
#     ← {"event":"returned","actor":"r0","seq":2,"call":"S1","value":"hi"}
#     ← {"event":"marked","actor":"r0","seq":3,"mark":"after"}
#     ← {"event":"done","id":4}
#     → {"do":"end","id":5}
#     ← {"event":"done","id":5}
#
# The adapter reports what happened and never judges it. It is never told the name of the test, the
# requirement or the expected outcome.
#
# Values (every `value` and each element of `args`) are JSON, with a tag for what JSON cannot say: an
# object with the key "$". What a tag means is in the table at the end.
#
# A member that is left out is empty: no `args`, no `program`, no `deadlineMs`. Whoever reads ignores members
# that it does not know.

using Cxx = import "/capnp/c++.capnp";
using Json = import "/capnp/compat/json.capnp";
$Cxx.namespace("triwire::contract");

const protocol :UInt32 = 1;
# The version of this contract.

# ------------------------------------------------------------------------------------------------
# Runner → subject

struct Command $Json.discriminator(name = "do") {
  id @0 :UInt32;
  # Each command is answered by exactly one of `hello`, `listening`, `done`, `unsupported`, `failed` with
  # this id.
  # Answers may come in any order: a `run` on a renderer that blocks is answered when it has ended.

  union {
    hello :group $Json.flatten() {
      # First. Answered by `hello`.
      protocol @1 :UInt32;
    }
    begin :group $Json.flatten() {
      # A fresh world: main and renderers r0 … r(n-1), connected, nothing registered.
      renderers @2 :UInt32;
      main @9 :Text;
      # If given, the world has renderers only. They connect to the main that listens at this socket and
      # speaks the wire protocol (triwire.capnp): an AF_UNIX stream socket, by its path, or "@name" in the
      # abstract namespace. Answered as soon as the renderers have been started.
    }
    run :group $Json.flatten() {
      # The actor ("main" or "r<k>") performs the steps back to back, in one task: nothing else of that
      # actor runs between them, as for code between two returns to an event loop.
      # Answered when the last step has returned (an invoke returns with its promise).
      actor @3 :Text;
      steps @4 :List(Step);
    }
    kill :group $Json.flatten() {
      # The actor's process ends at once, as by SIGKILL. In one process: its link is cut.
      actor @5 :Text;
    }
    close :group $Json.flatten() {
      # The renderer closes its link in good order.
      actor @6 :Text;
    }
    collect @7 :Void;
    # Collect garbage in every actor, if the language has it.

    end @8 :Void;
    # Tear the world down: let go of every event, close, and forget. Whatever that makes happen is
    # reported before the answer. Nothing is reported after it until the next `begin`.

    wire @10 :Void;
    # Where do renderers that speak the wire protocol reach main? Answered by `listening`.
  }
}

struct Step $Json.discriminator(name = "op") {
  # What an actor does. [r] a renderer's script or listener; [m] main's script; [l] a main listener's or
  # handler's program. `handle` names an event that main was given (from `called`); 0 or absent, inside a
  # program, is the event the program was called with.

  union {
    send :group $Json.flatten() {
      # [r] ipcRenderer.send(channel, ...args)
      call @0 :Text;
      # Names this call in the events that follow. Unique in a world.
      channel @1 :Text;
      args @2 :List(Json.Value);
    }
    sendSync :group $Json.flatten() {
      # [r] ipcRenderer.sendSync(channel, ...args)
      call @3 :Text;
      channel @4 :Text;
      args @5 :List(Json.Value);
      deadlineMs @6 :UInt32;
      # 0: none.
    }
    invoke :group $Json.flatten() {
      # [r] ipcRenderer.invoke(channel, ...args). The script goes on; `settled` follows.
      call @7 :Text;
      channel @8 :Text;
      args @9 :List(Json.Value);
      deadlineMs @10 :UInt32;
    }
    on :group $Json.flatten() {
      # [r m l] on(channel, listener). The same listener name is the same function: with it, `program` is
      # that of the first registration.
      channel @11 :Text;
      listener @12 :Text;
      program @13 :List(Step);
    }
    once :group $Json.flatten() {
      # [r m l]
      channel @14 :Text;
      listener @15 :Text;
      program @16 :List(Step);
    }
    off :group $Json.flatten() {
      # [r m l] removeListener(channel, listener)
      channel @17 :Text;
      listener @18 :Text;
    }
    removeAllListeners :group $Json.flatten() {
      # [r m l]
      channel @19 :Text;
    }
    handle :group $Json.flatten() {
      # [m l] ipcMain.handle(channel, handler)
      channel @20 :Text;
      listener @21 :Text;
      program @22 :List(Step);
    }
    handleOnce :group $Json.flatten() {
      # [m l]
      channel @23 :Text;
      listener @24 :Text;
      program @25 :List(Step);
    }
    removeHandler :group $Json.flatten() {
      # [m l]
      channel @26 :Text;
    }
    sendTo :group $Json.flatten() {
      # [m l] webContents.send(channel, ...args) to the renderer named.
      to @27 :Text;
      channel @28 :Text;
      args @29 :List(Json.Value);
    }
    assign :group $Json.flatten() {
      # [m l] event.returnValue = value
      handle @30 :UInt32;
      value @31 :Json.Value;
    }
    reply :group $Json.flatten() {
      # [m l] event.reply(channel, ...args)
      handle @32 :UInt32;
      channel @33 :Text;
      args @34 :List(Json.Value);
    }
    hold @35 :Void;
    # [l] A listener keeps its event; a handler returns a promise that is not settled yet.

    release :group $Json.flatten() {
      # [m l] Let go of a held event, and with it of its promise.
      handle @36 :UInt32;
    }
    resolve :group $Json.flatten() {
      # [m l] Fulfil the promise that a held handler returned.
      handle @37 :UInt32;
      value @38 :Json.Value;
    }
    reject :group $Json.flatten() {
      # [m l] Reject it.
      handle @39 :UInt32;
      value @40 :Json.Value;
    }
    return :group $Json.flatten() {
      # [l] return value. Ends the program. A program without it returns undefined.
      value @41 :Json.Value;
    }
    throw :group $Json.flatten() {
      # [r l] throw value. Ends the program.
      value @42 :Json.Value;
    }
    mark :group $Json.flatten() {
      # [r m l] Reports `marked`: shows that the actor got here.
      mark @43 :Text;
    }
  }
}

# ------------------------------------------------------------------------------------------------
# Subject → runner

struct Event $Json.discriminator(name = "event") {
  id @0 :UInt32;
  # Of the command answered; only in answers.

  actor @1 :Text;
  # Who saw it: "main" or "r<k>". Not in answers.

  seq @2 :UInt32;
  # 1, 2, 3 … for each actor in each world, in the order in which the actor saw them. Nothing is concluded
  # from the order in which lines of different actors arrive.

  union {
    # Answers

    hello :group $Json.flatten() {
      protocol @3 :UInt32;
      name @4 :Text;
      version @5 :Text;
      url @6 :Text;
      renderersMax @7 :UInt32;
      capabilities @8 :List(Capability);
    }
    done @9 :Void;
    unsupported :group $Json.flatten() {
      # The implementation does not offer this command or one of these steps (nothing was performed).
      what @10 :Text;
    }
    failed :group $Json.flatten() {
      # The adapter could not carry the command out: its own failure, not the implementation's.
      text @11 :Text;
    }

    # A renderer's calls

    calling :group $Json.flatten() {
      # Just before the call is made.
      call @12 :Text;
    }
    returned :group $Json.flatten() {
      # `send` or `sendSync` returned the value; `invoke` returned its promise (no value).
      call @13 :Text;
      value @14 :Json.Value;
    }
    threw :group $Json.flatten() {
      # `send`, `sendSync` or `invoke` threw.
      call @15 :Text;
      error @16 :Error;
    }
    settled :group $Json.flatten() {
      # The promise of an `invoke`: rejected if there is an `error`, else fulfilled with `value`.
      call @17 :Text;
      value @18 :Json.Value;
      error @19 :Error;
    }

    # Listeners and handlers

    called :group $Json.flatten() {
      # A listener or handler of main begins.
      listener @20 :Text;
      channel @21 :Text;
      args @22 :List(Json.Value);
      from @23 :Text;
      # The renderer, as event.sender tells. Empty if the implementation cannot tell.
      kind @24 :CallKind;
      # Which of the three it was, as far as the adapter can know: a handler's is `invoke`.
      handle @25 :UInt32;
      # Names the event object; the same for every listener of one message. Never 0.
    }
    dispatched :group $Json.flatten() {
      # A listener of a renderer begins.
      listener @26 :Text;
      channel @27 :Text;
      args @28 :List(Json.Value);
    }
    finished :group $Json.flatten() {
      # The synchronous part of a listener or handler ended, at main or in a renderer; with `error`, it
      # threw, and `uncaught` follows if it was a listener. A renderer's has no `handle`.
      listener @29 :Text;
      handle @30 :UInt32;
      error @31 :Error;
    }

    # What main did with an event

    assigned :group $Json.flatten() {
      # event.returnValue was assigned; with `error`, the assignment threw.
      handle @32 :UInt32;
      error @33 :Error;
    }
    replied :group $Json.flatten() {
      # event.reply returned; with `error`, it threw.
      handle @34 :UInt32;
      channel @35 :Text;
      error @36 :Error;
    }
    sent :group $Json.flatten() {
      # `sendTo` returned; with `error`, it threw.
      to @37 :Text;
      channel @38 :Text;
      error @39 :Error;
    }
    resolved :group $Json.flatten() {
      # `resolve` or `reject` was carried out.
      handle @40 :UInt32;
    }
    released :group $Json.flatten() {
      handle @41 :UInt32;
    }

    # Anything

    registered :group $Json.flatten() {
      # A registration or removal (on … removeHandler) was made; with `error`, it threw.
      op @42 :Text;
      channel @43 :Text;
      listener @44 :Text;
      error @45 :Error;
    }
    marked :group $Json.flatten() {
      mark @46 :Text;
    }
    uncaught :group $Json.flatten() {
      # An exception or rejection that nothing caught reached the top of this actor.
      error @47 :Error;
    }
    closed :group $Json.flatten() {
      # This actor noticed the end of a link, whoever ended it. At main `of` is the renderer; a renderer leaves
      # it out.
      of @48 :Text;
    }

    listening :group $Json.flatten() {
      # The answer to `wire`: the address of a socket, as in `begin`. Whoever connects there is a renderer of
      # main, and none of r0 … r(n-1): `called` says nothing in `from`.
      address @49 :Text;
    }
  }
}

enum CallKind {
  unknown @0;
  send @1;
  sendSync @2;
  invoke @3;
}

struct Error {
  # What was thrown or what a promise was rejected with.

  outcome @0 :Text;
  # Which failure it is, for an implementation that says so: the code of the specification's outcome
  # table (NO_REPLY, NO_LISTENER, NO_HANDLER, THROWN, DISCONNECTED, DEADLINE_EXCEEDED, …).
  name @1 :Text;
  message @2 :Text;
  code @3 :Json.Value;
  remoteName @4 :Text;
  remoteMessage @5 :Text;
  # The name and message of the error thrown at the other side, where the implementation keeps them apart.
  value @6 :Json.Value;
  # What was thrown, if it is not an Error object.
}

enum Capability {
  send @0;
  sendSync @1;
  invoke @2;
  reply @3;
  # event.reply
  sendTo @4;
  # main sends events
  hold @5;
  # answering after the listener has returned
  release @6;
  # an event that is let go of is noticed without a garbage collection
  collect @7;
  # a garbage collection can be asked for
  deadline @8;
  kill @9;
  close @10;
  sender @11;
  # event.sender tells renderers apart
  structuredClone @12;
  # values are those of the structured clone algorithm, not JSON's
  outcome @13;
  # errors carry `outcome`
  wireMain @14;
  # main speaks the wire protocol with whoever connects to the socket that `listening` names
  wireRenderer @15;
  # renderers speak it with the main that `begin` names
}

# ------------------------------------------------------------------------------------------------
# Values that JSON cannot say
#
# {"$":"undefined"}                              and {"$":"hole"} in an array
# {"$":"number","value":"NaN"}                   "NaN", "Infinity", "-Infinity", "-0"
# {"$":"bigint","value":"-12"}
# {"$":"string16","units":[55296]}               a string with an unpaired surrogate
# {"$":"date","value":0}                         value null: an invalid date
# {"$":"regexp","source":"a+","flags":"gi"}
# {"$":"boxed","value":1}
# {"$":"map","entries":[[k,v]]}                  {"$":"set","values":[v]}
# {"$":"array","elements":[…],"properties":{…}}  an array with named properties
# {"$":"object","entries":[["$",v]]}             an object with a key "$"
# {"$":"buffer","bytes":"base64"}
# {"$":"view","type":"Uint8Array","buffer":…,"byteOffset":0,"length":4}
#                                                the length in elements; of a DataView in bytes
# {"$":"error","name":"TypeError","message":"m","code":"E","cause":…}
#                                                `code` counts where the error is thrown; a cloned one has none
# {"$":"shared","id":1,"value":…}                names a value, where it is met first in the order of writing;
#                                                {"$":"ref","id":1} is the same one again, at any depth
# {"$":"function"} {"$":"symbol"} {"$":"promise"} cannot be cloned: only from runner to subject
#
# There is no tag for a resizable buffer, a view that follows one, an error's stack, or the name of a property
# with an unpaired surrogate: the suite asks for none of them, and an adapter may report such a value as the
# nearest one that there is a tag for.
