#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::uv_installs_at_start {

/// A `uv run` that a container starts.
struct Run {
  Span span;
  std::string folder;
};

/// Whether `uv run` brings the environment up to date before it starts what the words name. False as well where an
/// option chooses what it installs.
static bool syncs(std::span<const std::string_view> words) {
  if (words.size() < 3 || base_name(words[0]) != "uv" || words[1] != "run") return false;
  for (std::size_t at = 2; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (!word.starts_with('-')) return true;
    const std::string_view option = before(word, '=');
    if (is_one_of("--no-sync --no-project --isolated --no-dev --no-default-groups --no-group --only-dev --only-group "
                  "--script -s --offline --active --directory --project",
                  option))
      return false;
    if (is_one_of("--package --with --with-requirements --python -p --env-file --extra --group --module -m", option) &&
        option == word)
      ++at;
  }
  return false;
}

static std::vector<Run> runs_of(const project::Project& project, const project::Service& service) {
  std::vector<Run> result;
  for (const project::StartedProgram& program : project::started_programs(project, service)) {
    std::vector<std::string_view> words{program.word};
    words.insert(words.end(), program.arguments.begin(), program.arguments.end());
    if (syncs(words)) result.push_back({program.span, program.folder});
  }
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script, service.startup}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      const shell::Invocation invocation = shell::invocation(*node);
      if (invocation.program == "uv" && syncs(texts(invocation)))
        result.push_back({node->span, std::string(service.working_dir.value)});
    }
  }
  return result;
}

/// The lists of a pyproject.toml that uv goes by.
struct Lists {
  bool is_project = false;
  bool has_development = false;  ///< It installs a group `dev` unless it is told not to.
};

static Lists lists_of(std::string_view text) {
  Lists result;
  std::string_view table;
  bool chosen = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.starts_with('[')) table = line;
    if (line == "[project]") result.is_project = true;
    const std::string_view key = ascii::trim(before(line, '='));
    const bool filled = line.find('[') != std::string_view::npos && !line.ends_with("[]");
    if ((table == "[dependency-groups]" && key == "dev" && filled) ||
        (table == "[tool.uv]" && key == "dev-dependencies" && filled))
      result.has_development = true;
    if (table == "[tool.uv]" && (key == "default-groups" || key == "managed")) chosen = true;
  }
  result.has_development = result.has_development && !chosen;
  result.is_project = result.is_project && !chosen;
  return result;
}

/// What a build does for the environment that `uv run` looks for.
struct Environment {
  bool may_be_there = false;
  const BuildStep* without_development = nullptr;  ///< The `uv sync` that leaves it out.
};

static Environment environment_of(const project::Service& service, Report& report) {
  Environment result;
  bool with_development = false;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    const std::string_view program = step.invocation.program;
    const std::vector<std::string_view> words = texts(step.invocation);
    const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
    if (has("venv") || program == "virtualenv" || program.ends_with(".sh") || is_one_of("make just task", program))
      result.may_be_there = true;
    if (program != "uv" || words.size() < 2) continue;
    if (words[1] == "pip" && !has("--system")) result.may_be_there = true;
    if (words[1] != "sync" && words[1] != "run") continue;
    result.may_be_there = true;
    if (has("--no-dev") || has("--no-default-groups") || variable_at(step, "UV_NO_DEV").has_value())
      result.without_development = &step;
    else
      with_development = true;
  }
  for (const project::BuildContext& context : project::build_contexts(report.project(), *service.dockerfile))
    for (const project::CopySource& source : context.sources)
      if (source.state == project::CopyState::from_image || source.stage != nullptr) result.may_be_there = true;
  if (with_development) result.without_development = nullptr;
  return result;
}

static bool is_set(const project::Service& service, std::string_view variable) {
  const project::VariableState state = project::variable_state(service, variable);
  return state == project::VariableState::set || state == project::VariableState::passed_through;
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const Role role = service.stack->role;
  if (service.stage == nullptr || service.dockerfile == nullptr || role == Role::test || role == Role::ci)
    return report.skip();
  const std::vector<Run> runs = runs_of(report.project(), service);
  if (runs.empty()) return report.skip();
  for (const std::string_view variable : {"UV_NO_SYNC", "UV_NO_DEV", "UV_OFFLINE", "UV_PROJECT_ENVIRONMENT"})
    if (is_set(service, variable)) return report.skip();
  const Run& run = runs.front();
  const project::ContainerFile manifest =
      project::container_file(report.project(), service, project::container_path(run.folder, "pyproject.toml"));
  if (run.folder.empty() || manifest.mount != nullptr || manifest.image.file == nullptr ||
      !manifest.image.file->has_content)
    return report.skip();
  const Lists lists = lists_of(report.project().sources[manifest.image.file->source].text());
  if (!lists.is_project) return report.skip();
  const Environment environment = environment_of(service, report);
  const Severity severity = role == Role::development ? Severity::low : Severity::medium;
  if (environment.without_development != nullptr && lists.has_development) {
    report
        .at(run.span, "`uv run` adds the packages for development when `{}` starts; write `uv run --no-sync`",
            service.name)
        .note(environment.without_development->invocation.node->span, "The image was built without them")
        .severity(severity);
  } else if (!environment.may_be_there && project::base_image(*service.stage) != nullptr) {
    report
        .at(run.span, "No step of the image makes the environment of `uv run`, so each new `{}` installs everything",
            service.name)
        .note(service.stage->from->span, "This image comes without it")
        .severity(severity);
  }
}

extern const Rule rule = {
    .code = "SW4964",
    .summary = "Packages that `uv run` installs at each start",
    .why =
        "`uv run` makes the environment what the project asks for, the group `dev` included, before it starts "
        "anything: "
        "a new container downloads packages, and does not start where there is no network or its user may not write "
        "there.",
    .remedy =
        "Make the environment with `uv sync --locked` in the Dockerfile, and start with `uv run --no-sync` or from "
        "`.venv/bin`.",
    .references = "https://docs.astral.sh/uv/concepts/projects/sync/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "start with the environment that their image has",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::uv_installs_at_start
