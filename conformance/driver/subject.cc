#include "driver/subject.h"

#include <algorithm>

#include "record/json_text.h"
#include "record/shape.h"

namespace triwire::conformance {
namespace {

// The line as it came, unless it is so long that nobody would read it.
std::string quotedLine(const std::string& line) {
  constexpr std::size_t SHOWN_BYTES_MAX = 2000;
  if (line.size() <= SHOWN_BYTES_MAX) return "`" + line + "`";
  return "`" + line.substr(0, SHOWN_BYTES_MAX) + "…` (" + std::to_string(line.size()) + " bytes)";
}

bool isAnswer(contract::Event::Reader event) {
  return event.isHello() || event.isDone() || event.isUnsupported() || event.isFailed() ||
         event.isListening();
}

}  // namespace

bool Identity::offers(std::string_view capability) const {
  return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

Subject::Subject(const std::vector<std::string>& argv, Patience patience)
    : process_(argv), patience_(patience) {}

void Subject::handshake(const std::string& unknownCommand) {
  capnp::MallocMessageBuilder message;
  auto command = message.initRoot<contract::Command>();
  command.initHello().setProtocol(contract::PROTOCOL);
  const Said said = awaitAnswer(send(command), "hello");
  if (!said.event.isHello())
    throw SubjectTrouble(Ending::NONSENSE,
                         "the subject answered hello with something else; "
                         "expected the event \"hello\"");
  const auto hello = said.event.getHello();
  if (hello.getProtocol() != contract::PROTOCOL)
    throw SubjectTrouble(Ending::NONSENSE, "the subject speaks version " +
                                               std::to_string(hello.getProtocol()) +
                                               " of the adapter contract; expected version " +
                                               std::to_string(contract::PROTOCOL));
  if (hello.getName().size() == 0)
    throw SubjectTrouble(Ending::NONSENSE, "the subject's hello has no \"name\"");
  identity_ = {.name = text(hello.getName()),
               .version = text(hello.getVersion()),
               .url = text(hello.getUrl()),
               .renderersMax = hello.getRenderersMax(),
               .capabilities = {}};
  const auto names = capnp::Schema::from<contract::Capability>().getEnumerants();
  for (const auto capability : hello.getCapabilities())
    identity_.capabilities.emplace_back(
        names[static_cast<unsigned>(capability)].getProto().getName().cStr());

  unanswered_.insert(++lastId_);
  process_.writeLine("{\"do\":" + jsonString(unknownCommand) +
                     ",\"id\":" + std::to_string(lastId_) + "}");
  if (!awaitAnswer(lastId_, "the unknown command " + jsonString(unknownCommand))
           .event.isUnsupported())
    throw SubjectTrouble(Ending::NONSENSE,
                         "the subject accepted the command " + jsonString(unknownCommand) +
                             ", which does not exist; expected the event \"unsupported\"");
}

Said Subject::awaitAnswer(std::uint32_t id, const std::string& what) {
  // A program may take its time to start, whatever the patience with what it does then.
  constexpr Patience STARTING{5000};
  const auto deadline = Clock::now() + STARTING + patience_;
  while (auto said = next(deadline)) {
    if (isAnswer(said->event) && said->event.getId() == id) return std::move(*said);
  }
  throw SubjectTrouble(Ending::HUNG, "the subject did not answer " + what + " within " +
                                         std::to_string((STARTING + patience_).count()) + " ms");
}

Subject::Patience Subject::patience() const {
  constexpr unsigned WORLDS = 3;
  constexpr int TIMES = 20;
  constexpr Patience OF_SOME{1000}, OF_NONE{250}, AT_LEAST{100};
  if (worldsExpired_ < WORLDS) return patience_;
  const auto usual = std::chrono::duration_cast<Patience>(longestWait_ * TIMES);
  if (worldsExpiredInARow_ < WORLDS) return std::min(patience_, std::max(OF_SOME, usual));
  Patience bound = std::min(patience_, std::max(OF_NONE, usual));
  for (unsigned more = WORLDS; more + WORLDS <= worldsExpiredInARow_ && bound > AT_LEAST; more += WORLDS)
    bound = std::max(AT_LEAST, bound / 2);
  return bound;
}

void Subject::noteWait(Clock::duration lasted, bool inVain) {
  if (inVain)
    expiredInWorld_ = true;
  else
    longestWait_ = std::max(longestWait_, lasted);
}

void Subject::beginWorld(unsigned renderers) {
  worldsExpired_ += expiredInWorld_ ? 1 : 0;
  worldsExpiredInARow_ = expiredInWorld_ ? worldsExpiredInARow_ + 1 : 0;
  expiredInWorld_ = false;
  renderers_ = renderers;
  unanswered_.clear();
  lastSeq_.clear();
}

std::uint32_t Subject::send(contract::Command::Builder command) {
  command.setId(++lastId_);
  unanswered_.insert(lastId_);
  process_.writeLine(writeJson(capnp::toDynamic(command.asReader())));
  return lastId_;
}

std::optional<Said> Subject::next(Clock::time_point deadline, const std::vector<pollfd>& others) {
  std::string line;
  switch (process_.readLine(line, deadline, others)) {
    case Process::Read::OTHER:
    case Process::Read::TIMED_OUT:
      return {};
    case Process::Read::LINE:
      return read(line);
    case Process::Read::TOO_LONG:
      throw SubjectTrouble(Ending::NONSENSE,
                           "the subject wrote a line that does not end: " + quotedLine(line));
    case Process::Read::ENDED:
      break;
  }
  throw SubjectTrouble(Ending::CRASHED,
                       "the subject " + process_.fate() +
                           (line.empty() ? "" : " in the middle of the line " + quotedLine(line)));
}

Said Subject::read(const std::string& line) {
  Said said{std::make_unique<capnp::MallocMessageBuilder>(), {}, line};
  auto event = said.message->initRoot<contract::Event>();
  try {
    readJson(line, capnp::toDynamic(event));
    said.event = event.asReader();
    isAnswer(said.event) ? checkAnswer(said.event) : checkSequence(said.event);
  } catch (const std::invalid_argument& error) {
    throw SubjectTrouble(Ending::NONSENSE,
                         "the subject wrote the line " + quotedLine(line) +
                             ", which is wrong: " + error.what() +
                             (line.starts_with('{') ? "" : " (was this meant for stderr?)"));
  }
  return said;
}

void Subject::checkAnswer(contract::Event::Reader event) {
  if (unanswered_.erase(event.getId()) == 0)
    throw std::invalid_argument("no command with the id " + std::to_string(event.getId()) +
                                " waits for an answer");
}

void Subject::checkSequence(contract::Event::Reader event) {
  const auto actor = actorNamed(text(event.getActor()));
  if (!actor || (isRenderer(*actor) && rendererIndex(*actor) >= renderers_))
    throw std::invalid_argument("actor: " + jsonString(text(event.getActor())) +
                                R"(; expected "main" or "r<k>", and this world has )" +
                                std::to_string(renderers_) + " renderers");
  const std::uint32_t expected = ++lastSeq_[*actor];
  if (event.getSeq() != expected)
    throw std::invalid_argument("seq: " + std::to_string(event.getSeq()) + " of " + name(*actor) +
                                "; expected " + std::to_string(expected));
}

}  // namespace triwire::conformance
