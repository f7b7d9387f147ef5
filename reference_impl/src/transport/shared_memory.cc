#include "transport/shared_memory.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "transport/system_call.h"

namespace triwire::transport {
namespace {

constexpr std::size_t STATES_BYTES = 4096;
constexpr std::size_t ALL_BYTES = STATES_BYTES + 2 * SharedMemory::RING_BYTES;
constexpr int SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

using Ring = SharedMemory::Ring;

OwnedFd newBell() {
  return OwnedFd(required("eventfd", [] { return ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }));
}

[[noreturn]] void refuse(const char* what) {
  throw std::system_error(EINVAL, std::generic_category(), what);
}

/// A bell that the other side made must not make this side wait.
OwnedFd checkedBell(OwnedFd bell) {
  required("fcntl", [&] { return ::fcntl(bell.get(), F_SETFL, O_NONBLOCK); });
  return bell;
}

Ring incoming(SharedMemorySide::Side side) {
  return side == SharedMemorySide::Side::MAIN ? Ring::TO_MAIN : Ring::TO_RENDERER;
}
Ring outgoing(SharedMemorySide::Side side) {
  return side == SharedMemorySide::Side::MAIN ? Ring::TO_RENDERER : Ring::TO_MAIN;
}

}  // namespace

OwnedFd SharedMemory::make() {
  OwnedFd memory(required("memfd_create", [] {
    return ::memfd_create("triwire", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  }));
  required("ftruncate",
           [&] { return ::ftruncate(memory.get(), static_cast<off_t>(ALL_BYTES)); });
  required("fcntl", [&] { return ::fcntl(memory.get(), F_ADD_SEALS, SEALS); });
  return memory;
}

SharedMemory::SharedMemory(const OwnedFd& memory) {
  const int seals = required("shared memory", [&] { return ::fcntl(memory.get(), F_GET_SEALS); });
  struct stat status {};
  required("shared memory", [&] { return ::fstat(memory.get(), &status); });
  if ((seals & F_SEAL_SHRINK) == 0) refuse("shared memory that can be shrunk");
  if (status.st_size != static_cast<off_t>(ALL_BYTES)) refuse("shared memory of another size");
  void* mapped =
      ::mmap(nullptr, ALL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
  if (mapped == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  begin_ = static_cast<std::byte*>(mapped);
}

SharedMemory::~SharedMemory() { ::munmap(begin_, ALL_BYTES); }

RingState& SharedMemory::state(Ring ring) const {
  return reinterpret_cast<RingState*>(begin_)[static_cast<std::size_t>(ring)];
}

std::span<std::byte> SharedMemory::bytes(Ring ring) const {
  return {begin_ + STATES_BYTES + static_cast<std::size_t>(ring) * RING_BYTES, RING_BYTES};
}

SharedMemorySide::Descriptors SharedMemorySide::make() {
  Descriptors descriptors;
  descriptors.push_back(SharedMemory::make());
  descriptors.push_back(newBell());
  descriptors.push_back(newBell());
  return descriptors;
}

SharedMemorySide SharedMemorySide::from(Side side, Descriptors descriptors) {
  if (descriptors.size() != DESCRIPTORS) refuse("not the descriptors of a shared-memory link");
  auto memory = std::make_shared<SharedMemory>(descriptors[0]);
  const bool isMain = side == Side::MAIN;
  return {side, std::move(memory), std::move(descriptors[isMain ? 1 : 2]),
          std::move(descriptors[isMain ? 2 : 1])};
}

SharedMemorySide::SharedMemorySide(Side side, std::shared_ptr<SharedMemory> memory, OwnedFd ownBell,
                                   OwnedFd otherBell)
    : memory_(std::move(memory)),
      in_(memory_->state(incoming(side)), memory_->bytes(incoming(side))),
      out_(memory_->state(outgoing(side)), memory_->bytes(outgoing(side))),
      own_(checkedBell(std::move(ownBell))),
      other_(checkedBell(std::move(otherBell))) {
  sleepOrRing();
}

std::optional<std::size_t> SharedMemorySide::read(std::span<std::byte> into) {
  const std::optional<RingStep> step = in_.read(into);
  if (!step) return std::nullopt;
  if (step->ring) other_.wake();
  return step->bytes;
}

std::optional<std::size_t> SharedMemorySide::write(std::span<const std::byte> bytes) {
  const std::optional<RingStep> step = out_.write(bytes);
  if (!step) return std::nullopt;
  if (step->ring) other_.wake();
  if (step->bytes > 0) awaitsRoom_ = false;
  return step->bytes;
}

void SharedMemorySide::awaitRoom() {
  awaitsRoom_ = true;
  if (!isAwake_ && !out_.await()) own_.wake();
}

bool SharedMemorySide::sleep() {
  isAwake_ = false;
  const bool isFull = !awaitsRoom_ || out_.await();
  return in_.sleep() && isFull;
}

void SharedMemorySide::sleepOrRing() {
  if (!sleep()) own_.wake();
}

}  // namespace triwire::transport
