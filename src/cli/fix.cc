// `fix`: shows the difference that all fixes would make, or makes it.
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/write.h"
#include "cli/commands.h"
#include "cli/pipeline.h"
#include "fix/plan.h"
#include "project/link.h"
#include "rules/registry.h"

namespace seaworthy::cli {

namespace {

/// Refused fixes that are told one by one.
constexpr std::size_t most_refused_listed = 10;

std::string colored(std::string_view patch) {
  std::string text;
  while (!patch.empty()) {
    const std::size_t newline = patch.find('\n');
    const std::string_view line = patch.substr(0, newline);
    std::string_view color;
    if (line.starts_with("+++") || line.starts_with("---"))
      color = "\033[1m";
    else if (line.starts_with('+'))
      color = "\033[32m";
    else if (line.starts_with('-'))
      color = "\033[31m";
    else if (line.starts_with("@@"))
      color = "\033[36m";
    text += color;
    text += line;
    if (!color.empty()) text += "\033[0m";
    text += '\n';
    patch = newline == std::string_view::npos ? std::string_view() : patch.substr(newline + 1);
  }
  return text;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

/// Rules that run unless somebody leaves them out, besides those that were asked for.
std::vector<RuleId> with_usual_rules(std::vector<RuleId> wanted) {
  const auto all = rules::registry();
  for (std::size_t index = 0; index < all.size(); ++index)
    if (all[index].rule->on) wanted.push_back(static_cast<RuleId>(index));
  return wanted;
}

/// Replaces the files, all or none; false when one could not be, after saying so.
bool write_changes(const Input& input, const fix::Plan& plan) {
  std::vector<Replacement> replacements;
  for (const fix::FileChange& change : plan.changes) {
    // A link inside the root stays one: what it leads to is changed.
    const std::optional<std::string> target = input.files->resolve_link(change.path);
    replacements.push_back({target.value_or(change.path), change.before, change.after});
  }
  const ReplaceError error = replace_files(input.root, replacements);
  if (error) complain("nothing is changed, since `" + error.path + "` cannot be: " + error.reason);
  return !error;
}

}  // namespace

int run_fix(const Options& options) {
  std::string error;
  rules::Selection selection = select_rules(options, error);
  if (!error.empty()) return complain(error), wrong_usage;
  const Input input = open_input(options.arguments);
  if (!input.error.empty()) return complain(input.error), input.is_wrong_usage ? wrong_usage : something_unread;
  if (!input.is_whole()) leave_out_project_rules(selection);
  if (options.write && input.root.empty()) {
    complain("standard input cannot be changed; leave `--write` out to see the difference");
    return wrong_usage;
  }
  // The rules asked for are repaired; all of them watch that nothing else gets worse.
  const std::vector<RuleId> wanted = selection.only;
  if (!wanted.empty()) selection.only = with_usual_rules(wanted);
  const unsigned threads = options.threads != 0 ? options.threads : default_threads();
  Progress progress(!options.quiet && is_terminal(STDERR_FILENO));
  progress.begin("trying fixes");

  const fix::Auditor audit = [&](const FileSystem& files) {
    fix::Audit result;
    result.project =
        project::link(discover::discover(files, threads, {}, input.scope), input.root_name, threads, &files);
    result.results = rules::run(*result.project, {.selection = selection, .threads = threads});
    return result;
  };
  const fix::Plan plan = fix::make_plan(
      *input.files, audit, {.level = options.level, .wanted = [&](const Finding& finding) {
                              return wanted.empty() || std::ranges::find(wanted, finding.rule) != wanted.end();
                            }});
  progress.end();

  const std::string patch = fix::diff(plan);
  if (!options.write && !print(wants_color(options.color) ? colored(patch) : patch)) return wrong_usage;
  if (options.write && !write_changes(input, plan)) return something_unread;
  if (options.quiet) return success;
  std::string summary = plan.applied.empty() ? "no fixes to make"
                                             : count_of(plan.applied.size(), "fix", "fixes") + " in " +
                                                   count_of(plan.changes.size(), "file", "files") +
                                                   (options.write ? " made" : "; `seaworthy fix --write` makes them");
  complain(summary);
  for (const fix::PlannedFix& refused :
       std::span(plan.refused).first(std::min(plan.refused.size(), most_refused_listed)))
    complain("not made: " + refused.path + ":" + std::to_string(refused.line) + ": " + refused.title + " (" +
             std::string(rules::registered(refused.rule).slug()) + "), since " + refused.refused);
  if (plan.refused.size() > most_refused_listed)
    complain("not made: " + std::to_string(plan.refused.size() - most_refused_listed) +
             " more; name files or `--only` a rule to see them");
  return success;
}

}  // namespace seaworthy::cli
