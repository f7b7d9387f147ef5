#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <capnp/message.h>
#include <conformance.capnp.h>

#include "driver/process.h"
#include "record/history.h"

namespace triwire::conformance {

/// A subject that cannot be talked with any more. `what()` is one sentence with what it said.
class SubjectTrouble : public std::runtime_error {
 public:
  SubjectTrouble(Ending how, const std::string& sentence)
      : std::runtime_error(sentence), ending(how) {}
  Ending ending;
};

/// What a subject says about itself.
struct Identity {
  std::string name, version, url;
  unsigned renderersMax = 0;  ///< 0: no limit.
  std::vector<std::string> capabilities;

  bool offers(std::string_view capability) const;
};

/// One line of a subject: an event or an answer, checked against the contract.
struct Said {
  std::unique_ptr<capnp::MallocMessageBuilder> message;
  contract::Event::Reader event;
  std::string line;  ///< As it came.
};

/// An implementation under test: a process that speaks the adapter contract. Whatever it says is
/// checked; what the contract does not allow, and its death, is a SubjectTrouble.
class Subject {
 public:
  /// How long one wait may last.
  using Patience = std::chrono::milliseconds;

  /// Starts the process. Throws std::runtime_error if that is not possible.
  Subject(const std::vector<std::string>& argv, Patience patience);

  /// Says hello, then a command that does not exist: an adapter that accepts whatever it is told
  /// could report whatever is hoped for. `unknownCommand` differs from run to run.
  void handshake(const std::string& unknownCommand);

  const Identity& identity() const { return identity_; }

  /// How long a wait may last now. Once waits have expired in three worlds, that is twenty times the
  /// longest wait that was not in vain, and a second at least: who lets us wait in some worlds does not
  /// make us wait long in each. After three in a row it is a quarter of a second at least, and for
  /// each three more in a row half of that, down to a tenth: who does nothing is not waited for as
  /// long as who might. A wait that ends too early passes nothing.
  Patience patience() const;
  /// A wait has ended; `inVain`: by its watchdog.
  void noteWait(Clock::duration lasted, bool inVain);

  /// A fresh world begins: actors count their events from 1 again, and commands that were never
  /// answered are forgotten.
  void beginWorld(unsigned renderers);

  /// Numbers the command and sends it. Returns its id.
  std::uint32_t send(contract::Command::Builder command);

  /// The next event or answer; nothing if none came until then, or one of `others` was ready first
  /// (as for poll).
  std::optional<Said> next(Clock::time_point deadline, const std::vector<pollfd>& others = {});

  /// As Process has it.
  void writeByteByByte() { process_.writeByteByByte(); }

  /// Ends its standard input: nothing more will be asked of it.
  void closeInput() { process_.closeInput(); }

  /// Ends the process and its group.
  void stop() { process_.kill(); }
  std::string stderrTail() const { return process_.stderrTail(); }
  pid_t pid() const { return process_.pid(); }

 private:
  Said read(const std::string& line);
  void checkAnswer(contract::Event::Reader event);
  void checkSequence(contract::Event::Reader event);
  Said awaitAnswer(std::uint32_t id, const std::string& what);

  Process process_;
  Patience patience_;
  Clock::duration longestWait_{};
  bool expiredInWorld_ = false;
  unsigned worldsExpired_ = 0;
  unsigned worldsExpiredInARow_ = 0;
  Identity identity_;
  std::uint32_t lastId_ = 0;
  std::set<std::uint32_t> unanswered_;
  unsigned renderers_ = 0;
  std::map<Actor, std::uint32_t> lastSeq_;
};

}  // namespace triwire::conformance
