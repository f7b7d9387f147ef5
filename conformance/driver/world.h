#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "driver/subject.h"
#include "peer/peers.h"
#include "record/history.h"

namespace triwire::conformance {

/// One world of a subject, from `begin` to `end`: sends commands, takes in events, and keeps both
/// in a history. Waits are for something recorded, never for time to pass.
class World {
 public:
  World(Subject& subject, History& history);

  /// Builds the commands. Each returns the index of the command (`Event::command`).
  /// With `peerIsMain` the world has renderers only, which connect to our peers.
  std::uint32_t begin(unsigned renderers, bool peerIsMain = false);
  std::uint32_t run(Actor actor, const std::function<void(contract::Command::Run::Builder)>& fill);
  std::uint32_t kill(Actor actor);
  std::uint32_t close(Actor actor);
  std::uint32_t collect();
  std::uint32_t end();

  /// A peer connects to the subject's main, whose address is asked for if it is not known. False if
  /// the subject does not offer it. Throws SubjectTrouble if nobody listens there.
  bool connect(Actor peer);
  Peers& peers() { return peers_; }

  /// Waits until `holds` does, looking again after each event. False if the watchdog expired first;
  /// that is recorded with `what`.
  bool await(const std::function<bool()>& holds, const std::string& what);
  /// Waits for the answer to a command; false as above.
  bool awaitAnswer(std::uint32_t command);

  enum class Answer : std::uint8_t { NONE, DONE, UNSUPPORTED, FAILED };
  Answer answerTo(std::uint32_t command) const { return answers_.at(command); }

  /// The number of the event that main was given for a call.
  std::optional<std::uint32_t> handleOf(std::string_view call) const;

  /// Not waiting in a sendSync, not killed, not closed.
  bool isFree(Actor actor) const;
  std::vector<Actor> freeRenderers() const;

  const History& history() const { return history_; }
  const Identity& identity() const { return subject_.identity(); }
  unsigned renderers() const { return renderers_; }

 private:
  using Fill = std::function<void(contract::Command::Builder)>;
  std::uint32_t send(Command command, const Fill& fill);
  void take(const Said& said);
  void note(const Event& event);
  void noteCalls(const std::vector<Step>& steps, Actor actor);

  void takePeer(file::PeerEvent::Reader event);

  Subject& subject_;
  History& history_;
  Peers peers_;
  std::string address_;  // Of the subject's main, once it said.
  unsigned renderers_ = 0;
  bool expiredOnce_ = false;
  std::map<std::uint32_t, std::uint32_t> commandsById_;
  std::vector<Answer> answers_;
  std::map<std::string_view, Actor> syncCalls_;  // Whose.
  std::set<std::string_view> syncEnded_;
  std::map<std::string_view, std::uint32_t> handles_;
  std::map<Actor, std::string_view> waiting_;  // In which sendSync.
  std::set<Actor> gone_;
};

}  // namespace triwire::conformance
