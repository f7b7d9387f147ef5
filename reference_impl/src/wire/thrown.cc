#include "wire/thrown.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "wire/body.h"
#include "wire/check.h"
#include "wire/survey.h"
#include "wire/value_reader.h"
#include "wire/value_writer.h"

namespace triwire::wire {

namespace {

/// The look over a thrown value, unless it cannot be cloned.
std::optional<Survey> surveyOf(Roots root) {
  std::optional<Survey> survey(std::in_place, "thrown", false);
  try {
    survey->look(root);
  } catch (const UnclonableError&) {
    survey.reset();
  }
  return survey;
}

Sizes write(const ThrownError& thrown, unsigned causes, schema::Thrown::Builder out) {
  writeText(thrown.text, out.initText());
  if (thrown.isError) {
    auto error = out.initError();
    writeText(thrown.name, error.initName());
    writeText(thrown.message, error.initMessage());
    writeText(thrown.stack, error.initStack());
    if (thrown.code.isString() || thrown.code.isNumber()) {
      writeCell(detail::Access::cell(thrown.code), error.initCode());
    }
    if (thrown.cause == nullptr || causes == CAUSES_MAX) return {};
    return write(*thrown.cause, causes + 1, error.initCause());
  }
  out.setOpaque();
  if (!thrown.value) return {};
  const detail::Cell* root = &detail::Access::cell(*thrown.value);
  const std::optional<Survey> survey = surveyOf({&root, 1});
  if (!survey) return {};
  writePayload({&root, 1}, *survey, out.initValue());
  return {static_cast<std::uint32_t>(survey->nodes().size()), survey->depth()};
}

}  // namespace

protocol::Payload encodeThrown(const ThrownError& thrown) {
  auto body = std::make_shared<EncodedBody>(128);
  const auto root = body->message.initRoot<schema::Thrown>();
  const Sizes sizes = write(thrown, 0, root);
  body->content = root.asReader();
  const std::uint64_t bytes = body->message.sizeInWords() * sizeof(capnp::word);
  return {std::move(body), bytes, sizes.nodes, sizes.depth};
}

ThrownError readThrown(schema::Thrown::Reader in) {
  ThrownError thrown;
  thrown.text = readText(in.getText());
  if (in.isValue()) thrown.value = readValue(in.getValue(), {});
  if (!in.isError()) return thrown;

  const auto error = in.getError();
  thrown.isError = true;
  thrown.name = readText(error.getName());
  thrown.message = readText(error.getMessage());
  thrown.stack = readText(error.getStack());
  thrown.code = readPrimitive(error.getCode());
  if (error.hasCause()) {
    thrown.cause = std::make_shared<const ThrownError>(readThrown(error.getCause()));
  }
  return thrown;
}

}  // namespace triwire::wire
