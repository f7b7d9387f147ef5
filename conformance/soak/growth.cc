#include "soak/growth.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace triwire::conformance::soak {
namespace {

constexpr std::size_t LOOKS = 3;

}  // namespace

void Growth::add(Seconds at, const Vitals& vitals) {
  if (at >= settling_) settled_.push_back(vitals);
}

std::uint64_t Growth::median(std::size_t from) const {
  std::vector<std::uint64_t> bytes;
  for (std::size_t i = from; i < std::min(from + LOOKS, settled_.size()); ++i)
    bytes.push_back(settled_[i].residentBytes);
  std::sort(bytes.begin(), bytes.end());
  return bytes[bytes.size() / 2];
}

std::int64_t Growth::grownBytes() const {
  // Of fewer than six looks there are not three of each: the first and the last alone.
  const bool isShort = settled_.size() < 2 * LOOKS;
  const std::uint64_t before = isShort ? first().residentBytes : median(0);
  const std::uint64_t after = isShort ? last().residentBytes : median(settled_.size() - LOOKS);
  return static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
}

std::vector<std::string> Growth::complaints() const {
  std::vector<std::string> out;
  if (grownBytes() > static_cast<std::int64_t>(toleranceBytes_))
    out.push_back("main's memory grew by " + mebibytes(grownBytes()) + " after it had settled; at most " +
                  mebibytes(static_cast<std::int64_t>(toleranceBytes_)) + " was expected");
  const auto other = std::find_if(settled_.begin(), settled_.end(), [&](const Vitals& each) {
    return each.descriptors != settled_.front().descriptors;
  });
  if (other != settled_.end())
    out.push_back("main had " + std::to_string(other->descriptors) +
                  " descriptors with every renderer connected and nothing to do; it had had " +
                  std::to_string(settled_.front().descriptors));
  return out;
}

std::string mebibytes(std::int64_t bytes) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(2) << static_cast<double>(bytes) / (1 << 20) << " MiB";
  return out.str();
}

}  // namespace triwire::conformance::soak
