#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include "driver/process.h"
#include "driver/subject.h"
#include "generate/generate.h"
#include "report/score.h"
#include "soak/vitals.h"

namespace triwire::conformance::soak {

/// What is soaked, and how.
struct Plan {
  /// A command that, with `--shared-main ADDRESS` behind it, is the main process of many worlds, and with
  /// `--main-at ADDRESS --pool N --seed N` a subject that has its worlds there, whose N renderers stay connected
  /// from one to the next.
  std::string command;
  std::string profile = "strict";
  unsigned renderers = 100;
  unsigned pool = 4;   ///< Of those, how many each subject has; at least 3, which a world may need.
  unsigned size = 16;  ///< Of a world, about how many steps.
  std::uint64_t seed = 0;
  std::chrono::milliseconds patience{30'000};  ///< How long one wait in a world may last.
};

/// What was performed between two looks at main.
struct Window {
  std::uint64_t seed = 0;   ///< Of its worlds (generate/generate.h).
  unsigned proposed = 0;    ///< How many.
  std::vector<Case> cases{};  ///< Performed and judged.
};

/// One main process, and its renderers in many worlds at a time; each world is judged as any other is.
class Soak {
 public:
  /// Starts everything. Throws std::runtime_error with one sentence, or SubjectTrouble, if that does not work.
  explicit Soak(const Plan& plan);

  /// Performs worlds until the time is up, or one of them shows a failure. Then nothing goes on, and every
  /// renderer is connected.
  Window perform(std::chrono::duration<double> time);

  /// Now. Main is given a moment to let go of who died last, until it has `descriptors`, if that is not 0, or else
  /// as many as before. Throws std::runtime_error if it is gone.
  Vitals look(unsigned descriptors);

  const Identity& identity() const { return subjects_.front().identity(); }
  unsigned renderers() const { return static_cast<unsigned>(subjects_.size()) * plan_.pool; }
  struct End {
    std::string fate;        ///< "was running", or how main ended before.
    std::string stderrTail;  ///< The end of what it wrote to standard error.
  };
  /// Ends main.
  End end();

 private:
  /// For a moment: takes what main writes, so that it never waits for that. False if it has ended: nothing is
  /// performed any more.
  bool attend();
  void performOn(Subject& subject, Generator& generator, Clock::time_point until, Window& window);

  Plan plan_;
  Process main_;
  std::list<Subject> subjects_;
  std::uint64_t windows_ = 0;
  std::mutex mutex_;  // Of the generator, and the window.
  std::atomic<bool> stops_{false};
};

}  // namespace triwire::conformance::soak
