#include "score/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "rules/registry.h"
#include "score/formula.h"
#include "score/ladder.h"

namespace seaworthy::score {
namespace {

constexpr double tolerance = 1e-9;

RuleId id_of(std::string_view name) {
  const rules::RegisteredRule* const found = rules::find_rule(name);
  EXPECT_NE(found, nullptr) << name;
  return static_cast<RuleId>(found - rules::registry().data());
}

/// A repository with stacks of given roles, each with one active service, so that nothing is in doubt.
struct World {
  explicit World(std::vector<discover::Role> roles = {discover::Role::production}) {
    project.sources.add("compose.yaml", "services:\n");
    project::File& file = project.files.emplace_back();
    file.source = FileId{0};
    file.path = "compose.yaml";
    file.kind = discover::FileKind::compose;
    project.services.resize(roles.size());
    project.stacks.resize(roles.size());
    models.resize(roles.size());
    for (std::uint32_t index = 0; index < roles.size(); ++index) {
      project::Service& service = project.services[index];
      service.definition = &definition;
      service.stack = &project.stacks[index];
      project::Stack& stack = project.stacks[index];
      stack.index = index;
      stack.role = roles[index];
      stack.model = &models[index];
      stack.files = {&project.files.front()};
      stack.services = {&service};
    }
  }

  /// A rule's verdict on `passed` and `failed` subjects; every failing one has a finding that reaches `stacks`.
  void add(std::string_view name, int passed, int failed, std::vector<std::uint32_t> stacks = {0},
           Confidence confidence = Confidence::certain) {
    const RuleId rule = id_of(name);
    rules::RuleResult& result = results.rules.emplace_back();
    result.rule = rule;
    for (int index = 0; index < passed + failed; ++index) {
      rules::SubjectResult& subject = result.subjects.emplace_back();
      subject.subject = static_cast<std::uint32_t>(results.subjects.size());
      results.subjects.push_back({"subject " + std::to_string(index), {FileId{0}, 0, 1}, {}});
      subject.passed = index >= failed;
      if (!subject.passed) fail(rule, static_cast<std::uint32_t>(index), stacks, confidence);
    }
  }

  void fail(RuleId rule, std::uint32_t subject, std::vector<std::uint32_t> stacks, Confidence confidence) {
    const rules::Rule& declared = *rules::registered(rule).rule;
    Finding& finding = results.findings.emplace_back();
    finding.rule = rule;
    finding.severity = finding.base_severity = declared.severity;
    finding.confidence = confidence;
    finding.category = declared.category;
    finding.rung = declared.rung;
    finding.span = {FileId{0}, 0, 1};
    finding.stacks = std::move(stacks);
    finding.failed_subjects = {subject};
  }

  Score judge() const { return score::judge(project, results); }

