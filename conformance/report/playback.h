#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/compat/json.capnp.h>

#include "report/score.h"

namespace triwire::conformance {

/// Plays one subject of a report back: a subject itself, which says again what was recorded, and so
/// comes to the same verdicts. It knows a scenario by its commands: any part of the recorded suite
/// can be asked for, in any order.
class Playback {
 public:
  explicit Playback(const SubjectRun& recorded);

  struct Answer {
    std::vector<std::string> lines;  ///< What the subject wrote then.
    bool crashes = false;            ///< It ended then.
  };

  /// `line` is a command of the runner. One that is in no session that fits what came before it is
  /// answered `failed`. Throws std::invalid_argument if it is no command.
  Answer take(std::string_view line);

 private:
  /// A command or an event of a recording, with its id apart: those are counted anew.
  struct Said {
    bool isCommand = false;
    std::string members, id;
  };
  struct Session {
    std::vector<Said> said;
    bool crashes = false;  ///< At its end.
    std::size_t at = 0;    ///< In `said`: what comes next.
    bool fits = true;      ///< It is what was asked for in this world so far.
    bool played = false;
    std::map<std::string, std::string> ids = {};  ///< As recorded, and as they are now.
  };

  static Said numbered(capnp::json::Value::Reader object);
  static std::vector<std::string> goOn(Session& session, const Said& command);
  Answer greet(const std::string& id) const;
  void begin();
  Answer play(const Said& command);

  const SubjectRun& recorded_;
  std::vector<Session> sessions_;
};

}  // namespace triwire::conformance
