#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/edit_distance.h"
#include "knowledge/knowledge.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::npm_script_missing_in_command {

/// Whether the script goes to a folder whose package is not among the files: a dependency's own, or a submodule.
static bool is_elsewhere(const CommandSubject& subject, const project::Project& project) {
  return std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (!is_one_of("cd pushd", command.program) || node->span.begin > subject.invocation.span().begin) return false;
    const std::vector<const shell::Word*> operands = command.operands();
    if (operands.empty()) return false;
    // `cd "$OTHER" && npm run pack`
    const std::string_view raw = operands.front()->text;
    if (!operands.front()->literal)
      return raw.starts_with('$') && !contains(raw, "(") && !contains(raw, "/") &&
             node->parent == subject.invocation.node->parent;
    const std::string_view folder = operands.front()->text;
    if (contains(folder, "node_modules")) return true;
    const std::optional<std::string> beside = project::join_path(project::parent_path(subject.file->path), folder);
    const auto is_unread = [&](std::string_view path) {
      const project::PathState state = project.path_state(path);
      return state == project::PathState::unknown ||
             (state == project::PathState::directory && project.children(path).empty());
    };
    return is_unread(folder) || (beside.has_value() && is_unread(*beside));
  });
}

/// The words of the package manager's call: the command itself, or what `docker compose run SERVICE` hands over.
static std::vector<std::string_view> called_words(const shell::Invocation& invocation) {
  std::vector<std::string_view> words;
  const bool handed_over = is_one_of("docker docker-compose", invocation.program);
  bool runs = !handed_over;
  for (const shell::Word& word : invocation.node->words) {
    runs = runs || is_one_of("run exec", word.text);
    const bool begins = handed_over ? runs && knowledge::is_node_package_manager(word.text)
                                    : base_name(word.text) == invocation.program;
    if (words.empty() && !begins) continue;
    words.push_back(word.text);
  }
  return words;
}

/// The package.json at the root, when a step of a workflow certainly runs beside it.
static const project::Manifest* beside_step(const project::Project& project, const CommandSubject& subject,
                                            const NodeCall& call) {
  if (subject.site != CommandSite::ci || !subject.file->path.starts_with(".github/workflows/") ||
      contains(project.sources[subject.file->source].text(), "working-directory"))
    return nullptr;
  if (!call.workspaces.empty() || call.all_workspaces || !call.folder.empty()) return nullptr;
  for (const shell::Node* const node : subject.script->commands)
    if (is_one_of("cd pushd docker ssh", shell::invocation(*node).program)) return nullptr;
  return project::manifest_in(project, "", project::Ecosystem::node);
}

static void check(const CommandSubject& subject, Report& report) {
  const bool counts = subject.site == CommandSite::script || subject.site == CommandSite::make ||
                      subject.site == CommandSite::ci || subject.site == CommandSite::readme;
  if (!counts || subject.file == nullptr) return report.skip();
  const std::vector<std::string_view> words = called_words(subject.invocation);
  if (words.empty()) return report.skip();
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script || call.if_present || !call.certainly_script || contains(call.script, "$") ||
      call.script.empty())
    return report.skip();
  const project::Manifest* const beside = beside_step(report.project(), subject, call);
  // Which folder the command runs in is hard to tell; a script that no package.json has exists in none of them.
  const project::Manifest* any = nullptr;
  std::string_view near;
  unsigned best = 3;
  for (const project::Manifest& manifest : project::manifests(report.project())) {
    if (manifest.ecosystem != project::Ecosystem::node) continue;
    if (any == nullptr || manifest.folder.size() < any->folder.size()) any = &manifest;
    if (manifest.script(call.script) != nullptr) {
      if (beside == nullptr || beside->scripts.empty() || beside->script(call.script) != nullptr) return;
      report
          .at(subject.invocation.span(), "`package.json` has no script `{}`, so this step fails; `{}` has one",
              call.script, manifest.file->path)
          .note({beside->file->source, 0, 0}, "The step runs beside this one");
      return;
    }
    for (const project::ManifestScript& script : manifest.scripts)
      if (const unsigned distance = edit_distance(script.name, call.script, 2); distance < best) {
        best = distance;
        near = script.name;
      }
  }
  // Where the script on the host stands tells nothing about a command in a container.
  const bool handed_over = is_one_of("docker docker-compose", subject.invocation.program);
  if (any == nullptr || any->scripts.empty() || (!handed_over && is_elsewhere(subject, report.project())))
    return report.skip();
  if (call.script == "start" && call.manager == "npm") return report.skip();
  const bool document = subject.site == CommandSite::readme;
  if (document && (!is_guide(*subject.file) || said_before(subject, call.script))) return;
  Builder finding =
      near.empty()
          ? report.at(subject.invocation.span(), "No package.json has a script `{}`, so this fails", call.script)
          : report.at(subject.invocation.span(), "No package.json has a script `{}`, so this fails; there is `{}`",
                      call.script, near);
  finding.note({any->file->source, 0, 0}, "Scripts of `{}` are here", any->file->path);
  if (document) finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"npm", "pnpm", "yarn", "bun", "docker", "docker-compose"};

extern const Rule rule = {
    .code = "SW4447",
    .summary = "Package script that a command asks for and nobody defines",
    .why = "`Missing script` ends the step; where the failure is passed over, the check or migration never happens.",
    .remedy = "Name a script that a package.json has, or add it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::npm_script_missing_in_command
