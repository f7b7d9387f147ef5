#include "report/reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <capnp/message.h>
#include <report.capnp.h>

#include "record/json_text.h"
#include "record/retell.h"
#include "record/shape.h"
#include "report/describe.h"

namespace triwire::conformance {
namespace {

std::vector<std::size_t> positions(capnp::List<std::uint32_t>::Reader list) {
  std::vector<std::size_t> out;
  for (const std::uint32_t at : list) out.push_back(at);
  return out;
}

template <typename Enum, std::size_t COUNT>
Enum named(const std::string& text, const std::array<Enum, COUNT>& all) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](Enum known) { return name(known) == text; });
  if (found == all.end()) throw std::invalid_argument(jsonString(text) + " is unknown");
  return *found;
}

Verdict verdictNamed(const std::string& text) {
  return named(text, std::array{Verdict::NOT_APPLICABLE, Verdict::UNSUPPORTED,
                                Verdict::COULD_NOT_RUN, Verdict::PASS, Verdict::INCONCLUSIVE,
                                Verdict::WARN, Verdict::FAIL, Verdict::HARNESS_ERROR});
}

Ending endingNamed(const std::string& text) {
  return named(text, std::array{Ending::ENDED, Ending::CRASHED, Ending::HUNG, Ending::NONSENSE,
                                Ending::FAILED});
}

std::uint64_t number(const std::string& text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument(jsonString(text) + " is no number");
  return out;
}

class ReportReader {
 public:
  void readLine(std::string_view line) {
    if (out.finished) throw std::invalid_argument("it comes after the last record, `finished`");
    capnp::MallocMessageBuilder message;
    auto builder = message.initRoot<file::Record>();
    readJson(line, capnp::toDynamic(builder));
    const file::Record::Reader record = builder.asReader();
    if (record.isRun() != first_)
      throw std::invalid_argument("the first record, and no other, is `run`");
    first_ = false;
    switch (record.which()) {
      case file::Record::RUN:
        return take(record.getRun());
      case file::Record::SUBJECT:
        return take(record.getSubject());
      case file::Record::CASE:
        return take(record.getCase());
      case file::Record::FINDING:
        return take(record.getFinding());
      case file::Record::RESULT:
        return take(record.getResult());
      case file::Record::FINISHED:
        return take(record.getFinished());
    }
  }

  Report out;

 private:
  void take(file::Record::Run::Reader run) {
    out.provenance = {.suite = text(run.getSuite()),
                      .specification = text(run.getSpecification()),
                      .started = text(run.getStarted()),
                      .system = text(run.getSystem()),
                      .seed = number(text(run.getSeed())),
                      .arguments = texts(run.getArguments()),
                      .scope = {.wholeSuite = !run.getPart(),
                                .requirements = texts(run.getOnly()),
                                .date = text(run.getStarted()).substr(0, 10)}};
    out.catalogue = text(run.getCatalogue());
  }

  void take(file::Record::Subject::Reader in) {
    SubjectRun run;
    if (!out.provenance.arguments.empty()) run.program = out.provenance.arguments.front();
    run.moreArguments = text(in.getArguments());
    run.label = text(in.getSubject());
    run.command = text(in.getCommand());
    run.profile = text(in.getProfile());
    run.name = text(in.getName());
    run.version = text(in.getVersion());
    run.url = text(in.getUrl());
    run.capabilities = texts(in.getCapabilities());
    run.rejected = text(in.getRejected());
    run.rejectedStderr = text(in.getStderr());
    for (const auto& known : in.getKnown())
      run.knownFailures[text(known.getId())] = {.reason = text(known.getReason()),
                                                .link = text(known.getLink()),
                                                .until = text(known.getUntil()),
                                                .saw = text(known.getSaw())};
    for (const SubjectRun& other : out.runs)
      if (other.label == run.label)
        throw std::invalid_argument("the subject " + run.label + " is there already");
    out.runs.push_back(std::move(run));
  }

  void take(file::Record::Case::Reader in) {
    SubjectRun& run = runOf(text(in.getSubject()));
    const std::string ending = text(in.getEnding());
    Case performed;
    performed.scenario = text(in.getScenario());
    performed.about = text(in.getAbout());
    if (in.hasStimulus()) performed.stimulus = canonicalJson(in.getStimulus());
    if (ending == "notOffered") {
      performed.notOffered = text(in.getText());
    } else {
      performed.history = retell(in.getHistory());
      performed.history.scenario = performed.scenario;
      performed.history.profile = run.profile;
      performed.history.capabilities = run.capabilities;
      performed.history.ending = endingNamed(ending);
      performed.history.endingText = text(in.getText());
      performed.history.stderrTail = text(in.getStderr());
    }
    run.cases.push_back(std::move(performed));
  }

  void take(file::Record::Finding::Reader in) {
    SubjectRun& run = runOf(text(in.getSubject()));
    if (run.cases.empty() || run.cases.back().scenario != text(in.getScenario()))
      throw std::invalid_argument("a finding follows the case that it is about");
    Finding finding{.requirement = text(in.getRequirement()),
                    .verdict = verdictNamed(text(in.getVerdict())),
                    .premise = positions(in.getPremise()),
                    .conclusion = positions(in.getConclusion()),
                    .violation = {},
                    .reason = text(in.getReason())};
    if (in.getViolation().size() > 0) finding.violation = in.getViolation()[0];
    const std::size_t events = run.cases.back().history.events().size();
    const auto outside = [&](std::size_t at) { return at >= events; };
    if (std::any_of(finding.premise.begin(), finding.premise.end(), outside) ||
        std::any_of(finding.conclusion.begin(), finding.conclusion.end(), outside) ||
        (finding.violation && outside(*finding.violation)))
      throw std::invalid_argument("it names an event that the history does not have");
    run.cases.back().findings.push_back(std::move(finding));
  }

  void take(file::Record::Result::Reader in) {
    runOf(text(in.getSubject()));
    verdictNamed(text(in.getVerdict()));
    out.results.push_back({.subject = text(in.getSubject()),
                           .requirement = text(in.getRequirement()),
                           .digest = text(in.getDigest()),
                           .verdict = text(in.getVerdict()),
                           .known = text(in.getKnown())});
  }

  void take(file::Record::Finished::Reader in) {
    out.finished = true;
    out.ended = text(in.getEnded());
    out.exitCode = static_cast<int>(in.getExitCode());
    out.headlines = texts(in.getHeadlines());
  }

  // Records about one subject come together.
  SubjectRun& runOf(const std::string& label) {
    if (out.runs.empty() || out.runs.back().label != label)
      throw std::invalid_argument("it is about the subject " + label +
                                  ", which is not the one before it");
    return out.runs.back();
  }

  bool first_ = true;
};

}  // namespace

Report readReport(std::string_view text, const std::string& source) {
  ReportReader reader;
  Chain chain;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (!chain.follows(line)) reader.out.brokenLines.push_back(number);
    try {
      reader.readLine(line);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(source + ":" + std::to_string(number) +
                                  ": no record of a report: " + error.what());
    }
  }
  if (number == 0) throw std::invalid_argument(source + " is empty; expected a report.jsonl");
  reader.out.chain = chain.last();
  return std::move(reader.out);
}

}  // namespace triwire::conformance
