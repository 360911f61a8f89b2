#include "rules/lib/code_findings.h"

#include <algorithm>

#include "knowledge/credential_files.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/lib/workers.h"

namespace seaworthy::rules {

bool is_for_programmers(const project::Service& service) {
  using project::Role;
  const Role role = service.stack->role;
  if (role == Role::development || role == Role::test || role == Role::ci || role == Role::example) return true;
  if (role == Role::production || !service.builds) return false;
  // Sources over what was built: a working copy.
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return mount.type == compose::MountType::bind && !service.working_dir.value.empty() &&
           (mount.target == service.working_dir.value ||
            (project::is_below(mount.target, service.working_dir.value) && contains(base_name(mount.target), "src")));
  });
}

/// Whether the program is an interpreter that runs the file itself, and no server that imports it.
static bool is_started_itself(const project::Project& project, const project::Service& service, std::string_view path) {
  const std::vector<std::string_view> words = project::program_words(project, service);
  if (words.size() < 2 || !base_name(words.front()).starts_with("python")) return false;
  return std::ranges::any_of(words, [&](std::string_view word) {
    return base_name(word) == base_name(path) || (word.starts_with("-m") && contains(path, "/")) ||
           std::string(word) + ".py" == base_name(path);
  });
}

/// Whether all that a container starts are tools of Node.js, which run no other language, whatever its image has.
static bool starts_node_tools(const project::Service& service) {
  bool any = false, all = true;
  const auto take = [&](std::string_view program) {
    if (program.empty() || is_one_of("cd echo exec export set sleep test [ mkdir", program)) return;
    const bool own = is_one_of("npm pnpm yarn npx node bun vite", program);
    any = any || own;
    all = all && own;
  };
  const bool given = service.entrypoint.script != nullptr || service.command.script != nullptr;
  for (const shell::Script* const script : {service.entrypoint.script, service.command.script})
    if (script != nullptr)
      for (const shell::Node* const node : script->commands) take(shell::invocation(*node).program);
  if (!given && service.startup == nullptr)
    if (const std::optional<project::StartedProgram> started = project::started_program(service); started.has_value())
      take(base_name(started->word));
  return any && all;
}

bool may_run(const project::Service& service, std::string_view path) {
  const knowledge::Image* const base = service.stage != nullptr ? project::base_image(*service.stage)
                                       : !service.builds        ? service.image
                                                                : nullptr;
  struct Language {
    std::string_view endings, image;
  };
  static constexpr Language languages[] = {
      {"py", "python"}, {"js ts mjs cjs jsx tsx", "node"}, {"rb", "ruby"}, {"php", "php"}};
  const std::size_t dot = path.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  const auto own =
      std::ranges::find_if(languages, [&](const Language& language) { return is_one_of(language.endings, ending); });
  if (own == std::end(languages)) return true;
  if (own->image != "node" && starts_node_tools(service)) return false;
  if (base == nullptr) return true;
  if (base->kind == knowledge::ImageKind::proxy) return false;
  return base->kind != knowledge::ImageKind::language || base->name == own->image ||
         std::ranges::none_of(languages, [&](const Language& other) { return other.image == base->name; });
}

/// Sources that people run by hand, beside the program of the container.
static bool is_by_hand(const project::Project& project, const project::Service& service, std::string_view path) {
  bool below = false;
  for (const std::string_view folder : {"scripts/", "hack/", "examples/", "benchmarks/"})
    below = below || path.starts_with(folder) || contains(path, '/' + std::string(folder));
  if (!below) return false;
  const std::vector<std::string_view> words = project::program_words(project, service);
  return std::ranges::none_of(words, [&](std::string_view word) { return contains(word, base_name(path)); });
}

/// Whether a name of `--from` may stand for a folder of the repository: it is neither a stage nor an image.
static bool may_be_context(const project::Dockerfile& dockerfile, std::string_view name) {
  if (std::ranges::binary_search(dockerfile.contexts, name)) return true;
  if (std::ranges::all_of(name, is_digit)) return false;
  if (std::ranges::any_of(dockerfile.parsed->stages,
                          [&](const dockerfile::Stage* stage) { return equal_ignoring_case(stage->name, name); }))
    return false;
  // An image has a tag, a digest or a namespace, or a name that everybody knows.
  return name.find_first_of(":@/") == std::string_view::npos && knowledge::image(name) == nullptr;
}

