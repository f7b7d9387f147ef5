#include "subject/error_json.h"

#include <stdexcept>
#include <string>
#include <string_view>

#include "subject/report.h"

namespace triwire::conformance {
namespace {

std::string stringAt(JsonValue::Reader object, std::string_view name) {
  const Value value = readValue(member(object, name));
  return value.isString() ? value.asString() : std::string();
}

// Messages are texts of the contract, and those are UTF-8: U+FFFD for each unpaired surrogate.
std::string wellFormed(std::string_view message) {
  std::string out(message);
  for (std::size_t at = 0; at + 2 < out.size(); ++at)
    if (out[at] == '\xED' && static_cast<unsigned char>(out[at + 1]) >= 0xA0)
      out.replace(at, 3, "\xEF\xBF\xBD");
  return out;
}

void writeFailure(OutcomeKind outcome, std::string_view message, contract::Error::Builder out) {
  out.setOutcome(asText(nameOf(outcome)));
  out.setName("Error");
  out.setMessage(asText(wellFormed(message)));
}

void writeThrown(const ThrownError& thrown, contract::Error::Builder out) {
  if (!thrown.isError) return writeValue(thrown.value.value_or(Value(thrown.text)), out.initValue());
  out.setName(asText(thrown.name));
  out.setMessage(asText(wellFormed(thrown.message)));
  if (!thrown.code.isUndefined()) writeValue(thrown.code, out.initCode());
}

void writeCallError(const CallError& error, contract::Error::Builder out) {
  writeFailure(error.kind(), error.message(), out);
  const ThrownError& thrown = error.outcome().thrown;
  if (error.kind() != OutcomeKind::THROWN || !thrown.isError) return;
  out.setRemoteName(asText(thrown.name));
  out.setRemoteMessage(asText(wellFormed(thrown.message)));
  if (!thrown.code.isUndefined()) writeValue(thrown.code, out.initCode());
}

}  // namespace

void writeError(const std::exception_ptr& error, contract::Error::Builder out) {
  try {
    std::rethrow_exception(error);
  } catch (const CallError& failed) {
    writeCallError(failed, out);
  } catch (const UnclonableError& unclonable) {
    writeFailure(OutcomeKind::UNCLONABLE, unclonable.what(), out);
  } catch (const JsError& thrown) {
    writeThrown(thrown.thrown(), out);
  } catch (const std::exception& other) {
    out.setName("Error");
    out.setMessage(asText(other.what()));
  }
}

JsError readThrown(JsonValue::Reader json) {
  const bool isError = json.isObject() && member(json, "$").isString() &&
                       member(json, "$").getString() == "error";
  if (!isError) return JsError::value(readValue(json));
  const bool hasCode = !member(json, "code").isNull();
  return {stringAt(json, "name"), stringAt(json, "message"),
          hasCode ? readValue(member(json, "code")) : Value()};
}

}  // namespace triwire::conformance
