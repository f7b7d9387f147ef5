#include "report/junit.h"

#include <string_view>
#include <utility>

#include "record/json_text.h"
#include "report/describe.h"
#include "report/text.h"

namespace triwire::conformance {
namespace {

// As content of an element or attribute. XML has no way to say most control characters.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : isUtf8(text) ? text : "(no UTF-8)") {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return out;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + escaped(value) + "\"";
}

/// One <testsuite>; its head counts what its body has.
class Suite {
 public:
  Suite(const Provenance& provenance, const SubjectRun& run, std::size_t id)
      : provenance_(provenance), run_(run), id_(id) {}

  std::string write() {
    if (!run_.rejected.empty())
      add("subject", "is examined", problem("error", "rejected", run_.rejected, run_.rejectedStderr));
    for (const Result& result : run_.results)
      add(result.requirement->group(), result.requirement->id + " " + result.requirement->text,
          bodyOf(result));
    for (const Case& performed : run_.cases)
      if (performed.isIncomplete())
        add("scenario", performed.scenario, bodyOf(performed));
    for (const std::string& trouble : claimTroubles(run_, true))
      add("claims", "the subject " + trouble, problem("error", "claim", trouble, trouble));
    for (const std::string& sentence : run_.staleKnownFailures)
      add("known failures", sentence.substr(0, sentence.find(' ')),
          problem("failure", "stale", sentence, sentence));
    return "  <testsuite" + attribute("name", run_.label) +
           attribute("id", std::to_string(id_)) + attribute("package", "triwire." + run_.profile) +
           attribute("timestamp", provenance_.started.substr(0, 19)) +
           attribute("hostname", "localhost") + attribute("tests", std::to_string(tests_)) +
           attribute("failures", std::to_string(failures_)) +
           attribute("errors", std::to_string(errors_)) +
           attribute("skipped", std::to_string(skipped_)) + attribute("time", "0") + ">\n" +
           properties() + cases_ + "    <system-out>" + escaped(headline(run_)) +
           "</system-out>\n    <system-err>" + escaped(run_.rejectedStderr) +
           "</system-err>\n  </testsuite>\n";
  }

 private:
  std::string properties() const {
    const std::vector<std::pair<const char*, std::string>> properties{
                                {"suite", provenance_.suite},
                                {"specification", provenance_.specification},
                                {"profile", run_.profile},
                                {"seed", std::to_string(provenance_.seed)},
                                {"command", run_.command},
                                {"subject", run_.name + " " + run_.version}};
    std::string out = "    <properties>\n";
    for (const auto& [name, value] : properties)
      out += "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
    return out + "    </properties>\n";
  }

  void add(const std::string& group, const std::string& name, const std::string& body) {
    ++tests_;
    cases_ += "    <testcase" + attribute("name", name) + attribute("classname", "triwire." + group) +
              attribute("time", "0");
    cases_ += body.empty() ? "/>\n" : ">\n      " + body + "\n    </testcase>\n";
  }

  std::string problem(const char* element, const std::string& type, const std::string& message,
                      const std::string& text) {
    ++(element == std::string_view("error") ? errors_ : failures_);
    return std::string("<") + element + attribute("type", type) + attribute("message", message) +
           ">" + escaped(text) + "</" + element + ">";
  }

  std::string skipped(const std::string& message) {
    ++skipped_;
    return "<skipped" + attribute("message", message) + "/>";
  }

  std::string bodyOf(const Result& result) {
    const std::string verdict(name(result.verdict));
    if (result.isPass()) return {};
    if (!result.known.empty()) return skipped("known: " + result.known + " (" + result.link + ")");
    switch (result.verdict) {
      case Verdict::FAIL:
        return problem("failure", verdict, reasonOf(run_, result), failureText(run_, result));
      case Verdict::INCONCLUSIVE:
      case Verdict::HARNESS_ERROR:
        return problem("error", verdict, reasonOf(run_, result), failureText(run_, result));
      case Verdict::WARN:
        return skipped("warn: " + reasonOf(run_, result));
      case Verdict::PASS:
      case Verdict::NOT_APPLICABLE:
      case Verdict::UNSUPPORTED:
      case Verdict::COULD_NOT_RUN:
        break;
    }
    return skipped(verdict);
  }

  std::string bodyOf(const Case& incomplete) {
    if (const auto known = run_.knownFailures.find(incomplete.scenario); known != run_.knownFailures.end())
      return skipped("known: " + known->second.reason);
    return problem("error", incomplete.isLost() ? std::string(name(incomplete.history.ending)) : "stalled",
                   incomplete.trouble(),
                   incomplete.history.stderrTail + "\nrerun: " + rerunLine(run_, incomplete.scenario));
  }

  const Provenance& provenance_;
  const SubjectRun& run_;
  std::size_t id_;
  std::size_t tests_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
  std::string cases_;
};

}  // namespace

std::string junitReport(const Provenance& provenance, const std::vector<SubjectRun>& runs) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (std::size_t i = 0; i < runs.size(); ++i) out += Suite(provenance, runs[i], i).write();
  return out + "</testsuites>\n";
}

}  // namespace triwire::conformance
