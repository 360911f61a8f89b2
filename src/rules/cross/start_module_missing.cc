#include <algorithm>

#include "base/ascii.h"
#include "base/edit_distance.h"
#include "knowledge/program_kinds.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/package_command.h"
#include "rules/lib/starting.h"
#include "rules/lib/vocabulary.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_module_missing {

/// "package.module" of `celery -A package.module` and `flask --app package.module`; "" when the command names none.
static std::string_view named_module(const project::StartedProgram& started, std::string_view& folder) {
  std::string_view module;
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    std::string_view word = started.arguments[at];
    const bool follows = at + 1 < started.arguments.size();
    if ((word == "-A" || word == "--app") && follows) module = started.arguments[++at];
    if (word.starts_with("--app=")) module = word.substr(6);
    if (word == "--workdir" && follows) folder = started.arguments[++at];
  }
  // `shop.celery:app`, and `shop` for what a package gives.
  module = module.substr(0, module.find(':'));
  return contains(module, "/") || module.ends_with(".py") ? std::string_view{} : module;
}

/// "package.module" of `uvicorn package.module:app`; "" when the command names none.
static std::string_view module_of(const project::StartedProgram& started, std::string_view& folder) {
  const std::string_view program = base_name(started.word);
  if (is_one_of("celery flask", program)) return named_module(started, folder);
  if (!knowledge::tables::python_servers.contains(program)) return {};
  std::string_view module;
  bool configured = false;
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    const std::string_view word = started.arguments[at];
    if (is_one_of("--app-dir --chdir", word) && at + 1 < started.arguments.size()) folder = started.arguments[++at];
    if (word.starts_with("--app-dir=") || word.starts_with("--chdir=")) folder = word.substr(word.find('=') + 1);
    if (word == "--factory") continue;
    // Its settings may name the module or move to another folder; a module beside it is named with dots all the same.
    if (is_one_of("-c --config", word)) {
      ++at;
      configured = true;
      continue;
    }
    if (word.starts_with('-') || contains(word, "/") || !module.empty() || is_digit(word.front())) continue;
    // Behind an option a dotted name is its value: `-k uvicorn.workers.UvicornWorker`.
    const bool is_value =
        at > 0 && started.arguments[at - 1].starts_with('-') && !contains(started.arguments[at - 1], "=");
    if (contains(word, ":") || (program == "gunicorn" && contains(word, ".") && !is_value))
      module = word.substr(0, word.find(':'));
  }
  return configured && !contains(module, ".") ? std::string_view{} : module;
}

/// Whether a step installs packages that it names itself, which may bring any module.
static bool installs_by_name(const project::Project& project, const project::Service& service) {
  if (service.dockerfile == nullptr) return false;
  return std::ranges::any_of(build_steps(project, *service.dockerfile), [](const BuildStep& step) {
    const PackageCommand& command = step.package;
    return command.is("pip", PackageAction::install) &&
           std::ranges::any_of(command.packages, [](const shell::Word* word) { return word->text != "."; });
  });
}

/// Whether neither a package of the folder, which has some, nor one that any manifest lists is called like a module.
static bool is_nowhere(const project::Project& project, std::string_view folder, std::string_view module) {
  const auto is_package = [&](std::string_view child) {
    return project.path_state(std::string(child) + "/__init__.py") == project::PathState::file;
  };
  if (!std::ranges::any_of(project.children(folder), is_package)) return false;
  return std::ranges::none_of(project::manifests(project), [&](const project::Manifest& manifest) {
    if (manifest.ecosystem != project::Ecosystem::python) return false;
    return manifest.name.text == module || !manifest.folder.starts_with(folder) ||
           std::ranges::any_of(manifest.dependencies, [&](const project::Dependency& dependency) {
             return contains(dependency.name, module) || contains(module, dependency.name);
           });
  });
}

/// A name as packages and their modules share it: `Shop-Core` brings `shop_core`.
static std::string module_name(std::string_view name) {
  std::string result = ascii::lowered(name);
  std::ranges::replace_if(result, [](char c) { return c == '-' || c == '.'; }, '_');
  return result;
}

/// Whether a package of the repository is called like a module, as the members of a workspace are, which an install
/// makes known wherever a program starts.
static bool is_own_package(const project::Project& project, std::string_view module) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    return manifest.ecosystem == project::Ecosystem::python && module_name(manifest.name.text) == module_name(module);
  });
}

/// Whether the package of a module, `shop` of `shop.wsgi`, is among the sources of the image and lacks it. A module
/// without a package may be installed; one whose name is nearly that of a neighbour is not.
static bool package_lacks(const project::Project& project, const project::Service& service, const std::string& base,
                          std::string_view path) {
  const std::string file = base + "/" + std::string(path) + ".py";
  std::string folder = project::folder_without_source(project, service, file);
  if (folder.empty()) return false;
  if (folder == ".") folder.clear();
  const std::string_view name = base_name(path);
  const auto package = project::join_path(folder, name);
  if (!package.has_value() || project.path_state(*package) != project::PathState::missing) return false;
  if (project.path_state(folder) == project::PathState::missing && is_own_package(project, before(path, '/')))
    return false;
  if (contains(path, "/") || (is_nowhere(project, folder, path) && !installs_by_name(project, service))) return true;
  return std::ranges::any_of(project.children(folder), [&](std::string_view child) {
    const std::string_view other = before(base_name(child), '.');
    return edit_distance(other, name, 1) <= 1;
  });
}

