#include "cli/bundled_subjects.h"

#include <array>
#include <string_view>

#include "report/describe.h"

namespace triwire::conformance {
namespace {

namespace fs = std::filesystem;

// {bin} is the folder of this program, {conformance} that of the suite's sources.
struct Bundled {
  std::string_view name;
  std::string_view command;
  std::string_view profile;
  bool isTold = false;  // Which profile: it has several.
};

constexpr std::array BUNDLED{
    Bundled{"reference", "{bin}/triwire-subject", "strict", true},
    Bundled{"reference-inprocess", "{bin}/triwire-subject --in-process", "strict", true},
    Bundled{"reference-shm", "{bin}/triwire-subject --link shm", "strict", true},
    Bundled{"reference-electron", "{bin}/triwire-subject", "electron", true},
    Bundled{"electron-mock-ipc", "node {conformance}/adapter/node/adapter.mjs electron-mock-ipc",
            "electron"},
    Bundled{"electron-ipc-mock",
            "node {conformance}/adapter/node/adapter.mjs "
            "{conformance}/adapter/foreign/node_modules/electron-ipc-mock/dist/index.js",
            "electron"},
    Bundled{"electron-to-web", "node {conformance}/adapter/foreign/electron_to_web_adapter.mjs",
            "electron"},
    Bundled{"comlink", "node {conformance}/adapter/foreign/comlink_adapter.mjs", "electron"},
    Bundled{"synckit", "node {conformance}/adapter/foreign/synckit_adapter.mjs", "electron"},
    Bundled{"electron", "electron --js-flags=--expose-gc {conformance}/adapter/electron", "electron"},
    // The interpreter that Debian's packages of the engines are for.
    Bundled{"webkitgtk", "/usr/bin/python3 {conformance}/adapter/foreign/webkitgtk/adapter.py",
            "electron"},
    Bundled{"qtwebengine", "/usr/bin/python3 {conformance}/adapter/foreign/qtwebengine/adapter.py",
            "electron"},
    Bundled{"null", "python3 {conformance}/fake/null.py", "strict"},
    Bundled{"echo", "python3 {conformance}/fake/echo.py", "strict"},
};

fs::path programFolder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

// The sources are above the build, wherever that is; the build has folders of the same names.
fs::path suiteFolder() {
  for (fs::path at = programFolder(); at != at.root_path(); at = at.parent_path())
    if (fs::exists(at / "conformance" / "fake" / "null.py")) return at / "conformance";
  return "conformance";
}

std::string withPath(std::string command, std::string_view placeholder, const fs::path& path) {
  for (std::size_t at; (at = command.find(placeholder)) != std::string::npos;) {
    const std::size_t end = std::min(command.find(' ', at), command.size());
    const std::string rest = command.substr(at + placeholder.size(), end - at - placeholder.size());
    command.replace(at, end - at, shellQuoted(path.string() + rest));
  }
  return command;
}

}  // namespace

std::vector<std::string> bundledSubjectNames() {
  std::vector<std::string> out;
  for (const Bundled& bundled : BUNDLED) out.emplace_back(bundled.name);
  return out;
}

fs::path bundledSpecificationPage() {
  const fs::path beside = programFolder().parent_path();
  for (const fs::path& page : {suiteFolder().parent_path() / "out/spec/single.html",
                               beside / "spec/site/single.html", beside / "spec/checked/single.html"})
    if (fs::exists(page)) return page;
  return {};
}

SubjectSpec subjectSpec(const std::string& written, const std::optional<std::string>& profile) {
  const std::string first = written.substr(0, written.find(' '));
  for (const Bundled& bundled : BUNDLED) {
    if (first != bundled.name) continue;
    std::string command = withPath(std::string(bundled.command), "{bin}", programFolder());
    command = withPath(command, "{conformance}", suiteFolder());
    SubjectSpec out{.label = written,
                    .command = command + written.substr(first.size()),
                    .profile = profile.value_or(std::string(bundled.profile)),
                    .knownFailures = {}};
    if (bundled.isTold) out.command += " --profile " + out.profile;
    const fs::path known = suiteFolder() / "expected_failures" / (first + ".txt");
    if (fs::exists(known)) out.knownFailures = known;
    return out;
  }
  return {.label = written,
          .command = written,
          .profile = profile.value_or("strict"),
          .knownFailures = {}};
}

}  // namespace triwire::conformance
