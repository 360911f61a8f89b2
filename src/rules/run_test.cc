#include "rules/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/fs.h"
#include "project/link.h"
#include "rules/registry.h"

namespace seaworthy::rules {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

struct Audited {
  std::unique_ptr<const project::Project> project;
  Results results;

  std::vector<const Finding*> of(std::string_view slug) const {
    std::vector<const Finding*> found;
    for (const Finding& finding : results.findings)
      if (registered(finding.rule).slug() == slug) found.push_back(&finding);
    return found;
  }
  const RuleResult* result(std::string_view slug) const {
    for (const RuleResult& result : results.rules)
      if (registered(result.rule).slug() == slug) return &result;
    return nullptr;
  }
  std::string stacks_of(const Finding& finding) const {
    std::string names;
    for (const std::uint32_t stack : finding.stacks) names += (names.empty() ? "" : ", ") + project->stacks[stack].name;
    return names;
  }
};

Audited run_on(const Files& files, const Options& options = {}) {
  MemoryFiles disk;
  for (const auto& [path, bytes] : files) disk.add(path, bytes);
  Audited audit;
  audit.project = project::link(discover::discover(disk, 1), "test", 1);
  audit.results = run(*audit.project, options);
  return audit;
}

int count(const RuleResult& result, bool passed) {
  return static_cast<int>(std::count_if(result.subjects.begin(), result.subjects.end(),
                                        [&](const SubjectResult& subject) { return subject.passed == passed; }));
}

TEST(Run, DoesNotMissInAFragmentWhatItsBaseMayHave) {
  const Audited audit =
      run_on({{"compose.yml", "services:\n  web: {image: nginx, mem_limit: 64m}\n  db: {image: postgres}\n"},
              {"tools/compose.tracing.yml", "services:\n  web: {privileged: true}\n  tracer: {image: tracer}\n"}});
  std::string without_limit;
  for (const Finding* const finding : audit.of("no-memory-limit"))
    without_limit += finding->message.substr(0, finding->message.find(' ')) + " ";
  EXPECT_EQ(without_limit, "`db` `tracer` ") << "the `web` of the second file is a fragment";
  const RuleResult* const result = audit.result("no-memory-limit");
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(count(*result, true), 1) << "and it has not passed either";
  EXPECT_EQ(audit.of("privileged").size(), 1u) << "what it is given is shown";
}

TEST(Run, CountsCommandsPerFile) {
  const Audited audit = run_on(
      {{"Dockerfile", "FROM debian:12\nRUN apt-get install a && apt-get install b\nONBUILD RUN apt-get install c\n"},
       {"other.Dockerfile", "FROM debian:12\nRUN apt-get install -y a\n"}});
  EXPECT_EQ(audit.of("apt-get-missing-yes").size(), 3u);
  const RuleResult* const result = audit.result("apt-get-missing-yes");
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(count(*result, false), 1);
  EXPECT_EQ(count(*result, true), 1);
  for (const Finding* finding : audit.of("apt-get-missing-yes")) {
    ASSERT_EQ(finding->failed_subjects.size(), 1u);
    EXPECT_EQ(audit.results.subjects[result->subjects[finding->failed_subjects.front()].subject].name, "Dockerfile");
  }
}

TEST(Run, LeavesOutWhatARuleSkips) {
  const Audited audit = run_on({{"Dockerfile", "FROM scratch\nCOPY site /site\n"}});
  EXPECT_EQ(audit.result("image-without-healthcheck"), nullptr);
}

TEST(Run, CountsOneDefinitionOnceAndUnitesItsStacks) {
  const Audited audit =
      run_on({{"compose.yaml", "services:\n  db:\n    image: postgres:16\n    privileged: true\n"},
              {"compose.prod.yaml", "services:\n  api:\n    image: example/api:1\n"},
              {"deploy.sh", "#!/bin/sh\ndocker compose -f compose.yaml -f compose.prod.yaml up -d\n"}});
  ASSERT_GE(audit.project->stacks.size(), 2u);
  const std::vector<const Finding*> found = audit.of("privileged");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_GE(found.front()->stacks.size(), 2u) << audit.stacks_of(*found.front());
  EXPECT_EQ(found.front()->subject, "service `db`");
  const RuleResult* const result = audit.result("privileged");
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(count(*result, false), 1);
  EXPECT_EQ(count(*result, true), 1);
}

TEST(Run, JoinsServicesThatShareTheLine) {
  const Audited audit = run_on({{"compose.yaml",
                                 "x-base: &base\n  image: example/a:1\n  privileged: true\n"
                                 "services:\n  a:\n    <<: *base\n  b:\n    <<: *base\n"}});
  const std::vector<const Finding*> found = audit.of("privileged");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front()->subject, "services `a`, `b`");
  EXPECT_TRUE(found.front()->message.ends_with("(also `b`)")) << found.front()->message;
  EXPECT_EQ(found.front()->failed_subjects.size(), 2u);
}