/// Where a program is started: the working directory, unless something leads it elsewhere.
static std::string_view start_folder(const project::Service& service, const project::StartedProgram& started) {
  return started.folder.empty() ? service.working_dir.value : std::string_view(started.folder);
}

/// `python -m bot`: a package of the repository that has no `__main__.py`, or lacks the module.
static void check_run_module(const project::Service& service, const project::StartedProgram& started, Report& report) {
  std::size_t at = 0;
  while (at < started.arguments.size() && started.arguments[at].starts_with('-') && started.arguments[at] != "-m") ++at;
  if (at + 1 >= started.arguments.size() || started.arguments[at] != "-m" || service.stage == nullptr) return;
  const std::string_view module = started.arguments[at + 1];
  if (module.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") !=
      std::string_view::npos)
    return;
  std::string path(module);
  std::ranges::replace(path, '.', '/');
  const std::string base = project::container_path(start_folder(service, started), path);
  for (const std::string_view ending : {".py", "/__main__.py"})
    if (project::container_file(report.project(), service, base + std::string(ending)).state ==
            project::ContainerFile::State::there ||
        project::container_file(report.project(), service, base + std::string(ending)).mount != nullptr)
      return;
  // The folder of the module is there, and has other modules.
  if (contains(path, "/")) {
    const std::string outer = project::folder_without_source(report.project(), service, base + ".py");
    const auto package = project::join_path(outer == "." ? std::string() : outer, base_name(path));
    if (!outer.empty() && package.has_value() && report.project().path_state(*package) == project::PathState::missing) {
      report.at(started.span, "`{}` runs the module `{}`, which is not in `{}`", service.name, module, outer)
          .note(service.stage->from->span, "The image, whose files are those of the repository, begins here")
          .confidence(Confidence::likely);
      return;
    }
  }
  // The package itself is there, with other modules.
  const std::string folder = project::folder_without_source(report.project(), service, base + "/__main__.py");
  const auto beside = project::join_path(folder, "../" + std::string(base_name(path)) + ".py");
  const bool has_package = !folder.empty() && folder != "." && base_name(folder) == base_name(path) &&
                           (!beside.has_value() || report.project().path_state(*beside) == project::PathState::missing);
  if (!has_package) return;
  report
      .at(started.span, "`{}` runs the package `{}`, which has no `__main__.py` in `{}`", service.name, module, folder)
      .note(service.stage->from->span, "The image, whose files are those of the repository, begins here")
      .confidence(Confidence::likely);
}

/// `celery -A shop.main.worker`: the module `shop.main` is there and has nothing of that name. False where it may have.
static bool lacks_name(const project::Project& project, const project::Service& service,
                       const project::ContainerFile& module, std::string_view name) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr || module.source_path.empty()) return false;
  for (const FileId id : code->sources) {
    const Source& source = project.sources[id];
    // A star brings names that do not stand in the module.
    if (source.path() == module.source_path)
      return contains(source.text(), "=") && !has_word(source.text(), name) && !contains(source.text(), "import *");
  }
  return false;
}

/// What a server is to serve of a module: of `uvicorn shop.main:app`, "app"; "" where the command says it otherwise.
static std::string_view object_of(const project::StartedProgram& started, std::string_view module) {
  for (const std::string_view word : started.arguments) {
    if (!word.starts_with(module) || word.size() <= module.size() + 1 || word[module.size()] != ':') continue;
    const std::string_view object = word.substr(module.size() + 1);
    return object.substr(0, object.find_first_of("(.:"));
  }
  return {};
}

/// Whether reading the program already tells which name its module lacks, of which another rule speaks.
static bool is_told_by_program(const project::Project& project, const project::Service& service) {
  const project::Application* const application = project::application(project, service);
  return application != nullptr && !application->program.missing_object.empty();
}

/// The module of Django's settings, which every program of the project loads first.
static void check_settings(const project::Service& service, Report& report) {
  const compose::EnvironmentEntry* const entry = service.definition->variable("DJANGO_SETTINGS_MODULE");
  if (entry == nullptr || !entry->value.has_value() || entry->value->find_first_of("$ ") != std::string::npos) return;
  std::string path(*entry->value);
  std::ranges::replace(path, '.', '/');
  const std::string base = project::container_path(service.working_dir.value, "");
  if (service.stage == nullptr || !contains(path, "/") || !package_lacks(report.project(), service, base, path)) return;
  report
      .at(entry->value_span.valid() ? entry->value_span : entry->span,
          "`{}` loads the settings `{}`, but no `{}` is in `{}`", service.name, *entry->value, path + ".py", base)
      .note(service.stage->from->span, "The image, whose files are those of the repository, begins here")
      .confidence(Confidence::likely);
}

