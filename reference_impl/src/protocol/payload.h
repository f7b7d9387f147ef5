// Values, as the protocol sees them: not at all.
#pragma once

#include <cstdint>
#include <memory>

namespace triwire::protocol {

/// Encoded values. Only the codec that made them looks inside.
class Opaque {
 public:
  Opaque() = default;
  Opaque(const Opaque&) = delete;
  Opaque& operator=(const Opaque&) = delete;
  virtual ~Opaque() = default;
};

/// Arguments or a result, encoded and immutable; copies share. The three sizes are those that
/// `Limits` limits.
struct Payload {
  std::shared_ptr<const Opaque> body;  ///< Null: no values.
  std::uint64_t bytes = 0;
  std::uint32_t nodes = 0;
  std::uint32_t depth = 0;

  friend bool operator==(const Payload&, const Payload&) = default;  // Identity, not contents.
};

}  // namespace triwire::protocol
