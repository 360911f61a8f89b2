#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "diag/finding.h"
#include "project/model.h"
#include "rules/results.h"

/// Turns facts into marks. Nothing here looks at files; nothing in rules knows of marks.
namespace seaworthy::score {

enum class RungStatus : std::uint8_t { pass, fail, unknown };
std::string_view name(RungStatus status);

struct RungResult {
  RungStatus status = RungStatus::unknown;
  std::vector<std::uint32_t> findings;  ///< Indices into Results::findings that break it (fail only), worst first.
  std::string reason;                   ///< unknown: what could not be read or judged.
};

struct Ladder {
  std::array<RungResult, rung_count> rungs;
  /// First rung that breaks, or rung_count when none does.
  int first_broken = rung_count;
};

struct LostPoints {
  std::uint32_t finding = 0;  ///< Index into Results::findings.
  double points = 0;          ///< Of the category's ten.
};

struct CategoryScore {
  Category category{};
  bool applicable = true;        ///< False: no rule of the category applied; it does not count.
  double score = 10;             ///< 0..10
  double weight = 1;             ///< Share in the total before normalising.
  std::vector<LostPoints> lost;  ///< Largest first.
  std::string cap;               ///< Why the score is capped; empty when it is not.
};

enum class Verdict : std::uint8_t { seaworthy, needs_repair, not_seaworthy };
std::string_view name(Verdict verdict);  ///< "seaworthy", "needs-repair", "not-seaworthy"

/// A file (or inline Dockerfile) judged by itself.
struct ComponentScore {
  std::string path;
  discover::FileKind kind{};
  double score = 10;
  Verdict verdict = Verdict::seaworthy;
  std::vector<RuleId> strengths;        ///< Rules with a strength text that it passes.
  std::vector<std::uint32_t> findings;  ///< Indices into Results::findings.
};

/// A rule's ratio, for the strengths section.
struct Strength {
  RuleId rule{};
  std::uint32_t passed = 0, total = 0;
  /// Indices into the RuleResult's subjects that passed.
  std::vector<std::uint32_t> subjects;
};

struct Score {
  double total = 10;  ///< 0..10, one decimal when printed.
  std::string grade;  ///< "A+" .. "F"
  std::string cap;    ///< Why the total is capped; empty when it is not.
  Verdict verdict = Verdict::seaworthy;
  std::array<CategoryScore, category_count> categories;
  std::vector<Ladder> ladders;             ///< By stack index.
  std::vector<bool> judged_stacks;         ///< By stack index: those that the verdict depends on, see judged_stacks().
  std::vector<ComponentScore> components;  ///< Sorted by path.
  std::vector<Strength> strengths;         ///< Best and widest first; only rules with a strength text.
  std::vector<std::uint32_t> urgent;       ///< Finding indices, most urgent first, one per cause.
  /// Total that repairing all findings up to and including each phase would give: now, this week, this month.
  std::array<double, 3> after_phase{};
};

/// Judges, on up to so many threads. `results` must be complete.
Score judge(const project::Project& project, const rules::Results& results, unsigned threads = 1);

/// Which phase of the roadmap repairs a finding: 0 now, 1 this week, 2 this month.
int phase(const Finding& finding, const Score& score);

/// The formula, weights, caps and thresholds in lines of plain text; what reports print below the score table.
std::vector<std::string> explain_formula();

}  // namespace seaworthy::score
