// Each rule twice: on a small tree that breaks it, to show that it bites, and on this repository.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tidy/rules.h"

namespace triwire::tidy {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

auto complaint(std::string_view path, std::size_t line, std::string_view text) {
  return AllOf(Field(&Complaint::path, path), Field(&Complaint::line, line),
               Field(&Complaint::text, HasSubstr(std::string(text))));
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "\n";
  return text;
}

const Tree& repository() {
  static const Tree TREE = readTree(TRIWIRE_SOURCE_DIR);
  return TREE;
}

TEST(TidyBites, IncludeAgainstTheArrows) {
  const Tree tree = {
      {"reference_impl/src/protocol/a.h",
       "#pragma once\n#include <vector>\n#include <kj/async.h>\n"},
      {"reference_impl/src/protocol/b.cc", "#include <thread>\n#include \"protocol/a.h\"\n"},
      {"reference_impl/src/transport/c.cc", "#include <sys/socket.h>\n#include \"protocol/a.h\"\n"},
      {"reference_impl/include/triwire/d.h", "#include <triwire/value.h>\n#include \"api/d.h\"\n"},
      {"conformance/driver/e.cc", "#include <conformance.capnp.h>\n#include <triwire/value.h>\n"},
      {"bench/core/f.cc", "#include \"protocol/a.h\"\n"},
      {"bench/floor/f.cc", "#include \"bench/floor/a.h\"\n#include \"bench/triwire/a.h\"\n"},
      {"bench/triwire/f.cc", "#include \"protocol/a.h\"\n"},
      {"elsewhere/g.cc", ""},
  };

  EXPECT_THAT(forbiddenIncludes(tree),
              ElementsAre(complaint("bench/floor/f.cc", 2, "bench/triwire/a.h"),
                          complaint("bench/triwire/f.cc", 1, "protocol/a.h"),
                          complaint("conformance/driver/e.cc", 2, "triwire/value.h"),
                          complaint("elsewhere/g.cc", 0, "no row"),
                          complaint("reference_impl/include/triwire/d.h", 2, "api/d.h"),
                          complaint("reference_impl/src/protocol/a.h", 3, "kj/async.h"),
                          complaint("reference_impl/src/protocol/b.cc", 1, "thread"),
                          complaint("reference_impl/src/transport/c.cc", 2, "protocol/a.h")));
}

TEST(TidyBites, LongFile) {
  const Tree tree = {{"a.cc", lines(500)}, {"b.py", lines(501)}, {"c.md", lines(501)}};

  EXPECT_THAT(longFiles(tree), ElementsAre(complaint("b.py", 0, "501 lines")));
}

TEST(TidyBites, LongAdapter) {
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += "x\n\n";
  const Tree tree = {{"conformance/adapter/a/adapter.py", hundred},
                     {"conformance/adapter/a/b_adapter.mjs", hundred + "x\n"},
                     {"conformance/adapter/a/adapter.txt", hundred + "x\n"},
                     {"conformance/adapter/a/triwire.py", hundred + "x\n"}};

  EXPECT_THAT(longAdapters(tree),
              ElementsAre(complaint("conformance/adapter/a/b_adapter.mjs", 0, "101 lines")));
}

TEST(TidyBites, LongFunction) {
  const Tree tree = {
      {"a.cc", "namespace n {\nvoid fits() {" + lines(59) + "}\n}\n"},
      {"b.cc", "namespace n {\nclass C {\n  int f(int i) const {\n  // }\n  if (i) {" + lines(60) +
                   "}}\n};}\n"},
      {"c.cc", "const Table TABLE = {\n" + lines(100) + "};\n"},
      {"d.cc", "void f(struct S s) {\n  g(\"}\", '}', 1'000);" + lines(60) + "}\n"},
      {"e.cc", "const char* TEXT = R\"x(void f() {" + lines(100) + "})x\";\n"},
  };

  EXPECT_THAT(longFunctions(tree),
              ElementsAre(complaint("b.cc", 3, "63 lines"), complaint("d.cc", 1, "62 lines")));
}

TEST(TidyBites, UnknownRequirement) {
  const Tree tree = {
      {"spec/requirements.json", R"({"requirements":[{"id": "TW-SYNC-4"}]})"},
      {"a.cc", "// TW-SYNC-4\n// TW-SYNC-4, TW-SYNC-40\n"},
  };

  EXPECT_THAT(unknownRequirements(tree), ElementsAre(complaint("a.cc", 2, "TW-SYNC-40")));
  EXPECT_THAT(unknownRequirements({{"a.cc", ""}}),
              ElementsAre(complaint("spec/requirements.json", 0, "missing")));
}

TEST(TidyBites, SourceThatNothingBuilds) {
  const Tree tree = {
      {"lib/CMakeLists.txt", "add_library(x src/a.cc\n  src/deep/b.cc)\nforeach(name c d)\n"},
      {"lib/src/a.cc", ""},
      {"lib/src/deep/b.cc", ""},
      {"lib/c.cc", ""},
      {"lib/src/b.cc", ""},
      {"lib/a.cc", ""},
  };

  EXPECT_THAT(unbuiltSources(tree), ElementsAre(complaint("lib/a.cc", 0, "names it"),
                                                complaint("lib/src/b.cc", 0, "names it")));
}

// The words of the next three tests are put together here, so that this file passes the rules
// itself.
const std::string WORK_PATH = std::string("/") + "work/x";
const std::string REGISTRY = std::string("registry.") + "npmjs.org";
const std::string TO_DO = std::string("TO") + "DO";
const std::string FIX_ME = std::string("FIX") + "ME";
const std::string SLEEP = std::string("sle") + "ep";

TEST(TidyBites, NamesOfOneMachine) {
  const Tree tree = {
      {"a.md", "see\n" + WORK_PATH + "\n"}, {"b.json", REGISTRY}, {"c.md", "work/x"}};

  EXPECT_THAT(localNames(tree),
              ElementsAre(complaint("a.md", 2, "/x"), complaint("b.json", 1, "registry")));
}

TEST(TidyBites, UnfinishedWork) {
  const Tree tree = {
      {"a.cc", "// " + TO_DO + "(perf): gather\n// " + TO_DO + "(now): finish\n"},
      {"b.py", "# " + TO_DO + " finish\n# " + FIX_ME + "\n"},
      {"c.cc", "char name[] = \"XXXXXX\";\n"},
  };

  EXPECT_THAT(unfinishedWork(tree),
              ElementsAre(complaint("a.cc", 2, TO_DO), complaint("b.py", 1, TO_DO),
                          complaint("b.py", 2, FIX_ME)));
}

TEST(TidyBites, Sleep) {
  const Tree tree = {
      {"a.cc", "std::this_thread::" + SLEEP + "_for(1ms);\nint " + SLEEP + "ing = 0;\n"},
      {"b.sh", "true; " + SLEEP + " 1\n"},
      {"c.mjs", std::string("set") + "Timeout(f, 10)\n"},
      {"d.py", "time." + SLEEP + "(0.1)\n"},
  };

  EXPECT_THAT(sleeps(tree),
              ElementsAre(complaint("a.cc", 1, SLEEP), complaint("b.sh", 1, SLEEP),
                          complaint("c.mjs", 1, "Timeout"), complaint("d.py", 1, SLEEP)));
}

TEST(TidyBites, BrokenLink) {
  const Tree tree = {
      {"README.md", "[a](spec/a.md#x) [b](spec) [c](https://example.org/c) [d](spec/d.md)\n"},
      {"spec/a.md", "[up](../README.md)\n[top](README.md)\n"},
  };

  EXPECT_THAT(brokenLinks(tree), ElementsAre(complaint("README.md", 1, "spec/d.md"),
                                             complaint("spec/a.md", 2, "README.md")));
}

TEST(TidyBites, UnexplainedPackage) {
  const std::string script = "#!/bin/sh\npackages=(\n  g++ cmake  # builds\n  spin # model\n)\n";
  const Tree tree = {{"tw", script}, {"README.md", "| g++, cmake | building |\n| spinning | |\n"}};

  EXPECT_THAT(unexplainedPackages(tree), ElementsAre(complaint("README.md", 0, "spin")));
  EXPECT_THAT(unexplainedPackages({{"tw", ""}}), ElementsAre(complaint("tw", 0, "no list")));
}

TEST(TidyBites, RepositoryIsRead) {
  EXPECT_TRUE(repository().contains("conformance/tidy/tidy_test.cc"));
  EXPECT_TRUE(repository().contains(".ci/run"));
}

void expectNone(const Complaints& complaints) {
  for (const Complaint& complaint : complaints) ADD_FAILURE() << complaint;
}

TEST(Tidy, IncludesFollowTheArrows) { expectNone(forbiddenIncludes(repository())); }
TEST(Tidy, FilesAreShort) { expectNone(longFiles(repository())); }
TEST(Tidy, AdaptersAreShort) { expectNone(longAdapters(repository())); }
TEST(Tidy, FunctionsAreShort) { expectNone(longFunctions(repository())); }
TEST(Tidy, RequirementsCitedExist) { expectNone(unknownRequirements(repository())); }
TEST(Tidy, SourcesAreBuilt) { expectNone(unbuiltSources(repository())); }
TEST(Tidy, NothingNamesThisMachine) { expectNone(localNames(repository())); }
TEST(Tidy, NothingIsUnfinished) { expectNone(unfinishedWork(repository())); }
TEST(Tidy, NothingSleeps) { expectNone(sleeps(repository())); }
TEST(Tidy, PackagesAreExplained) { expectNone(unexplainedPackages(repository())); }
TEST(Tidy, LinksLeadSomewhere) { expectNone(brokenLinks(repository())); }

}  // namespace
}  // namespace triwire::tidy
