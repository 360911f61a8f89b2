#include <algorithm>
#include <optional>
#include <vector>

#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::artifacts_kept_by_client {

/// The folder that `mlflow server` tells its clients to put files in; "" for an address of a store.
static std::string_view artifact_folder(const std::vector<std::string_view>& words) {
  if (words.size() < 2 || project::base_name(words.front()) != "mlflow" || words[1] != "server") return "";
  constexpr std::string_view option = "--default-artifact-root";
  for (std::size_t index = 0; index < words.size(); ++index) {
    std::string_view value;
    if (words[index] == option && index + 1 < words.size()) value = words[index + 1];
    if (words[index].starts_with(option) && words[index].substr(option.size()).starts_with('='))
      value = words[index].substr(option.size() + 1);
    if (value.starts_with("file://")) value.remove_prefix(7);
    if (value.starts_with('/') && !contains(value, "$")) return value;
  }
  return "";
}

/// Whether the code of a service gives files to MLflow.
static bool logs_files(const project::Project& project, const project::Service& service) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  return code != nullptr && project::mentions(project, *code, "mlflow") &&
         std::ranges::any_of(std::initializer_list<std::string_view>{"log_artifact", "log_artifacts", "log_model",
                                                                     "log_figure", "log_dict", "log_text", "autolog"},
                             [&](std::string_view call) { return project::mentions(project, *code, call); });
}

static void check(const project::Service& service, Report& report) {
  const std::string_view folder = artifact_folder(project::program_words(report.project(), service));
  if (folder.empty()) return report.skip();
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service) continue;
    const auto& references = project::connections(report.project(), *other).references;
    const auto asks = std::ranges::find_if(references, [&](const project::Reference& reference) {
      return reference.to != nullptr && reference.to->span == service.span;
    });
    if (asks == references.end() || !logs_files(report.project(), *other) ||
        std::ranges::any_of(other->definition->mounts, [&](const compose::Mount& mount) {
          return project::is_below(folder, mount.target) || project::is_below(mount.target, folder);
        }))
      continue;
    report
        .at(service.command.span.valid() ? service.command.span : service.span,
            "`{}` writes to `{}` of its own container what it logs here; serve it with `--artifacts-destination`",
            other->name, folder)
        .note(asks->span, "Here `{}` names the server", other->name);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4108",
    .summary = "Artifacts that clients of MLflow keep for themselves",
    .why =
        "A path as root of artifacts is opened by each client in its own container: models and files never reach the "
        "server, and are gone with the container that made them.",
    .remedy =
        "Drop `--default-artifact-root` and give the server `--artifacts-destination`, name an object store, or mount "
        "one volume at this path everywhere.",
    .references = "https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::artifacts_kept_by_client
