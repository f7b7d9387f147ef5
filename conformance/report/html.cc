#include "report/html.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include <ctemplate/template.h>

#include "record/embedded_file.h"
#include "report/alternatives.h"
#include "report/describe.h"
#include "report/diagram.h"
#include "report/stimulus.h"
#include "report/text.h"

namespace triwire::conformance {

std::span<const EmbeddedFile> embeddedPage();

namespace {

using ctemplate::TemplateDictionary;

constexpr const char* PAGE = "page";
constexpr std::size_t OPENED_MAX = 3;  // Failures of a subject that are unfolded from the start.

/// Fills the template's sections from the runs. Everything is escaped by the template.
class PageFiller {
 public:
  PageFiller(const Catalogue& catalogue, const std::vector<SubjectRun>& runs,
             const std::string& specification, TemplateDictionary& page)
      : catalogue_(catalogue), runs_(runs), specification_(specification), page_(page) {}

  void fill() {
    for (const Requirement& requirement : catalogue_.requirements)
      if (requirement.isForScenarios() &&
          std::find(groups_.begin(), groups_.end(), requirement.group()) == groups_.end())
        groups_.push_back(requirement.group());
    for (const std::string& group : groups_)
      page_.AddSectionDictionary("GROUP_HEAD")->SetValue("GROUP", group);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      fillMatrixRow(i);
      fillSubject(i);
    }
    fillRequirements();
  }

 private:
  static std::string subjectAnchor(std::size_t run) { return "s" + std::to_string(run); }
  static std::string anchor(std::size_t run, const Requirement& requirement) {
    return subjectAnchor(run) + "-" + requirement.id;
  }
  static std::string classOf(const Result& result) {
    return result.known.empty() ? std::string(name(result.verdict)) : "known";
  }

  // What a person should look at.
  static bool isShown(const Result& result) {
    return result.verdict == Verdict::FAIL || result.verdict == Verdict::WARN ||
           result.verdict == Verdict::INCONCLUSIVE;
  }

  void fillMatrixRow(std::size_t i) {
    TemplateDictionary* row = page_.AddSectionDictionary("MATRIX_ROW");
    row->SetValue("ANCHOR", subjectAnchor(i));
    row->SetValue("LABEL", runs_[i].label);
    row->SetValue("HEADLINE", headline(runs_[i]));
    row->SetValue("RAN", std::to_string(countRan(runs_[i])) + "/" +
                             std::to_string(countScored(runs_[i])));
    for (const std::string& group : groups_) {
      std::size_t passed = 0, scored = 0, failed = 0, known = 0;
      for (const Result& result : runs_[i].results) {
        if (result.requirement->group() != group) continue;
        if (result.verdict == Verdict::NOT_APPLICABLE || result.verdict == Verdict::UNSUPPORTED)
          continue;
        ++scored;
        passed += result.isPass() ? 1 : 0;
        known += result.known.empty() ? 0 : 1;
        failed += result.verdict == Verdict::FAIL && result.known.empty() ? 1 : 0;
      }
      TemplateDictionary* cell = row->AddSectionDictionary("MATRIX_CELL");
      cell->SetValue("CLASS", scored == 0        ? "none"
                              : failed > 0       ? "fail"
                              : passed == scored ? "pass"
                                                 : "warn");
      cell->SetValue("TEXT",
                     scored == 0 ? "–" : std::to_string(passed) + "/" + std::to_string(scored));
      cell->SetValue("TITLE", std::to_string(failed) + " failed, " + std::to_string(known) +
                                  " known failures");
    }
  }

