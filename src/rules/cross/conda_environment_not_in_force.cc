#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::conda_environment_not_in_force {

constexpr WordList managers = "conda mamba micromamba";
/// Programs that an environment brings, and the image without it does not have or has without the packages.
constexpr WordList programs =
    "python python3 uvicorn gunicorn hypercorn celery flask fastapi streamlit jupyter mlflow dagster airflow rasa "
    "django-admin waitress-serve";

/// An environment of its own that the build makes.
struct Environment {
  std::string_view name;
  Span made;   ///< The command.
  Span named;  ///< Where a file gives it its name; invalid when the command does.
};

/// The name that a file of an environment has: `name: shop`.
static std::optional<Environment> named_in(const project::Project& project, const BuildStep& step,
                                           std::string_view path) {
  const project::ImageFile found = project::image_file(step.image(project), project::container_path(step.folder, path));
  const project::File* const file = found.file;
  if (file == nullptr || !file->has_content) return std::nullopt;
  const std::string_view text = project.sources[file->source].text();
  constexpr std::string_view key = "name:";
  std::size_t at = text.starts_with(key) ? 0 : text.find("\nname:");
  if (at == std::string_view::npos) return std::nullopt;
  at = text.find(key, at) + key.size();
  const std::string_view name = ascii::trim(text.substr(at, text.find('\n', at) - at));
  if (name.empty() || name.find_first_of("\"'#{ ") != std::string_view::npos) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(name.data() - text.data());
  return Environment{
      name, step.invocation.span(), {file->source, begin, begin + static_cast<std::uint32_t>(name.size())}};
}

/// The environment that a step makes; nothing for what goes into the one of the image, or into one without a name.
static std::optional<Environment> made_by(const project::Project& project, const BuildStep& step) {
  if (!is_one_of(managers, step.invocation.program)) return std::nullopt;
  bool creates = false;
  std::string_view file = "environment.yml", name;
  const auto& words = step.invocation.arguments;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at].text;
    if (!words[at].literal || is_one_of("-p --prefix", word)) return std::nullopt;
    creates = creates || word == "create";
    const bool has_next = at + 1 < words.size();
    if (is_one_of("-n --name", word) && has_next) name = words[at + 1].text;
    if (is_one_of("-f --file", word) && has_next) file = words[at + 1].text;
    if (word.starts_with("--name=")) name = word.substr(7);
    if (word.starts_with("--file=")) file = word.substr(7);
  }
  if (!creates || name == "base") return std::nullopt;
  if (!name.empty()) return Environment{name, step.invocation.span(), {}};
  std::optional<Environment> found = named_in(project, step, file);
  return found.has_value() && found->name != "base" ? found : std::nullopt;
}

/// The environment that words run a program in: `conda run -n shop`; nothing when they name none.
static std::optional<std::string_view> run_in(const std::vector<std::string_view>& words) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    if (is_one_of("-n --name", words[at])) return words[at + 1];
    if (words[at].starts_with("--name=")) return words[at].substr(7);
  }
  return std::nullopt;
}

/// The environment whose programs a search path puts first: `/opt/conda/envs/shop/bin`.
static std::optional<std::string_view> on_path(std::string_view path) {
  constexpr std::string_view folder = "/envs/";
  const std::size_t at = path.find(folder);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = path.substr(at + folder.size());
  return rest.substr(0, rest.find_first_of("/: \n"));
}

/// Where the search path is set, by Compose or by the image; invalid when nothing does.
static Span path_of(const project::Service& service) {
  if (const compose::EnvironmentEntry* const entry = service.definition->variable("PATH"); entry != nullptr)
    return entry->span;
  for (const dockerfile::Variable& variable : service.stage->variables)
    if (variable.name == "PATH" && !variable.is_arg) return variable.span;
  return {};
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.dockerfile == nullptr || service.dockerfile->file == nullptr || service.stage == nullptr)
    return report.skip();
  std::vector<Environment> made;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile))
    if (std::optional<Environment> environment = made_by(project, step); environment.has_value())
      made.push_back(*environment);
  if (made.empty()) return report.skip();
  const std::string_view text = project.sources[service.dockerfile->file->source].text();
  if (contains(text, "BASH_ENV") || contains(text, "conda-pack") || contains(text, "CONDA_PREFIX")) return;
  std::vector<std::string_view> words = service.entrypoint.words;
  words.insert(words.end(), service.command.words.begin(), service.command.words.end());
  if (words.empty()) return report.skip();
  const auto report_other = [&](std::string_view name, Span place) {
    if (name.find('$') != std::string_view::npos || std::ranges::find(made, name, &Environment::name) != made.end())
      return;
    const Environment& first = made.front();
    report
        .at(place.valid() ? place : service.span, "`{}` runs in the environment `{}`, and its build makes `{}`",
            service.name, name, first.name)
        .note(first.named.valid() ? first.named : first.made, "It is named here");
  };
  const Span command = service.command.span.valid() ? service.command.span : service.entrypoint.span;
  if (std::ranges::any_of(words, [](std::string_view word) { return is_one_of(managers, base_name(word)); })) {
    if (const auto name = run_in(words); name.has_value()) report_other(*name, command);
    return;
  }
  if (const Span path = path_of(service); path.valid()) {
    const std::string_view value = project.sources[path.file].text().substr(path.begin);
    if (const auto name = on_path(value.substr(0, value.find('\n'))); name.has_value())
      return report_other(*name, path);
  }
  // A start script or a login shell may activate it.
  if (service.startup != nullptr || service.entrypoint_script != nullptr ||
      !is_one_of(programs, base_name(words.front())))
    return;
  // What `pip` installs outside of it is there as well.
  if (contains(text, "pip install") && !contains(text, "SHELL [\"conda") && !contains(text, "SHELL [\"/bin/bash"))
    return;
  report
      .at(command.valid() ? command : service.span,
          "`{}` starts `{}` outside of the environment `{}`, in which its packages are", service.name,
          base_name(words.front()), made.front().name)
      .note(made.front().made, "The environment is made here");
}

extern const Rule rule = {
    .code = "SW5503",
    .summary = "Program that is started outside of its Conda environment",
    .why =
        "`SHELL` and `conda activate` are about the steps of the build. A command in JSON form is started by the "
        "engine, which finds no program of the environment on the search path, or a Python without its packages.",
    .remedy =
        "Put the environment first with `ENV PATH=/opt/conda/envs/NAME/bin:$PATH`, or start with `conda run "
        "--no-capture-output -n NAME`.",
    .references = "https://docs.conda.io/projects/conda/en/stable/commands/run.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::conda_environment_not_in_force
