/* The protocol of schema/triwire.capnp as a model: one main process, some renderers, a link to each.
   README.md says what is modelled and what is assumed; check.py runs it.

   Parameters, each -DNAME=value: */

#ifndef RENDERERS
#define RENDERERS 2
#endif
#ifndef CALLS        /* that each renderer makes; 0: without end, ids coming round again */
#define CALLS 2
#endif
#ifndef EVENTS       /* that main sends; in an endless run: that it has under way */
#define EVENTS 1
#endif
#ifndef DEATHS       /* processes that may die: main, or renderer 0 (renderers are alike) */
#define DEATHS 0
#endif
#ifndef RENDERER_DIES
#define RENDERER_DIES 1
#endif
#ifndef MAIN_DIES
#define MAIN_DIES 1
#endif
#ifndef KEEP         /* 1: main may keep an event of renderer 0's for ever */
#define KEEP 0
#endif
#ifndef DEADLINES    /* 1: every call may pass its deadline at any time */
#define DEADLINES 0
#endif
#ifndef CLOSES       /* 1: a renderer may close its link in good order */
#define CLOSES 0
#endif
#ifndef YIELD        /* 0: a renderer's script need not come to an end */
#define YIELD 1
#endif
#ifndef FAULT        /* one of faults.pml */
#define FAULT 0
#endif
#ifndef TRACE        /* 1: follow the history in the file HISTORY */
#define TRACE 0
#endif
#ifndef GOAL         /* one of witnesses.pml */
#define GOAL 0
#endif

#include "faults.pml"

#if CALLS == 0
#define ENDLESS 1
#ifndef IDS
#define IDS 2
#endif
#define CALLS_IN_TASK 2
#else
#define ENDLESS 0
#define IDS CALLS
#endif
/* Ids start again after this many. */
#define ID_ROUND (IDS + 1 - ENDLESS)
#ifndef TO_MAIN
#define TO_MAIN (IDS + IDS * DEADLINES + 2 * CLOSES)
#endif
#if FAULT == MAIN_WAITS
#define TO_RENDERER 1
#endif
#ifndef TO_RENDERER
#define TO_RENDERER (IDS + EVENTS)
#endif

/* Steps of one process without a choice in between. */
#if FAULT == MAIN_WAITS || TRACE
#define steps atomic
#else
#define steps d_step
#endif

#include "witnesses.pml"
#include "state.pml"
#include "visible.pml"
#include "renderer.pml"
#include "main.pml"
#if TRACE
#include "logged_main.pml"
#endif

#if DEATHS
/* Nobody looks at these any more: fewer states. */
inline Bury(r) {
  me.inTask = false;
  me.waitingFor = NONE;
  do
  :: len(toRenderer[r]) > 0 -> toRenderer[r]?_,_,_,_
  :: len(deferred[r]) > 0 -> deferred[r]?_,_,_,_
  :: else -> break
  od
}

/* A process may die between any two of its steps, or not at all. What it wrote may be lost, from any point
   on: the other side notices the end whenever it likes, and reads no more. */
proctype Death() {
  byte left = DEATHS;

end:
  do
  :: atomic { left > 0 ->
       left--;
       if
       :: alive[0] && RENDERER_DIES -> rendererKilled(0); noteWait(dispatchedWait(0)); alive[0] = false; Bury(0)
       :: mainAlive && MAIN_DIES -> mainKilled(); mainAlive = false
       :: true
       fi
     }
  od
}
#endif

#define keptWaiting(r, id) (main[r].kept[id] && main[r].live[id] != 0 && mainAlive)

/* Everything has come to rest: who lives has nothing outstanding, but for what main keeps for ever. */
inline AtRest(r) {
  if
  :: alive[r] ->
     n = 0;
     do
     :: n < IDS ->
        if
        :: ghost[r].unsettled[n] ->
           assert(keptWaiting(r, n) || (blocked(r) && keptWaiting(r, me.waitingFor)))
           /* TW-SYNC-8 TW-SYNC-10 TW-SYNC-24 TW-INVOKE-28 TW-INVOKE-29 TW-INVOKE-36 TW-WIRE-17 TW-WIRE-18 TW-LIFE-3 */
        :: else
        fi;
        n++
     :: else -> break
     od;
     if
     :: mainAlive && me.state == OPEN ->
        assert(ghost[r].eventsUnderWay == 0);  /* TW-ORDER-12 TW-BLOCK-5 TW-REPLY-2 */
        assert(ghost[r].dispatched == me.nextId)  /* TW-ORDER-18 */
     :: else
     fi
  :: else
  fi
}

init {
  byte r, n;

  atomic {
    mainAlive = true;
    events = EVENTS;
    for (r : 0 .. RENDERERS - 1) {
      alive[r] = true;
      renderer[r].state = OPEN;
      renderer[r].waitingFor = NONE;
      run RendererProcess(r);
      run MainReads(r);
#if !TRACE
      run MainSends(r);
      for (n : 0 .. IDS - 1) {
        run HeldEvent(r, n)
      }
#endif
    }
#if DEATHS
    run Death();
#endif
#if TRACE
    c_code { now.which = atoi(getenv("WHICH")); };
    for (r : 0 .. RENDERERS) {
      at[r] = startOf[which * (RENDERERS + 1) + r]
    }
    run LoggedMain();
#endif
    r = 0;
    n = 0
  }
#if !ENDLESS && !TRACE
  atomic {
    timeout ->
    for (r : 0 .. RENDERERS - 1) {
      AtRest(r)
    }
  }
#endif
}

#if ENDLESS
/* What must come, given that every process goes on when it can (weak fairness: pan -f), that renderers
   return to their loops (YIELD) and that main lets go of what it holds (KEEP=0). */
#define waits(r) (alive[r] && blocked(r))
#define isAnswered(r) (waits(r) && ghost[r].given[renderer[r].waitingFor] != 0)
#define isPending(r) (alive[r] && ghost[r].unsettled[0])

ltl syncReturns { [] (waits(0) -> <> !waits(0)) }            /* TW-SYNC-8 TW-SYNC-10 TW-SYNC-24 TW-BLOCK-10 */
ltl callSettles { [] (isPending(0) -> <> !isPending(0)) }    /* TW-INVOKE-28 TW-INVOKE-29 */
ltl answeredReturns { [] (isAnswered(0) -> <> !waits(0)) }   /* TW-BLOCK-10 TW-BLOCK-11 */
#if RENDERERS > 1
ltl othersReturn { [] (waits(1) -> <> !waits(1)) }           /* TW-BLOCK-6 */
#endif
#endif
