/* What a renderer's application is told, and what must hold when it is: the checks of the renderer's side. */

inline DispatchEvent(r) {
  assert(!blocked(r));  /* TW-BLOCK-2 */
  dispatched(r, n);
  ghost[r].eventsUnderWay--;
#if ENDLESS
  events++;
#endif
  KeepsOrder(r)
}

inline SettleInvoke(r) {
  assert(!blocked(r));  /* TW-BLOCK-3 */
  settled(r, n, outcome);
  Settle(r, n, outcome);
  witness(RESULTS_REVERSED, n > 0 && ghost[r].unsettled[n - 1] && me.call[n - 1] == INVOKE && outcome == VALUE);
  witness(THROWN_TOLD, outcome == THROWN);
  witness(NO_HANDLER_TOLD, outcome == NO_HANDLER);
  witness(PROMISE_RELEASED, outcome == NO_REPLY);
  witness(INVOKE_LOST, outcome == DISCONNECTED && !mainAlive && main[r].event[n] == INVOKE);
  KeepsOrder(r);
  RejectsInOrder(r)
}

/* Events and results are handled in the order in which main sent them. */
inline KeepsOrder(r) {
#if ENDLESS
  skip
#else
  if
  :: stamp > 0 ->
     assert(stamp > ghost[r].seenStamp);  /* TW-ORDER-11 TW-ORDER-12 TW-ORDER-13 TW-ORDER-14 TW-BLOCK-5 */
     ghost[r].seenStamp = stamp
  :: else
  fi
#endif
}

/* When the link is lost, no later invoke is rejected before an earlier one. */
inline RejectsInOrder(r) {
#if ENDLESS
  skip
#else
  if
  :: outcome == DISCONNECTED ->
     do
     :: n > 0 -> n--; assert(!ghost[r].unsettled[n])  /* TW-INVOKE-30 */
     :: n == 0 -> break
     od
  :: else
  fi
#endif
}

inline ReturnFromSync(r, id, how) {
  returned(r, id, how);
  witness(UNDEFINED_RETURNED, how == UNDEFINED);
  witness(RELEASED_TOLD, how == NO_REPLY);
  witness(NO_LISTENER_TOLD, how == NO_LISTENER);
  witness(BOTH_BLOCKED_LAST_SERVED, r == 1 && duringWait && dispatchedWait(0) && how == VALUE);
  Settle(r, id, how);
  me.waitingFor = NONE;
  if
  :: me.state == WAITING -> me.state = OPEN
  :: else
  fi;
#if FAULT == EVENT_IN_SCRIPT
  if
  :: len(deferred[r]) > 0 -> renderer_turn(r)
  :: else
  fi;
#endif
  if
  :: done(r) -> EndTask(r)
  :: else
  fi
}

/* Every end of a call. */
inline Settle(r, id, how) {
  assert(ghost[r].unsettled[id]);  /* TW-SYNC-26 TW-INVOKE-27 */
  assert(how == ghost[r].given[id] || (how == DISCONNECTED && me.state == CLOSED) ||
         (how == DEADLINE_EXCEEDED && DEADLINES));  /* TW-ORDER-16 TW-SYNC-1 TW-SYNC-4 TW-BLOCK-12 TW-SYNC-23 */
  ghost[r].unsettled[id] = false;
  if
  :: me.call[id] != GIVEN_UP -> ghost[r].given[id] = 0
  :: else
  fi
}
