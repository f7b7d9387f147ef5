#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "report/digest.h"
#include "report/score.h"

namespace triwire::conformance {

/// What a run was: the first record of a report.
struct Provenance {
  std::string suite;          ///< Version of the suite.
  std::string specification;  ///< Version of the specification.
  std::string started;        ///< UTC, "2026-01-31T12:00:00Z"
  std::string system;
  std::uint64_t seed = 0;
  std::vector<std::string> arguments;
  Scope scope = {};
};

/// Writes report.jsonl (schema/report.capnp, Record) while the run goes on. Each record is written
/// whole and at once, so that the file is valid whenever the runner ends.
class JsonlWriter {
 public:
  /// Throws std::invalid_argument if the file cannot be written.
  JsonlWriter(const std::filesystem::path& path, const Provenance& provenance);

  void write(const SubjectRun& subject);
  void write(const SubjectRun& subject, const Case& performed);
  void writeResults(const SubjectRun& subject);
  void finish(const std::string& ended, int exitCode, const std::vector<std::string>& headlines);

  /// Stands for all that was written.
  const std::string& chain() const { return chain_.last(); }

 private:
  void writeLine(const std::string& line);

  std::ofstream out_;
  Chain chain_;
};

}  // namespace triwire::conformance