  project::Project project;
  compose::Service definition;
  std::vector<compose::Model> models;
  rules::Results results;
};

/// The same facts with one finding repaired: the subject passes unless another finding fails it.
rules::Results repaired(const rules::Results& results, std::size_t index) {
  rules::Results after = results;
  const Finding gone = after.findings[index];
  after.findings.erase(after.findings.begin() + static_cast<std::ptrdiff_t>(index));
  for (rules::RuleResult& result : after.rules) {
    if (result.rule != gone.rule) continue;
    for (const std::uint32_t subject : gone.failed_subjects) {
      const bool fails = std::any_of(after.findings.begin(), after.findings.end(), [&](const Finding& other) {
        return other.rule == gone.rule &&
               std::count(other.failed_subjects.begin(), other.failed_subjects.end(), subject) > 0;
      });
      result.subjects[subject].passed = !fails;
    }
  }
  return after;
}

double loss(const CategoryScore& category) {
  return std::accumulate(category.lost.begin(), category.lost.end(), 0.0,
                         [](double sum, const LostPoints& lost) { return sum + lost.points; });
}

TEST(Score, IsFullWhenNothingApplies) {
  const World world;
  const Score score = world.judge();
  EXPECT_EQ(score.total, 10);
  EXPECT_EQ(score.verdict, Verdict::seaworthy);
  for (const CategoryScore& category : score.categories) EXPECT_FALSE(category.applicable);
}

TEST(Score, WeighsSharesBySeverity) {
  World world;
  world.add("no-memory-limit", 1, 3);  // medium
  world.add("no-cpu-limit", 2, 0);     // low
  const Score score = world.judge();
  const CategoryScore& orchestration = score.categories[static_cast<std::size_t>(Category::orchestration)];
  EXPECT_TRUE(orchestration.applicable);
  EXPECT_NEAR(orchestration.score, 10 * (3 * 0.25 + 1 * 1.0) / 4, tolerance);
  EXPECT_NEAR(score.total, orchestration.score, tolerance) << "categories that do not apply do not count";
}

TEST(Score, CountsAMilderFindingInProportion) {
  World world;
  world.add("no-memory-limit", 0, 1);
  world.results.findings.front().severity = Severity::low;
  EXPECT_NEAR(world.judge().total, 10 * (1 - 1.0 / 3), tolerance);
}

TEST(Score, DoesNotCountRemarks) {
  World world;
  world.add("suppression-unused", 0, 3);
  EXPECT_EQ(world.judge().total, 10);
}

TEST(Score, IsHeldDownByACriticalFinding) {
  World world;
  world.add("privileged", 99, 1);
  world.add("no-memory-limit", 50, 0);
  const Score score = world.judge();
  EXPECT_LE(score.categories[static_cast<std::size_t>(Category::security)].score, critical_cap.category);
  EXPECT_LE(score.total, critical_cap.total);
  EXPECT_FALSE(score.cap.empty());
  EXPECT_EQ(score.verdict, Verdict::not_seaworthy);
}

TEST(Score, IsNotHeldDownByWhatIsOnlyPossibleOrOnlyForDevelopment) {
  World possible;
  possible.add("privileged", 99, 1, {0}, Confidence::possible);
  EXPECT_GT(possible.judge().total, critical_cap.total);
  World development({discover::Role::production, discover::Role::development});
  development.add("privileged", 99, 1, {1});
  EXPECT_GT(development.judge().total, critical_cap.total);
}

TEST(Score, NeverPraisesWhereAnythingThatMattersIsOpen) {
  World high;
  high.add("final-user-is-root", 99, 1);
  const Score of_high = high.judge();
  EXPECT_EQ(of_high.verdict, Verdict::needs_repair);
  EXPECT_LE(of_high.total, high_cap.total);
  World medium;
  medium.add("no-memory-limit", 99, 1);
  const Score of_medium = medium.judge();
  EXPECT_EQ(of_medium.verdict, Verdict::seaworthy);
  EXPECT_EQ(of_medium.grade, "A-");
  World low;
  low.add("no-cpu-limit", 99, 1);
  EXPECT_EQ(low.judge().grade, "A+");
}

TEST(Score, IsHeldDownByAnImageThatDoesNotBuild) {
  World world;
  world.add("unknown-instruction", 99, 1);
  const Score score = world.judge();
  EXPECT_LE(score.total, rung_caps[1].total);
  EXPECT_EQ(score.ladders.front().first_broken, static_cast<int>(Rung::build));
  EXPECT_EQ(score.verdict, Verdict::not_seaworthy);
  EXPECT_EQ(phase(world.results.findings.front(), score), 0);
}

TEST(Score, SaysWhatEachPhaseBrings) {
  World world;
  world.add("unknown-instruction", 1, 1);  // now
  world.add("final-user-is-root", 1, 1);   // this week
  world.add("no-memory-limit", 1, 1);      // this month
  const Score score = world.judge();
  EXPECT_LT(score.total, score.after_phase[0]);
  EXPECT_LT(score.after_phase[0], score.after_phase[1]);
  EXPECT_LT(score.after_phase[1], score.after_phase[2]);
  EXPECT_NEAR(score.after_phase[2], 10, tolerance);
  ASSERT_EQ(score.urgent.size(), 3u);
  EXPECT_EQ(world.results.findings[score.urgent.front()].rule, id_of("unknown-instruction"));
}

TEST(Score, PraisesWithRatios) {
  World world;
  world.add("no-new-privileges-missing", 2, 0);
  world.add("no-memory-limit", 1, 3);
  const Score score = world.judge();
  ASSERT_EQ(score.strengths.size(), 2u);
  EXPECT_EQ(score.strengths[0].rule, id_of("no-new-privileges-missing"));
  EXPECT_EQ(score.strengths[1].passed, 1u);
  EXPECT_EQ(score.strengths[1].total, 4u);
}

TEST(Score, JudgesEachFileByItsOwnSubjects) {
  World world;
  world.add("no-memory-limit", 1, 1);
  const Score score = world.judge();
  ASSERT_EQ(score.components.size(), 1u);
  EXPECT_NEAR(score.components.front().score, 5, tolerance);
  EXPECT_EQ(score.components.front().verdict, Verdict::needs_repair);
}

TEST(Ladder, BreaksAtTheFirstRungThatFails) {
  World world;
  world.add("privileged", 0, 1);
  const Score score = world.judge();
  const Ladder& ladder = score.ladders.front();
  EXPECT_EQ(ladder.first_broken, static_cast<int>(Rung::resist));
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::resist)].status, RungStatus::fail);
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::load)].status, RungStatus::pass);
}

