#include "driver/scenario.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "driver/expand.h"
#include "driver/resolve.h"
#include "peer/damage.h"
#include "peer/frame_json.h"
#include "record/actor.h"
#include "record/command.h"
#include "record/embedded_file.h"
#include "record/fold.h"
#include "record/json_text.h"
#include "record/shape.h"

namespace triwire::conformance {

std::span<const EmbeddedFile> embeddedScenarios();

namespace {

using capnp::json::Value;


void checkActor(capnp::Text::Reader actor, unsigned renderers) {
  const auto known = actorNamed(text(actor));
  if (known && (!isRenderer(*known) || rendererIndex(*known) < renderers)) return;
  throw std::invalid_argument(
      "actor " + jsonString(text(actor)) + " is none of this scenario; expected \"main\"" +
      (renderers > 0 ? " or \"r0\" to \"r" + std::to_string(renderers - 1) + "\"" : std::string()));
}

// The calls that steps make, in programs too; each name once in a scenario.
void checkSteps(capnp::List<contract::Step>::Reader steps, std::set<std::string>& calls) {
  const auto checkCall = [&](const auto& group) {
    if (group.getCall().size() == 0) throw std::invalid_argument("a call has no name (\"call\")");
    if (!calls.insert(text(group.getCall())).second)
      throw std::invalid_argument("two calls are named " + jsonString(text(group.getCall())));
    if (text(group.getChannel()).starts_with(RESERVED))
      throw std::invalid_argument("channel " + jsonString(text(group.getChannel())) +
                                  " is reserved for the runner");
  };
  for (const auto& step : steps) {
    if (step.isSend()) checkCall(step.getSend());
    if (step.isSendSync()) checkCall(step.getSendSync());
    if (step.isInvoke()) checkCall(step.getInvoke());
    if (step.isOn()) checkSteps(step.getOn().getProgram(), calls);
    if (step.isOnce()) checkSteps(step.getOnce().getProgram(), calls);
  }
}

void checkPeer(file::Stimulus::Reader stimulus) {
  std::optional<std::string> named;
  if (stimulus.isConnect()) named = text(stimulus.getConnect().getPeer());
  if (stimulus.isWrite()) named = text(stimulus.getWrite().getPeer());
  if (stimulus.isDeafen()) named = text(stimulus.getDeafen().getPeer());
  if (stimulus.isFinish()) named = text(stimulus.getFinish().getPeer());
  if (stimulus.isDrop()) named = text(stimulus.getDrop().getPeer());
  if (named && !peerNamed(*named))
    throw std::invalid_argument("peer " + jsonString(*named) +
                                " is none; expected \"p0\" or \"p1\"");
  if (!stimulus.isWrite()) return;
  for (const auto frame : stimulus.getWrite().getFrames()) {
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Frame>();
    readFrame(frame, out);
    damagedBytes(stimulus.getWrite().getMisdeed(), out);
  }
}

void checkStimulus(file::Stimulus::Reader stimulus, unsigned renderers,
                   std::set<std::string>& calls) {
  if (stimulus.isRun()) {
    checkActor(stimulus.getRun().getActor(), renderers);
    capnp::MallocMessageBuilder message;
    auto run = message.initRoot<contract::Command>().initRun();
    resolveSteps(
        stimulus.getRun().getSteps(), [](std::string_view) { return 1U; }, run);
    checkSteps(run.asReader().getSteps(), calls);
  }
  if (stimulus.isKill()) checkActor(stimulus.getKill().getActor(), renderers);
  if (stimulus.isClose()) checkActor(stimulus.getClose().getActor(), renderers);
  checkPeer(stimulus);
  if (stimulus.isAwait()) {
    const std::string event = text(stimulus.getAwait().getEvent());
    const auto field = capnp::Schema::from<contract::Event>().findFieldByName(event.c_str());
    const auto kinds = capnp::Schema::from<file::PeerEvent::Kind>();
    if (field == nullptr && kinds.findEnumerantByName(event.c_str()) == nullptr)
      throw std::invalid_argument("there is no event " + jsonString(event) + " to await");
  }
}

Scenario toScenario(file::Scenario::Reader in) {
  Scenario out;
  out.name = text(in.getName());
  try {
    out.about = text(in.getAbout());
    out.renderers = in.getRenderers();
    for (const auto need : in.getNeeds())
      out.needs.emplace_back(capnp::Schema::from<contract::Capability>()
                                 .getEnumerants()[static_cast<unsigned>(need)]
                                 .getProto()
                                 .getName()
                                 .cStr());
    for (const auto profile : in.getProfiles()) out.profiles.push_back(text(profile));
    out.json = folded(writeJson(capnp::toDynamic(in)));
    out.message = std::make_shared<capnp::MallocMessageBuilder>();
    out.message->setRoot(in);

    if (out.renderers > RENDERERS_MAX)
      throw std::invalid_argument("renderers: " + std::to_string(out.renderers) +
                                  " are too many; expected " + std::to_string(RENDERERS_MAX) +
                                  " at most");
    if (out.name.empty()) throw std::invalid_argument("there is no \"name\"");
    for (const std::string& profile : out.profiles)
      if (profile != "strict" && profile != "electron")
        throw std::invalid_argument("there is no profile " + jsonString(profile) +
                                    "; expected \"strict\" or \"electron\"");
    std::set<std::string> calls;
    for (const auto& stimulus : in.getSteps()) checkStimulus(stimulus, out.renderers, calls);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("scenario " + jsonString(out.name) + ": " + error.what());
  }
  return out;
}

}  // namespace

file::Scenario::Reader Scenario::content() const {
  return message->getRoot<file::Scenario>().asReader();
}

bool all(const std::string&) { return true; }

std::vector<Scenario> readScenarios(std::string_view json, const std::string& source,
                                    const Wanted& wanted) {
  try {
    capnp::MallocMessageBuilder message;
    auto parsed = message.getOrphanage().newOrphan<Value>();
    parseJson(json, parsed.get());
    const auto expanded = expand(parsed.getReader(), wanted, message.getOrphanage());
    capnp::MallocMessageBuilder suiteMessage;
    auto suite = suiteMessage.initRoot<file::Suite>();
    readJson(expanded.getReader(), capnp::toDynamic(suite));

    std::vector<Scenario> out;
    for (const auto& scenario : suite.asReader().getScenarios())
      out.push_back(toScenario(scenario));
    return out;
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(source + ": " + error.what());
  }
}

std::vector<Scenario> bundledScenarios(const Wanted& wanted) {
  std::vector<Scenario> out;
  for (const EmbeddedFile& file : embeddedScenarios())
    for (Scenario& scenario : readScenarios(file.text, std::string(file.name), wanted))
      out.push_back(std::move(scenario));
  return out;
}

std::vector<Scenario> loadScenarios(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files{path};
  if (std::filesystem::is_directory(path)) {
    files.clear();
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty())
      throw std::invalid_argument(path.string() + ": holds no *.json; expected scenario files");
  }

  std::vector<Scenario> out;
  for (const auto& file : files) {
    std::ifstream in(file);
    if (!in)
      throw std::invalid_argument(file.string() + ": cannot be read; expected a scenario file");
    std::stringstream content;
    content << in.rdbuf();
    for (Scenario& scenario : readScenarios(content.str(), file.string()))
      out.push_back(std::move(scenario));
  }
  return out;
}

}  // namespace triwire::conformance
