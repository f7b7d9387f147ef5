#include "agree/said_event.h"

#include <string>

namespace triwire::conformance::agree {

Event eventOf(const model::Said& said, History& history) {
  Event event;
  event.kind = said.kind;
  event.actor = said.actor;
  event.callKind = said.callKind;
  event.handle = said.handle;
  event.channel = said.channel;
  event.peer = said.peer;
  event.value = said.value;
  if (said.kind == Kind::REGISTERED) event.listener = said.listener;
  const bool listens = said.kind == Kind::CALLED || said.kind == Kind::DISPATCHED ||
                       said.kind == Kind::FINISHED;
  (listens                         ? event.listener
   : said.kind == Kind::REGISTERED ? event.op
   : said.kind == Kind::MARKED     ? event.mark
                                   : event.call) = said.name;
  if (said.args != nullptr) {
    event.message = said.args->message;
    event.args = history.internAll({said.args->args.begin(), said.args->args.end()});
  }
  if (said.failed || said.kind == Kind::UNCAUGHT) {
    ErrorDetail error;
    error.outcome = said.outcome;
    error.message = history.intern(said.message);
    event.error = history.keep(error);
  }
  return event;
}

}  // namespace triwire::conformance::agree
