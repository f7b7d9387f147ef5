// Renderer processes that stay connected to one main, and take part in one world after the other.
#pragma once

#include <sys/types.h>

#include <list>
#include <memory>
#include <random>
#include <string>

#include "subject/host.h"

namespace triwire::conformance {

/// One that died, closed its link or did not come to its world's end is replaced when the world ends. Now and
/// then one is killed that does nothing, so that none lives for ever. One thread.
class RendererPool {
 public:
  /// Starts `size` renderers of the main at `address` (SharedMain), one after the other.
  RendererPool(const MainActor::Options& options, std::string address, unsigned size,
               std::uint64_t seed);
  ~RendererPool();
  RendererPool(const RendererPool&) = delete;
  RendererPool& operator=(const RendererPool&) = delete;

  /// Makes one that does nothing the actor `name` of a world, with its channel. The pool outlives it.
  /// Throws std::runtime_error if there is none.
  std::unique_ptr<Host> lend(const std::string& name, const std::string& scope, const Fd& control);

 private:
  struct Member {
    pid_t pid = 0;
    Fd channel;  ///< It takes worlds, and writes a line when it is free.
    bool isLent = false;
  };
  class Loan;

  void start(Member& member);
  void takeBack(Member& member, bool isDead);
  static void end(Member& member);

  MainActor::Options options_;
  std::string address_;
  std::mt19937_64 random_;
  std::list<Member> members_;
};

}  // namespace triwire::conformance
