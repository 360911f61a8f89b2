#include <algorithm>
#include <optional>

#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/host_installs.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::mount_hides_installed_packages {

/// What a build installed beside the sources, and where.
struct Installed {
  std::string folder;  ///< "/app/node_modules"
  Span span;
};

static std::vector<Installed> installed_by(const project::Project& project, const project::Service& service) {
  std::vector<Installed> result;
  for (const BuildStep& step : build_steps(project, *service.dockerfile)) {
    bool ours = false;
    for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
      ours = ours || stage == step.stage;
    if (!ours) continue;
    const std::vector<std::string_view> words = texts(step.invocation);
    const NodeCall call = node_call(words);
    std::string_view folder;
    if (call.kind == NodeCall::Kind::install && !step.invocation.has_any_flag({"-g", "--global"}))
      folder = "node_modules";
    if (step.invocation.program == "composer" && is_one_of("install i", step.invocation.verb())) folder = "vendor";
    // `mv node_modules /` takes them out of the way of the mount.
    bool moved = false;
    for (const shell::Node* const node : step.run->script->commands)
      moved = moved || (!node->words.empty() && node->words[0].text == "mv");
    if (!folder.empty() && !moved)
      result.push_back(
          {project::container_path(project::container_path(step.folder, call.folder), folder), step.invocation.span()});
  }
  return result;
}

/// Whether the PATH leads to the packages of another folder: `.yarnrc` has them installed there.
static bool is_searched_elsewhere(const dockerfile::Stage& stage, std::string_view folder) {
  return std::ranges::any_of(stage.variables, [&](const dockerfile::Variable& variable) {
    return variable.name == "PATH" && contains(variable.value, "/node_modules/.bin") &&
           !contains(variable.value, std::string(folder) + "/.bin");
  });
}

/// Whether what the container starts is a program of Python: the packages of its image for Node.js built pages.
static bool starts_python(const project::Service& service) {
  const std::optional<project::StartedProgram> program = project::started_program(service);
  return program.has_value() &&
         is_one_of("python python3 celery gunicorn uvicorn flask daphne hypercorn", base_name(program->word));
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr || starts_python(service)) return report.skip();
  bool asks = false;
  for (const Installed& installed : installed_by(report.project(), service)) {
    if (is_searched_elsewhere(*service.stage, installed.folder)) continue;
    const compose::Mount* const mount = project::mount_over(service, installed.folder);
    if (mount == nullptr || mount->type != compose::MountType::bind || !mount->inside_root) continue;
    // A folder that is mounted itself is what somebody wanted.
    if (mount->target == installed.folder) continue;
    asks = true;
    const std::string host = std::string(mount->host_path.empty() ? "" : mount->host_path) +
                             (mount->host_path.empty() ? "" : "/") +
                             installed.folder.substr(mount->target.size() + (mount->target.ends_with('/') ? 0 : 1));
    if (report.project().path_state(host) == project::PathState::file ||
        report.project().path_state(host) == project::PathState::directory)
      continue;
    // The container may install them again when it starts.
    bool installs = false;
    const auto look = [&](const shell::Script* script) {
      if (script == nullptr) return;
      for (const shell::Node* const node : script->commands)
        for (const shell::Word& word : node->words) installs = installs || is_one_of("install ci i add", word.text);
    };
    look(service.startup);
    look(service.command.script);
    look(service.entrypoint.script);
    for (const std::string_view word : service.command.words)
      installs = installs || is_one_of("install ci", word) || contains(word, "install") || contains(word, "yarn &&");
    if (installs) continue;
    const HostInstalls& by_hand = once<host_installs>(report);
    const bool development = service.stack->role != project::Role::production && (by_hand.node || by_hand.php);
    report
        .at(mount->span(), "This mount hides `{}`, which the image of `{}` installs; only the host's own is left",
            installed.folder, service.name)
        .note(installed.span, "It is installed here")
        .severity(development ? Severity::medium : Severity::high)
        .confidence(Confidence::likely)
        .advise("Add a volume for that folder alone, or mount the sources only");
    break;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4255",
    .summary = "Mount over the packages that the image installed",
    .why =
        "A bind mount of the sources covers node_modules or vendor of the image. On a fresh clone the host has none, "
        "and "
        "the program ends with `Cannot find module`.",
    .remedy = "Add an anonymous volume for the folder (`- /app/node_modules`), or do not mount sources in production.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::mount_hides_installed_packages
