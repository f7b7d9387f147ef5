/* What an application sees, as events of schema/conformance.capnp. A run that is followed prints them;
   with TRACE they come from a history, in its order, or not at all. */

#if TRACE
#include "trace.pml"
#else
#define task(r) printf("@ r%d task\n", r)
#define calling(r, kind, id) printf("@ r%d calling %d %e\n", r, id, kind)
#define returned(r, id, how) printf("@ r%d returned %d %e\n", r, id, how)
#define settled(r, id, how) printf("@ r%d settled %d %e\n", r, id, how)
#define dispatched(r, id) printf("@ r%d dispatched\n", r)
#define called(r, kind, id) printf("@ main called r%d %d %e\n", r, id, kind)
#define assigned(r, id, how) printf("@ main assigned r%d %d %e\n", r, id, how)
#define resolved(r, id, how) printf("@ main resolved r%d %d %e\n", r, id, how)
#define released(r, id) printf("@ main released r%d %d\n", r, id)
#define sent(r) printf("@ main sent r%d\n", r)
#define mainClosed(r) printf("@ main closed r%d\n", r)
#define rendererClosed(r) printf("@ r%d closed main\n", r)
#define rendererKilled(r) printf("@ r%d killed\n", r)
#define mainKilled() printf("@ main killed\n")
#define closes(r) printf("@ r%d closes\n", r)
#define eventId 0
#endif
