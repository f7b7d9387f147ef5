// The names of kinds and types.
#include <algorithm>
#include <array>

#include "triwire/value.h"

namespace triwire {

namespace {

constexpr std::array<std::string_view, 17> KINDS = {
    "undefined",  "null",   "boolean",     "number", "bigint", "string",
    "unclonable", "object", "array",       "date",   "regexp", "boxed",
    "map",        "set",    "arrayBuffer", "view",   "error"};

struct ViewTypeRow {
  std::string_view name;
  std::uint64_t elementBytes;
};
constexpr std::array<ViewTypeRow, 12> VIEW_TYPES = {{{"Int8Array", 1},
                                                     {"Uint8Array", 1},
                                                     {"Uint8ClampedArray", 1},
                                                     {"Int16Array", 2},
                                                     {"Uint16Array", 2},
                                                     {"Int32Array", 4},
                                                     {"Uint32Array", 4},
                                                     {"Float32Array", 4},
                                                     {"Float64Array", 8},
                                                     {"BigInt64Array", 8},
                                                     {"BigUint64Array", 8},
                                                     {"DataView", 1}}};

constexpr std::array<std::string_view, 7> ERROR_TYPES = {
    "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"};

}  // namespace

std::string_view nameOf(ValueKind kind) { return KINDS.at(static_cast<std::size_t>(kind)); }

std::string_view nameOf(ViewType type) {
  return VIEW_TYPES.at(static_cast<std::size_t>(type)).name;
}

std::uint64_t elementBytes(ViewType type) {
  return VIEW_TYPES.at(static_cast<std::size_t>(type)).elementBytes;
}

std::optional<ViewType> viewTypeFrom(std::string_view name) {
  const auto* found = std::find_if(VIEW_TYPES.begin(), VIEW_TYPES.end(),
                                   [&](const ViewTypeRow& row) { return row.name == name; });
  if (found == VIEW_TYPES.end()) return std::nullopt;
  return static_cast<ViewType>(found - VIEW_TYPES.begin());
}

std::string_view nameOf(ErrorType type) { return ERROR_TYPES.at(static_cast<std::size_t>(type)); }

ErrorType errorTypeFrom(std::string_view name) {
  const auto* found = std::find(ERROR_TYPES.begin(), ERROR_TYPES.end(), name);
  if (found == ERROR_TYPES.end()) return ErrorType::ERROR;
  return static_cast<ErrorType>(found - ERROR_TYPES.begin());
}

}  // namespace triwire
