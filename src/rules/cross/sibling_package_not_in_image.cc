#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/python_versions.h"
#include "rules/lib/script_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::sibling_package_not_in_image {

/// Packages of Node.js by their name; null where two have it.
using Packages = std::map<std::string_view, const project::Manifest*>;

static Packages packages_by_name(const project::Project& project) {
  Packages result;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::node || !manifest.name) continue;
    const auto [place, is_new] = result.emplace(manifest.name.text, &manifest);
    if (!is_new) place->second = nullptr;
  }
  return result;
}

/// "../shared" of "file:../shared" and "link:../shared"; "" for other versions.
static std::string_view folder_named(std::string_view version) {
  for (const std::string_view scheme : {"file:", "link:", "portal:"})
    if (version.starts_with(scheme)) return version.substr(scheme.size());
  return {};
}

/// Whether a folder above may make the one of the step a part of a workspace.
static bool may_be_member(const project::Project& project, const BuildStep& step) {
  for (std::string folder = step.folder; folder != "/" && !folder.empty();) {
    folder = std::string(project::parent_path(folder));
    const std::string place = folder.empty() ? "/" : folder;
    for (const std::string_view root : {"package.json", "pnpm-workspace.yaml"})
      if (!certainly_absent(project, step, project::container_path(place, root))) return true;
  }
  return false;
}

/// Whether a step before this one writes into a manifest: `npm pkg set`, `sed -i ... package.json`.
static bool edits_manifest(const BuildStep& step, const Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction->op == dockerfile::Op::run)
      for (const std::string_view sign : {"package.json", "npm pkg", "npm link", "yarn link", "pnpm link"})
        if (contains(report.text(instruction->span), sign)) return true;
    if (instruction == step.run) break;
  }
  return false;
}

/// npm links to a folder whether it is there or not: only the import fails, where nothing brings the folder later on.
static bool links_unseen(const BuildStep& step, std::string_view folder, const Report& report) {
  if (folder.empty() || step.invocation.program != "npm") return false;
  const std::string_view name = base_name(folder);
  for (const dockerfile::Stage* const stage : step.context->dockerfile->parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if ((instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
          contains(report.text(instruction->span), name))
        return false;
  return true;
}

static void check_step(const BuildStep& step, const project::Manifest& manifest, const NodeCall& call,
                       const Packages& packages, Report& report) {
  const project::Project& project = report.project();
  for (const project::Dependency& dependency : manifest.dependencies) {
    const auto found = packages.find(dependency.name);
    if (found == packages.end() || found->second == nullptr || found->second == &manifest) continue;
    const project::Manifest& sibling = *found->second;
    const std::string_view folder = folder_named(dependency.version);
    const bool by_workspace = dependency.version.starts_with("workspace:");
    // A package of a scope that any version will do for has been published nowhere else.
    if (folder.empty() && !by_workspace && (dependency.version != "*" || !dependency.name.starts_with('@'))) continue;
    if (dependency.development && call.production && !by_workspace) continue;
    if (!folder.empty() &&
        !certainly_absent(project, step,
                          project::container_path(project::container_path(step.folder, folder), "package.json")))
      continue;
    if (may_be_member(project, step) || edits_manifest(step, report)) return;
    const bool unseen = links_unseen(step, folder, report);
    if (!unseen && !folder.empty() && step.invocation.program == "npm") return;
    // The link leads nowhere, and nobody follows it.
    const std::optional<bool> imported =
        unseen ? code_has(project, *step.context->dockerfile, dependency.name) : std::optional(true);
    if (imported == false) continue;
    Builder finding =
        folder.empty() ? report.at(step.invocation.span(),
                                   "`{}` finds `{}` nowhere: it is `{}` of this repository, not in the image",
                                   step.invocation.program, dependency.name, sibling.folder)
        : unseen
            ? report.at(step.invocation.span(), "`npm` links `{}` to `{}`, which no COPY brings: imports of it fail",
                        dependency.name, folder)
            : report.at(step.invocation.span(), "`{}` links `{}` to `{}`, which no COPY before this brings",
                        step.invocation.program, dependency.name, folder);
    if (unseen) finding.rung(Rung::start);
    const Confidence confidence = by_workspace           ? Confidence::certain
                                  : imported.has_value() ? Confidence::likely
                                                         : Confidence::possible;
    finding.note(dependency.span, "It is a dependency here")
        .note(sibling.name.span, "This is the package")
        .confidence(weaker(confidence_of(*step.context), confidence));
    return;
  }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* seen = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == seen || !knowledge::is_node_package_manager(step.invocation.program)) continue;
    const NodeCall call = node_call(texts(step.invocation));
    if (call.kind != NodeCall::Kind::install || call.names_packages || !call.folder.empty()) continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::node, step.folder);
    if (manifest == nullptr || !manifest->members.empty()) continue;
    asks = true;
    seen = step.stage;
    if (may_fail(*step.invocation.node)) continue;
    check_step(step, *manifest, call, once<packages_by_name>(report), report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4112",
    .summary = "Package of the same repository that the image does not have",
    .why =
        "Outside of its workspace a package manager asks the registry for a package that was never published there, or "
        "links to a folder that is not in the image: the install ends, or the first import does.",
    .remedy =
        "Build with the root of the workspace as the context, copy the manifests of root and members, and install "
        "there.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::sibling_package_not_in_image
