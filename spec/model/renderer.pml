/* A renderer: its application, its event loop and its half of the link. `me` is renderer[r]. */

#define me renderer[r]

#define blocked(r) (renderer[r].waitingFor != NONE)
#define atLoop(r) (alive[r] && !me.inTask)
#define running(r) (alive[r] && me.inTask && (!blocked(r) || fault(CALL_WHILE_WAITING)))
#define mayWrite(r) (me.state == CLOSED || len(toMain[r]) < TO_MAIN)
#define mustWait(r) (blocked(r) || (me.inTask && !mayWrite(r) && !fault(MAIN_WAITS)))
#define mayRead(r) (alive[r] && me.state != CLOSED && len(toRenderer[r]) > 0)
#define mayDefer(r) (mayRead(r) && !(fault(DEFERRAL_BOUNDED) && len(deferred[r]) > 0))
#define mayExpire(r, id) (alive[r] && (me.call[id] == SYNC || me.call[id] == INVOKE) && \
                          (!me.inTask || blocked(r)) && len(toMain[r]) < TO_MAIN)

#if ENDLESS
/* Ids come round again, each when nothing is left of the call that had it. */
#define idFree(r) (me.call[me.nextId] == 0 && !ghost[r].unsettled[me.nextId] && \
                   main[r].live[me.nextId] == 0 && main[r].event[me.nextId] == 0)
/* A script makes a bounded number of calls, and the loop takes what waits there before it begins another. */
byte callsInTask[RENDERERS];
bool lastWasScript[RENDERERS];
#define mayCall(r) (idFree(r) && mayWrite(r) && callsInTask[r] < CALLS_IN_TASK)
#define mayStart(r) (mayCall(r) && !(lastWasScript[r] && (len(deferred[r]) > 0 || mayRead(r))))
#define done(r) false
#else
#if TRACE
#define mayCall(r) isNext(r, ON_CALLING)
#else
#define mayCall(r) (me.nextId < CALLS && mayWrite(r))
#endif
#define mayStart(r) mayCall(r)
#define done(r) (me.nextId == CALLS)  /* the rest of the script is nothing to see */
#endif

#include "told.pml"

inline BeginTask(r) {
  assert(!me.inTask && !blocked(r));  /* TW-BLOCK-4 TW-BLOCK-9 */
  task(r);
  me.inTask = true
}

inline EndTask(r) {
  me.inTask = false;
#if ENDLESS
  callsInTask[r] = 0
#endif
}

inline TakeId(r) {
  me.nextId = (me.nextId + 1) % ID_ROUND;
#if ENDLESS
  callsInTask[r]++
#endif
}

/* Endless runs remember whether a script or what waited had the last turn. */
inline TookScript(r, itDid) {
#if ENDLESS
  lastWasScript[r] = itDid
#else
  skip
#endif
}

/* ------------------------------------------------------------------------------------------------
   What the application asks for */

inline Call(r) {
  assert(!blocked(r));  /* TW-BLOCK-1 */
  if
  :: !me.inTask -> BeginTask(r); TookScript(r, true)
  :: else
  fi;
  if
  :: renderer_send(r)
  :: renderer_sendSync(r)
  :: renderer_invoke(r)
  fi;
  if
  :: done(r) && !blocked(r) -> EndTask(r)
  :: else
  fi
}

inline renderer_send(r) {
  calling(r, MESSAGE, me.nextId);
  if
  :: me.state == CLOSED  /* step 2 */
  :: me.state != CLOSED && fault(SEND_LOST)
  :: me.state != CLOSED -> toMain[r]!MESSAGE,me.nextId  /* step 3 */
  fi;
  TakeId(r)
}

inline renderer_sendSync(r) {
  calling(r, SYNC, me.nextId);
  ghost[r].unsettled[me.nextId] = true;
  if
  :: me.state == CLOSED -> ReturnFromSync(r, me.nextId, DISCONNECTED)  /* step 2; TW-SYNC-27 */
  :: else ->
     toMain[r]!SYNC,me.nextId;  /* step 4 */
     me.call[me.nextId] = SYNC;  /* step 3 */
     me.waitingFor = me.nextId;
     me.state = WAITING  /* step 5; step 6 is ReturnFromSync */
  fi;
  TakeId(r)
}

