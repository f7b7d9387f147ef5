#include "wire/codec.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wire/body.h"
#include "wire/survey.h"
#include "wire/thrown.h"
#include "wire/value_reader.h"
#include "wire/value_writer.h"

namespace triwire::wire {

namespace {

protocol::Payload encode(const std::vector<const detail::Cell*>& roots, Survey survey) {
  survey.look(roots);
  constexpr std::uint64_t WORDS_MAX = (1ULL << 29U) - 1;  // Of one segment; it is only a hint.
  auto body =
      std::make_shared<EncodedBody>(static_cast<unsigned>(std::min(survey.words(), WORDS_MAX)));
  const auto payload = body->message.initRoot<schema::Payload>();
  writePayload(roots, survey, payload);
  body->content = payload.asReader();
  const std::uint64_t bytes = body->message.sizeInWords() * sizeof(capnp::word);
  return {std::move(body), bytes, static_cast<std::uint32_t>(survey.nodes().size()),
          survey.depth()};
}

protocol::Payload encodePath(std::string path) {
  auto body = std::make_shared<Body>();
  const std::uint64_t bytes = path.size();
  body->content = Path{std::move(path)};
  return {std::move(body), bytes, 0, 0};
}

}  // namespace

protocol::Payload encodeArgs(const Args& args) {
  if (args.empty()) return {};
  std::vector<const detail::Cell*> roots;
  roots.reserve(args.size());
  for (const Value& arg : args) roots.push_back(&detail::Access::cell(arg));
  return encode(roots, Survey("args", true));
}

Args decodeArgs(const protocol::Payload& payload) {
  return readPayload(contentOf<schema::Payload::Reader>(payload));
}

protocol::Outcome encodeValue(const Value& value) {
  return {OutcomeKind::VALUE, encode({&detail::Access::cell(value)}, Survey("result", false))};
}

protocol::Outcome encodeOutcome(const Outcome& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::VALUE:
      try {
        return encodeValue(outcome.value);
      } catch (const UnclonableError& error) {
        return {OutcomeKind::UNCLONABLE, encodePath(error.path())};
      }
    case OutcomeKind::THROWN:
      return {OutcomeKind::THROWN, encodeThrown(outcome.thrown)};
    case OutcomeKind::UNCLONABLE:
      return {OutcomeKind::UNCLONABLE, encodePath(outcome.path)};
    case OutcomeKind::NO_REPLY:
    case OutcomeKind::NO_LISTENER:
    case OutcomeKind::NO_HANDLER:
    case OutcomeKind::CANCELLED:
    case OutcomeKind::REFUSED:
    case OutcomeKind::TOO_LARGE:
    case OutcomeKind::OVERLOADED:
    case OutcomeKind::DISCONNECTED:
    case OutcomeKind::DEADLINE_EXCEEDED:
      break;
  }
  return {outcome.kind, {}};
}

Outcome decodeOutcome(const protocol::Outcome& outcome) {
  Outcome decoded = Outcome::of(outcome.kind);
  if (outcome.kind == OutcomeKind::VALUE) {
    decoded.value = decodeArgs(outcome.payload)[0];
  } else if (outcome.kind == OutcomeKind::THROWN) {
    decoded.thrown = readThrown(contentOf<schema::Thrown::Reader>(outcome.payload));
  } else if (outcome.kind == OutcomeKind::UNCLONABLE) {
    decoded.path = contentOf<Path>(outcome.payload).text;
  }
  return decoded;
}

}  // namespace triwire::wire
