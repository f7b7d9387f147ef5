#include "report/jsonl.h"

#include <stdexcept>
#include <string_view>

#include <capnp/message.h>
#include <report.capnp.h>

#include "record/fold.h"
#include "record/json_text.h"
#include "record/shape.h"
#include "report/describe.h"

namespace triwire::conformance {
namespace {

/// One record, built by `fill` on the schema's type.
template <typename Fill>
std::string recordLine(const Fill& fill) {
  capnp::MallocMessageBuilder message;
  auto record = message.initRoot<file::Record>();
  fill(record);
  return writeJson(capnp::toDynamic(record.asReader()));
}

template <typename List>
void copy(const std::vector<std::string>& from, List to) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, from[i]);
}

template <typename List>
void copy(const std::vector<std::size_t>& from, List to) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, static_cast<std::uint32_t>(from[i]));
}

unsigned sizeOf(const auto& container) { return static_cast<unsigned>(container.size()); }

// A subject's words may be no UTF-8; JSON must be.
std::string utf8(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 1;
    while (at + size < text.size() && size < 4 &&
           (static_cast<unsigned char>(text[at + size]) & 0xc0) == 0x80)
      ++size;
    const std::string_view character(text.data() + at, size);
    out += isUtf8(character) ? character : "\xef\xbf\xbd";
    at += size;
  }
  return out;
}

std::string findingLine(const SubjectRun& subject, const Case& performed, const Finding& finding) {
  return recordLine([&](file::Record::Builder record) {
    auto out = record.initFinding();
    out.setSubject(subject.label);
    out.setScenario(performed.scenario);
    out.setRequirement(finding.requirement);
    out.setVerdict(std::string(name(finding.verdict)));
    copy(finding.premise, out.initPremise(sizeOf(finding.premise)));
    copy(finding.conclusion, out.initConclusion(sizeOf(finding.conclusion)));
    if (finding.violation)
      out.initViolation(1).set(0, static_cast<std::uint32_t>(*finding.violation));
    if (!finding.reason.empty()) out.setReason(utf8(finding.reason));
  });
}

}  // namespace

JsonlWriter::JsonlWriter(const std::filesystem::path& path, const Provenance& provenance)
    : out_(path, std::ios::trunc) {
  if (!out_) throw std::invalid_argument("cannot write " + path.string());
  writeLine(recordLine([&](file::Record::Builder record) {
    auto run = record.initRun();
    run.setSuite(provenance.suite);
    run.setSpecification(provenance.specification);
    run.setStarted(provenance.started);
    run.setSystem(provenance.system);
    run.setSeed(std::to_string(provenance.seed));
    copy(provenance.arguments, run.initArguments(sizeOf(provenance.arguments)));
    if (!provenance.scope.wholeSuite) run.setPart(true);
    const std::vector<std::string>& only = provenance.scope.requirements;
    if (!only.empty()) copy(only, run.initOnly(sizeOf(only)));
    run.setCatalogue(bundledCatalogueDigest());
  }));
}

void JsonlWriter::write(const SubjectRun& subject) {
  writeLine(recordLine([&](file::Record::Builder record) {
    auto out = record.initSubject();
    out.setSubject(subject.label);
    out.setCommand(subject.command);
    out.setProfile(subject.profile);
    out.setName(subject.name);
    out.setVersion(subject.version);
    out.setUrl(subject.url);
    copy(subject.capabilities, out.initCapabilities(sizeOf(subject.capabilities)));
    if (!subject.rejected.empty()) out.setRejected(utf8(subject.rejected));
    if (!subject.rejectedStderr.empty()) out.setStderr(utf8(subject.rejectedStderr));
    if (!subject.moreArguments.empty()) out.setArguments(subject.moreArguments);
    if (subject.knownFailures.empty()) return;
    auto known = out.initKnown(sizeOf(subject.knownFailures));
    unsigned i = 0;
    for (const auto& [id, entry] : subject.knownFailures) {
      auto to = known[i++];
      to.setId(id);
      to.setReason(utf8(entry.reason));
      to.setLink(utf8(entry.link));
      to.setUntil(entry.until);
      if (!entry.saw.empty()) to.setSaw(utf8(entry.saw));
    }
  }));
}

void JsonlWriter::write(const SubjectRun& subject, const Case& performed) {
  std::string line = recordLine([&](file::Record::Builder record) {
    auto out = record.initCase();
    const bool offered = performed.notOffered.empty();
    out.setSubject(subject.label);
    out.setScenario(performed.scenario);
    out.setAbout(performed.about);
    out.setEnding(offered ? std::string(name(performed.history.ending)) : "notOffered");
    const std::string& text = offered ? performed.history.endingText : performed.notOffered;
    if (!text.empty()) out.setText(utf8(text));
    if (!performed.history.stderrTail.empty()) out.setStderr(utf8(performed.history.stderrTail));
  });
  // Stimulus and transcript are JSON already; they go in as they are.
  line.pop_back();
  line += ",\"stimulus\":" + performed.stimulus + ",\"history\":[";
  for (std::size_t i = 0; i < performed.history.transcript.size(); ++i)
    line += (i == 0 ? "" : ",") + foldedEntry(performed.history.transcript[i]);
  writeLine(line + "]}");
  for (const Finding& finding : performed.findings)
    writeLine(findingLine(subject, performed, finding));
}

void JsonlWriter::writeResults(const SubjectRun& subject) {
  for (const Result& result : subject.results)
    writeLine(recordLine([&](file::Record::Builder record) {
      auto out = record.initResult();
      out.setSubject(subject.label);
      out.setRequirement(result.requirement->id);
      out.setDigest(result.requirement->digest);
      out.setVerdict(std::string(name(result.verdict)));
      out.setScenarios(sizeOf(result.evidence));
      if (!result.known.empty()) out.setKnown(result.known);
    }));
}

void JsonlWriter::finish(const std::string& ended, int exitCode,
                         const std::vector<std::string>& headlines) {
  writeLine(recordLine([&](file::Record::Builder record) {
    auto out = record.initFinished();
    out.setEnded(ended);
    out.setExitCode(static_cast<std::uint32_t>(exitCode));
    copy(headlines, out.initHeadlines(sizeOf(headlines)));
  }));
}

void JsonlWriter::writeLine(const std::string& line) { (out_ << chain_.link(line) + '\n').flush(); }

}  // namespace triwire::conformance
