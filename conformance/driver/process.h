#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>
#include <sys/types.h>

#include <kj/io.h>

namespace triwire::conformance {

using Clock = std::chrono::steady_clock;

/// Splits a command as a shell would: quotes, backslashes, $VARIABLES, ~ and globs; no pipes, no
/// substitutions (`sh -c '…'` for those). Throws std::invalid_argument with one sentence.
std::vector<std::string> splitCommand(const std::string& command);

/// A child process in a process group of its own, its three standard streams in our hands. It dies
/// with us, and its whole group with this object.
class Process {
 public:
  /// Throws std::runtime_error with one sentence if the program cannot be started.
  explicit Process(const std::vector<std::string>& argv);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Queues a line (without its newline) for the standard input. Never blocks: it is written while
  /// readLine waits.
  void writeLine(std::string_view line);

  /// From here on one write for each byte.
  void writeByteByByte() { byteByByte_ = true; }

  /// Ends its standard input. What is still queued is lost.
  void closeInput() { input_ = nullptr; }

  /// The longest line accepted.
  static constexpr std::size_t LINE_BYTES_MAX = std::size_t{16} << 20;

  enum class Read { LINE, TIMED_OUT, ENDED, TOO_LONG, OTHER };

  /// Waits for the next line of standard output; `line` is without its newline. ENDED: there is
  /// none, since the process has exited or closed its output (what is left in `line` was begun and
  /// not ended). TOO_LONG: `line` has the beginning. OTHER: one of `others` is ready, which are
  /// polled as they are.
  Read readLine(std::string& line, Clock::time_point deadline,
                const std::vector<pollfd>& others = {});

  /// Kills the group, reaps the process, and reads the rest of what it wrote to standard error.
  void kill();

  /// "exited with status 3", "was killed by signal 11 (Segmentation fault)", "closed its standard
  /// output": after ENDED or kill(), how it ended before we killed it; else "was running".
  std::string fate();

  /// The last of standard error, at most STDERR_TAIL_BYTES_MAX, from the beginning of a line.
  std::string stderrTail() const;
  static constexpr std::size_t STDERR_TAIL_BYTES_MAX = 4096;

  pid_t pid() const { return pid_; }

 private:
  bool takeLine(std::string& line);
  bool waitForActivity(Clock::time_point deadline, const std::vector<pollfd>& others);
  void readOutput();
  void readErrors();
  void flushInput();
  bool reapIfExited(bool wait);

  pid_t pid_ = -1;
  kj::AutoCloseFd input_, output_, errors_, exit_;
  std::string toWrite_, toRead_, errorsTail_;
  std::size_t scanned_ = 0;  // of toRead_, known to hold no newline
  bool byteByByte_ = false;
  bool outputEnded_ = false, errorsEnded_ = false, reaped_ = false, killedByUs_ = false;
  int status_ = 0;
};

}  // namespace triwire::conformance
