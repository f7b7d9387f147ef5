// Values as such: how they are made, and the kinds that hold no other values.
#include "triwire/value.h"

#include "value/expect.h"
#include "value/graph.h"
#include "value/long_text.h"
#include "value/wtf8.h"

namespace triwire {

using detail::Access;
using detail::expect;
using detail::expectPrimitive;

Value::Value(std::u16string_view text) : cell_(detail::cellOf(detail::fromUtf16(text))) {}

ValueKind Value::kind() const {
  if (const detail::Node* node = Access::node(*this)) return node->kind();
  constexpr ValueKind KINDS[] = {ValueKind::UNDEFINED, ValueKind::UNDEFINED, ValueKind::NULL_VALUE,
                                 ValueKind::BOOLEAN,   ValueKind::NUMBER,    ValueKind::BIGINT,
                                 ValueKind::STRING,    ValueKind::STRING,
                                 ValueKind::UNCLONABLE};
  return KINDS[cell_.index()];
}

Value Value::date(double milliseconds) { return Access::make(detail::DateData{milliseconds}); }

Value Value::regexp(std::string source, std::string flags) {
  return Access::make(detail::RegexpData{std::move(source), std::move(flags)});
}

Value Value::boxed(Value primitive) {
  const ValueKind kind = primitive.kind();
  if (kind != ValueKind::BOOLEAN && kind != ValueKind::NUMBER && kind != ValueKind::BIGINT &&
      kind != ValueKind::STRING) {
    detail::throwWrongKind(primitive, "a boolean, number, bigint or string");
  }
  return Access::make(detail::BoxedData{std::move(primitive.cell_)});
}

Value Value::error(ErrorType type, std::optional<std::string> message,
                   std::optional<std::string> stack) {
  return Access::make(detail::ErrorData{type, std::move(message), std::move(stack), std::nullopt});
}

Value Value::error(ErrorType type, std::optional<std::string> message,
                   std::optional<std::string> stack, Value cause) {
  Value error = Value::error(type, std::move(message), std::move(stack));
  expect<detail::ErrorData>(error, "an error").cause = Access::adopt(error, std::move(cause));
  return error;
}

Value Value::unclonable(std::string what) {
  Value value;
  value.cell_ = detail::Unclonable{std::move(what)};
  return value;
}

bool Value::asBoolean() const { return expectPrimitive<bool>(*this, "a boolean"); }
double Value::asNumber() const { return expectPrimitive<double>(*this, "a number"); }
const BigInt& Value::asBigInt() const& { return expectPrimitive<BigInt>(*this, "a bigint"); }
BigInt Value::asBigInt() && { return expectPrimitive<BigInt>(*this, "a bigint"); }
const std::string& Value::asString() const& {
  if (const auto* shared = std::get_if<detail::SharedText>(&cell_)) return shared->text->string();
  return expectPrimitive<std::string>(*this, "a string");
}
std::string Value::asString() && { return std::string(asStringView()); }
std::string_view Value::asStringView() const& {
  if (const auto* shared = std::get_if<detail::SharedText>(&cell_)) return shared->text->view();
  return expectPrimitive<std::string>(*this, "a string");
}
std::u16string Value::asU16String() const { return detail::toUtf16(asStringView()); }

double Value::asDate() const { return expect<detail::DateData>(*this, "a date").milliseconds; }
std::string Value::source() const { return expect<detail::RegexpData>(*this, "a regexp").source; }
std::string Value::flags() const { return expect<detail::RegexpData>(*this, "a regexp").flags; }
Value Value::unboxed() const {
  return Access::value(expect<detail::BoxedData>(*this, "a boxed value").primitive, nullptr);
}
ErrorType Value::errorType() const { return expect<detail::ErrorData>(*this, "an error").type; }
std::optional<std::string> Value::message() const {
  return expect<detail::ErrorData>(*this, "an error").message;
}
std::optional<std::string> Value::stack() const {
  return expect<detail::ErrorData>(*this, "an error").stack;
}
std::optional<Value> Value::cause() const {
  const auto& cause = expect<detail::ErrorData>(*this, "an error").cause;
  if (!cause) return std::nullopt;
  return Access::value(*cause, graph_);
}
std::string Value::what() const {
  return expectPrimitive<detail::Unclonable>(*this, "an unclonable value").what;
}

const Value& Args::operator[](std::size_t index) const {
  static const Value UNDEFINED;
  return index < size() ? *(begin() + static_cast<std::ptrdiff_t>(index)) : UNDEFINED;
}

}  // namespace triwire
