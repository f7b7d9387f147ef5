// What is timed: one way for two processes to talk. Each candidate is one file and knows nothing of
// clocks, cores or rounds.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/harness/meeting.h"
#include "bench/harness/process.h"

namespace triwire::bench {

enum class Measure : unsigned char {
  ROUND_TRIP,  ///< One request in flight; the next begins when its answer is there.
  IN_FLIGHT,   ///< 64 requests begun together, then all 64 answers.
  ONE_WAY,     ///< Messages without answers, a batch at a time; the far end confirms each batch.
  CONNECT,     ///< A new connection and the first round trip on it.
  QUIET,       ///< A round trip, then nothing for 10 ms: what the far end does when idle.
};

/// What one message carries.
struct Load {
  std::size_t bytes = 64;
  /// A value of 50 nodes and about 1 KiB in place of one string. For candidates that carry values.
  bool isNested = false;
};

struct Task {
  Measure measure = Measure::ROUND_TRIP;
  Load load{};
};

/// Requests in flight together in IN_FLIGHT.
constexpr std::size_t REQUESTS_IN_FLIGHT = 64;

/// Messages of a batch in ONE_WAY: enough to hide the wake-up that its confirmation costs, at most
/// 4 MiB and 10,000.
std::size_t messagesPerBatch(const Load& load);

/// What the bytes of a message are; no two neighbours are alike.
std::string contentOf(std::size_t bytes);

/// The end that asks, in the process that holds the stopwatch. Its constructor connects. All of
/// these return when what they say has happened, and throw if it cannot.
class NearEnd {
 public:
  NearEnd() = default;
  virtual ~NearEnd() = default;
  NearEnd(const NearEnd&) = delete;
  NearEnd& operator=(const NearEnd&) = delete;

  /// Sends the load and waits until it has come back.
  virtual void roundTrip();
  /// Whether the last answer was the load, byte for byte.
  virtual bool isAnswerRight() const;
  /// Begins `count` round trips, then waits for all of them.
  virtual void requests(std::size_t count);
  /// Sends `count` messages, and waits until the far end says that it has had as many.
  virtual void messages(std::size_t count);
};

struct Candidate {
  std::string name;
  std::string about;  ///< One line for readers of the report: what is inside the number.
  std::vector<Measure> measures;

  /// The far end, in a process of its own: calls `ready` once it can be connected to, and answers
  /// until it is killed.
  std::function<void(const Meeting&, const Task&, const Ready&)> serve{};
  std::function<std::unique_ptr<NearEnd>(const Meeting&, const Task&)> connect{};
  /// Connects `count` near ends that then do nothing, in a process of its own, until it is killed.
  /// None if the candidate has no use for it.
  std::function<void(const Meeting&, std::size_t count, const Ready&)> idle{};

  bool has(Measure measure) const;
};

}  // namespace triwire::bench
