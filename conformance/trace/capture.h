#pragma once

#include <filesystem>
#include <fstream>

#include <trace.capnp.h>

namespace triwire::conformance::trace {

/// A pcap file of link type 147 (USER0), a packet for each frame: the renderer's id (4 bytes, little-endian), 1 if
/// main sent it, three bytes 0, and the frame. schema/wireshark/triwire.lua reads them.
class Capture {
 public:
  /// Throws std::runtime_error if the file cannot be written.
  explicit Capture(const std::filesystem::path& path);
  void add(std::uint64_t timeNs, schema::TracedFrame::Reader traced);

 private:
  void put(std::uint32_t number);

  std::ofstream out_;
};

}  // namespace triwire::conformance::trace
