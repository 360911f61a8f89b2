#include "fix/plan.h"

#include <gtest/gtest.h>

#include "project/link.h"
#include "rules/registry.h"
#include "rules/run.h"

namespace seaworthy::fix {
namespace {

/// Rules made for these tests, on files of one kind: each line `WRONG` is a finding, with what the line says as its
/// fix. `wrong X -> Y` is replaced by Y; so a fix may be right, void, or make things worse.
Audit audit_lines(const FileSystem& files) {
  Audit result;
  result.project = project::link(discover::discover(files, 1), "test", 1);
  for (const project::File& file : result.project->files) {
    const Source& source = result.project->sources[file.source];
    for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
      const std::string_view line = source.line(number);
      const std::size_t arrow = line.find(" -> ");
      if (!line.starts_with("# wrong") || arrow == std::string_view::npos) continue;
      Finding& finding = result.results.findings.emplace_back();
      const std::uint32_t begin = source.line_start(number);
      finding.span = {file.source, begin, begin + static_cast<std::uint32_t>(line.size())};
      finding.message = std::string(line);
      const Safety level = line.starts_with("# wrong review") ? Safety::review : Safety::safe;
      finding.fixes.push_back({level, "Replace the line", {{finding.span, std::string(line.substr(arrow + 4))}}});
    }
  }
  return result;
}

std::string after(std::string text, Safety level, Plan* out = nullptr) {
  MemoryFiles disk;
  disk.add("Dockerfile", text);
  Plan plan = make_plan(disk, audit_lines, {.level = level, .wanted = {}});
  if (!plan.changes.empty()) text = plan.changes.front().after;
  if (out != nullptr) *out = std::move(plan);
  return text;
}

TEST(MakePlan, AppliesFixesUpToTheLevel) {
  const std::string text = "FROM debian:12\n# wrong 1 -> # right\n# wrong review -> # read first\n";
  EXPECT_EQ(after(text, Safety::safe), "FROM debian:12\n# right\n# wrong review -> # read first\n");
  EXPECT_EQ(after(text, Safety::review), "FROM debian:12\n# right\n# read first\n");
}

TEST(MakePlan, GoesOnUntilNothingChanges) {
  Plan plan;
  EXPECT_EQ(after("FROM debian:12\n# wrong 1 -> # wrong 2 -> # right\n", Safety::safe, &plan),
            "FROM debian:12\n# wrong 1 -> # wrong 2 -> # right\n")
      << "a fix that leaves a finding of its rule behind does not repair it";
  ASSERT_EQ(plan.refused.size(), 1u);
  EXPECT_NE(plan.refused.front().refused.find("does not remove"), std::string::npos) << plan.refused.front().refused;
}

TEST(MakePlan, RefusesOneFixWithoutItsNeighbours) {
  Plan plan;
  EXPECT_EQ(
      after("FROM debian:12\n# wrong 1 -> # right\n# wrong 2 -> RUN <<EOF\n# wrong 3 -> # fine\n", Safety::safe, &plan),
      "FROM debian:12\n# right\n# wrong 2 -> RUN <<EOF\n# fine\n");
  ASSERT_EQ(plan.refused.size(), 1u);
  EXPECT_EQ(plan.refused.front().line, 3u);
  EXPECT_NE(plan.refused.front().refused.find("breaks the syntax"), std::string::npos) << plan.refused.front().refused;
  EXPECT_EQ(plan.applied.size(), 2u);
}

/// A fix that does harm in each of many files: they are found together, not one after the other.
TEST(MakePlan, SearchesUnrelatedFilesAtOnce) {
  MemoryFiles disk;
  for (int number = 0; number < 50; ++number)
    disk.add(
        "part" + std::to_string(number) + "/Dockerfile",
        "FROM debian:12\n# wrong 1 -> # right\n# wrong 2 -> RUN <<EOF\n# wrong 3 -> # fine\n# wrong 4 -> # well\n");
  int audits = 0;
  const Auditor audit = [&audits](const FileSystem& files) {
    ++audits;
    return audit_lines(files);
  };
  const Plan plan = make_plan(disk, audit, {.level = Safety::safe, .wanted = {}});
  EXPECT_EQ(plan.refused.size(), 50u);
  EXPECT_EQ(plan.applied.size(), 150u);
  EXPECT_LE(audits, 12);
}

/// Two fixes that are right each and wrong together, in files that have nothing else in common.
TEST(MakePlan, SeesHarmFarAway) {
  MemoryFiles disk;
  disk.add("a/Dockerfile", "FROM debian:12\n# wrong 1 -> # right\n");
  disk.add("b/Dockerfile", "FROM debian:12\n# wrong 2 -> # fine\n");
  const Auditor audit = [](const FileSystem& files) {
    Audit result = audit_lines(files);
    // A third file suffers when both are repaired.
    if (result.results.findings.empty()) {
      Finding& finding = result.results.findings.emplace_back();
      finding.message = "# wrong at last";
    }
    return result;
  };
  const Plan plan = make_plan(disk, audit, {.level = Safety::safe, .wanted = {}});
  EXPECT_EQ(plan.applied.size(), 1u);
  EXPECT_EQ(plan.refused.size(), 1u);
}

TEST(MakePlan, RefusesWhatBringsNewFindings) {
  Plan plan;
  EXPECT_EQ(after("FROM debian:12\n# wrong 1 -> # wrong a -> b\n", Safety::safe, &plan),
            "FROM debian:12\n# wrong 1 -> # wrong a -> b\n");
  EXPECT_TRUE(plan.changes.empty());
}

/// With the real rules: an instruction that is spelt right at last has findings of its own.
TEST(MakePlan, RepairsWhatHidOtherFindings) {
  MemoryFiles disk;
  disk.add("Dockerfile", "FROM debian:12\nRUNN apt-get update && apt-get install curl\nUSER 1000\nCMD [\"true\"]\n");
  const Auditor audit = [](const FileSystem& files) {
    Audit result;
    result.project = project::link(discover::discover(files, 1), "test", 1);
    result.results = rules::run(*result.project);
    return result;
  };
  const Plan plan = make_plan(disk, audit, {.level = Safety::review, .wanted = [](const Finding& finding) {
                                              return finding.rung == Rung::build;
                                            }});
  ASSERT_EQ(plan.changes.size(), 1u) << (plan.refused.empty() ? "" : plan.refused.front().refused);
  EXPECT_NE(plan.changes.front().after.find("\nRUN apt-get"), std::string::npos) << plan.changes.front().after;
}

TEST(MakePlan, RepairsWhatIsWanted) {
  MemoryFiles disk;
  disk.add("Dockerfile", "FROM debian:12\n# wrong 1 -> # one\n# wrong 2 -> # two\n");
  const Plan plan = make_plan(disk, audit_lines, {.level = Safety::safe, .wanted = [](const Finding& finding) {
                                                    return finding.message.starts_with("# wrong 2");
                                                  }});
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes.front().after, "FROM debian:12\n# wrong 1 -> # one\n# two\n");
  EXPECT_EQ(diff(plan),
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,3 +1,3 @@\n FROM debian:12\n # wrong 1 -> # one\n"
            "-# wrong 2 -> # two\n+# two\n");
}

