// libFuzzer's hook: changes frames as frames, and now and then as bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <triwire.capnp.h>

#include "message_mutator.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t sizeMax);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t sizeMax, unsigned seed);

namespace {

using triwire::schema::Frame;

/// Mutates the first frame in the bytes and leaves what follows. 0 if there is none, or no room.
std::size_t mutateFirst(std::uint8_t* data, std::size_t size, std::size_t sizeMax,
                        std::minstd_rand& random) {
  capnp::ReaderOptions options;
  options.traversalLimitInWords = 1U << 16U;
  auto words = kj::heapArray<capnp::word>(size / sizeof(capnp::word));
  std::memcpy(words.begin(), data, words.asBytes().size());
  capnp::FlatArrayMessageReader before(words, options);
  const auto end = static_cast<std::size_t>(before.getEnd() - words.begin()) * sizeof(capnp::word);
  capnp::MallocMessageBuilder after;
  after.setRoot(before.getRoot<Frame>());
  do {
    triwire::fuzz::mutate(after.getRoot<Frame>(), before.getRoot<Frame>(), random);
  } while (random() % 2 == 0);
  capnp::MallocMessageBuilder tidy;  // As a sender would lay it out.
  tidy.setRoot(after.getRoot<Frame>().asReader());
  const bool isTidy = random() % 2 == 0;
  const auto written = isTidy ? capnp::messageToFlatArray(tidy) : capnp::messageToFlatArray(after);
  const auto bytes = written.asBytes();
  if (bytes.size() + (size - end) > sizeMax) return 0;
  std::memmove(data + bytes.size(), data + end, size - end);
  std::memcpy(data, bytes.begin(), bytes.size());
  return bytes.size() + (size - end);
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t sizeMax,
                                    unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 8 != 0) {
    std::size_t mutated = 0;
    const auto failed =
        kj::runCatchingExceptions([&] { mutated = mutateFirst(data, size, sizeMax, random); });
    if (failed == nullptr && mutated != 0) return mutated;
  }
  return LLVMFuzzerMutate(data, size, sizeMax);
}
