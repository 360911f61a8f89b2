#include <string>
#include <string_view>
#include <vector>

#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/script_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::install_hook_file_not_copied {

/// A file that a hook needs, and what says so.
struct NeededByHook {
  std::string file;  ///< Absolute, in the image.
  std::string written;
  std::string_view hook;
  Span span;
};

/// The schema that `prisma generate` of a package reads, relative to its folder; "" when it may lie elsewhere.
static std::string_view schema_of(const project::Project& project, const ScriptCommand& command) {
  const std::vector<std::string_view>& words = command.words;
  if (words.size() < 2 || words[0] != "prisma" || words[1] != "generate") return {};
  constexpr std::string_view option = "--schema";
  for (std::size_t at = 2; at < words.size(); ++at) {
    if (words[at] == option && at + 1 < words.size()) return words[at + 1];
    if (words[at].starts_with(option) && words[at].size() > option.size() && words[at][option.size()] == '=')
      return words[at].substr(option.size() + 1);
  }
  // `"prisma": {"schema": "..."}` of the package.
  if (const yaml::Node* const root =
          command.manifest->file->yaml != nullptr ? command.manifest->file->yaml->root() : nullptr;
      root != nullptr && root->is_mapping())
    if (const yaml::Node* const settings = root->get("prisma"); settings != nullptr && settings->is_mapping())
      if (const yaml::Node* const schema = settings->get("schema"); schema != nullptr)
        return schema->is_scalar() ? schema->text : std::string_view();
  for (const std::string_view usual : {"prisma/schema.prisma", "schema.prisma"}) {
    const auto path = project::join_path(command.manifest->folder, usual);
    if (path.has_value() && project.path_state(*path) == project::PathState::file) return usual;
  }
  return {};
}

static std::vector<NeededByHook> node_hooks(const project::Project& project, const BuildStep& step,
                                            const project::Manifest& manifest) {
  std::vector<NeededByHook> needed;
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::install || step.invocation.has_flag("--ignore-scripts")) return needed;
  if (!runs_own_hooks(step.invocation, call)) return needed;
  if (const auto ignored = variable_at(step, "npm_config_ignore_scripts"); ignored == "true") return needed;
  for (const std::string_view hook : {"preinstall", "install", "postinstall", "prepare"}) {
    const project::ManifestScript* const script = manifest.script(hook);
    if (script == nullptr || contains(script->text, "||") || contains(script->text, "if ")) continue;
    for (const std::string_view file : files_of_script(script->text))
      // The install itself brings what is below node_modules.
      if (!contains(file, "node_modules/"))
        needed.push_back({project::container_path(step.folder, file), std::string(file), hook, script->span});
  }
  // npm runs the hooks of members in the order of its own tree, and none of them where it installs for one alone.
  if (call.names_packages || (!call.workspaces.empty() && call.manager == "npm")) return needed;
  for (const ScriptCommand& command : hook_commands(project, step))
    if (const std::string_view schema = schema_of(project, command); !schema.empty())
      needed.push_back(
          {project::container_path(command.folder, schema), std::string(schema), "postinstall", command.span});
  return needed;
}

/// The file that `@php artisan ...` and `php bin/console ...` run; "" for other commands.
static std::string_view php_file(std::string_view command) {
  if (command.starts_with('@')) command.remove_prefix(1);
  if (!command.starts_with("php ")) return {};
  command.remove_prefix(std::string_view("php ").size());
  const std::string_view file = before(command, ' ');
  return file.starts_with('-') || contains(file, "vendor/") ? std::string_view{} : file;
}

/// `@php artisan ...` in scripts that Composer runs after an install.
static std::vector<NeededByHook> composer_hooks(const BuildStep& step, const project::Manifest& manifest) {
  std::vector<NeededByHook> needed;
  if (step.invocation.program != "composer" || !is_one_of("install i", step.invocation.verb()) ||
      step.invocation.has_flag("--no-scripts") || manifest.file->yaml == nullptr)
    return needed;
  const yaml::Node* const root = manifest.file->yaml->root();
  const yaml::Node* const scripts = root != nullptr && root->is_mapping() ? root->get("scripts") : nullptr;
  if (scripts == nullptr || !scripts->is_mapping()) return needed;
  for (const std::string_view hook :
       {"pre-install-cmd", "post-install-cmd", "post-autoload-dump", "pre-autoload-dump"}) {
    if (contains(hook, "autoload") && step.invocation.has_flag("--no-autoloader")) continue;
    const yaml::Node* const value = scripts->get(hook);
    if (value == nullptr || !value->is_sequence()) continue;
    for (const yaml::Node* const item : value->items) {
      if (!item->is_scalar()) continue;
      if (const std::string_view file = php_file(item->text); !file.empty())
        needed.push_back({project::container_path(step.folder, file), std::string(file), hook, item->span});
      // `@auto-scripts` is another entry: Symfony Flex runs its `symfony-cmd` lines by `bin/console`.
      const yaml::Node* const named = item->text.starts_with('@') ? scripts->get(item->text.substr(1)) : nullptr;
      if (named == nullptr) continue;
      for (const yaml::Entry& entry : named->entries)
        if (entry.value != nullptr && entry.value->is_scalar() && entry.value->text == "symfony-cmd") {
          needed.push_back({project::container_path(step.folder, "bin/console"), "bin/console", hook, entry.key->span});
          break;
        }
      for (const yaml::Node* const inner : named->items)
        if (inner->is_scalar())
          if (const std::string_view file = php_file(inner->text); !file.empty())
            needed.push_back({project::container_path(step.folder, file), std::string(file), hook, inner->span});
    }
  }
  return needed;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const bool composer = step.invocation.program == "composer";
    if (!composer && !is_one_of("npm yarn pnpm", step.invocation.program)) continue;
    const project::Manifest* const manifest =
        manifest_at(project, step, composer ? project::Ecosystem::php : project::Ecosystem::node, step.folder);
    if (manifest == nullptr) continue;
    const std::vector<NeededByHook> needed =
        composer ? composer_hooks(step, *manifest) : node_hooks(project, step, *manifest);
    asks = asks || !needed.empty();
    if (may_fail(*step.invocation.node)) continue;
    for (const NeededByHook& file : needed) {
      if (!certainly_absent(project, step, file.file)) continue;
      report
          .at(step.invocation.span(), "`{}` runs the script `{}`, which needs `{}`; no COPY before this brings it",
              step.invocation.program, file.hook, file.written)
          .note(file.span, "The script is here")
          .confidence(confidence_of(*step.context));
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4214",
    .summary = "Install that runs a script which is not in the image yet",
    .why =
        "Package managers run the project's own hooks after an install. With only the manifest copied, the file that "
        "the hook runs is not there, and the install fails.",
    .remedy =
        "Copy the file before, or install with `--ignore-scripts` (Composer: `--no-scripts`) and run the hook later.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::install_hook_file_not_copied