TEST(Ladder, IsNotBrokenByWhatReachesAnotherStack) {
  World world({discover::Role::production, discover::Role::production});
  world.add("privileged", 0, 1, {1});
  EXPECT_EQ(world.judge().ladders[0].first_broken, rung_count);
}

TEST(Ladder, IsNotBrokenByAMildOrPossibleFinding) {
  World world;
  world.add("image-without-healthcheck", 0, 1);
  world.add("privileged", 0, 1, {0}, Confidence::possible);
  EXPECT_EQ(world.judge().ladders[0].first_broken, rung_count);
}

TEST(Ladder, DoesNotPassWhereAGraveFaultIsPossible) {
  World world;
  world.add("privileged", 0, 1, {0}, Confidence::possible);
  const Score score = world.judge();
  const RungResult& resist = score.ladders.front().rungs[static_cast<std::size_t>(Rung::resist)];
  EXPECT_EQ(resist.status, RungStatus::unknown);
  EXPECT_TRUE(resist.reason.starts_with("perhaps: ")) << resist.reason;
}

TEST(Ladder, NeverPassesAStackThatDoesNotLoad) {
  World world;
  world.models.front().loaded = false;
  world.add("privileged", 0, 1);
  const Score score = world.judge();
  const Ladder& ladder = score.ladders.front();
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::load)].status, RungStatus::fail);
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::build)].status, RungStatus::unknown);
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::resist)].status, RungStatus::fail) << "a plain fault is shown";
  EXPECT_EQ(score.verdict, Verdict::not_seaworthy);
}

TEST(Ladder, DoesNotBreakAtLoadForWhatIsOnlyPossible) {
  World world;
  world.models.front().loaded = false;
  world.add("undefined-reference", 0, 1, {0}, Confidence::possible);
  const Score score = world.judge();
  const RungResult& load = score.ladders.front().rungs[static_cast<std::size_t>(Rung::load)];
  EXPECT_EQ(load.status, RungStatus::unknown);
  EXPECT_TRUE(load.reason.starts_with("perhaps: ")) << load.reason;
}

TEST(Ladder, DoesNotJudgeAPartOfAStack) {
  World world;
  world.project.stacks.front().partial = "a part of a stack: `web` stands in compose.yaml:2";
  world.models.front().loaded = false;
  world.add("privileged", 0, 1);
  const Score score = world.judge();
  const Ladder& ladder = score.ladders.front();
  for (const Rung rung : {Rung::load, Rung::build, Rung::start, Rung::healthy, Rung::connect, Rung::keep}) {
    const RungResult& result = ladder.rungs[static_cast<std::size_t>(rung)];
    EXPECT_EQ(result.status, RungStatus::unknown);
    EXPECT_EQ(result.reason, world.project.stacks.front().partial);
  }
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::resist)].status, RungStatus::fail) << "a plain fault is shown";
  // The service has neither image nor build here: what nobody found may be absent for all that.
  EXPECT_EQ(ladder.rungs[static_cast<std::size_t>(Rung::operate)].status, RungStatus::unknown);
  const compose::Value image;
  world.definition.image.source = &image;
  EXPECT_EQ(world.judge().ladders.front().rungs[static_cast<std::size_t>(Rung::operate)].status, RungStatus::pass);
}

TEST(Ladder, SaysWhatCouldNotBeRead) {
  World world;
  world.project.stacks.front().model = nullptr;
  const Score score = world.judge();
  for (const RungResult& rung : score.ladders.front().rungs) {
    EXPECT_EQ(rung.status, RungStatus::unknown);
    EXPECT_FALSE(rung.reason.empty());
  }
}

