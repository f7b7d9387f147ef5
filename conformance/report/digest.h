#pragma once

#include <string>
#include <string_view>

namespace triwire::conformance {

/// SHA-256 of the bytes, as 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

/// What makes each line of a report vouch for those before it (schema/report.capnp).
class Chain {
 public:
  /// `line`, a JSON object, with its chain as the last member.
  std::string link(const std::string& line);

  /// Takes the next line of a file. False, if its chain is missing or does not follow from what was
  /// taken before it. The next line is measured by the chain that this one has.
  bool follows(std::string_view line);

  /// That of the last line; empty before the first.
  const std::string& last() const { return last_; }

 private:
  std::string last_;
};

}  // namespace triwire::conformance
