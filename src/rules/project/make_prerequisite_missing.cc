#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/make_targets.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::make_prerequisite_missing {

/// A name that is meant as a target, not as a file.
static bool is_plain(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
                              std::string_view::npos;
}

/// Words of a text with their offsets; a backslash at the end of a line is none.
template <class Visit>
static void each_word(std::string_view text, std::size_t from, std::size_t to, Visit visit) {
  for (std::size_t at = from; at < to;) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n\\|", at);
    if (begin >= to) return;
    at = std::min(text.find_first_of(" \t\r\n\\|", begin), to);
    visit(begin, at);
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::makefile || !file.has_content) return report.skip();
  const MakeTargets targets = make_targets(report.project(), file);
  if (targets.open || targets.names.empty()) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  std::vector<std::string_view> phony, told;
  struct Rules {
    std::size_t begin, end;  // Of the prerequisites.
    std::string_view target;
  };
  std::vector<Rules> rules;
  for (std::size_t begin = 0; begin < text.size();) {
    // A line may go on over a backslash.
    std::size_t end = std::min(text.find('\n', begin), text.size());
    while (end < text.size() && end > begin && text[end - 1] == '\\')
      end = std::min(text.find('\n', end + 1), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::size_t at = begin;
    begin = end + 1;
    if (line.empty() || is_one_of("\t #", line.substr(0, 1)) || line.front() == '\t' || line.front() == ' ') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    const std::size_t stop = std::min(line.find_first_of("#;", colon), line.size());
    // An assignment, also of one target alone; what make computes may be anything.
    if (line.substr(0, stop).find_first_of("=$%") != std::string_view::npos) continue;
    const std::string_view target = line.substr(0, line.find_first_of(" \t:"));
    if (target == ".PHONY")
      each_word(text, at + colon + 1, at + stop,
                [&](std::size_t from, std::size_t to) { phony.push_back(text.substr(from, to - from)); });
    if (!target.starts_with('.')) rules.push_back({at + colon + 1, at + stop, target});
  }
  for (const Rules& each : rules)
    each_word(text, each.begin, each.end, [&](std::size_t from, std::size_t to) {
      const std::string_view name = text.substr(from, to - from);
      if (!is_plain(name) || targets.has(name) || std::find(told.begin(), told.end(), name) != told.end()) return;
      const std::string path = std::string(project::parent_path(file.path)) +
                               (project::parent_path(file.path).empty() ? "" : "/") + std::string(name);
      if (report.project().path_state(path) != project::PathState::missing) return;
      told.push_back(name);
      const Span span{file.source, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
      if (std::find(phony.begin(), phony.end(), name) != phony.end())
        report.at(span, "`make {}` counts on `{}`, which is declared and has no recipe, so nothing happens for it",
                  each.target, name);
      else
        report.at(span, "`make {}` fails: no rule makes `{}`", each.target, name);
    });
}

extern const Rule rule = {
    .code = "SW7200",
    .summary = "Prerequisite of a Make target that nothing makes",
    .why = "Make stops with \"No rule to make target\" before it runs anything of the target.",
    .remedy = "Name a target that the Makefile has, or add it.",
    .references = "https://www.gnu.org/software/make/manual/html_node/Rule-Syntax.html",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::make_prerequisite_missing
