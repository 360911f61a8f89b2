#include "rules/suppress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/fs.h"
#include "project/link.h"
#include "rules/registry.h"

namespace seaworthy::rules {
namespace {

using Tool = Directive::Tool;
using Reach = Directive::Reach;

Directive parse_one(std::string_view comment, bool alone = true, bool at_top = false) {
  const std::vector<Directive> found = parse_comment(comment, {}, alone, at_top);
  EXPECT_EQ(found.size(), 1u) << comment;
  return found.empty() ? Directive() : found.front();
}

using Ids = std::vector<std::string>;

TEST(ParseComment, ReadsOurs) {
  const Directive plain = parse_one(" seaworthy: allow(privileged, sudo-in-run) the vendor insists");
  EXPECT_EQ(plain.tool, Tool::seaworthy);
  EXPECT_EQ(plain.ids, (Ids{"privileged", "sudo-in-run"}));
  EXPECT_EQ(plain.reason, "the vendor insists");
  EXPECT_EQ(plain.reach, Reach::next);
  const Directive dated = parse_one("seaworthy: allow(privileged): ticket 12 [until=2027-01-31]");
  EXPECT_EQ(dated.until, "2027-01-31");
  EXPECT_EQ(parse_one("seaworthy:allow(a) why until=2027-01-31").reason, "why");
  EXPECT_EQ(parse_one("seaworthy: allow(a)", false).reach, Reach::line);
  EXPECT_EQ(parse_one("seaworthy: allow(a)", true, true).reach, Reach::file);
}

TEST(ParseComment, ReadsThePeers) {
  EXPECT_EQ(parse_one(" hadolint ignore=DL3008,SC2086").ids, (Ids{"DL3008", "SC2086"}));
  EXPECT_EQ(parse_one("hadolint global ignore=DL3008").reach, Reach::file);
  EXPECT_EQ(parse_one("check=skip=JSONArgsRecommended,StageNameCasing;error=true", true, true).ids,
            (Ids{"JSONArgsRecommended", "StageNameCasing"}));
  EXPECT_TRUE(parse_one("check=skip=all", true, true).everything);
  const Directive tally = parse_one("tally global ignore=hadolint/DL3008;reason=mirror pins it");
  EXPECT_EQ(tally.tool, Tool::tally);
  EXPECT_EQ(tally.reason, "mirror pins it");
  EXPECT_EQ(parse_one("trivy:ignore:AVD-DS-0002:exp:2027-01-01").until, "2027-01-01");
  EXPECT_EQ(parse_comment("trivy:ignore:DS-0002 #trivy:ignore:DS-0026", {}, true, false).size(), 2u);
  const Directive checkov = parse_one("checkov:skip=CKV_DOCKER_3:runs as root by design");
  EXPECT_EQ(checkov.ids, (Ids{"CKV_DOCKER_3"}));
  EXPECT_EQ(checkov.reason, "runs as root by design");
  EXPECT_EQ(checkov.reach, Reach::file);
  EXPECT_EQ(parse_one("kics-scan ignore", true, true).reach, Reach::file);
  EXPECT_EQ(parse_one("kics-scan ignore-block").reach, Reach::next);
  EXPECT_EQ(parse_one("kics-scan ignore-line").reach, Reach::below);
  EXPECT_EQ(parse_one("kics-scan ignore-line", false).reach, Reach::line);
  EXPECT_EQ(parse_one("kics-scan disable=698ed579-b239-4f8f-a388-baa4bcb13ef8", true, true).ids,
            Ids{"healthcheck_not_set"});
  EXPECT_TRUE(parse_one("kics-scan enable=healthcheck_not_set", true, true).all_but);
  EXPECT_EQ(parse_one("kics-scan disable=privileged_containers_enabled", true, true).ids,
            (Ids{"privileged_containers_enabled"}));
  EXPECT_EQ(parse_one("dclint-disable-line no-version-field", false).reach, Reach::line);
  EXPECT_TRUE(parse_one("dclint-disable", true, true).everything);
  EXPECT_EQ(parse_one("dclint disable-line no-version-field", false).reach, Reach::line);
  EXPECT_EQ(parse_one("dclint disable-line no-version-field", true).reach, Reach::next);
  EXPECT_TRUE(parse_one("dclint disable-line *", false).everything);
  EXPECT_TRUE(parse_one("dclint disable-file", true, true).everything);
  EXPECT_EQ(parse_one("dclint disable no-version-field", true, true).reach, Reach::file);
  EXPECT_EQ(parse_one("nosemgrep: dockerfile.security.missing-user.missing-user", false).ids.size(), 1u);
  EXPECT_EQ(parse_one("shellcheck disable=SC2086,SC2034").ids, (Ids{"SC2086", "SC2034"}));
}

TEST(ParseComment, TakesNothingElseForARequest) {
  for (const char* comment :
       {"seaworthy is a fine tool", "seaworthy: allow privileged", "hadolint is run in CI", "check=error=true",
        "shellcheck shell=bash", "kics-scan ignore", "the hadolint ignore=DL3008"})
    EXPECT_TRUE(parse_comment(comment, {}, true, false).empty()) << comment;
}

struct Suppressed {
  std::vector<std::string> open, suppressed, by;
};

/// Slugs of the findings of one rule (and of those about exceptions), and by what they were suppressed.
Suppressed check(const std::vector<std::pair<std::string, std::string>>& files, std::string_view slug) {
  MemoryFiles disk;
  for (const auto& [path, bytes] : files) disk.add(path, bytes);
  const auto project = project::link(discover::discover(disk, 1), "test", 1);
  const Results results = run(*project);
  Suppressed found;
  for (const Finding& finding : results.findings) {
    const std::string_view name = registered(finding.rule).slug();
    if (name == slug || name.starts_with("suppression-")) found.open.emplace_back(name);
  }
  for (const Finding& finding : results.suppressed) {
    if (registered(finding.rule).slug() != slug) continue;
    found.suppressed.emplace_back(slug);
    found.by.push_back(finding.suppressed.front().by);
    EXPECT_TRUE(finding.failed_subjects.empty());
  }
  return found;
}

std::string dockerfile(std::string_view comment) {
  return "FROM debian:12\nRUN true\n" + std::string(comment) + "\nRUN a && \\\n    sudo b\nRUN true\n";
}

TEST(Suppressions, CoverTheInstructionBelow) {
  const Suppressed found =
      check({{"Dockerfile", dockerfile("# seaworthy: allow(sudo-in-run) because")}}, "sudo-in-run");
  EXPECT_TRUE(found.open.empty());
  EXPECT_EQ(found.by, (Ids{"seaworthy comment"}));
}

TEST(Suppressions, HonourThePeersUnderTheirIds) {
  for (const char* comment :
       {"# hadolint ignore=DL3004", "#trivy:ignore:AVD-DS-0010", "# trivy:ignore:DS010", "# kics-scan ignore-block",
        "# tally ignore=hadolint/DL3004", "# hadolint ignore=hadolint/DL3004", "#checkov:skip=CKV2_DOCKER_1",
        "# hadolint global ignore=DL3004"}) {
    const Suppressed found = check({{"Dockerfile", dockerfile(comment)}}, "sudo-in-run");
    EXPECT_TRUE(found.open.empty()) << comment;
    EXPECT_EQ(found.suppressed.size(), 1u) << comment;
  }
  for (const char* comment : {"# hadolint ignore=DL3008", "# trivy:ignore:DS-0002", "# check=skip=all", "# nothing"})
    EXPECT_EQ(check({{"Dockerfile", dockerfile(comment)}}, "sudo-in-run").open.size(), 1u) << comment;
}

TEST(Suppressions, HonourThePeersFilesBelowTheirFolder) {
  const std::string text = "FROM debian:12\nRUN sudo b\n";
  const auto open = [&](const char* path, const char* bytes) {
    return check({{"sub/Dockerfile", text}, {path, bytes}}, "sudo-in-run").open.size();
  };
  EXPECT_EQ(open(".hadolint.yaml", "ignored:\n  - DL3004\n"), 0u);
  EXPECT_EQ(open("sub/.hadolint.yaml", "ignored: [DL3004]\n"), 0u);
  EXPECT_EQ(open("other/.hadolint.yaml", "ignored: [DL3004]\n"), 1u);
  EXPECT_EQ(open(".trivyignore", "# why\nAVD-DS-0010\n"), 0u);
  EXPECT_EQ(open(".trivyignore", "DS-0010 exp:2020-01-01\n"), 2u) << "the finding, and the exception that has run out";
  EXPECT_EQ(open(".trivyignore.yaml", "misconfigurations:\n  - id: DS-0010\n    paths: [\"sub/*\"]\n"), 0u);
  EXPECT_EQ(open(".trivyignore.yaml", "misconfigurations:\n  - id: DS-0010\n    paths: [\"x/*\"]\n"), 1u);
  EXPECT_EQ(open(".checkov.yaml", "skip-check:\n  - CKV2_DOCKER_1\n"), 0u);
  EXPECT_EQ(open(".checkov.yaml", "skip-check:\n  - CKV2_*\n"), 0u);
  EXPECT_EQ(open(".checkov.yaml", "skip-check:\n  - CKV_*\n"), 1u);
  EXPECT_EQ(open(".checkov.yaml", "skip-path: [./sub/]\n"), 0u);
  EXPECT_EQ(open(".checkov.yaml", "skip-path: [su]\n"), 1u);
  EXPECT_EQ(open("kics.config", "exclude-queries: [8ada6e80-0ade-439e-b176-0b28f6bce35a]\n"), 0u);
  EXPECT_EQ(open("kics.config", R"({"exclude-paths": ["sub/**"]})"), 0u);
}

TEST(Suppressions, HonourSettingsThatAreNoYaml) {
  const auto open = [&](const char* path, const char* bytes) {
    return check({{"sub/Dockerfile", "FROM debian:12\nRUN sudo b\n"}, {path, bytes}}, "sudo-in-run").open.size();
  };
  EXPECT_EQ(open(".tally.toml", "[rules]\nexclude = [\n  \"buildkit/*\", # why\n  \"hadolint/DL3004\",\n]\n"), 0u);
  EXPECT_EQ(open("sub/tally.toml", "[rules]\nexclude = ['hadolint/*']\n"), 0u);
  EXPECT_EQ(open(".tally.toml", "[rules]\nexclude = [\"buildkit/*\", \"tally/*\"]\n"), 1u);
  EXPECT_EQ(open(".tally.toml", "[output]\nexclude = [\"hadolint/DL3004\"]\n"), 1u);
  EXPECT_EQ(open(".tally.toml", "[rules.hadolint.DL3004]\nseverity = \"off\"\n"), 0u);
  EXPECT_EQ(open(".tally.toml", "[rules.hadolint.DL3004]\nseverity = \"info\"\n"), 1u);
  EXPECT_EQ(open("trivy.yaml", "scan:\n  skip-files: [sub/Dockerfile]\n"), 0u);
  EXPECT_EQ(open("trivy.yaml", "scan:\n  skip-dirs:\n    - other\n"), 1u);

  const auto root = [&](const char* path, const char* bytes) {
    return check({{"sub/Dockerfile", "FROM debian:12\nCMD [\"a\"]\n"}, {path, bytes}}, "final-user-is-root")
        .open.size();
  };
  EXPECT_EQ(root(".semgrepignore", "# theirs\nsub/\n"), 0u);
  EXPECT_EQ(root(".semgrepignore", ":include .gitignore\nDockerfile\n"), 0u);
  EXPECT_EQ(root(".semgrepignore", "/Dockerfile\n!sub\n"), 1u);

  const auto bashism = [&](const char* bytes) {
    const std::string text = "FROM debian:12\nRUN function say { echo hi; }; say\n";
    return check({{"Dockerfile", text}, {".shellcheckrc", bytes}}, "bashism-in-sh").open.size();
  };
  EXPECT_EQ(bashism("disable=SC2034,SC2112,SC2113\n"), 0u);
  EXPECT_EQ(bashism("disable=SC2100-SC2120 # all of them\n"), 0u);
  EXPECT_EQ(bashism("disable=SC2086-SC2090\nenable=all\n"), 1u);
}

TEST(Suppressions, HonourTheSettingsOfComposeLint) {
  const auto open = [&](const char* bytes) {
    return check({{"compose.yaml", "services:\n  a:\n    image: example/b\n"}, {".compose-lint.yml", bytes}},
                 "image-tag-missing-or-moving")
        .open.size();
  };
  EXPECT_EQ(open("rules:\n  CL-0004:\n    enabled: false\n    reason: built elsewhere\n"), 0u);
  EXPECT_EQ(open("rules:\n  CL-0004:\n    enabled: true\n"), 1u);
}

TEST(Severities, AreThoseThatHadolintIsTold) {
  const auto severity = [&](const char* path, const char* bytes) {
    MemoryFiles disk;
    disk.add("sub/Dockerfile", "FROM debian:12\nRUN sudo b\n");
    disk.add(".hadolint.yaml", "override: {style: [DL3004]}\n");
    disk.add(path, bytes);
    const auto project = project::link(discover::discover(disk, 1), "test", 1);
    const Results results = run(*project);
    for (const Finding& finding : results.findings)
      if (registered(finding.rule).slug() == "sudo-in-run") return finding.severity;
    return Severity::critical;
  };
  EXPECT_EQ(severity("other/.hadolint.yaml", "override: {error: [DL3004]}\n"), Severity::info);
  EXPECT_EQ(severity("sub/.hadolint.yaml", "override:\n  error:\n    - DL3004\n"), Severity::high);
  EXPECT_EQ(severity("sub/.hadolint.yaml", "override: {warning: [DL3008]}\n"),
            find_rule("sudo-in-run")->rule->severity);
}

TEST(Suppressions, HonourTheSettingsOfDclint) {
  const auto open = [&](const char* path, const char* bytes) {
    return check({{"sub/compose.yaml", "services:\n  a:\n    image: example/b\n"}, {path, bytes}},
                 "image-tag-missing-or-moving")
        .open.size();
  };
  EXPECT_EQ(open(".dclintrc", "rules:\n  service-image-require-explicit-tag: 0\n"), 0u);
  EXPECT_EQ(open(".dclintrc.json", R"({"rules": {"service-image-require-explicit-tag": [0, {}]}})"), 0u);
  EXPECT_EQ(open(".dclintrc.yaml", "rules: {service-image-require-explicit-tag: 1}\n"), 1u);
  EXPECT_EQ(open(".config/dclintrc.yml", "rules: {service-image-require-explicit-tag: 0}\n"), 0u);
  EXPECT_EQ(open("package.json", R"({"name": "a", "dclint": {"rules": {"service-image-require-explicit-tag": 0}}})"),
            0u);
  EXPECT_EQ(open("package.json", R"({"name": "a", "rules": {"service-image-require-explicit-tag": 0}})"), 1u);
  EXPECT_EQ(open(".dclintrc", "exclude: [sub/]\n"), 0u);
  EXPECT_EQ(open(".dclintrc", "exclude: [other/]\n"), 1u);
}

TEST(Suppressions, HonourTheCommentsOfKics) {
  const std::string service = "services:\n  a:\n    image: a/b:1\n    privileged: true\n";
  const auto open = [&](const std::string& text) { return check({{"compose.yaml", text}}, "privileged").open.size(); };
  EXPECT_EQ(open("# kics-scan ignore\n" + service), 0u);
  EXPECT_EQ(open("# kics-scan disable=ae5b6871-7f45-42e0-bb4c-ab300c4d2026\n" + service), 0u);
  EXPECT_EQ(open("# kics-scan disable=698ed579-b239-4f8f-a388-baa4bcb13ef8\n" + service), 1u);
  EXPECT_EQ(open("# kics-scan enable=698ed579-b239-4f8f-a388-baa4bcb13ef8\n" + service), 0u);
  EXPECT_EQ(open("# kics-scan enable=ae5b6871-7f45-42e0-bb4c-ab300c4d2026\n" + service), 1u);
  EXPECT_EQ(open("services:\n  a:\n    image: a/b:1\n    # kics-scan ignore-line\n    privileged: true\n"), 0u);
  EXPECT_EQ(open("services:\n  # kics-scan ignore-line\n  a:\n    image: a/b:1\n    privileged: true\n"), 1u);
  EXPECT_EQ(open("services:\n  # kics-scan ignore-block\n  a:\n    image: a/b:1\n    privileged: true\n"), 0u);
}

TEST(Suppressions, CoverTheBlockBelowInYaml) {
  const std::string other = "  b:\n    image: example/b:1\n    privileged: true\n";
  const auto open = [&](const std::string& service) {
    return check({{"compose.yaml", "services:\n" + service + other}}, "privileged").open.size();
  };
  EXPECT_EQ(open("  # seaworthy: allow(privileged) why\n  a:\n    image: example/a:1\n    privileged: true\n"), 1u);
  EXPECT_EQ(open("  a:\n    image: example/a:1\n    privileged: true  # seaworthy: allow(privileged) why\n"), 1u);
  EXPECT_EQ(open("  a:\n    # seaworthy: allow(privileged) why\n    image: example/a:1\n    privileged: true\n"), 3u)
      << "two findings, and an exception that excuses nothing";
}

TEST(Suppressions, CoverTheWholeFileFromItsTop) {
  const std::string services =
      "services:\n  a:\n    image: example/a:1\n    privileged: true\n  b:\n    image: example/b:1\n    privileged: "
      "true\n";
  EXPECT_TRUE(check({{"compose.yaml", "# Title\n\n# seaworthy: allow(privileged) lab\n" + services}}, "privileged")
                  .open.empty());
}

TEST(Suppressions, CountInNoRatio) {
  MemoryFiles disk;
  disk.add("compose.yaml",
           "services:\n  a:\n    image: example/a:1\n    privileged: true  # seaworthy: allow(privileged) why\n"
           "  b:\n    image: example/b:1\n");
  const auto project = project::link(discover::discover(disk, 1), "test", 1);
  const Results results = run(*project);
  for (const RuleResult& result : results.rules) {
    if (registered(result.rule).slug() != "privileged") continue;
    ASSERT_EQ(result.subjects.size(), 1u);
    EXPECT_EQ(results.subjects[result.subjects.front().subject].name, "service `b`");
  }
}

TEST(Suppressions, EndOnTheirDate) {
  const auto open = [](const char* date) {
    return check({{"Dockerfile", dockerfile(std::string("# seaworthy: allow(sudo-in-run) why until=") + date)}},
                 "sudo-in-run")
        .open;
  };
  EXPECT_EQ(open("2020-01-01"), (Ids{"suppression-expired", "sudo-in-run"}));
  EXPECT_TRUE(open("2099-01-01").empty());
}

}  // namespace
}  // namespace seaworthy::rules
