#include "transport/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "support/scratch_directory.h"

namespace triwire::transport {
namespace {

using std::chrono::steady_clock;

class SocketTest : public ::testing::Test {
 protected:
  static steady_clock::time_point soon() { return steady_clock::now() + std::chrono::seconds(10); }

  ScratchDirectory scratch;
  std::string path = scratch.file("socket");
};

int errorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

TEST_F(SocketTest, ConnectsWithoutBlockingAndWithoutLeakingIntoChildren) {
  Listener listener(path);

  const OwnedFd renderer = connectSocket(path, soon());
  const std::optional<OwnedFd> main = listener.accept();

  ASSERT_TRUE(main);
  for (const int fd : {listener.fd(), renderer.get(), main->get()}) {
    EXPECT_TRUE(::fcntl(fd, F_GETFL) & O_NONBLOCK);
    EXPECT_TRUE(::fcntl(fd, F_GETFD) & FD_CLOEXEC);
  }
  EXPECT_FALSE(listener.accept());
}

TEST_F(SocketTest, OnlyTheOwnerMayConnect) {
  const mode_t before = ::umask(0);
  const Listener listener(path);
  ::umask(before);

  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SocketTest, TheFileGoesWithTheListener) {
  std::optional<Listener> listener(std::in_place, path);
  listener.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(SocketTest, ASecondListenerIsRefused) {
  Listener first(path);

  EXPECT_EQ(errorOf([&] { Listener second(path); }), EADDRINUSE);

  const OwnedFd renderer = connectSocket(path, soon());
  EXPECT_TRUE(first.accept());  // Behind it waits what the second used to look.
}

TEST_F(SocketTest, ASocketFileLeftBehindIsReplaced) {
  // As a process that dies leaves it: bound, and closed without being removed.
  std::filesystem::path moved = scratch.file("moved");
  {
    Listener dead(path);
    std::filesystem::rename(path, moved);
  }
  std::filesystem::rename(moved, path);

  Listener listener(path);

  const OwnedFd renderer = connectSocket(path, soon());
  EXPECT_TRUE(listener.accept());
}

TEST_F(SocketTest, AFileThatIsNoSocketStays) {
  std::ofstream(path) << "precious";
  EXPECT_EQ(errorOf([&] { Listener listener(path); }), EADDRINUSE);
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST_F(SocketTest, TheFileOfASuccessorStays) {
  std::optional<Listener> first(std::in_place, path);
  std::filesystem::remove(path);
  const Listener successor(path);

  first.reset();

  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(SocketTest, AnAbstractNameNeedsNoFile) {
  const std::string name = "@triwire-socket-test-" + std::to_string(::getpid());
  Listener listener(name);
  const OwnedFd renderer = connectSocket(name, soon());
  EXPECT_TRUE(listener.accept());
}

// TW-SEC-3
TEST_F(SocketTest, AnotherUsersProcessIsNotAccepted) {
  if (::geteuid() != 0) GTEST_SKIP() << "only the superuser can become somebody else";
  const std::string name = "@triwire-another-user-" + std::to_string(::getpid());
  Listener listener(name);
  const pid_t other = ::fork();
  ASSERT_GE(other, 0);
  if (other == 0) {
    constexpr uid_t NOBODY = 65534;
    char byte = 0;
    if (::setuid(NOBODY) != 0) ::_exit(1);
    const OwnedFd socket = connectSocket(name, soon());
    pollfd end{socket.get(), POLLIN, 0};
    ::poll(&end, 1, 10'000);
    ::_exit(::read(socket.get(), &byte, 1) == 0 ? 0 : 2);  // Ended, or kept.
  }
  pollfd waiting{listener.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, 10'000), 1);
  EXPECT_FALSE(listener.accept());
  int status = -1;
  EXPECT_EQ(::waitpid(other, &status, 0), other);
  EXPECT_EQ(status, 0);
}

TEST_F(SocketTest, ConnectingWhereNobodyListensTimesOut) {
  EXPECT_EQ(errorOf([&] { connectSocket(path, steady_clock::now()); }), ETIMEDOUT);
}

TEST_F(SocketTest, APathThatIsTooLongOrEmptyIsRefused) {
  EXPECT_EQ(errorOf([&] { Listener listener(scratch.file(std::string(200, 'x'))); }), ENAMETOOLONG);
  EXPECT_EQ(errorOf([&] { Listener listener{std::string()}; }), EINVAL);
}

TEST_F(SocketTest, AdoptsStreamSocketsOnly) {
  EXPECT_EQ(errorOf([] { adoptSocket(::socket(AF_UNIX, SOCK_DGRAM, 0)); }), EINVAL);
  EXPECT_EQ(errorOf([] { adoptSocket(::socket(AF_INET, SOCK_STREAM, 0)); }), EINVAL);
  EXPECT_EQ(errorOf([] { adoptSocket(::open("/dev/null", O_RDONLY)); }), ENOTSOCK);
}

TEST_F(SocketTest, AConnectionThatFindsNoDescriptorLeftIsRefused) {
  Listener listener(path);
  const OwnedFd renderer = connectSocket(path, soon());
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  std::vector<OwnedFd> all;
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) all.emplace_back(fd);
  ASSERT_EQ(errno, EMFILE);

  EXPECT_FALSE(listener.accept());

  ::setrlimit(RLIMIT_NOFILE, &before);
  char byte = 0;
  EXPECT_EQ(::read(renderer.get(), &byte, 1), 0);  // Ended, not waiting.
}

}  // namespace
}  // namespace triwire::transport
