/* The model follows a history: each log's events in their order, whatever the order between logs. trace.py
   writes the file HISTORY; the history is explained if all its logs can be read to their ends. */

#define END           0
#define ON_CALLING    1  /* id, kind; who: CONTINUES the task of the call before */
#define ON_RETURNED   2  /* id, outcome */
#define ON_SETTLED    3  /* id, outcome */
#define ON_DISPATCHED 4  /* number of the event */
#define ON_CALLED     5  /* who, id, kind */
#define ON_ASSIGNED   6  /* who, id */
#define ON_RESOLVED   7  /* who, id, outcome */
#define ON_RELEASED   8  /* who, id */
#define ON_FINISHED   9  /* who, id, what becomes of the event: an outcome, HOLDS, or 0: let go */
#define ON_SENT      10  /* who, number of the event, UNHEARD or 0 */

#define CONTINUES 1
#define UNHEARD   100    /* no listener may be there */
#define HOLDS     101
#define FAILURE   102    /* any but a value: the implementation does not say which */

#define QUOTED_(path) #path
#define QUOTED(path) QUOTED_(path)
#include QUOTED(HISTORY)

byte which;  /* of the histories in the file */
short at[RENDERERS + 1];
bool fresh[RENDERERS];
#define main_ RENDERERS

#define isNext(log, what) (loggedWhat[at[log]] == what)
#define shows(log, what, id) (isNext(log, what) && loggedId[at[log]] == id)
#define outcomeIs(log, how) (loggedDetail[at[log]] == how || \
                             (loggedDetail[at[log]] == FAILURE && how != VALUE && how != UNDEFINED))

#define task(r) fresh[r] = true
#define calling(r, kind, id) shows(r, ON_CALLING, id) && loggedDetail[at[r]] == kind && \
                             !(loggedWho[at[r]] == CONTINUES && fresh[r]); at[r]++; fresh[r] = false
#define returned(r, id, how) shows(r, ON_RETURNED, id) && outcomeIs(r, how); at[r]++
#define settled(r, id, how) shows(r, ON_SETTLED, id) && outcomeIs(r, how); at[r]++
#define dispatched(r, id) \
  if \
  :: shows(r, ON_DISPATCHED, id) -> at[r]++ \
  :: outcome == UNHEARD \
  fi
#define called(r, kind, id) shows(main_, ON_CALLED, id) && loggedWho[at[main_]] == r && loggedDetail[at[main_]] == kind; \
                            at[main_]++
#define assigned(r, id, how) skip
#define resolved(r, id, how) skip
#define released(r, id) skip
#define sent(r) skip
#define mainClosed(r) skip
#define rendererClosed(r) skip
#define rendererKilled(r) skip
#define mainKilled() skip
#define closes(r) skip
#define eventId n
