#include "bench/harness/candidate.h"

#include <algorithm>
#include <stdexcept>

namespace triwire::bench {

std::size_t messagesPerBatch(const Load& load) {
  constexpr std::size_t BYTES = 4 << 20;
  constexpr std::size_t MESSAGES = 10'000;
  return std::clamp<std::size_t>(BYTES / std::max<std::size_t>(load.bytes, 1), 1, MESSAGES);
}

std::string contentOf(std::size_t bytes) {
  std::string content(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) content[i] = static_cast<char>('a' + (i + i / 25) % 25);
  return content;
}

void NearEnd::roundTrip() { throw std::logic_error("this candidate has no round trips"); }
bool NearEnd::isAnswerRight() const { return true; }
void NearEnd::requests(std::size_t) { throw std::logic_error("this candidate does not pipeline"); }
void NearEnd::messages(std::size_t) { throw std::logic_error("this candidate has no messages"); }

bool Candidate::has(Measure measure) const {
  return std::find(measures.begin(), measures.end(), measure) != measures.end();
}

}  // namespace triwire::bench
