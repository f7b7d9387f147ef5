#include "trace/capture.h"

#include <algorithm>
#include <stdexcept>

namespace triwire::conformance::trace {
namespace {

constexpr std::uint32_t MAGIC_NANOSECONDS = 0xa1b23c4d;
constexpr std::uint32_t VERSION_2_4 = 4U << 16U | 2U;
constexpr std::uint32_t PACKET_BYTES_MAX = 262'144;  // What readers of pcap take.
constexpr std::uint32_t USER0 = 147;
constexpr std::uint32_t HEAD_BYTES = 8;
constexpr std::uint64_t SECOND_NS = 1'000'000'000;

}  // namespace

Capture::Capture(const std::filesystem::path& path) : out_(path, std::ios::binary) {
  for (const std::uint32_t number : {MAGIC_NANOSECONDS, VERSION_2_4, 0U, 0U, PACKET_BYTES_MAX, USER0})
    put(number);
  out_.flush();
  if (!out_) throw std::runtime_error("cannot write " + path.string());
}

void Capture::add(std::uint64_t timeNs, schema::TracedFrame::Reader traced) {
  const auto frame = traced.getFrame();
  const auto whole = static_cast<std::uint32_t>(HEAD_BYTES + frame.size());
  const std::uint32_t kept = std::min(whole, PACKET_BYTES_MAX);
  put(static_cast<std::uint32_t>(timeNs / SECOND_NS));
  put(static_cast<std::uint32_t>(timeNs % SECOND_NS));
  put(kept);
  put(whole);
  put(traced.getRendererId());
  put(traced.getFromMain() ? 1 : 0);
  out_.write(reinterpret_cast<const char*>(frame.begin()), kept - HEAD_BYTES);
  out_.flush();
}

void Capture::put(std::uint32_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out_.put(static_cast<char>(number >> shift & 0xffU));
}

}  // namespace triwire::conformance::trace
