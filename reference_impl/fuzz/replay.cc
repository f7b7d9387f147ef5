// In place of libFuzzer, for any compiler: runs a target on each file of some folders, and on
// changes of it that are the same each time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t sizeMax);
extern "C" __attribute__((weak)) std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                                                     std::size_t size,
                                                                     std::size_t sizeMax,
                                                                     unsigned seed);

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t CHANGED_BYTES_MAX = 1U << 14U;

std::minstd_rand& numbers() {
  static std::minstd_rand generator;  // The same row of numbers in each run.
  return generator;
}

Bytes contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Bytes changed(Bytes bytes) {
  const std::size_t size = bytes.size();
  bytes.resize(std::max(CHANGED_BYTES_MAX, size));
  const auto mutate = [&](std::size_t known) {
    if (LLVMFuzzerCustomMutator == nullptr) {
      return LLVMFuzzerMutate(bytes.data(), known, bytes.size());
    }
    return LLVMFuzzerCustomMutator(bytes.data(), known, bytes.size(),
                                   static_cast<unsigned>(numbers()()));
  };
  bytes.resize(mutate(size));
  return bytes;
}

/// The files of the folders, in the order of their names.
std::vector<Bytes> corpusIn(std::span<char*> folders) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : folders) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() != ".txt") files.push_back(entry);
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> corpus;
  std::transform(files.begin(), files.end(), std::back_inserter(corpus), contentOf);
  return corpus;
}

int replay(unsigned long changes, std::span<char*> folders) {
  std::vector<Bytes> corpus = corpusIn(folders);
  if (corpus.empty()) {  // Any inputs, long enough for something to happen.
    corpus.resize(64, Bytes(256));
    for (Bytes& bytes : corpus) {
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(numbers()() >> 8U);
    }
  }
  for (const Bytes& bytes : corpus) LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  for (unsigned long i = 0; i < changes; ++i) {
    Bytes& bytes = corpus[numbers()() % corpus.size()];
    const Bytes next = changed(bytes);
    LLVMFuzzerTestOneInput(next.data(), next.size());
    if (i % 4 == 0) bytes = next;  // Changes of changes go further.
  }
  std::printf("%zu inputs and %lu changes\n", corpus.size(), changes);
  return EXIT_SUCCESS;
}

}  // namespace

/// Sets, takes or inserts a byte, a few times.
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t sizeMax) {
  for (auto times = numbers()() % 8 + 1; times > 0; --times) {
    const std::size_t at = size == 0 ? 0 : numbers()() % size;
    const auto byte = static_cast<std::uint8_t>(numbers()() >> 8U);
    switch (numbers()() % 3) {
      case 0:
        if (size == 0) break;
        std::copy(data + at + 1, data + size, data + at);
        --size;
        break;
      case 1:
        if (size == sizeMax) break;
        std::copy_backward(data + at, data + size, data + size + 1);
        data[at] = byte;
        ++size;
        break;
      default:
        if (size > 0) data[at] = byte;
    }
  }
  return size;
}

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  if (argc < 2) {
    static_cast<void>(std::fprintf(stderr, "usage: %s CHANGES [FOLDER…]\n", argv[0]));
    return 2;
  }
  try {
    return replay(std::strtoul(arguments[1], nullptr, 10), arguments.subspan(2));
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
    return 4;
  }
}
