#include "generate/shrink.h"

#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <capnp/message.h>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using capnp::json::Value;
using Path = std::vector<unsigned>;  // Indexes into "steps", and "program" from there on.

const char* listName(std::size_t depth) { return depth < 2 ? "steps" : "program"; }

const Value::Reader* find(Value::Reader object, std::string_view name, Value::Reader& found) {
  if (!object.isObject()) return nullptr;
  for (const auto field : object.getObject())
    if (std::string_view(field.getName().begin(), field.getName().size()) == name) {
      found = field.getValue();
      return &found;
    }
  return nullptr;
}

// Every step below `object`, the later before the earlier, the outer before the inner.
void listPaths(Value::Reader object, const Path& at, std::vector<Path>& out) {
  Value::Reader list;
  if (!find(object, listName(at.size()), list) || !list.isArray()) return;
  for (unsigned i = list.getArray().size(); i-- > 0;) {
    Path path = at;
    path.push_back(i);
    out.push_back(path);
    listPaths(list.getArray()[i], path, out);
  }
}

void copyWithout(Value::Reader object, const Path& path, std::size_t depth, Value::Builder out) {
  const auto fields = object.getObject();
  auto copies = out.initObject(fields.size());
  for (unsigned f = 0; f < fields.size(); ++f) {
    copies[f].setName(fields[f].getName());
    if (fields[f].getName() != listName(depth)) {
      copies[f].setValue(fields[f].getValue());
      continue;
    }
    const auto list = fields[f].getValue().getArray();
    const bool here = depth + 1 == path.size();
    auto kept = copies[f].initValue().initArray(list.size() - (here ? 1 : 0));
    for (unsigned i = 0, to = 0; i < list.size(); ++i) {
      if (i != path[depth])
        kept.setWithCaveats(to++, list[i]);
      else if (!here)
        copyWithout(list[i], path, depth + 1, kept[to++]);
    }
  }
}

// The calls made, and those that something else is about.
void gather(Value::Reader value, std::set<std::string>& made, std::set<std::string>& meant) {
  if (value.isArray())
    for (const auto each : value.getArray()) gather(each, made, meant);
  if (!value.isObject()) return;
  Value::Reader op, name;
  const bool isStep = find(value, "op", op) != nullptr;
  for (const char* key : {"call", "handle"}) {
    if (!find(value, key, name) || !name.isString()) continue;
    const bool makes = isStep && std::string_view(key) == "call";
    (makes ? made : meant).insert(name.getString().cStr());
  }
  for (const auto field : value.getObject()) gather(field.getValue(), made, meant);
}

// A scenario with a step less; nothing if what is left makes no sense.
std::optional<Scenario> without(const Scenario& scenario, const Path& path) {
  capnp::MallocMessageBuilder from, to;
  const auto whole = from.initRoot<Value>();
  parseJson(scenario.json, whole);
  auto out = to.initRoot<Value>();
  copyWithout(whole.asReader(), path, 0, out);

  std::set<std::string> made, meant;
  gather(out.asReader(), made, meant);
  for (const std::string& name : meant)
    if (!made.contains(name)) return {};
  try {
    return readScenarios("{\"scenarios\":[" + canonicalJson(out.asReader()) + "]}", "shrinking")
        .front();
  } catch (const std::invalid_argument&) {
    return {};
  }
}

std::vector<Path> pathsOf(const Scenario& scenario) {
  capnp::MallocMessageBuilder message;
  const auto whole = message.initRoot<Value>();
  parseJson(scenario.json, whole);
  std::vector<Path> out;
  listPaths(whole.asReader(), {}, out);
  return out;
}

}  // namespace

std::size_t stepsOf(const Scenario& scenario) { return pathsOf(scenario).size(); }

Scenario shrunk(const Scenario& scenario, const std::function<bool(const Scenario&)>& fails) {
  Scenario smallest = scenario;
  for (bool smaller = true; smaller;) {
    smaller = false;
    std::vector<Path> paths = pathsOf(smallest);
    for (std::size_t i = 0; i < paths.size();) {
      const auto candidate = without(smallest, paths[i]);
      if (!candidate || !fails(*candidate)) {
        ++i;
        continue;
      }
      smallest = *candidate;
      smaller = true;
      paths = pathsOf(smallest);  // The one behind it is at its place now.
    }
  }
  return smallest;
}

std::string scenarioFile(const Scenario& scenario) {
  std::string json = scenario.json;
  for (std::size_t at = 0; (at = json.find("{\"do\":", at)) != std::string::npos; at += 8)
    json.insert(at, "\n    ");
  return "{\"scenarios\":[\n  " + json + "]}\n";
}

}  // namespace triwire::conformance
