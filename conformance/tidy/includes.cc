#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <string>
#include <string_view>

#include "tidy/rules.h"

namespace triwire::tidy {
namespace {

/// Files below `folder` may include `allowed`: words of `kindOf` or whole headers, by spaces.
struct Arrow {
  std::string_view folder;
  std::string_view allowed;
};

// The longest folder that matches decides. A component always includes itself; C++'s own headers
// are open to everybody ("std"), but for the ones that `protocol` has no use for.
constexpr std::array ARROWS = {
    Arrow{"reference_impl/include/triwire", "triwire"},
    Arrow{"reference_impl/src/value", "triwire"},
    Arrow{"reference_impl/src/protocol", "triwire/limits.h triwire/outcome_kind.h"},
    Arrow{"reference_impl/src/wire", "triwire value protocol schema capnp kj"},
    Arrow{"reference_impl/src/transport", "posix kj"},
    Arrow{"reference_impl/src/runtime", "triwire protocol wire transport posix kj"},
    // The api makes the sockets that it gives to the runtime.
    Arrow{"reference_impl/src/api",
          "triwire protocol wire runtime transport/socket.h value/printable.h posix"},
    Arrow{"reference_impl/cmake", "kj"},
    Arrow{"reference_impl/examples", "triwire posix"},
    Arrow{"reference_impl/fuzz",
          "triwire protocol wire schema capnp kj choices.h frame_mutator.h main_oracle.h "
          "message_mutator.h "
          "renderer_oracle.h require.h some_frames.h"},
    Arrow{"reference_impl/test",
          "triwire value protocol wire transport runtime api support simulation fuzz schema posix "
          "capnp kj gtest"},
    Arrow{"conformance/record", "schema capnp kj"},
    Arrow{"conformance/fuzz", "record judge schema capnp fuzz/require.h"},
    Arrow{"conformance/scenario", "record schema capnp kj"},
    Arrow{"conformance/judge", "record schema capnp kj"},
    Arrow{"conformance/model", "record"},  // The second judge: independent of the first.
    Arrow{"conformance/agree", "record judge model generate report gtest"},
    Arrow{"conformance/peer", "record schema posix capnp kj"},
    Arrow{"conformance/trace", "record schema posix capnp kj"},
    Arrow{"conformance/driver", "record scenario peer schema posix capnp kj"},
    Arrow{"conformance/generate", "record scenario judge driver report cli schema capnp kj gtest"},
    Arrow{"conformance/check_adapter", "record driver"},
    Arrow{"conformance/soak", "record judge driver generate report posix gtest"},
    Arrow{"conformance/report",
          "record scenario judge schema posix capnp kj ctemplate openssl test/support/scratch.h"},
    Arrow{"conformance/cli",
          "record scenario judge agree driver generate check_adapter report soak trace schema posix capnp kj "
          "CLI"},
    Arrow{"conformance/subject", "triwire record schema posix capnp kj CLI"},
    // Meant to be copied: nothing of this tree but what lies beside it.
    Arrow{"conformance/adapter", "toy.h triwire.h nlohmann"},
    Arrow{"conformance/tidy", ""},
    Arrow{"conformance/test",
          "record scenario judge agree driver report cli subject support triwire schema posix "
          "capnp kj "
          "gtest"},
    Arrow{"bench/harness", "bench/harness posix CLI"},
    Arrow{"bench/floor", "bench/harness bench/floor posix"},
    Arrow{"bench/triwire", "bench/harness bench/triwire triwire posix"},
    Arrow{"bench/peer",
          "bench/harness bench/floor/socket.h posix capnp kj schema grpcpp nng boost systemd"},
    // Parts of the library alone.
    Arrow{"bench/core", "bench/triwire/load_value.h triwire protocol wire benchmark"},
    // The same over the floors.
    Arrow{"bench/steps", "bench/floor bench/harness bench/triwire/load_value.h triwire protocol wire"},
    Arrow{"bench/test", "bench/harness gtest posix"},
};

// Threads, clocks, files and streams have no place in the sans-IO core.
constexpr std::array NOT_IN_PROTOCOL = {
    "thread",    "mutex",      "shared_mutex", "condition_variable",
    "future",    "atomic",     "semaphore",    "barrier",
    "latch",     "filesystem", "fstream",      "iostream",
    "coroutine", "stdexcept",  "exception",    "random",
    "ctime",
};

/// "std", "posix", "schema" (generated), or the folder that the path begins with; of `bench` two.
std::string kindOf(const std::string& header) {
  const std::size_t slash = header.find('/');
  if (header.ends_with(".capnp.h") && slash == std::string::npos) return "schema";
  const std::string top = slash == std::string::npos ? header : header.substr(0, slash);
  if (slash == std::string::npos) return header.ends_with(".h") ? "posix" : "std";
  if (top == "sys" || top == "linux" || top == "netinet") return "posix";
  if (top == "bench") return header.substr(0, header.find('/', slash + 1));  // "bench/floor"
  return top == "gmock" ? "gtest" : top;
}

bool contains(std::string_view words, std::string_view word) {
  return (" " + std::string(words) + " ").find(" " + std::string(word) + " ") != std::string::npos;
}

const Arrow* arrowOf(std::string_view path) {
  const Arrow* longest = nullptr;
  for (const Arrow& arrow : ARROWS) {
    if (!path.starts_with(std::string(arrow.folder) + "/")) continue;
    if (longest == nullptr || arrow.folder.size() > longest->folder.size()) longest = &arrow;
  }
  return longest;
}

std::optional<std::string> objection(std::string_view path, const Arrow& arrow,
                                     const std::string& header) {
  const std::string kind = kindOf(header);
  const std::string_view self = arrow.folder.substr(arrow.folder.rfind('/') + 1);
  if (kind == "std" && self == "protocol" &&
      std::count(NOT_IN_PROTOCOL.begin(), NOT_IN_PROTOCOL.end(), header) != 0) {
    return "the protocol core has no threads, clocks, files or exceptions: not <" + header + ">";
  }
  const bool isTest = path.ends_with("_test.cc");
  const bool isAllowed = contains(arrow.allowed, kind) || contains(arrow.allowed, header);
  if (kind == "std" || kind == self || isAllowed) return std::nullopt;
  if (isTest && (kind == "gtest" || kind == "posix")) return std::nullopt;
  return std::string(arrow.folder) + " may not include " + header + "; it may include: " +
         (arrow.allowed.empty() ? "the standard library" : std::string(arrow.allowed));
}

}  // namespace

Complaints forbiddenIncludes(const Tree& tree) {
  static const std::regex INCLUDE(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
  Complaints complaints;
  for (const auto& [path, text] : tree) {
    if (!isCpp(path)) continue;
    const Arrow* arrow = arrowOf(path);
    if (arrow == nullptr) {
      complaints.push_back(
          {path, 0, "no row of the table in conformance/tidy/includes.cc covers it"});
      continue;
    }
    forEachLine(text, [&, &file = path](std::size_t number, std::string_view line) {
      std::match_results<std::string_view::const_iterator> match;
      if (!line.starts_with('#') || !std::regex_search(line.begin(), line.end(), match, INCLUDE))
        return;
      if (auto reason = objection(file, *arrow, match.str(1)))
        complaints.push_back({file, number, *reason});
    });
  }
  return complaints;
}

}  // namespace triwire::tidy
