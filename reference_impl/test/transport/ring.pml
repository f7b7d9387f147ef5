/* The ring of a shared-memory link: who sleeps and who rings (src/transport/ring.h). Its two sides take
   the four sequentially consistent steps in any interleaving. Spin finds no run in which both sleep while
   there is something to do: it would be an end state that is not valid. Counters are sequentially
   consistent, so one step of the model is one of theirs. Seeded errors: -DNO_LOOK (a side sleeps
   without looking again), -DFLAG_LATE (it looks, then sets its flag), -DRING_EARLY (the other looks at
   the flag before it moves its counter). */
#define SIZE 2
#define TOTAL 5

byte written = 0, taken = 0;
bool readerSleeps = true, writerWaits = false;
bool readerBell = false, writerBell = false;

#define ROOM (written - taken < SIZE)
#define BYTES (written > taken)

/* A bell is an eventfd, watched for its edges: rung twice, it wakes once or twice. The flag is taken down by whoever rings. */
inline ringIf(flag, bell) {
  if
  :: flag -> d_step { flag = false; bell = true }
  :: else
  fi
}

inline await(bell) {
  d_step { bell -> bell = false }
}

/* A side that finds something goes on at once and leaves its flag up; or, if it hands its bell to a loop
   of somebody else's, rings it. */
inline sleepUnless(ready, flag, bell) {
#ifdef NO_LOOK
  flag = true;
  await(bell)
#else
#ifdef FLAG_LATE
  if
  :: ready -> bell = true
  :: else
  fi;
  flag = true;
  await(bell)
#else
  flag = true;
  if
  :: ready
  :: ready -> bell = true; await(bell)
  :: else -> await(bell)
  fi
#endif
#endif
}

active proctype writer() {
  do
  :: written == TOTAL -> break
  :: written < TOTAL ->
    if
    :: ROOM ->
#ifdef RING_EARLY
      ringIf(readerSleeps, readerBell);
      written++
#else
      written++;
      ringIf(readerSleeps, readerBell)
#endif
    :: else -> sleepUnless(ROOM, writerWaits, writerBell)
    fi
  od
}

active proctype reader() {
  do
  :: taken == TOTAL -> break
  :: taken < TOTAL ->
    if
    :: BYTES ->
      assert(written - taken <= SIZE);
      taken++;
      if
      :: BYTES                      /* and takes another piece first */
      :: ringIf(writerWaits, writerBell)
      fi
    :: else -> sleepUnless(BYTES, readerSleeps, readerBell)
    fi
  od
}
