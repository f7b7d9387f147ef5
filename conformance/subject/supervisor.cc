#include "subject/supervisor.h"

#include <poll.h>
#include <unistd.h>

#include <stdexcept>

#include <capnp/message.h>
#include <capnp/schema.h>

#include "record/json_text.h"
#include "record/shape.h"
#include "subject/program.h"
#include "subject/report.h"
#include "subject/value_json.h"

namespace triwire::conformance {
namespace {

constexpr std::uint32_t RENDERERS_MAX = 64;

void print(const std::string& line) { writeAll(STDOUT_FILENO, line + "\n"); }

/// Whether the contract has it; a command that it does not have is declined, not misunderstood.
bool isCommand(std::string_view name) {
  for (const auto field : capnp::Schema::from<contract::Command>().getUnionFields())
    if (view(field.getProto().getName()) == name) return true;
  return false;
}

void decline(std::uint32_t command, std::string_view what) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setId(command);
  event.initUnsupported().setWhat(asText(what));
  print(writeJson(event.asReader()));
}

/// The supervisor is no actor: it only answers.
Report answers() { return {"", print}; }

}  // namespace

void Supervisor::run() {
  Lines lines;
  std::string line;
  while (true) {
    pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (world_) {
      world_->relay(&input);
    } else {
      input.revents = POLLIN;  // Nothing else to wait for: reading waits.
    }
    if (input.revents == 0) continue;
    if (!lines.readFrom(STDIN_FILENO)) return;
    while (lines.next(line)) take(line);
  }
}

void Supervisor::take(const std::string& line) {
  capnp::MallocMessageBuilder message;
  const auto json = message.initRoot<JsonValue>();
  parseJson(line, json);
  const auto command = json.asReader();
  const auto id = static_cast<std::uint32_t>(member(command, "id").getNumber());
  const std::string_view name = view(member(command, "do").getString());
  if (!isCommand(name)) return decline(id, name);

  std::shared_ptr<const ReadCommand> read;
  try {
    read = readCommand(line);
  } catch (const std::invalid_argument& unknown) {
    return decline(id, unknown.what());
  }
  obey(read->command, line);
}

void Supervisor::obey(contract::Command::Reader command, const std::string& line) {
  const std::uint32_t id = command.getId();
  if (command.isHello()) return sayHello(id);
  if (command.isBegin()) {
    const std::uint32_t renderers = command.getBegin().getRenderers();
    if (renderers > RENDERERS_MAX) return decline(id, "so many renderers");
    world_.reset();
    world_ = std::make_unique<ActorWorld>(launcher_(), renderers,
                                          command.getBegin().getMain().cStr(), print);
    return answers().done(id);
  }
  if (!world_) return answers().failed(id, "there is no world: `begin` first");
  if (command.isWire()) return sayAddress(id);
  if (command.isRun()) return toActor(command.getRun().getActor(), id, line);
  if (command.isClose()) return toActor(command.getClose().getActor(), id, line);
  if (command.isKill()) return kill(command.getKill().getActor(), id);
  if (command.isEnd()) {
    world_->end(line);
    world_.reset();
  }
  answers().done(id);  // Also of `collect`: nothing here waits for a collection.
}

void Supervisor::toActor(capnp::Text::Reader actor, std::uint32_t command,
                         const std::string& line) {
  if (!world_->has(view(actor))) return answers().failed(command, "there is no such actor");
  if (!world_->isAlive(view(actor))) return answers().failed(command, "the actor was killed");
  world_->send(view(actor), line);
}

void Supervisor::kill(capnp::Text::Reader actor, std::uint32_t command) {
  if (!world_->has(view(actor))) return answers().failed(command, "there is no such actor");
  world_->kill(view(actor));
  answers().done(command);
}

void Supervisor::sayAddress(std::uint32_t command) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setId(command);
  event.initListening().setAddress(world_->address());
  print(writeJson(event.asReader()));
}

void Supervisor::sayHello(std::uint32_t command) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<contract::Event>();
  event.setId(command);
  auto hello = event.initHello();
  hello.setProtocol(contract::PROTOCOL);
  hello.setName("triwire");
  hello.setVersion(TRIWIRE_VERSION);
  hello.setRenderersMax(RENDERERS_MAX);
  const auto all = capnp::Schema::from<contract::Capability>().getEnumerants();
  auto capabilities = hello.initCapabilities(all.size());
  for (unsigned i = 0; i < all.size(); ++i) {
    capabilities.set(i, static_cast<contract::Capability>(all[i].getOrdinal()));
  }
  print(writeJson(event.asReader()));
}

}  // namespace triwire::conformance
