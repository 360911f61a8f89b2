#include "rules/rule.h"

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::workspace_not_defined {

/// True when the name or folder of a workspace is that of a member.
static bool is_defined(const project::Project& project, const project::Manifest& root, std::string_view wanted) {
  while (wanted.starts_with("./")) wanted.remove_prefix(2);
  while (wanted.ends_with('/')) wanted.remove_suffix(1);
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::node || &manifest == &root) continue;
    if (!project::is_member(root, manifest.folder)) continue;
    const auto folder = project::join_path(root.folder, wanted);
    if (manifest.name.text == wanted || (folder.has_value() && manifest.folder == *folder)) return true;
  }
  return false;
}

/// Whether a manifest above lists this one.
static bool is_member_of_any(const project::Project& project, const project::Manifest& manifest) {
  for (const project::Manifest& other : project::manifests(project))
    if (other.ecosystem == project::Ecosystem::node && &other != &manifest && !other.members.empty() &&
        project::is_member(other, manifest.folder))
      return true;
  return false;
}

/// The packages that `turbo prune a` and `turbo build --filter=a` name.
static std::vector<std::string_view> turbo_packages(const std::vector<std::string_view>& words) {
  std::vector<std::string_view> packages;
  const auto turbo = std::ranges::find(words, std::string_view("turbo"), base_name);
  if (turbo == words.end() || turbo - words.begin() > 2) return packages;
  bool prunes = false;
  for (auto word = turbo + 1; word != words.end(); ++word) {
    prunes = prunes || *word == "prune";
    if (word->starts_with("--scope=") || word->starts_with("--filter="))
      packages.push_back(word->substr(word->find('=') + 1));
    else if ((*word == "--scope" || *word == "--filter" || *word == "-F") && word + 1 != words.end())
      packages.push_back(*++word);
    else if (*word == "--out-dir" && word + 1 != words.end())
      ++word;
    else if (prunes && *word != "prune" && !word->starts_with('-'))
      packages.push_back(*word);
  }
  return packages;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::vector<std::string_view> words = texts(step.invocation);
    NodeCall call = node_call(words);
    if (call.workspaces.empty()) call.workspaces = turbo_packages(words);
    if (call.workspaces.empty()) continue;
    const project::Manifest* const root = manifest_at(report.project(), step, project::Ecosystem::node,
                                                      project::container_path(step.folder, call.folder));
    if (root == nullptr) continue;
    // From a member's folder the package manager goes up to the folder that lists it.
    if (root->members.empty() && is_member_of_any(report.project(), *root)) continue;
    asks = true;
    for (const std::string_view workspace : call.workspaces) {
      // A filter with operators selects by rules of its own.
      if (workspace.find_first_of("$*.{[!^@") != std::string_view::npos && !workspace.starts_with('@')) continue;
      if (workspace.find_first_of("*{[!^$") != std::string_view::npos ||
          workspace.find("...") != std::string_view::npos)
        continue;
      if (is_defined(report.project(), *root, workspace)) continue;
      Builder finding =
          root->members.empty()
              ? report.at(step.invocation.span(), "`{}` defines no workspaces, so `{}` cannot be found",
                          root->file->path, workspace)
              : report.at(step.invocation.span(), "`{}` is no workspace of `{}`", workspace, root->file->path);
      finding.confidence(confidence_of(*step.context));
      finding.note(root->members.empty() ? Span{root->file->source, 0, 0} : root->members.front().span,
                   root->members.empty() ? "There are no `workspaces` here" : "The workspaces are named here");
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4008",
    .summary = "Workspace that is not defined",
    .why = "A package manager that is asked for a workspace nobody declares stops, and the build with it.",
    .remedy =
        "List the folder under `workspaces` (pnpm: in pnpm-workspace.yaml), or run the command in the folder itself.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::workspace_not_defined
