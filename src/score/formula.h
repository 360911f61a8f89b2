#pragma once

#include <array>
#include <string_view>

#include "diag/severity.h"
#include "score/score.h"

/// Everything that is a matter of judgement in the score, in one place; explain_formula() prints it.
namespace seaworthy::score {

/// What a rule weighs, by its severity. An info rule is a remark and weighs nothing.
inline constexpr std::array<double, 5> severity_weights = {0, 1, 3, 6, 10};

/// What a category weighs in the total, in the order of Category.
inline constexpr std::array<double, category_count> category_weights = {30, 15, 20, 15, 10, 10};

/// A fault that holds its category and the total down, however well the rest does. Most rules pass on most
/// repositories, so the mean alone would praise a deployment with a handful of open doors.
struct Cap {
  std::string_view reason;
  double category;
  double total;
  Verdict verdict;  ///< The best that is left.
};
/// Of the rungs load, build and start of a judged stack.
inline constexpr std::array<Cap, 3> rung_caps = {{
    {"a stack that does not load", 2.0, 3.9, Verdict::not_seaworthy},
    {"an image that does not build", 3.0, 4.4, Verdict::not_seaworthy},
    {"a container that does not start", 4.0, 4.9, Verdict::not_seaworthy},
}};
/// Of an open finding, by its severity: nothing with a fault that matters is an A+.
inline constexpr Cap critical_cap = {"an open critical finding", 4.0, 5.9, Verdict::not_seaworthy};
inline constexpr Cap high_cap = {"an open high finding", 7.0, 7.9, Verdict::needs_repair};
inline constexpr Cap medium_cap = {"an open medium finding", 9.0, 8.9, Verdict::seaworthy};

struct GradeStep {
  double from;
  std::string_view grade;
};
inline constexpr std::array<GradeStep, 11> grades = {{
    {9.5, "A+"},
    {9.0, "A"},
    {8.5, "A-"},
    {8.0, "B+"},
    {7.5, "B"},
    {7.0, "B-"},
    {6.5, "C+"},
    {6.0, "C"},
    {5.5, "C-"},
    {4.5, "D"},
    {0.0, "F"},
}};

/// Below these, a total or component cannot have the verdict, even without a grave finding.
inline constexpr double least_for_seaworthy = 7.5;
inline constexpr double least_for_repair = 4.5;

}  // namespace seaworthy::score
