// Vectors that are filled and emptied with every message.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace triwire::runtime {

/// Lends vectors, several at a time: what is done in the course of an action may need another. They
/// keep their memory from one loan to the next, unless it has become large.
template <class Vector>
class Spare {
 public:
  /// An empty vector, until this goes; not longer than the Spare.
  class Loan {
   public:
    explicit Loan(Spare& spare) : spare_(spare), vector_(spare.take()) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() { spare_.give(std::move(vector_)); }

    operator Vector&() { return vector_; }
    Vector* operator->() { return &vector_; }

   private:
    Spare& spare_;
    Vector vector_;
  };

  Spare() { kept_.reserve(KEPT_MAX); }

 private:
  static constexpr std::size_t KEPT_MAX = 4;
  static constexpr std::size_t CAPACITY_MAX = 64;

  Vector take() {
    if (kept_.empty()) return {};
    Vector vector = std::move(kept_.back());
    kept_.pop_back();
    return vector;
  }

  void give(Vector vector) {
    if (kept_.size() == KEPT_MAX || vector.capacity() > CAPACITY_MAX) return;
    vector.clear();
    kept_.push_back(std::move(vector));
  }

  std::vector<Vector> kept_;
};

}  // namespace triwire::runtime
