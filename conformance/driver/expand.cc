#include "driver/expand.h"

#include <map>
#include <optional>
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
using Members = std::vector<std::pair<std::string_view, Value::Reader>>;
using Bindings = std::map<std::string, Value::Reader>;

constexpr double REPEAT_MAX = 100'000;
constexpr unsigned TEXT_BYTES_MAX = 64U << 20;


const Value::Reader* find(const Members& members,
                          std::string_view name) {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

Members membersOf(Value::Reader value) {
  Members out;
  if (!value.isObject()) return out;
  for (const auto& field : value.getObject())
    out.emplace_back(view(field.getName()), field.getValue());
  return out;
}

class Expander {
 public:
  Expander(const Wanted& wanted, capnp::Orphanage orphanage)
      : wanted_(wanted), orphanage_(orphanage) {}

  using Expanded = capnp::Orphan<Value>;

  Expanded expand(Value::Reader value, const Bindings& bindings) {
    if (value.isString()) return expandText(view(value.getString()), bindings);
    if (value.isArray()) {
      std::vector<Expanded> elements;
      for (const auto& element : value.getArray()) expandElement(element, bindings, elements);
      return arrayOf(elements);
    }
    if (value.isObject()) return expandObject(value, bindings);
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
      const Expanded values = each ? expand(*each, {}) : Expanded();
      if (each) combinations = combine(values.getReader());
      // How many orders there are is known only when all is written out.
      const bool isOne = find(members, "interleave") == nullptr;
      for (std::size_t i = 0; i < combinations.size(); ++i) {
        const std::string number = each ? "/" + std::to_string(i + 1) : "";
        if (isOne && !wanted_(nameOf(members) + number)) continue;
        interleave(variant(members, combinations[i], number), elements);
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
      if (wanted_(nameOf(members) + "/" + std::to_string(++number)))
        out.push_back(interleaved(members, *lists, order, number));
  }

  Expanded interleaved(const Members& members,
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

  Expanded expandObject(Value::Reader value, const Bindings& bindings) {
    const Fields::Reader object = value.getObject();
    if (object.size() == 2)
      if (auto text = longText(membersOf(value))) return std::move(*text);
    Expanded out = orphanage_.newOrphan<Value>();
    auto fields = out.get().initObject(object.size());
    for (unsigned i = 0; i < object.size(); ++i) {
      fields[i].setName(object[i].getName());
      fields[i].adoptValue(expand(object[i].getValue(), bindings));
    }
    return out;
  }

  // {"times":n,"text":"…"}
  std::optional<Expanded> longText(const Members& members) {
    const Value::Reader* times = find(members, "times");
    const Value::Reader* text = find(members, "text");
    if (!times || !text) return {};
    if (!times->isNumber() || times->getNumber() < 0 || !text->isString() ||
        times->getNumber() * static_cast<double>(text->getString().size()) > TEXT_BYTES_MAX)
      throw std::invalid_argument(R"({"times":n,"text":"…"} needs a number of times and a text, )" +
                                  std::to_string(TEXT_BYTES_MAX) + " bytes in all at most");
    std::string all;
    for (double i = 0; i < times->getNumber(); ++i) all += view(text->getString());
    Expanded out = orphanage_.newOrphan<Value>();
    out.get().setString(capnp::Text::Reader(all.c_str(), all.size()));
    return out;
  }

  void expandElement(Value::Reader element, const Bindings& bindings, std::vector<Expanded>& out) {
    const auto members = membersOf(element);
    const Value::Reader* repeat = find(members, "repeat");
    const Value::Reader* of = find(members, "of");
    if (!repeat || !of) {
      out.push_back(expand(element, bindings));
      return;
    }
    const Value::Reader* as = find(members, "as");
    const std::string name = as && as->isString() ? std::string(view(as->getString())) : "";
    const Expanded expanded = expand(*repeat, bindings);
    const Value::Reader times = expanded.getReader();
    if (times.isArray()) {
      unsigned number = 0;
      for (const auto& value : times.getArray()) {
        Bindings inner = bindings;
        inner[name.empty() ? "v" : name] = value;
        expandOnce(*of, "i", ++number, std::move(inner), out);
      }
      return;
    }
    if (!times.isNumber() || times.getNumber() < 0 || times.getNumber() > REPEAT_MAX)
      throw std::invalid_argument(
          R"({"repeat":n,"of":[…]} needs a number of times, or a list of values)");
    for (unsigned i = 1; i <= times.getNumber(); ++i)
      expandOnce(*of, name.empty() ? "i" : name, i, bindings, out);
  }

  void expandOnce(Value::Reader of, const std::string& name, unsigned number, Bindings bindings,
                  std::vector<Expanded>& out) {
    Expanded value = orphanage_.newOrphan<Value>();
    value.get().setNumber(number);
    bindings[name] = value.getReader();
    if (!of.isArray()) throw std::invalid_argument(R"("repeat" needs a list ("of"))");
    for (const auto& repeated : of.getArray()) expandElement(repeated, bindings, out);
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

  // The scenario with its values filled in, and the number behind its name.
  Expanded variant(const Members& members, const Bindings& bindings, const std::string& number) {
    Expanded out = orphanage_.newOrphan<Value>();
    const bool isOneOfMany = find(members, "each") != nullptr;
    auto fields = out.get().initObject(static_cast<unsigned>(members.size() - isOneOfMany));
    unsigned at = 0;
    for (const auto& [name, value] : members) {
      if (name == "each") continue;
      fields[at].setName(capnp::Text::Reader(std::string(name).c_str(), name.size()));
      if (name == "name" && value.isString())
        fields[at].initValue().setString(std::string(view(value.getString())) + number);
      else
        fields[at].adoptValue(expand(value, bindings));
      ++at;
    }
    return out;
  }

  static std::string nameOf(const Members& members) {
    const Value::Reader* name = find(members, "name");
    return name && name->isString() ? std::string(view(name->getString())) : std::string();
  }

  const Wanted& wanted_;
  capnp::Orphanage orphanage_;
};

}  // namespace

capnp::Orphan<Value> expand(Value::Reader file, const Wanted& wanted,
                            capnp::Orphanage orphanage) {
  Expander expander(wanted, orphanage);
  if (!file.isObject()) return orphanage.newOrphanCopy(file);
  const Fields::Reader members = file.getObject();
  auto out = orphanage.newOrphan<Value>();
  auto fields = out.get().initObject(members.size());
  for (unsigned i = 0; i < members.size(); ++i) {
    fields[i].setName(members[i].getName());
    if (members[i].getName() == "scenarios")
      fields[i].adoptValue(expander.expandScenarios(members[i].getValue()));
    else
      fields[i].setValue(members[i].getValue());
  }
  return out;
}

}  // namespace triwire::conformance
