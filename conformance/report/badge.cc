#include "report/badge.h"

#include "record/json_text.h"

namespace triwire::conformance {

std::string badge(const SubjectRun& run) {
  const std::size_t ran = countRan(run), scored = countScored(run), known = countKnown(run);
  const std::size_t failed = count(run, Verdict::FAIL);
  std::string message = "not examined", colour = "lightgrey";
  if (run.rejected.empty() && ran > 0) {
    message = std::to_string(count(run, Verdict::PASS)) + " of " + std::to_string(scored) + " pass";
    if (known > 0) message += ", " + std::to_string(known) + " known failures";
    colour = failed > 0                            ? "red"
             : count(run, Verdict::PASS) == scored ? "brightgreen"
             : known > 0                           ? "yellow"
                                                   : "yellowgreen";
  }
  return "{\"schemaVersion\":1,\"label\":" + jsonString("Triwire " + run.profile) +
         ",\"message\":" + jsonString(message) + ",\"color\":" + jsonString(colour) + "}\n";
}

}  // namespace triwire::conformance
