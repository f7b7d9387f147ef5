#include "report/outputs.h"

#include <fstream>
#include <stdexcept>

#include "report/badge.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/markdown.h"

namespace triwire::conformance {
namespace {

void writeFile(const std::optional<std::filesystem::path>& path, const std::string& text) {
  if (!path) return;
  std::ofstream out(*path, std::ios::trunc);
  out << text;
  if (!out.flush())
    throw std::invalid_argument(path->string() +
                                " cannot be written; expected a file in a folder that exists");
}

}  // namespace

void Outputs::prepare() const {
  for (const auto& path : {html, junit, markdown, badge}) writeFile(path, "");
}

void Outputs::write(const Provenance& provenance, const std::vector<SubjectRun>& runs,
                    const std::string& specification) const {
  if (html)
    writeFile(html, htmlReport(provenance, bundledCatalogue(), runs, specification));
  if (junit) writeFile(junit, junitReport(provenance, runs));
  if (markdown) writeFile(markdown, markdownReport(provenance, runs));
  if (!badge) return;
  if (runs.size() != 1)
    throw std::invalid_argument("a badge is of one subject; this report has " +
                                std::to_string(runs.size()));
  writeFile(badge, conformance::badge(runs.front()));
}

}  // namespace triwire::conformance
