/* Seeded errors, one of them with -DFAULT=n: each must be found, in the run that its line names, by the check
   of the requirement that it names. They show that the checks can fail. check.py reads this table. */

#define NO_FAULT              0
#define SYNC_OVERTAKES        1  /* two       TW-ORDER-2   a sendSync overtakes the message before it */
#define SEND_LOST             2  /* two       TW-ORDER-18  a message is dropped on its way */
#define SEND_TWICE            3  /* two       TW-ORDER-17  a message is dispatched twice */
#define ANSWER_ELSEWHERE      4  /* two       TW-ORDER-16  an answer goes to the other renderer */
#define EVENT_OVERTAKES       5  /* one       TW-ORDER-14  events overtake results, as on two pipes */
#define CALL_WHILE_WAITING    6  /* two       TW-BLOCK-1   the code after sendSync runs before the answer */
#define EVENT_WHILE_WAITING   7  /* two       TW-BLOCK-2   a listener runs while sendSync waits */
#define RESULT_WHILE_WAITING  8  /* two       TW-BLOCK-3   a promise settles while sendSync waits */
#define EVENT_IN_SCRIPT       9  /* two       TW-BLOCK-4   what was deferred is handled as soon as sendSync returned */
#define DEFERRED_OVERTAKEN   10  /* one       TW-BLOCK-5   what came later is handled before what was deferred */
#define REPLY_ENDS_WAIT      11  /* two       TW-BLOCK-12  an event is taken for the answer of sendSync */
#define SECOND_ASSIGNMENT    12  /* two       TW-SYNC-2    the second assignment answers again */
#define UNDEFINED_IS_NOTHING 13  /* two       TW-SYNC-4    undefined assigned is reported as no reply */
#define RELEASE_FORGOTTEN    14  /* two       TW-SYNC-8    an event let go of unanswered answers nothing */
#define NO_LISTENER_SILENT   15  /* two       TW-SYNC-10   a sendSync without a listener is dropped */
#define LATE_ANSWER_TAKEN    16  /* deadlines TW-SYNC-23   a late answer settles the sendSync after it */
#define LOSS_KEEPS_WAITING   17  /* ends      TW-SYNC-24   the loss of the link does not end the wait */
#define LOSS_KEEPS_INVOKES   18  /* ends      TW-INVOKE-29 the loss of the link leaves invokes pending */
#define LOSS_REVERSED        19  /* ends      TW-INVOKE-30 the loss of the link rejects the last invoke first */
#define CALL_AFTER_LOSS      20  /* ends      TW-INVOKE-36 an invoke after the loss never settles */
#define ANSWER_AFTER_LOSS    21  /* ends      TW-LIFE-2    main answers a renderer that it knows is gone */
#define CANCEL_NOT_SENT      22  /* deadlines TW-WIRE-12   the next sendSync is sent while the last is live */
#define CANCEL_AND_ANSWER    23  /* deadlines TW-WIRE-13   a cancelled call is answered twice */
#define SEND_AFTER_CLOSE     24  /* ends      TW-WIRE-14   a frame follows close */
#define MAIN_WAITS           25  /* narrow    TW-WIRE-17   main waits until a renderer reads, and a renderer writes without reading */
#define DEFERRAL_BOUNDED     26  /* two       TW-WIRE-18   a waiting renderer with one frame deferred stops reading */

#define fault(f) (FAULT == f)