TEST(Run, AsksServicesThatProfilesLeaveOutInTheirOwnStack) {
  const Audited audit = run_on({{"compose.yaml",
                                 "services:\n  a:\n    image: example/a:1\n"
                                 "  debug:\n    image: example/b:1\n    profiles: [debug]\n    privileged: true\n"}});
  const std::vector<const Finding*> found = audit.of("privileged");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->stacks, std::vector<std::uint32_t>{1}) << "the stack of the profile `debug` alone";
}

TEST(Run, IsNotSureOfWhatASyntaxErrorCutsOff) {
  const std::string service = "services:\n  web:\n    image: example/web:1\n    privileged: true\n";
  const Audited broken = run_on({{"compose.yaml", service + "   healthcheck:\n     disable: true\n"}});
  ASSERT_EQ(broken.of("not-parseable").size(), 1u);
  EXPECT_EQ(broken.of("not-parseable").front()->confidence, Confidence::certain);
  EXPECT_FALSE(broken.of("no-restart-policy").empty());
  for (const Finding& finding : broken.results.findings)
    if (!finding.stacks.empty() && registered(finding.rule).slug() != "not-parseable") {
      EXPECT_EQ(finding.confidence, Confidence::possible) << finding.message;
    }

  const Audited intact = run_on({{"compose.yaml", service}});
  ASSERT_EQ(intact.of("no-restart-policy").size(), 1u);
  EXPECT_EQ(intact.of("no-restart-policy").front()->confidence, Confidence::certain);

  // What stands in a file that parses is sure, whichever override of it does not.
  const Audited override =
      run_on({{"base.yaml", service},
              {"more.yaml", "services:\n  web:\n    init: true\n   tty: true\n"},
              {"up.sh", "docker compose -f base.yaml up -d\ndocker compose -f base.yaml -f more.yaml up -d\n"}});
  ASSERT_EQ(override.of("privileged").size(), 1u);
  EXPECT_EQ(override.of("privileged").front()->confidence, Confidence::certain);
}

TEST(Run, FollowsAStageToTheStacksThatNeedIt) {
  const Audited audit = run_on({{"Dockerfile",
                                 "FROM debian:12 AS build\nRUN sudo a\nFROM debian:12 AS test\nRUN sudo b\n"
                                 "FROM debian:12\nCOPY --from=build /a /a\nCMD [\"/a\"]\n"},
                                {"compose.yaml", "services:\n  api:\n    build: .\n"}});
  const std::vector<const Finding*> found = audit.of("sudo-in-run");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]->subject, "stage `build`");
  EXPECT_EQ(found[0]->stacks.size(), 1u);
  EXPECT_EQ(found[1]->subject, "stage `test`");
  EXPECT_TRUE(found[1]->stacks.empty()) << "nothing that is started needs the stage";
}

TEST(Run, AFaultOfAStageReachesEveryStackThatBuildsIt) {
  const Audited audit = run_on({{"compose.yaml",
                                 "services:\n  api:\n    build: .\n  debug:\n    image: alpine:3.22\n"
                                 "    profiles: [debug]\n"},
                                {"Dockerfile", "FROM node:24\nCOPY gone.js /\n"}});
  const std::vector<const Finding*> found = audit.of("copy-source-missing");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(audit.stacks_of(*found[0]), "compose.yaml, compose.yaml (profile debug)");
}