/// Whether a source of a context may be in the image: a COPY of the Dockerfile takes it in, or a mount does.
static bool may_enter_image(const project::Service& service, std::string_view path) {
  if (!service.builds || service.dockerfile == nullptr || !service.build->local || !service.build->inside_root ||
      !service.build->additional_contexts.empty())
    return true;
  if (std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
        return mount.type == compose::MountType::bind && mount.inside_root && project::is_below(path, mount.host_path);
      }))
    return true;
  bool copies = false;
  for (const dockerfile::Stage* const stage : service.dockerfile->parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      if (instruction->op == dockerfile::Op::run && contains(instruction->line.text, "--mount=type=bind")) return true;
      const bool is_copy = instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add;
      if (!is_copy || instruction->arguments.size() < 2) continue;
      if (const dockerfile::Flag* const from = instruction->flag("from"); from != nullptr) {
        if (may_be_context(*service.dockerfile, from->value)) return true;
        continue;
      }
      for (const dockerfile::Word& word : instruction->arguments.first(instruction->arguments.size() - 1)) {
        if (!word.literal) return true;
        std::string_view source = word.text;
        while (source.starts_with('/')) source.remove_prefix(1);
        // Of a pattern the folder in front of it counts.
        source = source.substr(0, source.find_first_of("*?["));
        if (source.size() < word.text.size() && !source.ends_with('/') && source.find('/') != std::string_view::npos)
          source = source.substr(0, source.rfind('/'));
        const auto joined = project::join_path(service.build->directory, source);
        if (!joined.has_value() || project::is_below(path, *joined) || path.starts_with(*joined)) return true;
        copies = true;
      }
    }
  return !copies;
}

/// The modules that a module of Python takes in with `from X import`, as endings of paths: "/prod.py", "shop/base.py".
static std::vector<std::string> imported_from(std::string_view text, std::string_view folder) {
  std::vector<std::string> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (!line.starts_with("from ")) continue;
    std::string_view module = ascii::trim(line.substr(5));
    module = module.substr(0, module.find_first_of(" \t"));
    const bool beside = module.starts_with('.') && !module.starts_with("..");
    if (beside) module.remove_prefix(1);
    std::string path(module);
    std::ranges::replace(path, '.', '/');
    result.push_back(beside ? std::string(folder) + "/" + path : path);
  }
  return result;
}

/// Whether a file holds settings of Django that are not in force: neither DJANGO_SETTINGS_MODULE names them nor do
/// those that it names take them in.
static bool is_of_other_settings(const project::Project& project, const project::Service& service,
                                 std::string_view path) {
  if (!path.ends_with(".py") || path.ends_with("/__init__.py") ||
      (base_name(project::parent_path(path)) != "settings" && !base_name(path).starts_with("settings")))
    return false;
  const auto given = project::container_variable(service, "DJANGO_SETTINGS_MODULE");
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (!given.has_value() || code == nullptr || !contains(given->value, ".")) return false;
  std::string named(given->value);
  std::ranges::replace(named, '.', '/');
  std::vector<std::string> open{named};
  std::vector<FileId> in_force;
  while (!open.empty()) {
    const std::string module = std::move(open.back());
    open.pop_back();
    for (const FileId source : code->sources) {
      const std::string_view file = project.sources[source].path();
      const std::string_view stem = file.ends_with("/__init__.py") ? file.substr(0, file.size() - 12)
                                    : file.ends_with(".py")        ? file.substr(0, file.size() - 3)
                                                                   : std::string_view();
      const bool same = stem == module || (stem.size() > module.size() && stem.ends_with(module) &&
                                           stem[stem.size() - module.size() - 1] == '/');
      if (!same || std::ranges::find(in_force, source) != in_force.end()) continue;
      if (file == path) return false;
      in_force.push_back(source);
      for (std::string& next : imported_from(project.sources[source].text(), project::parent_path(file)))
        open.push_back(std::move(next));
    }
  }
  return !in_force.empty();
}

/// Whether a source belongs to another program of the same folder and not to that of the service: what a web server
/// imports and a worker does not, `cmd/worker/main.go` of a module whose `cmd/api` is built. Only sources whose imports
/// are plain texts tell.
static bool is_of_other_program(const project::Project& project, const project::Service& service,
                                std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || !is_one_of("js ts mjs cjs jsx tsx go", path.substr(dot + 1))) return false;
  const auto reads = [&](const project::Application& application) {
    return std::ranges::find(application.program.sources, path) != application.program.sources.end();
  };
  const project::Application* const own = project::application(project, service);
  if (own == nullptr || own->program.sources.empty() || reads(*own)) return false;
  const project::ReadFolder* const folder = project::code_folder(project, service);
  return std::ranges::any_of(project.services, [&](const project::Service& other) {
    if (project::code_folder(project, other) != folder) return false;
    const project::Application* const application = project::application(project, other);
    return application != nullptr && application != own && reads(*application);
  });
}

