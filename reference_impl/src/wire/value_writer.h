// Values into a Cap'n Proto message.
#pragma once

#include <triwire.capnp.h>

#include <string_view>

#include "triwire/value.h"
#include "wire/survey.h"

namespace triwire::wire {

/// `survey` has looked at `roots` and found nothing wrong.
void writePayload(Roots roots, const Survey& survey, schema::Payload::Builder out);
/// The same, but for the survey's `texts`, to which the message refers: they are among its segments,
/// and must live as long. The bytes that fill up their last words are not to be looked at.
void writeReferring(Roots roots, const Survey& survey, schema::Payload::Builder out);

/// One value, copied. If it is a node, the last survey has numbered it.
void writeCell(const detail::Cell& cell, schema::Value::Builder out);

/// What is no UTF-8 becomes U+FFFD.
void writeText(const std::string& text, schema::JsString::Builder out);

}  // namespace triwire::wire
