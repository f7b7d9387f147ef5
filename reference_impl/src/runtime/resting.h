// At the end of a wait inside of the library.
#pragma once

namespace triwire::runtime {

/// Lets a loop rest when this goes: its owner goes back to a loop of its own, and watches `fd`.
template <class Loop>
class Resting {
 public:
  explicit Resting(Loop& loop) : loop_(loop) {}
  Resting(const Resting&) = delete;
  Resting& operator=(const Resting&) = delete;
  ~Resting() { loop_.rest(); }

 private:
  Loop& loop_;
};

}  // namespace triwire::runtime
