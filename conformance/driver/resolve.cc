#include "driver/resolve.h"

#include <stdexcept>

#include <capnp/message.h>

#include "record/json_text.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

using capnp::json::Value;


// Copies a step, with `handle`, `args` and `program` as the contract has them.
class StepWriter {
 public:
  explicit StepWriter(const HandleOf& handleOf) : handleOf_(handleOf) {}

  void write(Value::Reader in, Value::Builder out) const {
    if (!in.isObject()) {
      out.setNull();  // Refused by the shape check, with its words.
      return;
    }
    const auto fields = in.getObject();
    std::string op, call;
    bool bare = false, args = false;
    for (const auto& field : fields) {
      if (field.getName() == "op" && field.getValue().isString())
        op = text(field.getValue().getString());
      if (field.getName() == "call" && field.getValue().isString())
        call = text(field.getValue().getString());
      if (field.getName() == "bare")
        bare = field.getValue().isBoolean() && field.getValue().getBoolean();
      args = args || field.getName() == "args";
    }
    const bool isCall = op == "send" || op == "sendSync" || op == "invoke";

    std::vector<Value::Field::Reader> kept;
    for (const auto& field : fields)
      if (!isCall || field.getName() != "bare") kept.push_back(field);
    const bool argsMissing = isCall && !bare && !args;
    auto outFields = out.initObject(static_cast<unsigned>(kept.size()) + (argsMissing ? 1 : 0));
    for (unsigned i = 0; i < kept.size(); ++i) {
      outFields[i].setName(kept[i].getName());
      writeMember(kept[i], isCall && !bare ? call : "", outFields[i].initValue());
    }
    if (!argsMissing) return;
    outFields[static_cast<unsigned>(kept.size())].setName("args");
    outFields[static_cast<unsigned>(kept.size())].initValue().initArray(1)[0].setString(call);
  }

  void writeAll(capnp::List<Value>::Reader in, capnp::List<Value>::Builder out) const {
    for (unsigned i = 0; i < in.size(); ++i) write(in[i], out[i]);
  }

 private:
  void writeMember(Value::Field::Reader in, const std::string& firstArg, Value::Builder out) const {
    const Value::Reader value = in.getValue();
    if (in.getName() == "handle" && value.isString()) {
      const auto handle = handleOf_(text(value.getString()));
      if (!handle)
        throw std::invalid_argument("main was given no event for the call " +
                                    jsonString(text(value.getString())));
      out.setNumber(*handle);
    } else if (in.getName() == "program" && value.isArray()) {
      writeAll(value.getArray(), out.initArray(value.getArray().size()));
    } else if (in.getName() == "args" && value.isArray() && !firstArg.empty()) {
      auto args = out.initArray(value.getArray().size() + 1);
      args[0].setString(firstArg);
      for (unsigned i = 1; i < args.size(); ++i) args.setWithCaveats(i, value.getArray()[i - 1]);
    } else {
      copy(value, out);
    }
  }

  static void copy(Value::Reader in, Value::Builder out) {
    if (in.isString()) return out.setString(in.getString());
    if (in.isNumber()) return out.setNumber(in.getNumber());
    if (in.isBoolean()) return out.setBoolean(in.getBoolean());
    if (in.isArray()) return out.setArray(in.getArray());
    if (in.isObject()) return out.setObject(in.getObject());
    out.setNull();
  }

  const HandleOf& handleOf_;
};

void collectHandles(Value::Reader step, std::vector<std::string>& out) {
  if (!step.isObject()) return;
  for (const auto& field : step.getObject()) {
    if (field.getName() == "handle" && field.getValue().isString())
      out.push_back(text(field.getValue().getString()));
    if (field.getName() == "program" && field.getValue().isArray())
      for (const auto& inner : field.getValue().getArray()) collectHandles(inner, out);
  }
}

}  // namespace

void resolveSteps(capnp::List<Value>::Reader steps, const HandleOf& handleOf,
                  contract::Command::Run::Builder out) {
  capnp::MallocMessageBuilder message;
  auto resolved = message.initRoot<Value>().initArray(steps.size());
  StepWriter(handleOf).writeAll(steps, resolved);
  auto outSteps = out.initSteps(steps.size());
  for (unsigned i = 0; i < steps.size(); ++i) {
    try {
      readJson(resolved[i].asReader(), capnp::toDynamic(outSteps[i]));
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("step " + canonicalJson(steps[i]) + ": " + error.what());
    }
  }
}

std::vector<std::string> handlesNamed(capnp::List<Value>::Reader steps) {
  std::vector<std::string> out;
  for (const auto& step : steps) collectHandles(step, out);
  return out;
}

}  // namespace triwire::conformance
