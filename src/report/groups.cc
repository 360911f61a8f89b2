#include "report/groups.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/ascii.h"
#include "diag/finding.h"

namespace seaworthy::report {
namespace {

using ascii::is_digit;

/// One piece of a message: fixed words, or a name or number that differs from finding to finding.
struct Piece {
  std::string_view text;
  bool varies = false;
};

/// Takes the next piece off the front of a message that is not empty.
Piece take(std::string_view& message) {
  std::size_t end = 0;
  std::string_view text;
  bool varies = true;
  if (message.front() == '`' && message.find('`', 1) != std::string_view::npos) {
    end = message.find('`', 1) + 1;
    text = message.substr(1, end - 2);
  } else if (is_digit(message.front())) {
    // A version or a date is one number to the reader.
    const auto goes_on = [&](std::size_t at) {
      return (message[at] == '.' || message[at] == '-') && at + 1 < message.size() && is_digit(message[at + 1]);
    };
    while (end < message.size() && (is_digit(message[end]) || goes_on(end))) ++end;
    text = message.substr(0, end);
  } else {
    // An opening backtick without its partner is a word like any other.
    end = 1;
    while (end < message.size() && message[end] != '`' && !is_digit(message[end])) ++end;
    text = message.substr(0, end);
    varies = false;
  }
  message.remove_prefix(end);
  return {text, varies};
}

std::string shape_of(std::string_view message) {
  std::string shape;
  while (!message.empty()) {
    const Piece piece = take(message);
    if (piece.varies)
      shape += '\0';
    else
      shape += piece.text;
  }
  return shape;
}

}  // namespace

std::vector<Group> group_alike(const rules::Results& results, std::span<const std::uint32_t> indices) {
  std::vector<Group> groups;
  std::map<std::tuple<RuleId, FileId, Severity, std::string>, std::size_t> known;
  for (const std::uint32_t index : indices) {
    const Finding& finding = results.findings[index];
    const auto [place, is_new] = known.emplace(
        std::tuple(finding.rule, finding.span.file, finding.severity, shape_of(finding.message)), groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(index);
  }
  return groups;
}

std::string what_differs(std::string_view first, std::string_view message) {
  std::string names;
  std::vector<std::string_view> told;
  while (!first.empty() && !message.empty()) {
    const Piece known = take(first);
    const Piece piece = take(message);
    if (!piece.varies || piece.text == known.text) continue;
    // A proposal often repeats a name that was said: `${NAME:?}` tells nothing new beside NAME.
    std::string_view inner = piece.text;
    if (inner.starts_with("${")) inner = inner.substr(2, inner.find_first_of(":-}") - 2);
    if (std::ranges::find(told, inner) != told.end()) continue;
    told.push_back(piece.text);
    if (!names.empty()) names += ", ";
    names += piece.text;
  }
  return names;
}

std::vector<LostByRule> lost_by_rule(const score::CategoryScore& category, const rules::Results& results) {
  constexpr double least = 0.05;
  std::vector<LostByRule> rows;
  std::map<RuleId, std::size_t> row_of;
  for (const score::LostPoints& lost : category.lost) {
    const RuleId rule = results.findings[lost.finding].rule;
    const auto [known, fresh] = row_of.try_emplace(rule, rows.size());
    if (fresh) rows.push_back({.rule = rule});
    LostByRule& row = rows[known->second];
    row.points += lost.points;
    ++row.findings;
  }
  std::erase_if(rows, [](const LostByRule& row) { return row.points < least; });
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LostByRule& left, const LostByRule& right) { return left.points > right.points; });
  return rows;
}

}  // namespace seaworthy::report
