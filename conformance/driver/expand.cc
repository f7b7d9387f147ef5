#include "driver/expand.h"

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/interleave.h"
#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using capnp::json::Value;
using Fields = capnp::List<Value::Field>;
using Bindings = std::map<std::string, Value::Reader>;

constexpr double REPEAT_MAX = 100'000;

std::string_view view(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

const Value::Reader* find(const std::vector<std::pair<std::string_view, Value::Reader>>& members,
                          std::string_view name) {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

std::vector<std::pair<std::string_view, Value::Reader>> membersOf(Value::Reader value) {
  std::vector<std::pair<std::string_view, Value::Reader>> out;
  if (!value.isObject()) return out;
  for (const auto& field : value.getObject())
    out.emplace_back(view(field.getName()), field.getValue());
  return out;
}

class Expander {
 public:
  explicit Expander(capnp::Orphanage orphanage) : orphanage_(orphanage) {}

  using Expanded = capnp::Orphan<Value>;

  Expanded expand(Value::Reader value, const Bindings& bindings) {
    if (value.isString()) return expandText(view(value.getString()), bindings);
    if (value.isArray()) {
      std::vector<Expanded> elements;
      for (const auto& element : value.getArray()) expandElement(element, bindings, elements);
      return arrayOf(elements);
    }
    if (value.isObject()) return expandObject(value.getObject(), bindings);
    return orphanage_.newOrphanCopy(value);
  }

  /// The elements of "scenarios", each as often as its "each" says.
  Expanded expandScenarios(Value::Reader list) {
    std::vector<Expanded> elements;
    if (!list.isArray()) return orphanage_.newOrphanCopy(list);
    for (const auto& scenario : list.getArray()) {
      const auto members = membersOf(scenario);
      const Value::Reader* each = find(members, "each");
      std::vector<Bindings> combinations{{}};
      if (each) combinations = combine(*each);
      for (std::size_t i = 0; i < combinations.size(); ++i) {
        Expanded one = each ? variant(members, combinations[i], i + 1) : expand(scenario, {});
        interleave(std::move(one), elements);
      }
    }
    return arrayOf(elements);
  }

 private:
  // The scenario, or one for each order of its "interleave", whose lists go behind its steps.
  void interleave(Expanded scenario, std::vector<Expanded>& out) {
    const auto members = membersOf(scenario.getReader());
    const Value::Reader* lists = find(members, "interleave");
    if (!lists) {
      out.push_back(std::move(scenario));
      return;
    }
    std::vector<unsigned> sizes;
    if (lists->isArray())
      for (const auto& list : lists->getArray())
        if (list.isArray()) sizes.push_back(list.getArray().size());
    if (sizes.size() < 2) throw std::invalid_argument("\"interleave\" needs two or more lists");
    std::size_t number = 0;
    for (const std::vector<unsigned>& order : interleavings(sizes))
      out.push_back(interleaved(members, *lists, order, ++number));
  }

  Expanded interleaved(const std::vector<std::pair<std::string_view, Value::Reader>>& members,
                       Value::Reader lists, const std::vector<unsigned>& order,
                       std::size_t number) {
    Expanded out = orphanage_.newOrphan<Value>();
    auto fields = out.get().initObject(static_cast<unsigned>(members.size() - 1));
    unsigned at = 0;
    for (const auto& [name, value] : members) {
      if (name == "interleave") continue;
      fields[at].setName(capnp::Text::Reader(std::string(name).c_str(), name.size()));
      auto copy = fields[at++].initValue();
      if (name == "name" && value.isString()) {
        copy.setString(std::string(view(value.getString())) + "/" + std::to_string(number));
      } else if (name == "steps" && value.isArray()) {
        const auto steps = value.getArray();
        auto all = copy.initArray(steps.size() + static_cast<unsigned>(order.size()));
        for (unsigned i = 0; i < steps.size(); ++i) all.setWithCaveats(i, steps[i]);
        std::vector<unsigned> taken(lists.getArray().size());
        for (unsigned i = 0; i < order.size(); ++i)
          all.setWithCaveats(steps.size() + i,
                             lists.getArray()[order[i]].getArray()[taken[order[i]]++]);
      } else {
        fields[at - 1].setValue(value);
      }
    }
    return out;
  }

  Expanded arrayOf(const std::vector<Expanded>& elements) {
    Expanded out = orphanage_.newOrphan<Value>();
    auto list = out.get().initArray(static_cast<unsigned>(elements.size()));
    for (unsigned i = 0; i < list.size(); ++i) list.setWithCaveats(i, elements[i].getReader());
    return out;
  }

  Expanded expandText(std::string_view text, const Bindings& bindings) {
    std::string out(text);
    for (const auto& [name, value] : bindings) {
      const std::string placeholder = "{" + name + "}";
      if (text == placeholder) return orphanage_.newOrphanCopy(value);
      const std::string replacement =
          value.isString() ? std::string(view(value.getString())) : canonicalJson(value);
      for (std::size_t at = 0; (at = out.find(placeholder, at)) != std::string::npos;
           at += replacement.size())
        out.replace(at, placeholder.size(), replacement);
    }
    Expanded orphan = orphanage_.newOrphan<Value>();
    orphan.get().setString(capnp::Text::Reader(out.c_str(), out.size()));
    return orphan;
  }

  Expanded expandObject(Fields::Reader object, const Bindings& bindings) {
    Expanded out = orphanage_.newOrphan<Value>();
    auto fields = out.get().initObject(object.size());
    for (unsigned i = 0; i < object.size(); ++i) {
      fields[i].setName(object[i].getName());
      fields[i].adoptValue(expand(object[i].getValue(), bindings));
    }
    return out;
  }

  void expandElement(Value::Reader element, const Bindings& bindings, std::vector<Expanded>& out) {
    const auto members = membersOf(element);
    const Value::Reader* times = find(members, "repeat");
    const Value::Reader* of = find(members, "of");
    if (!times || !of) {
      out.push_back(expand(element, bindings));
      return;
    }
    if (!times->isNumber() || times->getNumber() < 0 || times->getNumber() > REPEAT_MAX ||
        !of->isArray())
      throw std::invalid_argument(R"({"repeat":n,"of":[…]} needs a number of times and a list)");
    const Value::Reader* as = find(members, "as");
    const std::string name = as && as->isString() ? std::string(view(as->getString())) : "i";
    for (double i = 1; i <= times->getNumber(); ++i) {
      Expanded number = orphanage_.newOrphan<Value>();
      number.get().setNumber(i);
      Bindings inner = bindings;
      inner[name] = number.getReader();
      for (const auto& repeated : of->getArray()) expandElement(repeated, inner, out);
    }
  }

  static std::vector<Bindings> combine(Value::Reader each) {
    std::vector<Bindings> combinations{{}};
    for (const auto& [name, values] : membersOf(each)) {
      if (!values.isArray() || values.getArray().size() == 0)
        throw std::invalid_argument(R"("each" needs a list of values for )" + jsonString(name));
      std::vector<Bindings> longer;
      for (const Bindings& combination : combinations)
        for (const auto& value : values.getArray()) {
          longer.push_back(combination);
          longer.back()[std::string(name)] = value;
        }
      combinations = std::move(longer);
    }
    return combinations;
  }

  Expanded variant(const std::vector<std::pair<std::string_view, Value::Reader>>& members,
                   const Bindings& bindings, std::size_t number) {
    Expanded out = orphanage_.newOrphan<Value>();
    auto fields = out.get().initObject(static_cast<unsigned>(members.size() - 1));
    unsigned at = 0;
    for (const auto& [name, value] : members) {
      if (name == "each") continue;
      fields[at].setName(capnp::Text::Reader(std::string(name).c_str(), name.size()));
      if (name == "name" && value.isString())
        fields[at].initValue().setString(std::string(view(value.getString())) + "/" +
                                         std::to_string(number));
      else
        fields[at].adoptValue(expand(value, bindings));
      ++at;
    }
    return out;
  }

  capnp::Orphanage orphanage_;
};

}  // namespace

capnp::Orphan<Value> expand(Value::Reader file, capnp::Orphanage orphanage) {
  Expander expander(orphanage);
  auto out = orphanage.newOrphanCopy(file);
  if (!file.isObject()) return out;
  for (auto field : out.get().getObject())
    if (field.getName() == "scenarios")
      field.adoptValue(expander.expandScenarios(field.getValue().asReader()));
  return out;
}

}  // namespace triwire::conformance
