#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "project/testing.h"
#include "report/report.h"
#include "rules/registry.h"
#include "rules/run.h"

namespace seaworthy::report {
namespace {

/// Fingerprints of the findings of one rule on a Dockerfile.
std::vector<std::string> ids_of(std::string_view rule, std::string text) {
  const auto project = project::link_files({{"Dockerfile", std::move(text)}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::whole);
  std::vector<std::string> ids;
  for (std::size_t index = 0; index < results.findings.size(); ++index)
    if (rules::registered(results.findings[index].rule).slug() == rule) ids.push_back(view.ids[index]);
  return ids;
}

TEST(View, GivesIdsThatOutliveOtherLines) {
  const std::vector<std::string> before = ids_of("sudo-in-run", "FROM debian:12\nRUN sudo a\nRUN sudo a\n");
  const std::vector<std::string> after =
      ids_of("sudo-in-run", "# more\n\nFROM debian:12\nRUN true\nRUN sudo a\nRUN sudo a\n");
  ASSERT_EQ(before.size(), 2u);
  EXPECT_EQ(before, after);
  EXPECT_NE(before[0], before[1]);
}

TEST(View, OrdersFindingsForFormatsThatNeedNoMore) {
  const auto project = project::link_files({{"Dockerfile", "FROM debian:latest\nRUN sudo a\n"}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View whole = build_view(*project, results, score, "0", Extent::whole);
  const View order = build_view(*project, results, score, "0", Extent::order);
  EXPECT_FALSE(order.by_urgency.empty());
  EXPECT_EQ(order.by_urgency, whole.by_urgency);
  EXPECT_TRUE(order.ids.empty());
}

TEST(View, SaysWhatAGoodVerdictLeavesOpen) {
  const auto open_of = [](std::string_view image) {
    const auto project =
        project::link_files({{"compose.yaml", fmt::format("services:\n  a:\n    image: {}\n", image)}});
    const rules::Results none;
    const score::Score score = score::judge(*project, none);
    return left_open(build_view(*project, none, score, "0", Extent::order));
  };
  EXPECT_EQ(open_of("example/unknown:1"), "as far as files tell: 1 of 1 stack has rungs that they do not decide");
}

TEST(View, TellsOfAChecksFindingsThatALimitCutOff) {
  std::string text = "FROM debian:13\n";
  for (int line = 0; line < 600; ++line) text += "RUN sudo a\n";
  const auto project = project::link_files({{"Dockerfile", std::move(text)}});
  const rules::Results results = rules::run(*project);
  ASSERT_FALSE(results.incomplete.empty());
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::order);
  ASSERT_FALSE(view.unread.empty());
  EXPECT_EQ(view.unread.front().path, "Dockerfile");
  EXPECT_NE(view.unread.front().reason.find("500"), std::string::npos) << view.unread.front().reason;
}

TEST(Terminal, NamesStacksApartWhoseNamesEndAlike) {
  const std::string folder = "deployments/a-rather-long-name-of-a-folder/that-goes-on-for-a-while/and-then-some-more/";
  const std::string compose = "services:\n  web:\n    image: nginx\n";
  const auto project =
      project::link_files({{"one/" + folder + "compose.yaml", compose}, {"two/" + folder + "compose.yaml", compose}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  std::string text;
  write_terminal(build_view(*project, results, score, "0", Extent::order), {.width = 100}, text);
  const std::string ladder = text.substr(text.find("How far each stack gets"));
  const std::string rows = ladder.substr(0, ladder.find("\n\n", ladder.find("stack  ")));
  EXPECT_NE(rows.find("one/deployments"), std::string::npos) << rows;
  EXPECT_NE(rows.find("two/deployments"), std::string::npos) << rows;
}

TEST(Terminal, SaysTheSameAtAnyNumberOfThreads) {
  const auto project = project::link_files({{"a/Dockerfile", "FROM debian:latest\nRUN sudo a\n"},
                                            {"b/Dockerfile", "FROM debian:latest\nRUN sudo b\n"},
                                            {"c/Dockerfile", "FROM debian:latest\nRUN sudo c\n"},
                                            {"compose.yaml", "services:\n  web:\n    build: a\n"}});
  const rules::Results results = rules::run(*project);
  const score::Score score = score::judge(*project, results);
  const View view = build_view(*project, results, score, "0", Extent::order);
  const auto print = [&](unsigned threads) {
    std::string text;
    write_terminal(view, {.threads = threads}, text);
    return text;
  };
  const std::string one = print(1);
  EXPECT_NE(one.find("c/Dockerfile"), std::string::npos);
  for (const unsigned threads : {2u, 3u, 8u}) EXPECT_EQ(print(threads), one);
}

}  // namespace
}  // namespace seaworthy::report