/// Whether all that a service starts is a tool that a package brings and that runs none of the repository's code, such
/// as `npx prisma studio`.
static bool runs_foreign_tool(const project::Project& project, const project::Service& service) {
  if (project::application(project, service) != nullptr) return false;
  const std::vector<std::string_view> words = project::program_words(project, service);
  std::size_t at = 0;
  if (at < words.size() && is_one_of("npx bunx", base_name(words[at]))) ++at;
  while (at > 0 && at < words.size() && words[at].starts_with('-')) ++at;
  return at < words.size() && is_one_of("prisma serve http-server", base_name(words[at]));
}

bool may_run_at_start(const project::Project& project, const project::Service& service, std::string_view path) {
  bool programs_known = false;
  for (const project::Service& other : project.services) {
    if (other.dockerfile != service.dockerfile &&
        project::code_folder(project, other) != project::code_folder(project, service))
      continue;
    const project::Application* const application = project::application(project, other);
    if (application == nullptr || application->program.sources.empty()) continue;
    programs_known = true;
    if (std::ranges::find(application->program.sources, path) != application->program.sources.end()) return true;
  }
  const std::string_view name = base_name(path);
  const auto names_it = [&](std::string_view word) { return base_name(word) == name; };
  if (std::ranges::any_of(project::program_words(project, service), names_it)) return true;
  if (service.startup != nullptr)
    for (const project::StartedProgram& program : programs_of(*service.startup))
      if (names_it(program.word) || std::ranges::any_of(program.arguments, names_it)) return true;
  return !programs_known;
}

std::vector<const code::Sign*> signs_of(const project::Project& project, const project::Service& service,
                                        knowledge::CodeSign::Kind kind) {
  return is_for_programmers(service) ? std::vector<const code::Sign*>() : signs_for_everybody(project, service, kind);
}

std::vector<const code::Sign*> signs_for_everybody(const project::Project& project, const project::Service& service,
                                                   knowledge::CodeSign::Kind kind) {
  std::vector<const code::Sign*> result;
  const project::ReadFolder* const folder = project::code_folder(project, service);
  if (folder == nullptr || runs_foreign_tool(project, service)) return result;
  // Nobody visits a worker.
  using Kind = knowledge::CodeSign::Kind;
  const bool of_visitors = kind == Kind::debug || kind == Kind::origin || kind == Kind::host || kind == Kind::cookie;
  if (of_visitors && runs_worker_alone(service)) return result;
  for (const code::Sign& sign : folder->signs)
    if (sign.row->kind == kind && may_run(service, sign.path) && !is_by_hand(project, service, sign.path) &&
        may_enter_image(service, sign.path) && !is_of_other_program(project, service, sign.path) &&
        !is_of_other_settings(project, service, sign.path) &&
        (!sign.row->main || is_started_itself(project, service, sign.path)))
      result.push_back(&sign);
  return result;
}

std::vector<const code::Sign*> signs_that_stay(const project::Project& project, const project::Service& service,
                                               knowledge::CodeSign::Kind kind) {
  if (!is_for_programmers(service)) return signs_for_everybody(project, service, kind);
  const project::Role role = service.stack->role;
  if (role == project::Role::test || role == project::Role::ci || role == project::Role::example) return {};
  const project::ReadFolder* const folder = project::code_folder(project, service);
  const auto is_deployed = [&](const project::Service& other) {
    return project::code_folder(project, other) == folder && !is_for_programmers(other);
  };
  if (folder == nullptr || std::ranges::any_of(project.services, is_deployed)) return {};
  return signs_for_everybody(project, service, kind);
}

Severity severity_there(const project::Service& service, Severity severity) {
  return is_for_programmers(service) ? std::min(severity, Severity::low) : severity;
}

bool names_signing_key(std::string_view variable) { return knowledge::tables::signing_keys.contains(variable); }

bool has_code(const project::Project& project, const project::Service& service) {
  return project::code_folder(project, service) != nullptr && !is_for_programmers(service);
}

}  // namespace seaworthy::rules
