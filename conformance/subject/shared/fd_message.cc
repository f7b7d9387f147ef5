#include "subject/shared/fd_message.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace triwire::conformance {
namespace {

/// One descriptor beside the bytes.
union Ancillary {
  std::array<char, CMSG_SPACE(sizeof(int))> bytes{};
  cmsghdr aligned;
};

}  // namespace

void sendFd(const Fd& socket, const Fd& fd, const std::string& text) {
  Ancillary ancillary;
  iovec bytes = {const_cast<char*>(text.data()), text.size()};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.bytes.data();
  message.msg_controllen = ancillary.bytes.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = fd.get();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  if (::sendmsg(socket.get(), &message, MSG_NOSIGNAL) < 0)
    throw std::system_error(errno, std::generic_category(), "sendmsg");
}

std::optional<FdMessage> receiveFd(const Fd& socket) {
  Ancillary ancillary;
  std::array<char, 256> text{};
  iovec bytes = {text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.bytes.data();
  message.msg_controllen = ancillary.bytes.size();
  ssize_t got = 0;
  do {
    got = ::recvmsg(socket.get(), &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno != ECONNRESET)
    throw std::system_error(errno, std::generic_category(), "recvmsg");
  if (got <= 0) return {};
  FdMessage out{Fd(), std::string(text.data(), static_cast<std::size_t>(got))};
  if (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof number);
    out.fd = Fd(number);
  }
  return out;
}

}  // namespace triwire::conformance