TEST(Run, AFaultOfATargetThatNoStackBuildsBreaksNoStack) {
  const Audited audit = run_on(
      {{"compose.yaml", "services:\n  api:\n    build:\n      context: .\n      target: dev\n"},
       {"Dockerfile",
        "FROM node:24 AS dev\nCOPY dev.js /\nCMD [\"node\", \"/dev.js\"]\nFROM node:24 AS prod\nCOPY prod.js /\n"}});
  const std::vector<const Finding*> found = audit.of("copy-source-missing");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(audit.stacks_of(*found[0]), "compose.yaml");
  EXPECT_EQ(found[0]->confidence, Confidence::certain);
  EXPECT_EQ(audit.stacks_of(*found[1]), "");
  EXPECT_EQ(found[1]->confidence, Confidence::likely);
}

TEST(Run, AFaultOfOneContextSparesStacksThatBuildInAnother) {
  const Audited audit =
      run_on({{"web/Dockerfile", "FROM alpine:3.22\nCOPY package.json /app/\n"},
              {"web/package.json", "{}"},
              {"compose.yaml", "services:\n  web: {build: {context: ., dockerfile: web/Dockerfile}}\n"},
              {"web/compose.yaml", "services:\n  web: {build: .}\n"}});
  const auto found = audit.of("copy-source-missing");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(audit.stacks_of(*found[0]), "compose.yaml");
}

TEST(Run, AFaultOfOneContextSparesStacksWhoseImageIsBuiltInAnother) {
  const Audited audit =
      run_on({{"web/Dockerfile", "FROM alpine:3.22\nCOPY web/package.json /app/\n"},
              {"web/package.json", "{}"},
              {"compose.yaml", "services:\n  web: {build: ./web}\n"},
              {"deploy/compose.yaml", "services:\n  web: {image: 'ghcr.io/shop/web:1.2'}\n"},
              {".github/workflows/release.yml",
               "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: "
               "docker/build-push-action@v6\n        with:\n          context: .\n          file: web/Dockerfile\n"
               "          push: true\n          tags: ghcr.io/shop/web:1.2\n"}});
  const auto found = audit.of("copy-source-missing");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(audit.stacks_of(*found[0]), "compose.yaml");
}

TEST(Run, RunsWhatIsSelected) {
  const Files files = {{"Dockerfile", "FROM debian:12\nRUN sudo a\nCMD [\"/a\"]\n"}};
  Options only;
  only.selection.only = find_rules("sudo-in-run");
  const Audited one = run_on(files, only);
  ASSERT_EQ(one.results.rules.size(), 1u);
  EXPECT_EQ(registered(one.results.rules.front().rule).slug(), "sudo-in-run");
  Options skip;
  skip.selection.skip = find_rules("DL3004");
  EXPECT_TRUE(run_on(files, skip).of("sudo-in-run").empty());
  EXPECT_FALSE(run_on(files, skip).of("final-user-is-root").empty());
}

TEST(Run, CutsOffARuleThatReportsWithoutEnd) {
  std::string text = "FROM debian:12\n";
  for (int line = 0; line < 2000; ++line) text += "RUN sudo a\n";
  const Audited audit = run_on({{"Dockerfile", text}});
  EXPECT_EQ(audit.of("sudo-in-run").size(), 500u);
  ASSERT_FALSE(audit.results.incomplete.empty());
  EXPECT_EQ(audit.results.incomplete.front().subject, "Dockerfile");
}

TEST(Run, MeasuresOnlyWhenAsked) {
  const Files files = {{"Dockerfile", "FROM debian:12\nRUN sudo a\n"}};
  EXPECT_TRUE(run_on(files).results.timings.empty());
  Options timed;
  timed.timings = true;
  EXPECT_FALSE(run_on(files, timed).results.timings.empty());
}