  void fillSubject(std::size_t i) {
    const SubjectRun& run = runs_[i];
    TemplateDictionary* subject = page_.AddSectionDictionary("SUBJECT");
    subject->SetValue("ANCHOR", subjectAnchor(i));
    subject->SetValue("LABEL", run.label);
    subject->SetValue("IDENTITY", run.name + " " + run.version);
    subject->SetValue("PROFILE", run.profile);
    subject->SetValue("HEADLINE", headline(run));
    subject->SetValue("COMMAND", run.command);
    fillBar(run, *subject);
    fillCapabilities(run, *subject);
    if (!run.rejectedStderr.empty())
      subject->SetValueAndShowSection("TEXT", run.rejectedStderr, "REJECTED_STDERR");
    for (const std::string& sentence : run.staleKnownFailures)
      subject->AddSectionDictionary("STALE")->SetValue("TEXT", sentence);
    for (const Case& performed : run.cases)
      if (performed.isIncomplete())
        fillIncomplete(run, performed, *subject->AddSectionDictionary("INCOMPLETE"));
    // What is new comes before what is known.
    std::size_t opened = 0;
    for (const bool known : {false, true})
      for (const Result& result : run.results)
        if (isShown(result) && result.known.empty() != known && !result.evidence.empty())
          fillFailure(i, result, !known && opened++ < OPENED_MAX,
                      *subject->AddSectionDictionary("FAILURE"));
  }

  // How much of what is scored passed, failed, is known, or is open.
  static void fillBar(const SubjectRun& run, TemplateDictionary& out) {
    const auto add = [&](const char* kind, std::size_t number) {
      if (number == 0) return;
      TemplateDictionary* part = out.AddSectionDictionary("BAR");
      part->SetValue("CLASS", kind);
      part->SetValue("TITLE", std::to_string(number) + " " + kind);
      part->SetIntValue("COUNT", static_cast<long>(number));
    };
    add("pass", count(run, Verdict::PASS));
    add("fail", count(run, Verdict::FAIL));
    add("warn", count(run, Verdict::WARN));
    add("known", countKnown(run));
    add("open", count(run, Verdict::INCONCLUSIVE) + count(run, Verdict::COULD_NOT_RUN) +
                    count(run, Verdict::UNSUPPORTED));
  }

  static void fillCapabilities(const SubjectRun& run, TemplateDictionary& out) {
    const auto add = [&](const char* section, const std::vector<std::string>& names) {
      std::string words;
      for (const std::string& name : names) words += (words.empty() ? "" : ", ") + name;
      if (!words.empty()) out.AddSectionDictionary(section)->SetValue("TEXT", words);
    };
    if (!run.rejected.empty()) return;
    add("CAPABILITIES", run.capabilities);
    add("LACKS", capabilitiesLacking(run));
    for (const bool broken : {true, false})
      for (const std::string& trouble : claimTroubles(run, broken)) {
        TemplateDictionary* claim = out.AddSectionDictionary("CLAIM");
        claim->SetValue("TEXT", trouble);
        claim->SetValue("CLASS", broken ? "fail" : "warn");
      }
  }

  static void fillIncomplete(const SubjectRun& run, const Case& performed, TemplateDictionary& out) {
    out.SetValue("SCENARIO", performed.scenario);
    out.SetValue("KIND", performed.isLost() ? "lost" : "stalled");
    out.SetValue("CLASS", performed.isLost() ? "fail" : "warn");
    out.SetValue("TEXT", performed.trouble());
    if (!performed.history.stderrTail.empty())
      out.AddSectionDictionary("STDERR")->SetValue("TEXT", performed.history.stderrTail);
    out.SetValue("RERUN", rerunLine(run, performed.scenario));
  }

