#include "compose/interpolate.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace seaworthy::compose {
namespace {

struct Outcome {
  std::string text;  ///< "(failed)" when there was an error.
  std::vector<Interpolation> trace;
  std::vector<InterpolationProblem> problems;
};

class InterpolateTest : public testing::Test {
 protected:
  Outcome run(std::string_view text) {
    Outcome outcome;
    const Lookup lookup = [this](std::string_view name) -> const Variable* {
      const auto found = variables_.find(name);
      return found != variables_.end() ? &found->second : nullptr;
    };
    const auto result = interpolate({text, FileId{0}, {}, 0}, lookup, arena_, outcome.trace, outcome.problems);
    outcome.text = result ? std::string(*result) : "(failed)";
    return outcome;
  }
  std::string text(std::string_view text) { return run(text).text; }

  Arena arena_;
  std::map<std::string_view, Variable> variables_ = {
      {"SET", {"SET", "value", VariableSource::env_file, {}}},
      {"EMPTY", {"EMPTY", "", VariableSource::environment, {}}},
  };
};

TEST_F(InterpolateTest, EveryForm) {
  EXPECT_EQ(text("$SET ${SET} $SET_"), "value value ");
  EXPECT_EQ(text("${UNSET:-d} ${EMPTY:-d} ${EMPTY-d} ${UNSET-d} ${SET:-d}"), "d d  d value");
  EXPECT_EQ(text("${SET:+a} ${EMPTY:+a} ${EMPTY+a} ${UNSET+a}"), "a  a ");
  EXPECT_EQ(text("${SET:?no} ${SET?no} ${EMPTY?no}"), "value value ");
  EXPECT_EQ(text("$$SET $1 a$ $%"), "$SET $1 a$ $%");
}

TEST_F(InterpolateTest, DefaultsNest) {
  EXPECT_EQ(text("${UNSET:-${ALSO:-${SET}}}/x"), "value/x");
  EXPECT_EQ(text("${UNSET:-{}}"), "{}");
  EXPECT_EQ(text("${UNSET:-a}b}"), "ab}");
}

TEST_F(InterpolateTest, RequiredCarriesItsReason) {
  const Outcome outcome = run("a ${UNSET:?give $SET} b");
  EXPECT_EQ(outcome.text, "(failed)");
  ASSERT_EQ(outcome.problems.size(), 1u);
  EXPECT_EQ(outcome.problems[0].kind, InterpolationProblem::Kind::required);
  EXPECT_EQ(outcome.problems[0].reason, "give value");
  EXPECT_EQ(outcome.problems[0].span, (Span{FileId{0}, 2, 21}));
}

TEST_F(InterpolateTest, AllMistakesOfAValueAreFound) {
  const Outcome outcome = run("${!x} ${} $UNSET ${UNSET?}");
  ASSERT_EQ(outcome.problems.size(), 4u);
  EXPECT_EQ(outcome.problems[0].span, (Span{FileId{0}, 0, 2}));
  EXPECT_EQ(outcome.problems[1].kind, InterpolationProblem::Kind::invalid);
  EXPECT_EQ(outcome.problems[2].kind, InterpolationProblem::Kind::unset);
  EXPECT_EQ(outcome.problems[3].kind, InterpolationProblem::Kind::required);
}

TEST_F(InterpolateTest, TraceSaysWhoGaveTheValue) {
  const Outcome outcome = run("${UNSET:-$SET}");
  ASSERT_EQ(outcome.trace.size(), 2u);
  EXPECT_EQ(outcome.trace[0].source, VariableSource::default_value);
  EXPECT_EQ(outcome.trace[0].argument, "$SET");
  EXPECT_EQ(outcome.trace[0].result, "value");
  EXPECT_EQ(outcome.trace[1].source, VariableSource::env_file);
}

TEST_F(InterpolateTest, DeepNestingEnds) {
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "${A:-";
  EXPECT_EQ(text(deep + std::string(5'000, '}')), "(failed)");
}

}  // namespace
}  // namespace seaworthy::compose
