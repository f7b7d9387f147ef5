/* The main process: its application, and its half of each link. Every step is one task, run to its end:
   main is single-threaded, and its tasks may come in any order. `its` is main[r]. */

#define its main[r]

#if FAULT == MAIN_WAITS
bool mainStuck;
#define mainRuns (mainAlive && !mainStuck)
#else
#define mainRuns mainAlive
#endif

#define knownDead(r) (its.closed && !alive[r])

/* ------------------------------------------------------------------------------------------------
   What the link did */

inline main_onFrame(r) {
  toMain[r]?kind,n;
#if FAULT == SYNC_OVERTAKES
  if
  :: kind == MESSAGE && toMain[r]??[SYNC] -> toMain[r]!kind,n; toMain[r]??SYNC,n; kind = SYNC
  :: else
  fi;
#endif
  assert(!its.closed);  /* TW-WIRE-14 */
  if
  :: kind == CANCEL -> OnCancel(r)  /* step 6 */
  :: kind == CLOSE -> main_end(r)  /* step 7 */
  :: else -> Dispatch(r)
  fi
}

inline Dispatch(r) {
  /* TW-ORDER-1 TW-ORDER-2 TW-ORDER-3 TW-ORDER-4 TW-ORDER-5 TW-ORDER-6 TW-ORDER-7 TW-ORDER-17 TW-ORDER-18 */
  assert(n == ghost[r].dispatched);
  ghost[r].dispatched = (n + 1) % ID_ROUND;
  if
  :: kind == MESSAGE -> main_onMessage(r)  /* step 3 */
  :: kind == SYNC -> main_onSync(r)  /* step 5 */
  :: kind == INVOKE -> main_onInvoke(r)
  fi
}

/* What listeners do with a message changes nothing here; their replies are events like any other. */
inline main_onMessage(r) {
#if TRACE
  if
  :: called(r, MESSAGE, n)
  :: true
  fi;
#else
  called(r, MESSAGE, n);  /* step 2 */
#endif
#if FAULT == SEND_TWICE
  if
  :: len(toMain[r]) < TO_MAIN -> toMain[r]!MESSAGE,n
  :: true
  fi
#endif
}

inline main_onSync(r) {
  AtMostOneSync(r);
  its.live[n] = SYNC;  /* step 4 of main.onFrame */
  if
  :: how = NO_LISTENER  /* step 2; TW-SYNC-10 */
  :: called(r, SYNC, n); its.event[n] = SYNC  /* step 3 */
#if !TRACE  /* else LoggedMain goes on with it */
     ;
     if
     :: main_assign(r, n, VALUE)
     :: main_assign(r, n, UNDEFINED)
     :: true
     fi;
     HoldOrRelease(r, n)
#endif
  fi;
  main_answer(r, n)
}

inline main_onInvoke(r) {
  its.live[n] = INVOKE;
  if
  :: how = NO_HANDLER  /* step 2; TW-INVOKE-5 TW-INVOKE-6 */
  :: called(r, INVOKE, n); its.event[n] = INVOKE  /* step 4 */
#if !TRACE  /* else LoggedMain goes on with it */
     ;
     if
     :: main_fulfil(r, n)  /* step 6 */
     :: main_fail(r, n)
     :: HoldOrRelease(r, n)  /* step 5 */
     fi
#endif
  fi;
  main_answer(r, n)
}

/* At most one sendSync of a renderer is live. */
inline AtMostOneSync(r) {
  kind = 0;
  do
  :: kind < IDS -> assert(its.live[kind] != SYNC); kind++  /* TW-WIRE-12 */
  :: else -> break
  od
}

inline OnCancel(r) {
  how = CANCELLED;
  if
  :: fault(CANCEL_AND_ANSWER) && its.live[n] != 0 -> main_answer(r, n); its.live[n] = SYNC
  :: else -> main_answer(r, n)  /* TW-WIRE-13 */
  fi
}

/* The renderer is gone or has closed: its calls are no longer live. Events stay with who holds them. */
inline main_end(r) {
  its.closed = true;  /* step 1 */
  n = 0;
  do
  :: n < IDS ->
     if
     :: fault(ANSWER_AFTER_LOSS)
     :: !fault(ANSWER_AFTER_LOSS) -> its.live[n] = 0
     fi;
     n++
  :: else -> break
  od
}

/* ------------------------------------------------------------------------------------------------
   What the application does */

/* event.returnValue = value. */
inline main_assign(r, id, value) {
  assigned(r, id, value);
  witness(ASSIGNED_AFTER_DEATH, knownDead(r) && duringWait);
  witness(LATE_ASSIGNMENT, ghost[r].given[id] == CANCELLED && dispatchedWait(r));
  how = value  /* step 3; main_answer follows */
}

/* The handler returns a value, or its promise fulfils. */
inline main_fulfil(r, id) {
  resolved(r, id, VALUE);
  its.event[id] = 0;
  how = VALUE  /* step 2; main_answer follows */
}

/* The handler throws, or its promise rejects. */
inline main_fail(r, id) {
  resolved(r, id, THROWN);
  its.event[id] = 0;
  how = THROWN  /* step 1; step 2: main_answer follows */
}

