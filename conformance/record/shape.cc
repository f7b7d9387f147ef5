#include "record/shape.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include <capnp/compat/json.h>
#include <capnp/message.h>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using capnp::json::Value;

// Of capnp/compat/json.capnp.
constexpr std::uint64_t DISCRIMINATOR_ANNOTATION = 0xcfa794e8d19a0162;
constexpr std::uint64_t FLATTEN_ANNOTATION = 0x82d3e852af0336bf;

constexpr double EXACT_MAX = 9007199254740991;  // 2^53 - 1

using Field = capnp::StructSchema::Field;

std::string_view nameOf(const Field& field) { return view(field.getProto().getName()); }

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw std::invalid_argument(path.empty() ? what : path + ": " + what);
}

// "a", "a or b", "a, b or c"
std::string alternatives(const std::vector<std::string_view>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += names[i];
  }
  return out;
}

// The name of the member that says which arm of the union is meant; empty if there is none.
std::string_view discriminatorOf(capnp::StructSchema schema) {
  for (const auto& annotation : schema.getProto().getAnnotations())
    if (annotation.getId() == DISCRIMINATOR_ANNOTATION)
      return view(
          annotation.getValue().getStruct().getAs<capnp::json::DiscriminatorOptions>().getName());
  return {};
}

bool isFlattened(const Field& field) {
  for (const auto& annotation : field.getProto().getAnnotations())
    if (annotation.getId() == FLATTEN_ANNOTATION) return true;
  return false;
}

Field armOf(capnp::List<Value::Field>::Reader object, std::string_view discriminator,
            capnp::StructSchema schema, const std::string& path) {
  std::vector<std::string_view> names;
  for (const auto& arm : schema.getUnionFields()) names.push_back(nameOf(arm));

  for (const auto& member : object) {
    if (view(member.getName()) != discriminator) continue;
    if (member.getValue().isString())
      for (const auto& arm : schema.getUnionFields())
        if (nameOf(arm) == view(member.getValue().getString())) return arm;
    fail(path, jsonString(discriminator) + " is " + canonicalJson(member.getValue()) +
                   "; expected " + alternatives(names));
  }
  fail(path, "there is no " + jsonString(discriminator) + "; expected " + alternatives(names));
}

void appendFields(capnp::StructSchema schema, std::vector<Field>& out) {
  for (const auto& field : schema.getNonUnionFields()) out.push_back(field);
}

void checkObject(Value::Reader value, capnp::StructSchema schema, const std::string& path);

void checkNumber(Value::Reader value, double min, double max, const std::string& path) {
  if (value.isNumber() && value.getNumber() >= min && value.getNumber() <= max &&
      std::trunc(value.getNumber()) == value.getNumber())
    return;
  fail(path, canonicalJson(value) + " is no whole number from 0 on that fits");
}

// As Cap'n Proto writes it: its digits as a string, since not every reader of JSON has so many.
void checkLongNumber(Value::Reader value, const std::string& path) {
  if (!value.isString()) return checkNumber(value, 0, EXACT_MAX, path);
  const std::string_view digits = view(value.getString());
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [last, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || last != end)
    fail(path, canonicalJson(value) + " is no whole number from 0 on that fits");
}

void checkEnum(Value::Reader value, capnp::EnumSchema schema, const std::string& path) {
  std::vector<std::string_view> names;
  for (const auto& enumerant : schema.getEnumerants()) {
    names.push_back(view(enumerant.getProto().getName()));
    if (value.isString() && view(value.getString()) == names.back()) return;
  }
  fail(path, canonicalJson(value) + " is unknown; expected " + alternatives(names));
}

void checkType(Value::Reader value, capnp::Type type, const std::string& path) {
  if (type.isStruct()) {
    if (type.asStruct() != capnp::Schema::from<Value>()) checkObject(value, type.asStruct(), path);
  } else if (type.isList()) {
    if (!value.isArray()) fail(path, canonicalJson(value) + " is no list");
    for (unsigned i = 0; i < value.getArray().size(); ++i)
      checkType(value.getArray()[i], type.asList().getElementType(),
                path + "[" + std::to_string(i) + "]");
  } else if (type.isEnum()) {
    checkEnum(value, type.asEnum(), path);
  } else if (type.isText()) {
    if (!value.isString()) fail(path, canonicalJson(value) + " is no string");
  } else if (type.isBool()) {
    if (!value.isBoolean()) fail(path, canonicalJson(value) + " is neither true nor false");
  } else if (type.isUInt16()) {
    checkNumber(value, 0, std::numeric_limits<std::uint16_t>::max(), path);
  } else if (type.isUInt32()) {
    checkNumber(value, 0, std::numeric_limits<std::uint32_t>::max(), path);
  } else if (type.isUInt64()) {
    checkLongNumber(value, path);
  }
}

void checkObject(Value::Reader value, capnp::StructSchema schema, const std::string& path) {
  if (!value.isObject()) fail(path, canonicalJson(value) + " is no object");
  const auto object = value.getObject();

  std::vector<Field> fields;
  appendFields(schema, fields);
  const std::string_view discriminator = discriminatorOf(schema);
  std::string_view armName;
  if (!discriminator.empty()) {
    const Field arm = armOf(object, discriminator, schema, path);
    armName = nameOf(arm);
    if (isFlattened(arm))
      appendFields(arm.getType().asStruct(), fields);
    else if (!arm.getType().isVoid())
      fields.push_back(arm);
  }

  const std::string prefix = path.empty() ? "" : path + ".";
  std::set<std::string_view> seen;
  for (const auto& member : object) {
    const std::string_view name = view(member.getName());
    if (!seen.insert(name).second) fail(path, "member " + jsonString(name) + " is there twice");
    if (name == discriminator) continue;
    bool known = false;
    for (const Field& field : fields) {
      if (nameOf(field) != name) continue;
      known = true;
      checkType(member.getValue(), field.getType(), prefix + std::string(name));
    }
    if (known) continue;

    std::vector<std::string_view> names;
    for (const Field& field : fields) names.push_back(nameOf(field));
    fail(path, "unknown member " + jsonString(name) +
                   (armName.empty() ? "" : " of " + jsonString(armName)) +
                   (names.empty() ? "; expected none" : "; expected " + alternatives(names)));
  }
}

// The codec with the annotations of every struct that one of the schema may hold. Reading them takes
// longer than a whole message, so it is done once in each thread.
const capnp::JsonCodec& codecOf(capnp::StructSchema schema) {
  thread_local std::map<std::uint64_t, capnp::JsonCodec> codecs;
  const auto [at, isNew] = codecs.try_emplace(schema.getProto().getId());
  if (isNew) {
    at->second.handleByAnnotation(schema);
    at->second.setHasMode(capnp::HasMode::NON_DEFAULT);
  }
  return at->second;
}

}  // namespace

void checkShape(Value::Reader value, capnp::StructSchema schema) { checkObject(value, schema, ""); }

void readJson(Value::Reader value, capnp::DynamicStruct::Builder out) {
  checkShape(value, out.getSchema());
  codecOf(out.getSchema()).decode(value, out);
}

void readJson(std::string_view text, capnp::DynamicStruct::Builder out) {
  capnp::MallocMessageBuilder message;
  const auto value = message.initRoot<Value>();
  parseJson(text, value);
  readJson(value.asReader(), out);
}

std::string writeJson(capnp::DynamicStruct::Reader value) {
  const kj::String text = codecOf(value.getSchema()).encode(value, value.getSchema());
  return {text.begin(), text.size()};
}

}  // namespace triwire::conformance
