#include "transport/socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

#include "support/forked_process.h"
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

/// A process of another user's.
class OtherUser : public ForkedProcess {
 public:
  explicit OtherUser(const std::function<int()>& action) : ForkedProcess(action, NOBODY) {}

 private:
  static constexpr uid_t NOBODY = 65534;
};

class AnotherUserTest : public SocketTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only the superuser can become somebody else";
  }
};

// TW-SEC-3
TEST_F(AnotherUserTest, AnotherUsersProcessIsNotAccepted) {
  const std::string name = "@triwire-another-user-" + std::to_string(::getpid());
  const std::string open = scratch.file("open to all");
  std::filesystem::permissions(scratch.file(""), std::filesystem::perms(0755));
  for (const std::string& address : {name, open}) {
    Listener listener(address);
    if (address == open) std::filesystem::permissions(open, std::filesystem::perms(0666));
    OtherUser other([&] {
      char byte = 0;
      const OwnedFd socket = connectSocket(address, soon());
      pollfd end{socket.get(), POLLIN, 0};
      ::poll(&end, 1, 10'000);
      return ::read(socket.get(), &byte, 1) == 0 ? 0 : 2;  // Ended, or kept.
    });
    pollfd waiting{listener.fd(), POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 10'000), 1);
    EXPECT_FALSE(listener.accept());
    EXPECT_EQ(other.status(), 0) << address;
  }
}

TEST_F(AnotherUserTest, TheModeOfTheSocketOrOfItsDirectoryKeepsAnotherUserOut) {
  const Listener listener(path);
  const auto errorOfAnother = [&] {
    return OtherUser([&] { return errorOf([&] { connectSocket(path, soon()); }); }).status();
  };
  std::filesystem::permissions(scratch.file(""), std::filesystem::perms(0755));
  EXPECT_EQ(errorOfAnother(), EACCES);
  std::filesystem::permissions(path, std::filesystem::perms(0666));
  std::filesystem::permissions(scratch.file(""), std::filesystem::perms(0700));
  EXPECT_EQ(errorOfAnother(), EACCES);
}

// TW-SEC-4
TEST_F(AnotherUserTest, AnotherUsersListenerIsNotTakenForMain) {
  const std::string name = "@triwire-impostor-" + std::to_string(::getpid());
  OtherUser impostor([&] {
    Listener listener(name);
    pollfd waiting{listener.fd(), POLLIN, 0};
    ::poll(&waiting, 1, 10'000);
    std::optional<OwnedFd> renderer = listener.accept();  // A root's, which it does accept.
    char byte = 0;
    pollfd end{renderer ? renderer->get() : -1, POLLIN, 0};
    ::poll(&end, 1, 10'000);
    return renderer && ::read(renderer->get(), &byte, 1) == 0 ? 0 : 2;
  });
  EXPECT_EQ(errorOf([&] { connectSocket(name, soon()); }), EACCES);
  EXPECT_EQ(impostor.status(), 0);
}

// TW-SEC-3 TW-SEC-4
TEST_F(AnotherUserTest, TheSuperusersListenerServesOthersIfItHandsTheSocketOver) {
  const std::string name = "@triwire-handed-over-" + std::to_string(::getpid());
  Listener made(name);
  Listener given(OwnedFd(::dup(made.fd())));
  OtherUser other([&] { return errorOf([&] { connectSocket(name, soon()); }); });
  pollfd waiting{given.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&waiting, 1, 10'000), 1);
  EXPECT_TRUE(given.accept());
  EXPECT_EQ(other.status(), 0);
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