inline renderer_invoke(r) {
  calling(r, INVOKE, me.nextId);
  witness(INVOKED_AFTER_LOSS, me.state == CLOSED && !mainAlive);
  ghost[r].unsettled[me.nextId] = true;  /* step 1 */
  if
  :: me.state == CLOSED && fault(CALL_AFTER_LOSS)
  :: me.state == CLOSED && !fault(CALL_AFTER_LOSS) -> renderer_tell(r, RETURN, me.nextId, DISCONNECTED, 0)  /* step 3; TW-INVOKE-36 */
  :: me.state != CLOSED ->
     toMain[r]!INVOKE,me.nextId;  /* step 4 */
     me.call[me.nextId] = INVOKE
  fi;
  TakeId(r)  /* step 5: the script goes on */
}

/* The application closes the link in good order. */
inline renderer_close(r) {
  closes(r);
  toMain[r]!CLOSE,0;  /* step 1 */
  if
  :: fault(SEND_AFTER_CLOSE) -> toMain[r]!MESSAGE,me.nextId
  :: else
  fi;
  renderer_end(r)  /* step 2 */
}

/* ------------------------------------------------------------------------------------------------
   What the link did */

/* Reads one frame. All but the answer of the sendSync that waits keep their order and wait for a turn. */
inline renderer_onFrame(r) {
#if FAULT == EVENT_OVERTAKES
  if
  :: toRenderer[r]??[EVENT] -> toRenderer[r]??EVENT,n,outcome,stamp; kind = EVENT
  :: else -> toRenderer[r]?kind,n,outcome,stamp
  fi;
#else
  toRenderer[r]?kind,n,outcome,stamp;
#endif
  if
  :: kind == EVENT && fault(REPLY_ENDS_WAIT) && blocked(r) -> n = me.waitingFor; ReturnFromSync(r, n, VALUE)
  :: kind == EVENT && !(fault(REPLY_ENDS_WAIT) && blocked(r)) -> renderer_tell(r, EVENT, n, outcome, stamp)  /* step 3 */
  :: kind == RETURN -> renderer_onReturn(r)  /* step 4 */
  fi
}

inline renderer_onReturn(r) {
  if
  :: fault(LATE_ANSWER_TAKEN) && me.call[n] == GIVEN_UP && blocked(r) -> n = me.waitingFor
  :: else
  fi;
  if
  :: me.call[n] == SYNC ->
     me.call[n] = 0;  /* step 3 */
     ReturnFromSync(r, n, outcome);  /* step 5 */
     witness(RETURNS_WITH_EVENT_DEFERRED, duringWait && deferred[r]??[EVENT] && outcome == VALUE);
     witness(RETURNS_WITH_RESULT_DEFERRED, duringWait && deferred[r]??[RETURN] && outcome == VALUE)
  :: me.call[n] == INVOKE ->
     me.call[n] = 0;
     renderer_tell(r, RETURN, n, outcome, stamp)
  :: me.call[n] == GIVEN_UP ->  /* step 4; TW-SYNC-23 TW-INVOKE-34 */
     me.call[n] = 0;
     ghost[r].given[n] = 0
  :: else -> assert(false)  /* TW-WIRE-5 TW-WIRE-6 TW-WIRE-13 TW-ORDER-16 TW-SYNC-2 TW-SYNC-23 */
  fi
}

/* What the application is told, in order, each in a turn of its own. */
inline renderer_tell(r, what, id, how, mark) {
  deferred[r]!what,id,how,mark  /* step 1; step 2 is the turn that Loop takes next */
}

/* The application is back in its loop: the first of what waits is a task of its own. */
inline renderer_turn(r) {
  if
  :: fault(DEFERRED_OVERTAKEN) && len(deferred[r]) > 1 ->  /* takes the second */
     deferred[r]?kind,n,outcome,stamp;
     deferred[r]!kind,n,outcome,stamp
  :: else
  fi;
  deferred[r]?kind,n,outcome,stamp;  /* step 2 */
  if
  :: kind == EVENT -> DispatchEvent(r)
  :: kind == RETURN -> SettleInvoke(r)
  fi;
  BeginTask(r);
  if
  :: done(r) -> EndTask(r)
  :: else
  fi
}