TEST(JudgedStacks, AreThoseNearestToProduction) {
  using discover::Role;
  EXPECT_EQ(judged_stacks(World({Role::unknown, Role::production, Role::development}).project),
            (std::vector<bool>{false, true, false}));
  EXPECT_EQ(judged_stacks(World({Role::unknown, Role::development}).project), (std::vector<bool>{true, false}));
  EXPECT_EQ(judged_stacks(World({Role::example, Role::development}).project), (std::vector<bool>{true, false}));
  EXPECT_EQ(judged_stacks(World({Role::test, Role::development}).project), (std::vector<bool>{false, true}));
  EXPECT_EQ(judged_stacks(World({Role::test, Role::ci}).project), (std::vector<bool>{true, true}));
}

/// Random facts of many rules; seeded, so that a failure can be looked at.
World random_world(unsigned seed) {
  std::mt19937 random(seed);
  World world({discover::Role::production, discover::Role::development, discover::Role::unknown});
  std::vector<std::size_t> order(rules::registry().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  order.resize(std::min<std::size_t>(order.size(), 12));
  std::sort(order.begin(), order.end());
  for (const std::size_t index : order) {
    std::vector<std::uint32_t> stacks;
    for (std::uint32_t stack = 0; stack < 3; ++stack)
      if (random() % 2 == 0) stacks.push_back(stack);
    world.add(rules::registry()[index].name, static_cast<int>(random() % 4), static_cast<int>(random() % 4), stacks,
              static_cast<Confidence>(random() % 3));
    if (!world.results.rules.back().subjects.empty() && random() % 3 == 0) {
      // A second finding about a subject that fails already, milder or worse than the rule.
      Finding& finding =
          world.results.findings.empty() ? world.results.findings.emplace_back() : world.results.findings.back();
      if (finding.rule == world.results.rules.back().rule) {
        Finding second = finding;
        second.severity = static_cast<Severity>(random() % 5);
        world.results.findings.push_back(second);
      }
    }
  }
  return world;
}

TEST(ScoreProperties, ARepairNeverLowersAnything) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    World world = random_world(seed);
    const Score before = world.judge();
    for (std::size_t index = 0; index < world.results.findings.size(); ++index) {
      const rules::Results after_results = repaired(world.results, index);
      const Score after = judge(world.project, after_results);
      EXPECT_GE(after.total, before.total - tolerance) << "seed " << seed << ", finding " << index;
      EXPECT_LE(after.verdict, before.verdict);
      for (std::size_t category = 0; category < category_count; ++category)
        EXPECT_GE(after.categories[category].score, before.categories[category].score - tolerance);
      for (std::size_t stack = 0; stack < before.ladders.size(); ++stack)
        EXPECT_GE(after.ladders[stack].first_broken, before.ladders[stack].first_broken);
      for (std::size_t component = 0; component < after.components.size(); ++component)
        EXPECT_GE(after.components[component].score, before.components[component].score - tolerance);
    }
  }
}

TEST(ScoreProperties, OrderNeverMatters) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    World world = random_world(seed);
    const Score before = world.judge();
    std::mt19937 random(seed);
    std::shuffle(world.results.findings.begin(), world.results.findings.end(), random);
    std::shuffle(world.results.rules.begin(), world.results.rules.end(), random);
    const Score after = world.judge();
    EXPECT_NEAR(after.total, before.total, tolerance);
    EXPECT_EQ(after.grade, before.grade);
    EXPECT_EQ(after.verdict, before.verdict);
    for (std::size_t category = 0; category < category_count; ++category)
      EXPECT_NEAR(after.categories[category].score, before.categories[category].score, tolerance);
  }
}

TEST(ScoreProperties, EveryLostPointNamesItsFinding) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const World world = random_world(seed);
    for (const CategoryScore& category : world.judge().categories) {
      if (!category.applicable) continue;
      EXPECT_NEAR(category.score + loss(category), 10, tolerance) << "seed " << seed;
      for (const LostPoints& lost : category.lost) {
        ASSERT_LT(lost.finding, world.results.findings.size());
        EXPECT_GT(lost.points, 0);
      }
    }
  }
}

TEST(Formula, IsPrintedWhole) {
  std::string text;
  for (const std::string& line : explain_formula()) text += line + "\n";
  for (const char* part : {"critical 10.0", "security 30.0", "A+ from 9.5", "does not load 2.0 and 3.9"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

}  // namespace
}  // namespace seaworthy::score
