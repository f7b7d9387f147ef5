#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "driver/scenario.h"
#include "generate/random.h"

namespace triwire::conformance {

/// Whether renderers are killed, and close their links, in what is generated.
enum class Deaths : std::uint8_t { NONE, SOME };

/// Scenarios that nobody wrote: registrations at main, then scripts of renderers and deeds of main
/// on what it holds, by weight. The same arguments, the same scenarios, one after the other; each uses
/// a part of what an implementation can offer, so that some are for every implementation.
///
/// A renderer is asked for nothing while it waits in a sendSync that main holds, and everything
/// held is answered at the end, but for what was held for who is gone: they always come to their end.
class Generator {
 public:
  /// `size` is about how many steps each has.
  Generator(std::uint64_t seed, unsigned size, const std::string& profile, Deaths deaths)
      : seed_(seed), size_(size), strict_(profile == "strict"), deaths_(deaths), seeds_(seed) {}

  /// Named generated/<seed>/1 and so on.
  Scenario next();
  /// How many there were.
  unsigned count() const { return count_; }

 private:
  std::uint64_t seed_;
  unsigned size_;
  bool strict_;
  Deaths deaths_;
  Random seeds_;
  unsigned count_ = 0;
};

/// The first `count` of them.
std::vector<Scenario> generated(std::uint64_t seed, unsigned count, unsigned size,
                                const std::string& profile, Deaths deaths = Deaths::NONE);

}  // namespace triwire::conformance
