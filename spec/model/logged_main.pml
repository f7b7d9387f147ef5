/* With TRACE: main's application does what its log says, and the end of all logs is the goal. */

proctype LoggedMain() {
  mtype how;
  byte r, n;

end:
  do
  :: atomic { mainRuns && loggedWhat[at[main_]] > ON_CALLED ->
       r = loggedWho[at[main_]];
       n = loggedId[at[main_]];
       if
       :: isNext(main_, ON_SENT) && !main[r].closed -> how = loggedDetail[at[main_]]; main_sendEvent(r); how = 0
       :: isNext(main_, ON_SENT) && main[r].closed  /* TW-REPLY-7 */
       :: isNext(main_, ON_ASSIGNED) -> main_assign(r, n, VALUE)
       :: isNext(main_, ON_ASSIGNED) -> main_assign(r, n, UNDEFINED)
       :: isNext(main_, ON_RESOLVED) && outcomeIs(main_, VALUE) -> main_fulfil(r, n)
       :: isNext(main_, ON_RESOLVED) && outcomeIs(main_, THROWN) -> main_fail(r, n)
       :: isNext(main_, ON_RELEASED) -> main_release(r, n)
       :: isNext(main_, ON_FINISHED) && loggedDetail[at[main_]] == HOLDS
       :: isNext(main_, ON_FINISHED) && loggedDetail[at[main_]] == 0 -> main_release(r, n)
       :: isNext(main_, ON_FINISHED) && loggedDetail[at[main_]] == VALUE -> main_fulfil(r, n)
       :: isNext(main_, ON_FINISHED) && loggedDetail[at[main_]] == THROWN -> main_fail(r, n)
       fi;
       at[main_]++;
       main_answer(r, n);
       r = 0;
       n = 0
     }
  od
}

/* Reaching this is success: trace.py expects the "error". */
active proctype Explained() {
  byte r;

end:
  atomic {
    isNext(0, END) && (RENDERERS < 2 || isNext(1 % RENDERERS, END)) && (RENDERERS < 3 || isNext(2 % RENDERERS, END)) &&
    (RENDERERS < 4 || isNext(3 % RENDERERS, END)) && isNext(main_, END);
    assert(false)
  }
}