  void fillFailure(std::size_t i, const Result& result, bool open, TemplateDictionary& out) {
    if (open) out.ShowSection("OPEN");
    const Requirement& requirement = *result.requirement;
    const Case& performed = runs_[i].cases[result.evidence.front().caseIndex];
    const Finding& finding = performed.findings[result.evidence.front().findingIndex];
    const bool red = result.verdict == Verdict::FAIL && result.known.empty();
    out.SetValue("CARD", red ? "fail-card" : "warn-card");
    out.SetValue("ANCHOR", anchor(i, requirement));
    out.SetValue("CLASS", classOf(result));
    out.SetValue("VERDICT", std::string(name(result.verdict)));
    out.SetValue("ID", requirement.id);
    out.SetValue("SECTION", requirement.sectionTitle);
    if (!specification_.empty())
      out.SetValueAndShowSection("PLACE", placeOf(requirement, specification_), "PLACED");
    fillSentence(requirement.text, out);
    if (!result.known.empty()) out.AddSectionDictionary("KNOWN")->SetValue("TEXT", result.known);
    if (!result.link.empty()) out.SetValueAndShowSection("TEXT", result.link, "KNOWN_LINK");
    out.SetValue("REASON", finding.reason);
    for (const std::string& words : legalInstead(performed.history, finding))
      out.AddSectionDictionary("LEGAL")->SetValue("TEXT", words);
    if (!performed.history.stderrTail.empty())
      out.SetValueAndShowSection("TEXT", performed.history.stderrTail, "STDERR");
    out.SetValue("SCENARIO", performed.scenario);
    out.SetValue("ABOUT", performed.about);
    if (result.evidence.size() > 1)
      out.AddSectionDictionary("MORE")->SetIntValue("COUNT",
                                                    static_cast<long>(result.evidence.size() - 1));
    for (const std::string& line : stimulusLines(performed.stimulus))
      out.AddSectionDictionary("STIMULUS_LINE")->SetValue("TEXT", line);
    out.SetValue("STIMULUS", stimulusJson(performed.stimulus));
    out.SetValue("RERUN", rerunLine(runs_[i], performed.scenario));
    const Diagram picture = diagram(performed.history, finding);
    if (!picture.marks.empty()) fillDiagram(picture, finding, *out.AddSectionDictionary("DIAGRAM"));
  }

  static void fillDiagram(const Diagram& picture, const Finding& finding, TemplateDictionary& out) {
    out.SetIntValue("WIDTH", picture.width);
    out.SetIntValue("HEIGHT", picture.height);
    for (const Diagram::Lifeline& lifeline : picture.lifelines) {
      TemplateDictionary* item = out.AddSectionDictionary("LIFELINE");
      item->SetIntValue("X", lifeline.x);
      item->SetIntValue("BOTTOM", picture.height);
      item->SetValue("NAME", lifeline.name);
    }
    for (const Diagram::Wait& wait : picture.waits) {
      TemplateDictionary* item = out.AddSectionDictionary("WAIT");
      item->SetIntValue("X", wait.x);
      item->SetIntValue("Y", wait.y);
      item->SetIntValue("HEIGHT", wait.height);
      item->SetValue("TITLE", "waits in sendSync " + wait.call);
    }
    for (const Diagram::Arrow& arrow : picture.arrows) {
      TemplateDictionary* item = out.AddSectionDictionary("ARROW");
      item->SetIntValue("X1", arrow.x1);
      item->SetIntValue("Y1", arrow.y1);
      item->SetIntValue("X2", arrow.x2);
      item->SetIntValue("Y2", arrow.y2);
      item->SetValue("POINTS", arrow.head());
    }
    for (const Diagram::Mark& mark : picture.marks)
      fillMark(mark, *out.AddSectionDictionary("EVENT"));
    if (!picture.waits.empty()) out.ShowSection("WAIT_NOTE");
    if (finding.violation)
      out.AddSectionDictionary("ILLEGAL_NOTE")
          ->SetIntValue("NUMBER", static_cast<long>(*finding.violation));
  }

  static void fillMark(const Diagram::Mark& mark, TemplateDictionary& out) {
    out.SetIntValue("X", mark.x);
    out.SetIntValue("Y", mark.y);
    out.SetIntValue("TEXT_X", mark.labelLeft ? mark.x - 14 : mark.x + 14);
    out.SetValue("SIDE", mark.labelLeft ? "end" : "start");
    out.SetIntValue("TEXT_Y", mark.y + 4);
    out.SetValue("CLASS", mark.illegal ? "illegal" : "legal");
    out.SetValue("TEXT", mark.label);
    out.SetValue("FULL", mark.full);
    out.SetValue("NUMBER", "#" + std::to_string(mark.position));
    if (mark.illegal) out.ShowSection("ILLEGAL");
  }

