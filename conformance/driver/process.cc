#include "driver/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

namespace triwire::conformance {
namespace {

struct Pipe {
  kj::AutoCloseFd read, write;
};

Pipe makePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  return {kj::AutoCloseFd(ends[0]), kj::AutoCloseFd(ends[1])};
}

void makeNonBlocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

// In the child: becomes the program, or reports errno through `failure`. Async-signal-safe only.
[[noreturn]] void become(char* const* argv, int in, int out, int err, int failure, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // We died before the line above took effect.
  ::signal(SIGPIPE, SIG_DFL);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execvp(argv[0], argv);
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(failure, &error, sizeof error);
  ::_exit(127);
}

// Appends what can be read now. False at the end of the stream.
bool drain(int fd, std::string& out, std::size_t bytesMax) {
  std::array<char, 65536> buffer;
  while (out.size() < bytesMax) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n > 0)
      out.append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0)
      return false;
    else if (errno != EINTR)
      return errno == EAGAIN;
  }
  return true;
}

}  // namespace

std::vector<std::string> splitCommand(const std::string& command) {
  wordexp_t words{};
  const int error = ::wordexp(command.c_str(), &words, WRDE_NOCMD);
  if (error != 0)
    throw std::invalid_argument(
        error == WRDE_SYNTAX ? "the command has unbalanced quotes: " + command
                             : "the command uses shell syntax (pipes, ; & < > $( )); write sh -c "
                               "'…' around it: " +
                                   command);
  std::vector<std::string> argv(words.we_wordv, words.we_wordv + words.we_wordc);
  ::wordfree(&words);
  if (argv.empty()) throw std::invalid_argument("the command is empty; expected a program");
  return argv;
}

Process::Process(const std::vector<std::string>& argv) {
  // A subject that does not read is noticed by EPIPE, not by our death.
  ::signal(SIGPIPE, SIG_IGN);
  // Orphans of its group come to us, so that we can wait for the whole group to be gone.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);

  Pipe in = makePipe(), out = makePipe(), err = makePipe(), failure = makePipe();
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);

  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) become(words.data(), in.read, out.write, err.write, failure.write, parent);

  failure.write = nullptr;
  int error = 0;
  if (::read(failure.read, &error, sizeof error) == sizeof error) {
    ::waitpid(pid_, nullptr, 0);
    throw std::runtime_error("cannot start " + argv[0] + ": " + std::strerror(error));
  }
  exit_ = kj::AutoCloseFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  input_ = kj::mv(in.write);
  output_ = kj::mv(out.read);
  errors_ = kj::mv(err.read);
  for (const int fd : {input_.get(), output_.get(), errors_.get()}) makeNonBlocking(fd);
}

Process::~Process() { kill(); }

void Process::writeLine(std::string_view line) {
  (toWrite_ += line) += '\n';
  flushInput();
}

Process::Read Process::readLine(std::string& line, Clock::time_point deadline,
                                const std::vector<pollfd>& others) {
  while (!takeLine(line)) {
    if (toRead_.size() >= LINE_BYTES_MAX) {
      line = toRead_;
      return Read::TOO_LONG;
    }
    if (outputEnded_) {
      line = toRead_;
      return Read::ENDED;
    }
    if (Clock::now() >= deadline) return Read::TIMED_OUT;
    if (waitForActivity(deadline, others)) return takeLine(line) ? Read::LINE : Read::OTHER;
  }
  return Read::LINE;
}

bool Process::takeLine(std::string& line) {
  const std::size_t end = toRead_.find('\n', scanned_);
  scanned_ = toRead_.size();
  if (end == std::string::npos) return false;
  line.assign(toRead_, 0, end);
  toRead_.erase(0, end + 1);
  scanned_ = 0;
  return true;
}

