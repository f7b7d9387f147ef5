#include "bench/triwire/load_value.h"

#include <string>

namespace triwire::bench {
namespace {

/// A list of twelve items as an application has them: 50 nodes with identity (the object, its list,
/// and each item with an array, an object and a date), about 1 KiB encoded.
Value nested() {
  Value items = Value::array();
  for (int i = 0; i < 12; ++i) {
    items.push(Value::object({{"id", i},
                              {"at", Value::date(1.6e12 + i)},
                              {"size", Value::array({i, i + 1})},
                              {"tags", Value::object({{"ok", true}})}}));
  }
  return Value::object({{"kind", "list"}, {"items", items}});
}

}  // namespace

Value valueOf(const Load& load) { return load.isNested ? nested() : Value(contentOf(load.bytes)); }

}  // namespace triwire::bench
