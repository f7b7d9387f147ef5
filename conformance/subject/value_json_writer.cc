#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "subject/base64.h"
#include "subject/value_json.h"

namespace triwire::conformance {
namespace {

using Out = JsonValue::Builder;

bool hasIdentity(const Value& value) { return value.kind() >= ValueKind::OBJECT; }

// WTF-8 writes a surrogate as ED A0..BF xx.
bool isWellFormed(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '\xED' && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return false;
  return true;
}

void writeText(std::string_view text, Out out) {
  out.setString(capnp::Text::Reader(text.data(), text.size()));
}

/// An object under construction: {"$":tag, …}. With an empty tag, a plain object.
class Members {
 public:
  Members(Out out, std::string_view tag, unsigned count)
      : fields_(out.initObject(count + (tag.empty() ? 0 : 1))) {
    if (!tag.empty()) writeText(tag, add("$"));
  }
  Out add(std::string_view name) {
    auto field = fields_[next_++];
    field.setName(capnp::Text::Reader(name.data(), name.size()));
    return field.initValue();
  }

 private:
  capnp::List<JsonValue::Field>::Builder fields_;
  unsigned next_ = 0;
};

class Writer {
 public:
  /// Finds what is met more than once.
  void survey(const Value& value) {
    if (!hasIdentity(value)) return;
    if (Seen* seen = find(value)) {
      seen->isShared = true;
      return;
    }
    seen_.push_back({value});
    for (const Value& child : childrenOf(value)) survey(child);
  }

  void write(const Value& value, Out out) {
    if (!hasIdentity(value)) return writePrimitive(value, out);
    Seen& seen = *find(value);
    if (!seen.isShared) return writeObject(value, out);
    if (seen.id != 0) {
      Members(out, "ref", 1).add("id").setNumber(seen.id);
      return;
    }
    seen.id = ++lastId_;
    Members members(out, "shared", 2);
    members.add("id").setNumber(seen.id);
    writeObject(value, members.add("value"));
  }

 private:
  struct Seen {
    Value value;
    bool isShared = false;
    unsigned id = 0;
  };

  Seen* find(const Value& value) {
    for (Seen& seen : seen_)
      if (seen.value.isSame(value)) return &seen;
    return nullptr;
  }

  static std::vector<Value> childrenOf(const Value& value) {
    std::vector<Value> children;
    if (value.isObject() || value.isArray()) {
      for (const Property& property : value.properties()) children.push_back(property.second);
    }
    if (value.isArray()) {
      for (const auto& [index, element] : value.presentElements()) children.push_back(element);
    } else if (value.kind() == ValueKind::MAP) {
      for (const MapEntry& entry : value.entries()) {
        children.push_back(entry.first);
        children.push_back(entry.second);
      }
    } else if (value.kind() == ValueKind::SET) {
      children = value.values();
    } else if (value.kind() == ValueKind::VIEW) {
      children.push_back(value.buffer());
    } else if (value.kind() == ValueKind::ERROR) {
      if (const auto cause = value.cause()) children.push_back(*cause);
    }
    return children;
  }

  static void writePrimitive(const Value& value, Out out) {
    if (value.isUndefined()) {
      Members(out, "undefined", 0);
    } else if (value.isNull()) {
      out.setNull();
    } else if (value.isBoolean()) {
      out.setBoolean(value.asBoolean());
    } else if (value.isNumber()) {
      writeNumber(value.asNumber(), out);
    } else if (value.isBigInt()) {
      writeText(value.asBigInt().toString(), Members(out, "bigint", 1).add("value"));
    } else if (value.isString()) {
      writeString(value, out);
    } else {
      Members(out, value.what(), 0);
    }
  }

  static void writeNumber(double number, Out out) {
    const bool isMinusZero = number == 0 && std::signbit(number);
    if (std::isfinite(number) && !isMinusZero) return out.setNumber(number);
    writeText(isMinusZero          ? "-0"
              : std::isnan(number) ? "NaN"
              : number > 0         ? "Infinity"
                                   : "-Infinity",
              Members(out, "number", 1).add("value"));
  }

  static void writeString(const Value& value, Out out) {
    if (isWellFormed(value.asString())) return writeText(value.asString(), out);
    const std::u16string units = value.asU16String();
    auto list = Members(out, "string16", 1).add("units").initArray(unsigned(units.size()));
    for (unsigned i = 0; i < units.size(); ++i) list[i].setNumber(units[i]);
  }

