#include <algorithm>
#include <string>
#include <vector>

#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pnpm_settings_not_copied {

/// The value of a key of a mapping; null when there is none.
static const yaml::Node* member(const yaml::Node* node, std::string_view key) {
  const yaml::Node* const value = node != nullptr && node->is_mapping() ? node->get(key) : nullptr;
  return value != nullptr ? &value->resolved() : nullptr;
}

static const yaml::Node* root_of(const project::File* file) {
  const yaml::Node* const root = file != nullptr && file->yaml != nullptr ? file->yaml->root() : nullptr;
  return root != nullptr ? &root->resolved() : nullptr;
}

/// Reports the first patch of a list that is not in the image; whether it has reported one.
static bool report_patch(const BuildStep& step, const yaml::Node* patches, Report& report) {
  if (patches == nullptr || !patches->is_mapping()) return false;
  for (const yaml::Entry& entry : patches->entries) {
    if (entry.value == nullptr || !entry.value->is_scalar()) continue;
    const std::string_view file = entry.value->text;
    if (!certainly_absent(report.project(), step, project::container_path(step.folder, file))) continue;
    report.at(step.invocation.span(), "`pnpm` needs the patch `{}`, which no COPY before this brings", file)
        .note(entry.value->span, "The patch is named here")
        .confidence(weaker(Confidence::likely, confidence_of(*step.context)));
    return true;
  }
  return false;
}

/// Whether a step of the build is for one member of the workspace: `pnpm --filter api build`.
static bool calls_members(const std::vector<BuildStep>& steps) {
  return std::ranges::any_of(steps, [](const BuildStep& step) {
    if (step.invocation.program != "pnpm") return false;
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    return call.all_workspaces || !call.workspaces.empty();
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "pnpm" || step.stage == reported) continue;
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    if (call.kind != NodeCall::Kind::install || call.names_packages || !call.folder.empty()) continue;
    const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::node, step.folder);
    if (manifest == nullptr || may_fail(*step.invocation.node)) continue;
    const auto path = project::join_path(manifest->folder, "pnpm-workspace.yaml");
    const project::File* const workspace = path.has_value() ? project.file(*path) : nullptr;
    const yaml::Node* const settings = root_of(workspace);
    const yaml::Node* const own = member(root_of(manifest->file), "pnpm");
    asks = asks || settings != nullptr || own != nullptr;
    const bool absent = settings != nullptr &&
                        certainly_absent(project, step, project::container_path(step.folder, "pnpm-workspace.yaml"));
    if (const yaml::Node* const packages = member(settings, "packages");
        absent && packages != nullptr && calls_members(once<build_steps>(report, dockerfile))) {
      reported = step.stage;
      report
          .at(step.invocation.span(),
              "Without `pnpm-workspace.yaml`, which no COPY before this brings, `pnpm` knows no members, and the build "
              "of one fails")
          .note(packages->span, "The members are named here")
          .confidence(weaker(Confidence::likely, confidence_of(*step.context)));
      continue;
    }
    if (absent && call.frozen && manifest->lock != nullptr && manifest->lock->path.ends_with("pnpm-lock.yaml"))
      for (const std::string_view key : {"overrides", "patchedDependencies", "packageExtensions"})
        if (const yaml::Node* const value = member(settings, key); value != nullptr && !value->entries.empty()) {
          reported = step.stage;
          report
              .at(step.invocation.span(),
                  "`pnpm` refuses a lock file that knows `{}` of `pnpm-workspace.yaml`, which no COPY before this "
                  "brings",
                  key)
              .note(value->span, "It is set here")
              .confidence(weaker(Confidence::likely, confidence_of(*step.context)));
          break;
        }
    if (reported == step.stage) continue;
    if (report_patch(step, member(own, "patchedDependencies"), report) ||
        (!absent && report_patch(step, member(settings, "patchedDependencies"), report)))
      reported = step.stage;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4890",
    .summary = "Install by pnpm without its settings or patches",
    .why =
        "The lock file records overrides and patches. Without `pnpm-workspace.yaml` a frozen install ends with "
        "`ERR_PNPM_LOCKFILE_CONFIG_MISMATCH`, without a patch with `ENOENT`.",
    .remedy = "Copy `pnpm-workspace.yaml` and the folder of the patches beside the lock file.",
    .references = "https://pnpm.io/settings",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::pnpm_settings_not_copied
