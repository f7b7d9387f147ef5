#include "message_mutator.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <capnp/schema.h>

namespace triwire::fuzz {
namespace {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using capnp::StructSchema;
using Random = std::minstd_rand;

constexpr unsigned LIST_ELEMENTS_MAX = 64;  // That grow by mutation.

std::uint64_t below(Random& random, std::uint64_t count) { return random() % count; }

/// Those where mistakes are made, or anything.
std::uint64_t interestingNumber(Random& random) {
  static constexpr std::array<std::uint64_t, 12> NUMBERS = {
      0, 1, 2, 3, 7, 8, 127, 255, 0xFFFF, 0x7FFF'FFFF, 0xFFFF'FFFF, ~std::uint64_t{0}};
  if (below(random, 4) == 0) return random();
  return NUMBERS[below(random, NUMBERS.size())];
}

std::string interestingText(Random& random) {
  static const std::array<std::string, 9> TEXTS = {"",
                                                   "0",
                                                   "7",
                                                   "length",
                                                   "4294967294",
                                                   "__proto__",
                                                   "\xC3\xA9",
                                                   "\xED\xA0\x80",
                                                   std::string(300, 'x')};
  return TEXTS[below(random, TEXTS.size())];
}

/// Every struct below `root`, itself included.
template <class Struct, class List>
void collect(Struct from, std::vector<Struct>& into) {
  into.push_back(from);
  for (const auto field : from.getSchema().getFields()) {
    if (!from.has(field)) continue;
    auto value = from.get(field);
    if (value.getType() == DynamicValue::STRUCT) {
      collect<Struct, List>(value.template as<DynamicStruct>(), into);
    } else if (value.getType() == DynamicValue::LIST) {
      List list = value.template as<DynamicList>();
      if (!list.getSchema().getElementType().isStruct()) continue;
      for (unsigned i = 0; i < list.size(); ++i) {
        collect<Struct, List>(list[i].template as<DynamicStruct>(), into);
      }
    }
  }
}

void setNumber(DynamicStruct::Builder at, StructSchema::Field field, Random& random) {
  const auto type = field.getType();
  const std::uint64_t number = interestingNumber(random);
  if (type.isUInt8()) return at.set(field, static_cast<std::uint8_t>(number));
  if (type.isUInt16()) return at.set(field, static_cast<std::uint16_t>(number));
  if (type.isUInt32()) return at.set(field, static_cast<std::uint32_t>(number));
  if (type.isUInt64()) return at.set(field, number);
  static constexpr std::array<double, 6> DOUBLES = {0, -0.0, 1.5, 8.64e15, 1e300, 0x1p53};
  at.set(field, DOUBLES[below(random, DOUBLES.size())]);
}

/// One element more, less, or one twice.
void resize(DynamicStruct::Builder at, StructSchema::Field field, Random& random) {
  const auto old = at.get(field).as<DynamicList>().asReader();
  const unsigned size = old.size();
  const bool grow = size == 0 || (size < LIST_ELEMENTS_MAX && below(random, 2) == 0);
  const unsigned changed = size == 0 ? 0 : static_cast<unsigned>(below(random, size));
  const auto orphanage = capnp::Orphanage::getForMessageContaining(at);
  auto orphan = orphanage.newOrphan(old.getSchema(), grow ? size + 1 : size - 1);
  auto list = orphan.get();
  for (unsigned i = 0; i < list.size(); ++i) {
    if (size == 0) break;
    const unsigned from = i <= changed ? i : grow ? i - 1 : i + 1;
    if (from < size) list.set(i, old[from]);
  }
  at.adopt(field, std::move(orphan));
}

/// Replaces the struct in the field by another of its kind.
void graft(DynamicStruct::Builder at, StructSchema::Field field, DynamicStruct::Reader donor,
           Random& random) {
  std::vector<DynamicStruct::Reader> all, fitting;
  collect<DynamicStruct::Reader, DynamicList::Reader>(donor, all);
  for (const auto& one : all) {
    if (one.getSchema() == field.getType().asStruct()) fitting.push_back(one);
  }
  if (!fitting.empty()) at.set(field, fitting[below(random, fitting.size())]);
}

void change(DynamicStruct::Builder at, StructSchema::Field field, DynamicStruct::Reader donor,
            Random& random) {
  const auto type = field.getType();
  if (field.getProto().isGroup()) {
    at.init(field);
  } else if (type.isVoid()) {
    at.set(field, capnp::VOID);
  } else if (type.isBool()) {
    at.set(field, below(random, 2) == 0);
  } else if (type.isText()) {
    at.set(field, capnp::Text::Reader(interestingText(random)));
  } else if (type.isData()) {
    const std::string bytes = interestingText(random);
    at.set(field,
           capnp::Data::Reader(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
  } else if (type.isEnum()) {
    at.set(field, capnp::DynamicEnum(type.asEnum(), static_cast<std::uint16_t>(below(random, 20))));
  } else if (type.isList()) {
    resize(at, field, random);
  } else if (type.isStruct()) {
    graft(at, field, donor, random);
  } else {
    setNumber(at, field, random);
  }
}

}  // namespace

void mutate(DynamicStruct::Builder root, DynamicStruct::Reader donor, Random& random) {
  std::vector<DynamicStruct::Builder> places;
  collect<DynamicStruct::Builder, DynamicList::Builder>(root, places);
  const DynamicStruct::Builder at = places[below(random, places.size())];
  const auto fields = at.getSchema().getFields();
  if (fields.size() == 0) return;
  change(at, fields[static_cast<unsigned>(below(random, fields.size()))], donor, random);
}

}  // namespace triwire::fuzz
