/* Situations worth a scenario. With -DGOAL=n the model calls one an error, and the search, breadth first,
   finds the shortest run to it; scenarios.py makes a scenario of the suite of that. Each line names the run
   whose parameters it needs. */

#define NO_GOAL                       0
#define UNDEFINED_RETURNED            1  /* one       A sendSync is answered with undefined. */
#define RELEASED_TOLD                 2  /* one       The event of a sendSync is let go of unanswered. */
#define NO_LISTENER_TOLD              3  /* one       A sendSync finds no listener. */
#define NO_HANDLER_TOLD               4  /* one       An invoke finds no handler. */
#define THROWN_TOLD                   5  /* one       A handler throws. */
#define PROMISE_RELEASED              6  /* one       The promise of a handler is let go of unsettled. */
#define RESULTS_REVERSED              7  /* one       The second of two invokes settles while the first is pending. */
#define RETURNS_WITH_EVENT_DEFERRED   8  /* one       An event arrives while a sendSync waits. */
#define RETURNS_WITH_RESULT_DEFERRED  9  /* one       The result of an invoke arrives while a sendSync waits. */
#define BOTH_BLOCKED_LAST_SERVED     10  /* two       Two renderers wait, and the second is answered first. */
#define ASSIGNED_AFTER_DEATH         11  /* ends      A renderer dies while it waits; the event is assigned to afterwards. */
#define LOST_WITH_EVENT_DEFERRED     12  /* ends      Main dies while a renderer waits and an event has arrived. */
#define INVOKED_AFTER_LOSS           13  /* ends      An invoke is made after the link was lost. */
#define INVOKE_LOST                  14  /* ends      Main dies while an invoke is pending. */
#define LATE_ASSIGNMENT              15  /* deadlines An event is assigned to after the deadline, while the next sendSync waits. */

/* Renderer r waits, and main has its sendSync. */
#define dispatchedWait(r) (blocked(r) && main[r].live[renderer[r].waitingFor] == SYNC)

#if GOAL
/* Meanwhile main has sent something else, has answered the other, or the renderer has died. */
bool duringWait;
#define noteWait(condition) duringWait = duringWait || (condition)
#define witness(goal, condition) assert(GOAL != goal || !(condition))
#else
#define noteWait(condition) skip
#define witness(goal, condition) skip
#endif
