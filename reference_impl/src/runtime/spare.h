// Vectors that are filled and emptied with every message.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <vector>

namespace triwire::runtime {

/// Leaves a vector empty.
struct Emptied {
  static void tidy(auto& vector) { vector.clear(); }
};

/// Lends vectors, several at a time: what is done in the course of an action may need another. They
/// keep their memory from one loan to the next, unless it has become large. `Tidy` is how they are left.
template <class Vector, class Tidy = Emptied>
class Spare {
 public:
  /// A tidy vector, until this goes; not longer than the Spare. Loans end in reverse order.
  class Loan {
   public:
    explicit Loan(Spare& spare) : spare_(spare), vector_(spare.take()) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() { spare_.giveBack(vector_); }

    operator Vector&() { return vector_; }
    Vector* operator->() { return &vector_; }

   private:
    Spare& spare_;
    Vector& vector_;
  };

 private:
  static constexpr std::size_t KEPT_MAX = 4;
  static constexpr std::size_t CAPACITY_MAX = 64;

  Vector& take() {
    if (lent_ == vectors_.size()) vectors_.push_back(std::make_unique<Vector>());
    return *vectors_[lent_++];
  }

  void giveBack(Vector& vector) {
    --lent_;
    assert(vectors_[lent_].get() == &vector);
    if (lent_ >= KEPT_MAX) return vectors_.pop_back();
    Tidy::tidy(vector);
    if (vector.capacity() > CAPACITY_MAX) vector = Vector();
  }

  std::vector<std::unique_ptr<Vector>> vectors_;
  std::size_t lent_ = 0;  // The first so many.
};

}  // namespace triwire::runtime
