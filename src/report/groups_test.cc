#include "report/groups.h"

#include <gtest/gtest.h>

namespace seaworthy::report {
namespace {

Finding finding(RuleId rule, FileId file, std::string message, Severity severity = Severity::medium) {
  Finding made;
  made.rule = rule;
  made.span = {file, 0, 1};
  made.message = std::move(message);
  made.severity = severity;
  return made;
}

TEST(Groups, FindingsThatDifferInNamesAndNumbersStandTogether) {
  rules::Results results;
  results.findings.push_back(finding(RuleId{1}, FileId{0}, "`db` publishes 5432 on every interface"));
  results.findings.push_back(finding(RuleId{1}, FileId{0}, "`cache` has no password"));
  results.findings.push_back(finding(RuleId{1}, FileId{0}, "`cache` publishes 6379 on every interface"));
  const std::vector<std::uint32_t> all = {0, 1, 2};
  const std::vector<Group> groups = group_alike(results, all);
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0], (Group{0, 2}));
  EXPECT_EQ(groups[1], (Group{1}));
}

TEST(Groups, OtherRuleFileOrSeverityStandsApart) {
  rules::Results results;
  results.findings.push_back(finding(RuleId{1}, FileId{0}, "`db` is open"));
  results.findings.push_back(finding(RuleId{2}, FileId{0}, "`db` is open"));
  results.findings.push_back(finding(RuleId{1}, FileId{1}, "`db` is open"));
  results.findings.push_back(finding(RuleId{1}, FileId{0}, "`db` is open", Severity::high));
  const std::vector<std::uint32_t> all = {0, 1, 2, 3};
  EXPECT_EQ(group_alike(results, all).size(), 4u);
}

TEST(Groups, WhatDiffersNamesTheOtherSubject) {
  EXPECT_EQ(what_differs("`db` publishes 5432 on every interface", "`cache` publishes 6379 on every interface"),
            "cache, 6379");
  EXPECT_EQ(what_differs("`db` is open; drop `ports`", "`web` is open; drop `ports`"), "web");
  EXPECT_EQ(what_differs("`db` is open", "`db` is open"), "");
  EXPECT_EQ(what_differs("an odd ` tick", "an odd ` tick"), "");
}

TEST(Groups, ANameIsSaidOnceAmongWhatDiffers) {
  EXPECT_EQ(what_differs("`db` gets `DB_PASSWORD` as a literal; use `${DB_PASSWORD:?}`",
                         "`api` gets `API_KEY` as a literal; use `${API_KEY:?}`"),
            "api, API_KEY");
}

TEST(Groups, VersionsAndDatesStayWhole) {
  EXPECT_EQ(what_differs("`node` 20 gets no fixes since 2026-04-30; move to 26",
                         "`go` 1.22 gets no fixes since 2025-02-11; move to 1.27"),
            "go, 1.22, 2025-02-11, 1.27");
}

TEST(Groups, PointsOfOneRuleAreSummedAndWhatCostsNothingIsLeftOut) {
  rules::Results results;
  for (const RuleId rule : {RuleId{1}, RuleId{2}, RuleId{1}, RuleId{3}})
    results.findings.push_back(finding(rule, FileId{0}, "`cache` has no password"));
  score::CategoryScore category;
  category.lost = {{1, 0.3}, {0, 0.2}, {2, 0.2}, {3, 0.04}};
  const std::vector<LostByRule> rows = lost_by_rule(category, results);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].rule, RuleId{1});
  EXPECT_NEAR(rows[0].points, 0.4, 1e-9);
  EXPECT_EQ(rows[0].findings, 2u);
  EXPECT_EQ(rows[1].rule, RuleId{2});
}

}  // namespace
}  // namespace seaworthy::report