TEST(MakePlan, ShowsNoCredentials) {
  MemoryFiles disk;
  disk.add("Dockerfile", "FROM debian:12\nENV API_TOKEN=hunter2-hunter2\n# wrong 1 -> # one\n");
  const std::string patch = diff(make_plan(disk, audit_lines, {.level = Safety::safe, .wanted = {}}));
  EXPECT_EQ(patch.find("hunter2"), std::string::npos) << patch;
  EXPECT_NE(patch.find(" ENV API_TOKEN=***************\n"), std::string::npos) << patch;
}

/// With the real rules: many fixes insert at one place of a service, and wait for each other.
TEST(MakePlan, RepairsAWholeRepository) {
  MemoryFiles disk;
  disk.add(
      "compose.yaml",
      "services:\n  db:\n    image: postgres:16.4\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/pw\n"
      "    ports: [\"5432:5432\"]\n");
  const Auditor audit = [](const FileSystem& files) {
    Audit result;
    result.project = project::link(discover::discover(files, 1), "test", 1);
    result.results = rules::run(*result.project);
    return result;
  };
  const Plan plan = make_plan(disk, audit, {.level = Safety::review, .wanted = {}});
  for (const PlannedFix& refused : plan.refused) ADD_FAILURE() << refused.title << ": " << refused.refused;
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_GE(plan.applied.size(), 3u);
  EXPECT_NE(plan.changes.front().after.find("127.0.0.1:5432:5432"), std::string::npos) << plan.changes.front().after;
  EXPECT_NE(plan.changes.front().after.find("no-new-privileges:true"), std::string::npos) << plan.changes.front().after;
}

}  // namespace
}  // namespace seaworthy::fix
