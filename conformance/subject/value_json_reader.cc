#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/json_text.h"
#include "subject/base64.h"
#include "subject/value_json.h"

namespace triwire::conformance {
namespace {

using In = JsonValue::Reader;

std::string_view textOf(In json) {
  if (!json.isString()) throw std::invalid_argument("a tag's member is no string");
  return view(json.getString());
}

double numberFrom(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  if (text == "-0") return -0.0;
  throw std::invalid_argument("no such number: " + std::string(text));
}

Value readString16(In units) {
  std::u16string text;
  for (In unit : units.getArray()) text.push_back(static_cast<char16_t>(unit.getNumber()));
  return Value(std::u16string_view(text));
}

class Reader {
 public:
  Value read(In json) { return read(json, 0); }

 private:
  /// `id` is the one that {"$":"shared"} gives the value; 0 is none.
  Value read(In json, unsigned id) {
    if (json.isBoolean()) return json.getBoolean();
    if (json.isNumber()) return json.getNumber();
    if (json.isString()) return view(json.getString());
    if (json.isArray()) return readArray(json, id);
    if (!json.isObject()) return nullptr;
    const In tag = member(json, "$");
    if (tag.isNull()) return readProperties(json, made(Value::object(), id));
    return readTagged(textOf(tag), json, id);
  }

  Value made(Value value, unsigned id) {
    if (id != 0) shared_[id] = value;
    return value;
  }

  Value readArray(In json, unsigned id) {
    const Value array = made(Value::array(), id);
    Value handle = array;  // The same array.
    handle.setLength(json.getArray().size());
    std::uint32_t index = 0;
    for (In element : json.getArray()) {
      const bool isHole = element.isObject() && member(element, "$").isString() &&
                          view(member(element, "$").getString()) == "hole";
      if (!isHole) handle.set(index, read(element));
      ++index;
    }
    return array;
  }

  Value readProperties(In json, Value object) {
    for (auto field : json.getObject()) object.set(view(field.getName()), read(field.getValue()));
    return object;
  }

  Value readEntries(In json, Value object) {
    for (In entry : member(json, "entries").getArray())
      object.set(read(entry.getArray()[0]).asString(), read(entry.getArray()[1]));
    return object;
  }

  Value readMap(In json, Value map) {
    for (In entry : member(json, "entries").getArray()) {
      Value key = read(entry.getArray()[0]);
      map.mapSet(std::move(key), read(entry.getArray()[1]));
    }
    return map;
  }

  Value readSet(In json, Value set) {
    for (In value : member(json, "values").getArray()) set.setAdd(read(value));
    return set;
  }

  Value readView(In json, unsigned id) {
    const std::string_view name = textOf(member(json, "type"));
    const auto type = viewTypeFrom(name);
    if (!type) throw std::invalid_argument("no such view: " + std::string(name));
    return made(
        Value::view(*type, read(member(json, "buffer")),
                    static_cast<std::uint64_t>(member(json, "byteOffset").getNumber()),
                    static_cast<std::uint64_t>(member(json, "length").getNumber())),
        id);
  }

  Value readError(In json, unsigned id) {
    const ErrorType type = errorTypeFrom(textOf(member(json, "name")));
    std::string message = read(member(json, "message")).asString();
    const In cause = member(json, "cause");
    if (cause.isNull()) return made(Value::error(type, std::move(message)), id);
    return made(Value::error(type, std::move(message), std::nullopt, read(cause)), id);
  }

  Value readTagged(std::string_view tag, In json, unsigned id) {
    const In value = member(json, "value");
    if (tag == "undefined") return {};
    if (tag == "number") return numberFrom(textOf(value));
    if (tag == "bigint") return BigInt::parse(textOf(value));
    if (tag == "string16") return readString16(member(json, "units"));
    if (tag == "date") return made(Value::date(value.isNull() ? std::nan("") : value.getNumber()), id);
    if (tag == "boxed") return made(Value::boxed(read(value)), id);
    if (tag == "map") return readMap(json, made(Value::map(), id));
    if (tag == "set") return readSet(json, made(Value::set(), id));
    if (tag == "array")
      return readProperties(member(json, "properties"), readArray(member(json, "elements"), id));
    if (tag == "object") return readEntries(json, made(Value::object(), id));
    if (tag == "view") return readView(json, id);
    if (tag == "error") return readError(json, id);
    if (tag == "shared") return read(value, idOf(json));
    if (tag == "ref") return shared_.at(idOf(json));
    if (tag == "function" || tag == "symbol" || tag == "promise")
      return Value::unclonable(std::string(tag));
    if (tag == "regexp")
      return made(Value::regexp(read(member(json, "source")).asString(),
                                std::string(textOf(member(json, "flags")))),
                  id);
    if (tag == "buffer") return made(Value::arrayBuffer(fromBase64(textOf(member(json, "bytes")))), id);
    throw std::invalid_argument("no such tag: " + std::string(tag));
  }

  static unsigned idOf(In json) { return static_cast<unsigned>(member(json, "id").getNumber()); }

  std::map<unsigned, Value> shared_;
};

}  // namespace

JsonValue::Reader member(JsonValue::Reader object, std::string_view name) {
  for (auto field : object.getObject())
    if (view(field.getName()) == name) return field.getValue();
  return {};
}

Value readValue(JsonValue::Reader json) { return Reader().read(json); }

Args readArgs(JsonList::Reader json) {
  Reader reader;
  Args args;
  for (In arg : json) args.push_back(reader.read(arg));
  return args;
}

}  // namespace triwire::conformance