  template <class List>
  void writeList(const List& values, Out out) {
    auto list = out.initArray(unsigned(values.size()));
    unsigned next = 0;
    for (const Value& value : values) write(value, list[next++]);
  }

  void writeProperties(const std::vector<Property>& properties, Out out) {
    Members members(out, "", unsigned(properties.size()));
    for (const auto& [name, value] : properties) write(value, members.add(name));
  }

  template <class Entries>
  void writeEntries(std::string_view tag, const Entries& entries, Out out) {
    auto list = Members(out, tag, 1).add("entries").initArray(unsigned(entries.size()));
    unsigned next = 0;
    for (const auto& [key, value] : entries) {
      auto pair = list[next++].initArray(2);
      write(Value(key), pair[0]);
      write(value, pair[1]);
    }
  }

  void writePlainObject(const Value& value, Out out) {
    const std::vector<Property> properties = value.properties();
    for (const auto& [name, ignored] : properties)
      if (name == "$" || !isWellFormed(name)) return writeEntries("object", properties, out);
    writeProperties(properties, out);
  }

  void writeElements(const Value& value, Out out) {
    auto list = out.initArray(unsigned(value.size()));
    for (unsigned i = 0; i < value.size(); ++i) {
      if (value.has(i)) {
        write(value[i], list[i]);
      } else {
        Members(list[i], "hole", 0);
      }
    }
  }

  void writeArray(const Value& value, Out out) {
    const std::vector<Property> properties = value.properties();
    if (properties.empty()) return writeElements(value, out);
    Members members(out, "array", 2);
    writeElements(value, members.add("elements"));
    writeProperties(properties, members.add("properties"));
  }

  void writeView(const Value& value, Out out) {
    Members members(out, "view", 4);
    writeText(nameOf(value.viewType()), members.add("type"));
    write(value.buffer(), members.add("buffer"));
    members.add("byteOffset").setNumber(double(value.byteOffset()));
    members.add("length").setNumber(double(value.byteLength() / elementBytes(value.viewType())));
  }

  void writeError(const Value& value, Out out) {
    const auto cause = value.cause();
    Members members(out, "error", cause ? 3 : 2);
    writeText(nameOf(value.errorType()), members.add("name"));
    write(Value(value.message().value_or("")), members.add("message"));
    if (cause) write(*cause, members.add("cause"));
  }

  void writeRegexp(const Value& value, Out out) {
    Members members(out, "regexp", 2);
    write(Value(value.source()), members.add("source"));
    writeText(value.flags(), members.add("flags"));
  }

  void writeDate(double milliseconds, Out out) {
    Out value = Members(out, "date", 1).add("value");
    if (std::isnan(milliseconds)) {
      value.setNull();
    } else {
      value.setNumber(milliseconds);
    }
  }

  void writeObject(const Value& value, Out out) {
    const ValueKind kind = value.kind();
    if (kind == ValueKind::OBJECT) return writePlainObject(value, out);
    if (kind == ValueKind::ARRAY) return writeArray(value, out);
    if (kind == ValueKind::DATE) return writeDate(value.asDate(), out);
    if (kind == ValueKind::REGEXP) return writeRegexp(value, out);
    if (kind == ValueKind::BOXED) return write(value.unboxed(), Members(out, "boxed", 1).add("value"));
    if (kind == ValueKind::MAP) return writeEntries("map", value.entries(), out);
    if (kind == ValueKind::SET) return writeList(value.values(), Members(out, "set", 1).add("values"));
    if (kind == ValueKind::VIEW) return writeView(value, out);
    if (kind == ValueKind::ERROR) return writeError(value, out);
    writeText(toBase64(value.bytes()), Members(out, "buffer", 1).add("bytes"));
  }

  std::vector<Seen> seen_;
  unsigned lastId_ = 0;
};

}  // namespace

void writeValue(const Value& value, JsonValue::Builder out) {
  Writer writer;
  writer.survey(value);
  writer.write(value, out);
}

void writeArgs(const Args& args, JsonList::Builder out) {
  Writer writer;
  for (const Value& arg : args) writer.survey(arg);
  for (unsigned i = 0; i < args.size(); ++i) writer.write(args[i], out[i]);
}

}  // namespace triwire::conformance