TEST(Run, SaysTheSameAtAnyNumberOfThreads) {
  FileError error = FileError::none;
  const std::unique_ptr<FileSystem> files =
      open_directory(std::string(SEAWORTHY_SOURCE_DIR) + "/examples/medianest", error);
  ASSERT_NE(files, nullptr);
  const std::unique_ptr<const project::Project> project = project::link(discover::discover(*files, 2), "medianest", 2);
  const auto print = [&](unsigned threads) {
    Options options;
    options.threads = threads;
    const Results results = run(*project, options);
    std::string text;
    for (const Finding& finding : results.findings)
      text +=
          std::to_string(static_cast<unsigned>(finding.rule)) + " " + finding.subject + " " + finding.message + "\n";
    for (const RuleResult& result : results.rules)
      for (const SubjectResult& subject : result.subjects)
        text += results.subjects[subject.subject].name + (subject.passed ? " + " : " - ");
    return text;
  };
  const std::string one = print(1);
  EXPECT_GT(one.size(), 1000u);
  for (const unsigned threads : {2u, 3u, 8u}) EXPECT_EQ(print(threads), one);
}

TEST(Registry, FindsRulesByEveryNameTheyHave) {
  const std::vector<RuleId> wanted = find_rules("dockerfile/sudo-in-run");
  ASSERT_EQ(wanted.size(), 1u);
  for (const char* name : {"sudo-in-run", "SW1012", "sw1012", "DL3004", "hadolint:DL3004", "trivy:DS-0010"}) {
    const std::vector<RuleId> found = find_rules(name);
    EXPECT_EQ(std::count(found.begin(), found.end(), wanted.front()), 1) << name;
  }
  EXPECT_GT(find_rules("compose/*").size(), 10u);
  EXPECT_EQ(find_rules("compose"), find_rules("compose/*"));
  EXPECT_TRUE(find_rules("").empty());
  EXPECT_TRUE(find_rules("no-such-rule").empty());
}

TEST(Registry, ProposesTheNearestName) {
  EXPECT_EQ(nearest_rule("sudo-in-rum"), "dockerfile/sudo-in-run");
  EXPECT_EQ(nearest_rule("compose/priviledged"), "compose/privileged");
  EXPECT_EQ(nearest_rule("entirely-different-words"), "");
}

TEST(ControlsOf, TakesTheDeclarationApart) {
  const Rule rule = {.controls = "CIS Docker 1.6:4.1; NIST 800-190:4.1.2"};
  const std::vector<ControlId> controls = controls_of(rule);
  ASSERT_EQ(controls.size(), 2u);
  EXPECT_EQ(controls[0].standard, "CIS Docker 1.6");
  EXPECT_EQ(controls[0].id, "4.1");
  EXPECT_EQ(controls[1].standard, "NIST 800-190");
}

const Files ignored_migration = {{"compose.yml",
                                  "services:\n  api:\n    image: example.org/api:1\n    command: sh -c \"alembic "
                                  "upgrade head; exec uvicorn a:a\"\n"}};

TEST(Run, LeavesAProblemToTheRuleThatTellsMoreOfIt) {
  const Audited audit = run_on(ignored_migration);
  EXPECT_EQ(audit.of("migration-failure-ignored").size(), 1u);
  EXPECT_TRUE(audit.of("failure-ignored").empty());
  // Its subject has neither passed nor failed.
  EXPECT_EQ(audit.result("failure-ignored"), nullptr);
}

TEST(Run, LeavesNothingToARuleThatIsNotAsked) {
  Options options;
  options.selection.only = find_rules("failure-ignored");
  EXPECT_EQ(run_on(ignored_migration, options).of("failure-ignored").size(), 1u);
}

TEST(Run, LeavesAProblemToAFindingThatIsAccepted) {
  Files files = ignored_migration;
  files.front().second.insert(files.front().second.find("    command"),
                              "    # seaworthy: allow(migration-failure-ignored) the job before it has done it\n");
  const Audited audit = run_on(files);
  EXPECT_TRUE(audit.of("migration-failure-ignored").empty());
  EXPECT_TRUE(audit.of("failure-ignored").empty());
}

TEST(Run, HandsPeersOnWithAProblem) {
  const Audited audit = run_on({{"Dockerfile", "FROM debian:12\nRUN curl -fsSL https://example.com/i.sh | sh\n"}});
  EXPECT_TRUE(audit.of("pipe-without-pipefail").empty());
  ASSERT_EQ(audit.of("download-piped-to-shell").size(), 1u);
  EXPECT_TRUE(std::ranges::count(audit.of("download-piped-to-shell").front()->aliases, "hadolint:DL4006") == 1);
}

}  // namespace
}  // namespace seaworthy::rules
