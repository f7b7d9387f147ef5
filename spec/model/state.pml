/* What crosses a link, what its two ends remember, and what the checks watch. */

/* Frames, as in schema/triwire.capnp. */
mtype = { MESSAGE, SYNC, INVOKE, CANCEL, CLOSE, EVENT, RETURN };
/* Outcomes. UNDEFINED is a value like any other, told apart because implementations confuse it. */
mtype = { VALUE, UNDEFINED, THROWN, NO_REPLY, NO_LISTENER, NO_HANDLER, CANCELLED, DISCONNECTED, DEADLINE_EXCEEDED };
/* A renderer's half of a link. WAITING: a sendSync is unanswered. */
mtype = { OPEN, WAITING, CLOSED };
/* A call that its renderer gave up on and that has not been answered. */
mtype = { GIVEN_UP };

#define NONE 255

/* The renderer's half. A call's number is its id, its place in the order of calls and its name. */
typedef RendererConnection {
  mtype state;
  bool inTask;      /* application code runs (or waits): nothing else of this renderer may */
  byte nextId;
  byte waitingFor;  /* the sendSync that waits, or NONE */
  mtype call[IDS]   /* live calls: SYNC, INVOKE or GIVEN_UP, until their `return` has come */
}
RendererConnection renderer[RENDERERS];
bool alive[RENDERERS];

/* Main's half. */
typedef MainConnection {
  bool closed;
  mtype live[IDS];  /* SYNC or INVOKE, until answered, cancelled or abandoned */
  mtype event[IDS]; /* SYNC or INVOKE: the application holds that call's event (or promise) */
  bool kept[IDS]    /* and never lets go of it */
}
MainConnection main[RENDERERS];
bool mainAlive;

/* The two directions of each link: written and not read, in main's buffers or the system's. */
chan toMain[RENDERERS] = [TO_MAIN] of { mtype, byte };                        /* kind, id */
chan toRenderer[RENDERERS] = [TO_RENDERER] of { mtype, byte, mtype, byte };   /* kind, id, outcome, stamp */
/* Read by the renderer, and waiting for its next turn: EVENT, or RETURN to settle an invoke. */
chan deferred[RENDERERS] = [TO_RENDERER] of { mtype, byte, mtype, byte };

byte events;      /* main may still send so many (in an endless run: have so many under way) */

/* Watched only, decides nothing. */
typedef Ghost {
  byte dispatched;      /* the id of the message that main must dispatch next */
  byte sentStamp;       /* of the last event or result that main sent */
  byte seenStamp;       /* of the last one that the renderer handled */
  byte eventsUnderWay;
  bool unsettled[IDS];  /* calls that the application has made and that have not settled */
  mtype given[IDS]      /* what main answered */
}
Ghost ghost[RENDERERS];
