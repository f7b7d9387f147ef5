#include "report/stimulus.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <capnp/message.h>

#include "record/json_text.h"

namespace triwire::conformance {
namespace {

using Json = capnp::json::Value;

constexpr std::size_t LINE_BYTES_MAX = 150;


bool isPlain(std::string_view word) {
  return !word.empty() && word.find_first_of(" \t\"'{};,:") == std::string_view::npos;
}

std::string describeStep(Json::Reader step);

std::string describeSteps(Json::Reader steps) {
  std::string out;
  for (const auto& step : steps.getArray()) {
    if (out.size() > LINE_BYTES_MAX) return out + "; …";
    out += (out.empty() ? "" : "; ") + describeStep(step);
  }
  return out;
}

std::string describeMember(std::string_view name, Json::Reader value) {
  if (name == "program" && value.isArray()) return "{" + describeSteps(value) + "}";
  if (value.isBoolean()) return value.getBoolean() ? std::string(name) : "";
  if (value.isString() && name != "value" && isPlain(view(value.getString())))
    return std::string(view(value.getString()));
  const std::string text = canonicalJson(value);
  return name == "args" || name == "value" ? text : std::string(name) + " " + text;
}

// In one order, whatever the order in the file: what it does comes first.
std::string describeStep(Json::Reader step) {
  constexpr std::array<std::string_view, 8> FIRST{"op",      "do",       "event", "actor",
                                                  "call",    "channel",  "listener", "to"};
  if (!step.isObject()) return canonicalJson(step);
  std::map<std::pair<std::size_t, std::string_view>, std::string> members;
  for (const auto& member : step.getObject()) {
    const std::string_view name = view(member.getName());
    const auto rank = std::find(FIRST.begin(), FIRST.end(), name) - FIRST.begin();
    members[{static_cast<std::size_t>(rank), name}] = describeMember(name, member.getValue());
  }
  std::string out;
  for (const auto& [name, words] : members)
    if (!words.empty()) out += (out.empty() ? "" : " ") + words;
  return out;
}

std::string describeStimulus(Json::Reader stimulus) {
  std::string actor;
  for (const auto& member : stimulus.getObject()) {
    if (view(member.getName()) == "actor" && member.getValue().isString())
      actor = view(member.getValue().getString());
    if (view(member.getName()) == "steps" && member.getValue().isArray())
      return actor + ": " + describeSteps(member.getValue());
  }
  return describeStep(stimulus);
}

// Cut between characters.
std::string cut(std::string line) {
  if (line.size() <= LINE_BYTES_MAX) return line;
  std::size_t at = LINE_BYTES_MAX;
  while ((static_cast<unsigned char>(line[at]) & 0xc0) == 0x80) --at;
  return line.substr(0, at) + "…";
}

}  // namespace

std::string stimulusJson(const std::string& json) {
  capnp::MallocMessageBuilder message;
  auto scenario = message.initRoot<Json>();
  try {
    parseJson(json, scenario);
    return canonicalJson(scenario);
  } catch (const std::invalid_argument&) {
    return json;
  }
}

std::vector<std::string> stimulusLines(const std::string& json) {
  capnp::MallocMessageBuilder message;
  auto scenario = message.initRoot<Json>();
  try {
    parseJson(json, scenario);
  } catch (const std::invalid_argument&) {
    return {};
  }
  std::vector<std::string> out;
  if (!scenario.isObject()) return out;
  for (const auto& member : scenario.asReader().getObject())
    if (view(member.getName()) == "steps" && member.getValue().isArray())
      for (const auto& stimulus : member.getValue().getArray())
        if (stimulus.isObject()) out.push_back(cut(describeStimulus(stimulus)));
  return out;
}

}  // namespace triwire::conformance