/* The last use of the event is gone, and with it whoever could have answered. */
inline main_release(r, id) {
  released(r, id);
  its.event[id] = 0;
  if
  :: how == 0 && !fault(RELEASE_FORGOTTEN) -> how = NO_REPLY  /* step 1; TW-SYNC-8 TW-INVOKE-16 */
  :: else
  fi
}

/* At the end of the synchronous part of a listener or handler. */
inline HoldOrRelease(r, id) {
  if
  :: true  /* holds it: HeldEvent goes on with it */
  :: KEEP && r == 0 -> its.kept[id] = true
  :: main_release(r, id)
  fi
}

/* Ends a call, if it is live: the first answer is the answer. `how` is empty if there is none yet. */
inline main_answer(r, id) {
  steps {
    if
    :: how != 0 && (its.live[id] != 0 || (fault(SECOND_ASSIGNMENT) && how == UNDEFINED)) &&
       !(fault(NO_LISTENER_SILENT) && how == NO_LISTENER) ->
       assert(ghost[r].given[id] == 0);  /* TW-WIRE-5 TW-WIRE-13 TW-SYNC-2 TW-INVOKE-27 */
       if
       :: alive[r] && renderer[r].state != CLOSED -> ghost[r].given[id] = how
       :: else
       fi;
       if
       :: its.live[id] == INVOKE -> Stamp(r)
       :: else
       fi;
       main_sendFrame(r, RETURN, id);  /* step 4 */
       its.live[id] = 0  /* step 2 */
    :: else
    fi;
    how = 0
  }
}

/* event.reply and webContents.send: which of the two cannot be told. */
inline main_sendEvent(r) {
  sent(r);
  events--;
  if
  :: alive[r] && renderer[r].state != CLOSED -> ghost[r].eventsUnderWay++
  :: else
  fi;
  Stamp(r);
  main_sendFrame(r, EVENT, eventId)  /* step 3 */
}

#define stampOf(r, what, id) (what == EVENT || its.live[id] == INVOKE -> ghost[r].sentStamp : 0)

/* Marks what the renderer must handle in this order: not the answers of sendSync, which overtake. An endless run does not look at the order. */
inline Stamp(r) {
#if ENDLESS
  skip
#else
  ghost[r].sentStamp++
#endif
}

/* Writes, and never waits: what the system does not take at once stays in main's buffer, which holds at
   most the live calls' answers and the events under way. */
inline main_sendFrame(r, what, id) {
  noteWait((dispatchedWait(r) && (what == EVENT || id != renderer[r].waitingFor)) || (r == 1 && dispatchedWait(0)));
  assert(!its.closed);  /* TW-LIFE-2 TW-SYNC-25 TW-REPLY-7 */
#if FAULT == MAIN_WAITS
  mainStuck = true;
#else
  assert(len(toRenderer[r]) < TO_RENDERER);  /* TW-WIRE-17 */
#endif
  if
  :: !alive[r] || renderer[r].state == CLOSED  /* nobody reads any more */
#if FAULT == ANSWER_ELSEWHERE
  :: what == RETURN -> toRenderer[(r + 1) % RENDERERS]!what,id,how,stampOf(r, what, id)
#elif FAULT == UNDEFINED_IS_NOTHING
  :: how == UNDEFINED -> toRenderer[r]!what,id,NO_REPLY,stampOf(r, what, id)
#endif
  :: else -> toRenderer[r]!what,id,how,stampOf(r, what, id)  /* step 1 */
  fi
#if FAULT == MAIN_WAITS
  ; mainStuck = false
#endif
}

/* ------------------------------------------------------------------------------------------------ */

/* Main and one link: its frames and its end. */
proctype MainReads(byte r) {
  mtype kind, how;
  byte n;

end:
  do
  :: atomic { mainRuns && len(toMain[r]) > 0 && !knownDead(r) -> main_onFrame(r); kind = 0; n = 0 }
#if DEATHS
  :: steps { mainRuns && !alive[r] && !its.closed -> mainClosed(r); main_end(r); n = 0 }
#endif
  od
}

#if !TRACE  /* else the application is LoggedMain */
/* Main's application sends events, with and without an occasion. */
proctype MainSends(byte r) {
  mtype how;  /* empty: no outcome */

end:
  do
  :: steps { mainRuns && events > 0 && !its.closed -> main_sendEvent(r) }
  od
}

/* Main's application and one event (or promise) that it holds: it uses it, and one day lets it go. */
proctype HeldEvent(byte r, n) {
  mtype how;

end:
  do
  :: atomic { mainRuns && its.event[n] != 0 && !its.kept[n] ->
       if
       :: its.event[n] == SYNC -> main_assign(r, n, VALUE)
       :: its.event[n] == SYNC -> main_assign(r, n, UNDEFINED)
       :: its.event[n] == INVOKE -> main_fulfil(r, n)
       :: its.event[n] == INVOKE -> main_fail(r, n)
       :: main_release(r, n)
       fi;
       main_answer(r, n)
     }
  od
}
#endif