static void check_program(const project::Service& service, const project::StartedProgram& given, Report& report) {
  // Of a Dockerfile that is not there nobody knows where it starts.
  if (service.builds && service.stage == nullptr && service.working_dir.from == project::Provenance::default_value)
    return;
  const project::StartedProgram started = behind_runner(given);
  if (is_one_of("python python3", base_name(started.word))) return check_run_module(service, started, report);
  std::string_view folder;
  const std::string_view module = module_of(started, folder);
  if (module.empty() || module.find_first_of("$[({ ") != std::string_view::npos || contains(folder, "$")) return;
  std::string path(module);
  for (char& c : path)
    if (c == '.') c = '/';
  const std::string base = project::container_path(start_folder(service, started), folder.empty() ? "." : folder);
  // `celery -A shop.worker` may name what `shop.py` defines.
  if (base_name(started.word) == "celery" && contains(path, "/")) {
    const std::string outer = base + "/" + std::string(project::parent_path(path)) + ".py";
    const project::ContainerFile found = project::container_file(report.project(), service, outer);
    if (found.state == project::ContainerFile::State::there) {
      // A package of that name goes before the file.
      const bool has_package =
          project::container_file(report.project(), service,
                                  base + "/" + std::string(project::parent_path(path)) + "/__init__.py")
              .state != project::ContainerFile::State::absent;
      if (!has_package && lacks_name(report.project(), service, found, base_name(path)))
        report
            .at(started.span, "`{}` loads `{}`, but `{}` has nothing called `{}`", service.name, module,
                found.source_path, base_name(path))
            .confidence(Confidence::likely);
      return;
    }
  }
  if (package_lacks(report.project(), service, base, path)) {
    report.at(started.span, "`{}` loads `{}`, but no `{}` is in `{}`", service.name, module, path + ".py", base)
        .note(service.stage != nullptr ? service.stage->from->span : service.span,
              "The image, whose files are those of the repository, begins here")
        .confidence(Confidence::likely);
    return;
  }
  if (service.definition->variable("PYTHONPATH") != nullptr) return;
  if (service.stage != nullptr)
    for (const dockerfile::Variable& variable : service.stage->variables)
      if (variable.name == "PYTHONPATH") return;
  const std::string file = base + "/" + path + ".py";
  project::ContainerFile found = project::container_file(report.project(), service, file);
  const bool absent = found.state == project::ContainerFile::State::absent &&
                      project::container_file(report.project(), service, base + "/" + path + "/__init__.py").state ==
                          project::ContainerFile::State::absent;
  if (const std::string_view object = object_of(started, module);
      !object.empty() && !found.source_path.empty() && !is_told_by_program(report.project(), service) &&
      lacks_name(report.project(), service, found, object)) {
    report
        .at(started.span, "`{}` serves `{}` of `{}`, but `{}` has nothing called `{}`", service.name, object, module,
            found.source_path, object)
        .confidence(Confidence::likely);
    return;
  }
  if (!absent) return;
  // A project that is installed brings its modules to where Python looks.
  const std::string_view top = module.substr(0, module.find('.'));
  for (const project::Manifest& manifest : project::manifests(report.project()))
    if (manifest.ecosystem == project::Ecosystem::python && manifest.name &&
        contains(module_name(manifest.name.text), module_name(top)))
      return;
  Builder finding =
      report.at(started.span, "`{}` loads `{}`, but no `{}` is in `{}`", service.name, module, path + ".py", base);
  if (found.mount != nullptr)
    finding.note(found.mount->span(), "This is mounted there");
  else if (service.working_dir.span.valid())
    finding.note(service.working_dir.span, "The working directory");
  finding.confidence(Confidence::likely);
}

/// Whether a start script goes into a virtual environment, whose packages no file of the repository tells.
static bool enters_environment(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    return node->words.size() == 2 && is_one_of(". source", node->words[0].text) &&
           node->words[1].text.ends_with("bin/activate");
  });
}

static void check(const project::Service& service, Report& report) {
  check_settings(service, report);
  const std::vector<project::StartedProgram> programs = project::started_programs(report.project(), service);
  if (programs.empty()) return report.skip();
  for (const project::StartedProgram& each : programs) check_program(service, each, report);
  if (service.startup == nullptr || enters_environment(*service.startup)) return;
  for (const project::StartedProgram& each : programs_of(*service.startup)) check_program(service, each, report);
}

extern const Rule rule = {
    .code = "SW4242",
    .summary = "Python server that loads a module which is not there",
    .why =
        "The server ends with `ModuleNotFoundError`: the files were copied to another folder than the module's name "
        "says.",
    .remedy = "Let WORKDIR, the destination of COPY and the dotted name agree.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_module_missing
