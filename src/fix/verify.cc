#include "fix/verify.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "rules/registry.h"

namespace seaworthy::fix {
namespace {

std::string_view path_of(const project::Project& project, Span span) {
  return span.valid() ? project.sources[span.file].path() : std::string_view();
}

using Counts = std::map<std::pair<RuleId, std::string_view>, std::int64_t>;

Counts count_findings(const Audit& audit) {
  Counts counts;
  for (const Finding& finding : audit.results.findings) ++counts[{finding.rule, path_of(*audit.project, finding.span)}];
  return counts;
}

/// Syntax errors per file, and stacks that do not load.
std::map<std::string, std::int64_t, std::less<>> count_problems(const project::Project& project) {
  std::map<std::string, std::int64_t, std::less<>> counts;
  for (const project::File& file : project.files) {
    std::int64_t& count = counts[std::string(file.path)];
    if (file.yaml != nullptr) count += static_cast<std::int64_t>(file.yaml->problems.size());
    if (file.script != nullptr) count += static_cast<std::int64_t>(file.script->errors.size());
  }
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    counts[std::string(dockerfile.path)] += static_cast<std::int64_t>(dockerfile.parsed->problems.size());
  for (const project::Stack& stack : project.stacks) {
    if (stack.model == nullptr) continue;
    // A variable that a fix requires has to be supplied by whoever deploys: that is what the fix is for.
    for (const compose::Problem& problem : stack.model->problems)
      counts["stack " + stack.name] += problem.fatal && problem.kind != "compose-required-variable-unset" ? 1 : 0;
  }
  return counts;
}

/// Whether findings of a rule that appear at a path were there all along, behind what was repaired. A fault of the rung
/// `load` hides what the whole stack does, one of the rung `build` what its file says; a repair that only trades it for
/// another certain fault of its own rung is none.
bool may_be_uncovered(const std::vector<const Finding*>& repaired, const Audit& before, const Audit& after, RuleId rule,
                      std::string_view path) {
  const auto hid = [&](const Finding* finding) {
    if (finding->rung != Rung::load && finding->rung != Rung::build) return false;
    const bool in_reach =
        finding->rung == Rung::load || path.empty() || path == path_of(*before.project, finding->span) ||
        std::ranges::any_of(finding->fixes.front().edits,
                            [&](const Edit& edit) { return before.project->sources[edit.span.file].path() == path; });
    if (!in_reach) return false;
    return std::ranges::none_of(after.results.findings, [&](const Finding& found) {
      return found.rule == rule && path_of(*after.project, found.span) == path && found.rung <= finding->rung &&
             (found.rung < finding->rung || found.confidence == Confidence::certain);
    });
  };
  return std::ranges::any_of(repaired, hid);
}

}  // namespace

std::vector<Worsening> what_got_worse(const Audit& before, const Audit& after,
                                      const std::vector<const Finding*>& repaired) {
  std::vector<Worsening> worse;
  Counts allowed = count_findings(before);
  for (const Finding* finding : repaired) --allowed[{finding->rule, path_of(*before.project, finding->span)}];
  for (const auto& [key, count] : count_findings(after)) {
    const auto& [rule, path] = key;
    // Where a key stands is a matter of style that only some ask for; it does not stop a repair.
    const rules::Rule& declared = *rules::registered(rule).rule;
    if (!declared.on && declared.severity == Severity::info) continue;
    const auto found = allowed.find(key);
    if (count <= (found == allowed.end() ? 0 : found->second)) continue;
    const bool was_to_go = std::any_of(repaired.begin(), repaired.end(), [&](const Finding* finding) {
      return finding->rule == key.first && path_of(*before.project, finding->span) == key.second;
    });
    if (!was_to_go && may_be_uncovered(repaired, before, after, key.first, key.second)) continue;
    const std::string name(rules::registered(rule).name);
    const std::string where = path.empty() ? std::string() : " in " + std::string(path);
    if (was_to_go)
      worse.push_back({std::string(path), "the fix does not remove what `" + name + "` finds" + where, rule});
    else
      worse.push_back({std::string(path), "the fix brings a new finding of `" + name + "`" + where, std::nullopt});
  }
  const auto problems = count_problems(*before.project);
  for (const auto& [path, count] : count_problems(*after.project)) {
    const auto found = problems.find(path);
    if (count > (found == problems.end() ? 0 : found->second))
      worse.push_back({path, "the fix breaks the syntax of " + path, std::nullopt});
  }
  if (after.project->unread.size() > before.project->unread.size())
    worse.push_back({"", "the fix makes a file unreadable", std::nullopt});
  if (after.project->stacks.size() < before.project->stacks.size())
    worse.push_back({"", "the fix takes a stack away", std::nullopt});
  return worse;
}

}  // namespace seaworthy::fix