  // What the specification has in backquotes is code.
  static void fillSentence(const std::string& text, TemplateDictionary& out) {
    bool code = false;
    for (std::size_t at = 0; at <= text.size(); code = !code) {
      const std::size_t end = std::min(text.find('`', at), text.size());
      out.AddSectionDictionary("PIECE")
          ->AddSectionDictionary(code ? "CODE" : "WORDS")
          ->SetValue("TEXT", text.substr(at, end - at));
      at = end + 1;
    }
  }

  void fillRequirements() {
    for (const SubjectRun& run : runs_)
      page_.AddSectionDictionary("SUBJECT_HEAD")->SetValue("LABEL", run.label);
    for (const Requirement& requirement : catalogue_.requirements) {
      if (!requirement.isForScenarios()) continue;
      TemplateDictionary* row = page_.AddSectionDictionary("REQUIREMENT");
      row->SetValue("ID", requirement.id);
      fillSentence(requirement.text, *row);
      for (std::size_t i = 0; i < runs_.size(); ++i)
        fillVerdict(i, requirement, *row->AddSectionDictionary("VERDICT"));
    }
  }

  void fillVerdict(std::size_t i, const Requirement& requirement, TemplateDictionary& out) {
    const auto& results = runs_[i].results;
    const auto result = std::find_if(results.begin(), results.end(), [&](const Result& known) {
      return known.requirement == &requirement;
    });
    if (result == results.end()) {
      out.SetValue("CLASS", "none");
      out.AddSectionDictionary("PLAIN")->SetValue("TEXT", "–");
      return;
    }
    out.SetValue("CLASS", classOf(*result));
    out.SetValue("TITLE", result->known.empty()
                              ? "in " + std::to_string(result->evidence.size()) + " scenarios"
                              : "known: " + result->known);
    const bool linked = isShown(*result);
    TemplateDictionary* text = out.AddSectionDictionary(linked ? "LINK" : "PLAIN");
    if (linked) text->SetValue("ANCHOR", anchor(i, requirement));
    text->SetValue("TEXT", std::string(name(result->verdict)));
  }

  const Catalogue& catalogue_;
  const std::vector<SubjectRun>& runs_;
  const std::string& specification_;
  TemplateDictionary& page_;
  std::vector<std::string> groups_;
};

}  // namespace

std::string htmlReport(const Provenance& provenance, const Catalogue& catalogue,
                       const std::vector<SubjectRun>& runs, const std::string& specification) {
  static std::once_flag once;
  std::call_once(once, [] {
    const std::string_view text = embeddedPage().front().text;
    ctemplate::StringToTemplateCache(PAGE, text.data(), text.size(), ctemplate::DO_NOT_STRIP);
  });
  TemplateDictionary page(PAGE);
  page.SetValue("SUITE", provenance.suite);
  page.SetValue("SPECIFICATION", provenance.specification);
  page.SetValue("STARTED", provenance.started);
  page.SetValue("SYSTEM", provenance.system);
  page.SetValue("SEED", std::to_string(provenance.seed));
  std::string arguments;
  for (const std::string& argument : provenance.arguments)
    arguments += (arguments.empty() ? "" : " ") + shellQuoted(argument);
  page.SetValue("ARGUMENTS", arguments);
  PageFiller(catalogue, runs, specification, page).fill();

  std::string out;
  if (!ctemplate::ExpandTemplate(PAGE, ctemplate::DO_NOT_STRIP, &page, &out))
    throw std::logic_error("the report's template is broken");
  return out;
}

}  // namespace triwire::conformance