/* The link has ended: what was not read is lost, what was read keeps its place. */
inline renderer_end(r) {
  me.state = CLOSED;  /* step 2 */
  do
  :: len(toRenderer[r]) > 0 -> toRenderer[r]?kind,n,outcome,stamp
  :: len(toRenderer[r]) == 0 -> break
  od;
  if
  :: blocked(r) && !fault(LOSS_KEEPS_WAITING) ->  /* TW-SYNC-24 */
     witness(LOST_WITH_EVENT_DEFERRED, duringWait && deferred[r]??[EVENT]);
     me.call[me.waitingFor] = 0;
     ReturnFromSync(r, me.waitingFor, DISCONNECTED)
  :: else
  fi;
  n = (fault(LOSS_REVERSED) -> IDS : 0);  /* step 3 */
  do
  :: fault(LOSS_REVERSED) && n > 0 -> n--; RejectIfLive(r)
  :: !fault(LOSS_REVERSED) && n < IDS -> RejectIfLive(r); n++
  :: else -> break
  od
}

inline RejectIfLive(r) {
  if
  :: me.call[n] == INVOKE && !fault(LOSS_KEEPS_INVOKES) ->  /* TW-INVOKE-29 */
     renderer_tell(r, RETURN, n, DISCONNECTED, 0);
     me.call[n] = 0
  :: else -> me.call[n] = 0
  fi
}

/* The deadline of call n has passed. */
inline renderer_giveUp(r) {
  if
  :: me.call[n] == SYNC ->
     me.call[n] = GIVEN_UP;
     ReturnFromSync(r, n, DEADLINE_EXCEEDED)  /* step 3; TW-SYNC-22 */
  :: me.call[n] == INVOKE ->
     me.call[n] = GIVEN_UP;
     renderer_tell(r, RETURN, n, DEADLINE_EXCEEDED, 0)  /* TW-INVOKE-33 */
  fi;
  if
  :: !fault(CANCEL_NOT_SENT) -> toMain[r]!CANCEL,n  /* step 2 */
  :: else
  fi
}

/* One round: a turn, if anything waits for one; else one frame more. */
inline Loop(r) {
  if
  :: !me.inTask && len(deferred[r]) > 0
  :: else -> renderer_onFrame(r)
  fi;
  if
  :: !me.inTask && len(deferred[r]) > 0 -> renderer_turn(r); TookScript(r, false)
  :: else
  fi;
  Forget()
}

inline Forget() {
  kind = 0;
  n = 0;
  outcome = 0;
  stamp = 0
}

proctype RendererProcess(byte r) {
  mtype kind, outcome;
  byte n, stamp;

end:
  do
  :: atomic { (atLoop(r) && mayStart(r)) || (running(r) && mayCall(r)) -> Call(r) }
  :: atomic { running(r) -> EndTask(r) }
#if !YIELD
  :: running(r) -> skip  /* the script goes on, perhaps for ever */
#endif
  :: steps { (atLoop(r) && (len(deferred[r]) > 0 || mayRead(r))) || (mustWait(r) && mayDefer(r)) -> Loop(r) }
#if FAULT == EVENT_WHILE_WAITING
  :: steps { alive[r] && blocked(r) && deferred[r]?[EVENT] -> renderer_turn(r) }
#elif FAULT == RESULT_WHILE_WAITING
  :: steps { alive[r] && blocked(r) && deferred[r]?[RETURN] -> renderer_turn(r) }
#endif
#if DEADLINES
  :: atomic { mayExpire(r, 0) || mayExpire(r, IDS - 1) || mayExpire(r, IDS / 2) ->
       if
       :: mayExpire(r, 0) -> n = 0
       :: mayExpire(r, IDS / 2) -> n = IDS / 2
       :: mayExpire(r, IDS - 1) -> n = IDS - 1
       fi;
       steps { renderer_giveUp(r); Forget() }
     }
#endif
#if CLOSES
  :: steps { (atLoop(r) || running(r)) && mainAlive && me.state == OPEN && len(toMain[r]) < TO_MAIN -> renderer_close(r); Forget() }
#endif
#if DEATHS
  :: steps { alive[r] && !mainAlive && me.state != CLOSED -> rendererClosed(r); renderer_end(r); Forget() }
#endif
  od
}