// True if one of `others` is ready.
bool Process::waitForActivity(Clock::time_point deadline, const std::vector<pollfd>& others) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  const bool writing = !toWrite_.empty() && input_.get() >= 0;
  std::vector<pollfd> fds{{output_.get(), POLLIN, 0},
                          {errorsEnded_ ? -1 : errors_.get(), POLLIN, 0},
                          {writing ? input_.get() : -1, POLLOUT, 0},
                          {exit_.get(), POLLIN, 0}};
  fds.insert(fds.end(), others.begin(), others.end());
  if (::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<long>(left, 0, 60'000))) < 0)
    return false;

  if (fds[1].revents != 0) readErrors();
  if (fds[2].revents != 0) flushInput();
  // Its exit is the end even if a descendant keeps the output open; what it wrote comes first.
  const bool exited = fds[3].revents != 0;
  if (fds[0].revents != 0 || exited) readOutput();
  if (exited) {
    reapIfExited(true);
    outputEnded_ = true;
  }
  return std::any_of(fds.begin() + 4, fds.end(), [](const pollfd& fd) { return fd.revents != 0; });
}

void Process::readOutput() {
  if (!drain(output_, toRead_, LINE_BYTES_MAX)) outputEnded_ = true;
}

void Process::readErrors() {
  std::string fresh;
  if (!drain(errors_, fresh, std::size_t{1} << 20)) errorsEnded_ = true;
  errorsTail_ += fresh;
  // Twice the limit, so that cutting is rare.
  if (errorsTail_.size() > 2 * STDERR_TAIL_BYTES_MAX)
    errorsTail_.erase(0, errorsTail_.size() - STDERR_TAIL_BYTES_MAX);
}

void Process::flushInput() {
  while (!toWrite_.empty() && input_.get() >= 0) {
    const ssize_t n = ::write(input_, toWrite_.data(), byteByByte_ ? 1 : toWrite_.size());
    if (n > 0) {
      toWrite_.erase(0, static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR) {
      input_ = nullptr;  // It reads no more; its output or its exit will say why.
    }
  }
}

void Process::kill() {
  if (pid_ < 0) return;
  if (!reapIfExited(false)) {
    killedByUs_ = true;
    ::kill(-pid_, SIGKILL);
    reapIfExited(true);
  }
  readErrors();
  input_ = nullptr;
  outputEnded_ = true;
  pid_ = -1;
}

bool Process::reapIfExited(bool wait) {
  if (reaped_) return true;
  // The group is killed before its leader is reaped, so that its id is certainly still ours.
  siginfo_t info{};
  const int options = WEXITED | WNOWAIT | (wait ? 0 : WNOHANG);
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, options) != 0 || info.si_pid == 0)
    return false;
  ::kill(-pid_, SIGKILL);
  ::waitpid(pid_, &status_, 0);
  // What else was in the group is our child by now (we are the subreaper).
  while (::waitpid(-pid_, nullptr, 0) > 0) continue;
  return reaped_ = true;
}

std::string Process::fate() {
  // An exit closes the output first: a moment decides which of the two it was.
  constexpr int EXIT_AFTER_CLOSE_MS = 500;
  pollfd exit{exit_.get(), POLLIN, 0};
  if (!reaped_ && outputEnded_ && ::poll(&exit, 1, EXIT_AFTER_CLOSE_MS) > 0) reapIfExited(true);

  if (killedByUs_ || (!reaped_ && !outputEnded_)) return "was running";
  if (!reaped_) return "closed its standard output";
  if (WIFSIGNALED(status_)) {
    const int signal = WTERMSIG(status_);
    return "was killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
  }
  return "exited with status " + std::to_string(WEXITSTATUS(status_));
}

std::string Process::stderrTail() const {
  if (errorsTail_.size() <= STDERR_TAIL_BYTES_MAX) return errorsTail_;
  const std::string tail = errorsTail_.substr(errorsTail_.size() - STDERR_TAIL_BYTES_MAX);
  const std::size_t line = tail.find('\n');
  return line == std::string::npos ? tail : tail.substr(line + 1);
}

}  // namespace triwire::conformance
