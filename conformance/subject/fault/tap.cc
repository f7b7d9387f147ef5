#include "subject/fault/tap.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

namespace triwire::conformance {
namespace {

constexpr std::array SIDES{Side::MAIN, Side::RENDERER};
constexpr std::size_t WORD_BYTES = 8;
// What is above these is no frame that anybody here means.
constexpr std::size_t SEGMENTS_MAX = 512;
constexpr std::uint64_t FRAME_BYTES_MAX = std::uint64_t{128} << 20U;

std::string newAddress() {
  static std::atomic<unsigned> count{0};
  return "@triwire-tap-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
}

// The length of the frame that begins the bytes; 0: not known yet; nothing: it is none.
std::optional<std::uint64_t> frameBytes(const std::string& bytes) {
  const auto number = [&](std::size_t index) {
    std::uint32_t out = 0;
    std::memcpy(&out, bytes.data() + 4 * index, sizeof out);
    return out;
  };
  if (bytes.size() < WORD_BYTES) return 0;
  const std::size_t segments = std::size_t{number(0)} + 1;
  if (segments > SEGMENTS_MAX) return std::nullopt;
  const std::size_t table = (segments / 2 + 1) * WORD_BYTES;
  if (bytes.size() < table) return 0;
  std::uint64_t out = table;
  for (std::size_t i = 1; i <= segments; ++i) out += number(i) * WORD_BYTES;
  if (out > FRAME_BYTES_MAX) return std::nullopt;
  return out;
}

}  // namespace

void WireFault::onFrame(Side from, const std::string& bytes, schema::Frame::Builder*,
                        TappedLink& link) {
  link.write(peerOf(from), bytes);
}

TappedLink::TappedLink(Tap& tap, Fd toMain, Fd toRenderer) : tap_(tap), fault_(tap.makeFault_()) {
  at(Side::MAIN).socket = std::move(toMain);
  at(Side::RENDERER).socket = std::move(toRenderer);
}

void TappedLink::write(Side to, const std::string& bytes) {
  at(to).unwritten += bytes;
  do tap_.flush(*this, to);
  while (fault_->writesBlock() && !at(to).unwritten.empty() && !tap_.isOver());
}

void TappedLink::write(Side to, schema::Frame::Reader frame) {
  capnp::MallocMessageBuilder message;
  message.setRoot(frame);
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  const auto bytes = words.asChars();
  write(to, std::string(bytes.begin(), bytes.size()));
}

void TappedLink::close(Side to, schema::CloseReason reason) {
  capnp::MallocMessageBuilder message;
  auto frame = message.initRoot<schema::Frame>();
  frame.initClose().setReason(reason);
  write(to, frame.asReader());
  end();
}

void TappedLink::end() {
  for (const Side side : SIDES) {
    at(side).readsNoMore = at(side).finishes = true;
    tap_.flush(*this, side);
  }
}

void TappedLink::endAll() {
  for (TappedLink& link : tap_.links_) link.end();
}

Tap::Tap(std::string main, MakeFault makeFault)
    : main_(std::move(main)), address_(newAddress()), makeFault_(std::move(makeFault)) {
  listener_ = listeningAt(address_);
  std::tie(stop_, stopped_) = socketPair();
  thread_ = std::thread([this] { run(); });
}

Tap::~Tap() {
  stop_ = Fd();
  thread_.join();
}

bool Tap::isOver() const {
  pollfd stopped{stopped_.get(), POLLIN, 0};
  return ::poll(&stopped, 1, 0) > 0;
}

void Tap::run() {
  while (true) {
    std::vector<pollfd> ready{{stopped_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (TappedLink& link : links_)
      for (const Side side : SIDES) {
        const TappedLink::End& end = link.at(side);
        const int events = (end.readsNoMore ? 0 : POLLIN) | (end.unwritten.empty() ? 0 : POLLOUT);
        ready.push_back({events == 0 ? -1 : end.socket.get(), static_cast<short>(events), 0});
      }
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return;
    if (ready[0].revents != 0) return;
    std::size_t at = 2;
    for (TappedLink& link : links_)
      for (const Side side : SIDES) {
        const short events = ready[at++].revents;
        if ((events & POLLOUT) != 0) flush(link, side);
        if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && !link.at(side).readsNoMore)
          read(link, side);
      }
    if (ready[1].revents != 0) open();
  }
}

void Tap::open() {
  Fd renderer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (renderer.get() < 0) return;
  try {
    TappedLink& link = links_.emplace_back(*this, connectedTo(main_), std::move(renderer));
    link.fault_->onOpen(link);
  } catch (const std::exception&) {
    return;  // Main is gone; so is, to who has just connected, its other side.
  }
}

void Tap::read(TappedLink& link, Side from) {
  TappedLink::End& end = link.at(from);
  std::array<char, 65536> buffer;
  const ssize_t n = ::recv(end.socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    end.readsNoMore = true;
    link.write(peerOf(from), end.read);
    link.at(peerOf(from)).finishes = true;
    return flush(link, peerOf(from));
  }
  end.read.append(buffer.data(), static_cast<std::size_t>(n));
  while (!end.readsNoMore && takeFrame(link, from)) continue;
}

bool Tap::takeFrame(TappedLink& link, Side from) {
  TappedLink::End& end = link.at(from);
  const auto size = end.isFrames ? frameBytes(end.read) : std::nullopt;
  if (!size) {  // No frame, and the other side is to find that out.
    end.isFrames = false;
    link.write(peerOf(from), std::exchange(end.read, {}));
    return false;
  }
  if (*size == 0 || end.read.size() < *size) return false;
  const std::string bytes = end.read.substr(0, *size);
  end.read.erase(0, *size);

  capnp::MallocMessageBuilder copy;
  bool isReadable = true;
  try {
    auto words = kj::heapArray<capnp::word>(bytes.size() / WORD_BYTES);
    std::memcpy(words.asBytes().begin(), bytes.data(), bytes.size());
    capnp::FlatArrayMessageReader reader(words);
    copy.setRoot(reader.getRoot<schema::Frame>());
  } catch (const kj::Exception&) {
    isReadable = false;
  }
  schema::Frame::Builder frame(nullptr);
  if (isReadable) frame = copy.getRoot<schema::Frame>();
  link.fault_->onFrame(from, bytes, isReadable ? &frame : nullptr, link);
  return true;
}

void Tap::flush(TappedLink& link, Side to) {
  TappedLink::End& end = link.at(to);
  while (!end.unwritten.empty()) {
    const ssize_t n = ::send(end.socket.get(), end.unwritten.data(), end.unwritten.size(),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n < 0) return end.unwritten.clear();  // It reads no more.
    end.unwritten.erase(0, static_cast<std::size_t>(n));
  }
  if (end.finishes && !std::exchange(end.finished, true)) ::shutdown(end.socket.get(), SHUT_WR);
}

}  // namespace triwire::conformance
