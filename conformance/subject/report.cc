#include "subject/report.h"

#include <capnp/message.h>

#include "record/shape.h"
#include "subject/error_json.h"

namespace triwire::conformance {

void Report::event(const std::function<void(contract::Event::Builder)>& fill) {
  if (hasEnded_) return;
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setActor(asText(actor_));
  event.setSeq(++seq_);
  fill(event);
  print_(writeJson(event.asReader()));
}

void Report::uncaught(const std::exception_ptr& error) {
  event([&](auto event) { writeError(error, event.initUncaught().initError()); });
}

void Report::marked(std::string_view mark) {
  event([&](auto event) { event.initMarked().setMark(asText(mark)); });
}

void Report::done(std::uint32_t command) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setId(command);
  event.setDone();
  print_(writeJson(event.asReader()));
}

void Report::failed(std::uint32_t command, std::string_view why) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setId(command);
  event.initFailed().setText(asText(why));
  print_(writeJson(event.asReader()));
}

}  // namespace triwire::conformance
