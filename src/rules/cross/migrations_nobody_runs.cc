#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "knowledge/migration_tools.h"
#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/facts.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::migrations_nobody_runs {

using Tool = knowledge::MigrationTool;
using knowledge::tables::migration_tools;

constexpr std::string_view ef_core = "EF Core";

/// Migrations of a tool, and the folder that holds them.
struct Migrations {
  const Tool* tool = nullptr;  ///< A row of the table.
  std::string_view folder;
};

/// Whether a path ends as those of some tool's migrations do.
static bool is_migration_ending(std::string_view path) {
  // The last letter tells most of them apart.
  if (path.empty() || (path.back() != 's' && path.back() != 'l' && path.back() != 'p' && path.back() != 'b'))
    return false;
  return path.ends_with(".sql") || path.ends_with(".php") || path.ends_with(".rb") || path.ends_with("Snapshot.cs") ||
         path.ends_with(".ts") || path.ends_with(".js");
}

/// `migrations/1748000000000-CreateOrders.ts`, `migrations/20260102030405_orders.js`
static bool is_numbered_script(std::string_view path) {
  constexpr std::size_t digits = 12;
  const std::string_view name = base_name(path);
  return name.size() > digits && std::ranges::all_of(name.substr(0, digits), is_digit) &&
         base_name(project::parent_path(path)).ends_with("igrations");
}

static std::vector<Migrations> migrations_in(const project::Project& project) {
  std::vector<Migrations> found;
  const auto add = [&](std::string_view title, std::string_view folder) {
    const auto tool = std::ranges::find(migration_tools, title, &Tool::title);
    assert(tool != migration_tools.end());
    for (const Migrations& known : found)
      if (known.tool == &*tool && (known.folder == folder || project::is_below(folder, known.folder))) return;
    found.push_back({&*tool, folder});
  };
  const auto has_below = [&](std::string_view folder, std::string_view part, std::string_view ending) {
    const std::string prefix = folder.empty() ? std::string() : std::string(folder) + "/";
    for (auto at =
             std::ranges::lower_bound(project.tree, std::string_view(prefix), {}, &project::Project::TreePath::path);
         at != project.tree.end() && at->path.starts_with(prefix); ++at)
      if (!at->directory && at->path.ends_with(ending) && contains(at->path, part)) return true;
    return false;
  };
  const auto each_named = [&](std::string_view name, auto&& visit) {
    for (const project::Project::TreePath* const entry : project::paths_named(project, name))
      if (!entry->directory) visit(project::parent_path(entry->path));
  };
  each_named("alembic.ini", [&](std::string_view folder) {
    if (has_below(folder, "versions/", ".py")) add("Alembic", folder);
  });
  each_named("migration.sql", [&](std::string_view folder) {
    const std::string_view above = project::parent_path(folder);
    if (base_name(above) == "migrations") add("Prisma", project::parent_path(above));
  });
  each_named("manage.py", [&](std::string_view folder) {
    if (has_below(folder, "migrations/0001_", ".py")) add("Django", folder);
  });
  each_named("_journal.json", [&](std::string_view folder) {
    if (base_name(folder) == "meta") add("Drizzle", project::parent_path(folder));
  });
  const auto has = [&](std::string_view folder, std::string_view name) {
    return project.entry(folder.empty() ? std::string(name) : std::string(folder) + '/' + std::string(name)) != nullptr;
  };
  // The folder above `part` in a path: of `app/db/migrate/1_rows.rb` and `db/migrate/`, `app`.
  const auto above = [](std::string_view path, std::string_view part) -> std::optional<std::string_view> {
    const std::size_t at = path.find(part);
    if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) return std::nullopt;
    return path.substr(0, at == 0 ? 0 : at - 1);
  };
  std::string_view last_of_node = ".";
  for (const project::Project::TreePath& entry : project.tree) {
    const std::string_view path = entry.path;
    // Endings first: most paths of a tree are left with them.
    if (entry.directory || !is_migration_ending(path)) continue;
    const bool of_node = path.ends_with('s') && !path.ends_with(".cs");
    if ((of_node && !is_numbered_script(path)) || contains(path, "test") || contains(path, "vendor/") ||
        contains(path, "node_modules/"))
      continue;
    if (of_node) {
      const std::string_view folder = project::parent_path(path);
      if (folder == last_of_node) continue;
      last_of_node = folder;
      const project::Manifest* const manifest = project::nearest_manifest(project, folder, project::Ecosystem::node);
      if (manifest == nullptr) continue;
      for (const Tool& tool : migration_tools)
        if (const project::Dependency* const package =
                tool.package.empty() ? nullptr : manifest->dependency(tool.package);
            package != nullptr && !package->development)
          add(tool.title, folder);
      continue;
    }
    if (path.ends_with("ModelSnapshot.cs")) add(ef_core, project::parent_path(project::parent_path(path)));
    if (path.ends_with(".php")) {
      if (const auto folder = above(path, "database/migrations/"); folder.has_value() && has(*folder, "artisan"))
        add("Laravel", *folder);
      if (const auto folder = above(path, "migrations/Version"); folder.has_value() && has(*folder, "bin/console"))
        add("Doctrine", *folder);
    }
    if (path.ends_with(".rb"))
      if (const auto folder = above(path, "db/migrate/"); folder.has_value() && has(*folder, "config.ru"))
        add("Rails", *folder);
    if (!path.ends_with(".sql")) continue;
    // SQLx names its files in the same way.
    if (const auto folder = above(path, "migrations/"); folder.has_value() && has(*folder, "Cargo.toml"))
      add("SQLx", *folder);
    else if (path.ends_with(".up.sql"))
      add("golang-migrate", project::parent_path(path));
    if (const auto folder = above(path, "src/main/resources/db/migration/V"); folder.has_value())
      add("Flyway", *folder);
  }
  return found;
}

/// A text with quotes, commas and brackets as blanks, so that `["alembic", "upgrade"]` reads as a shell has it.
static std::string plain(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const bool blank = c == '"' || c == '\'' || c == ',' || c == '[' || c == ']' || c == '(' || c == ')' || c == '\t' ||
                       c == '\n' || c == ' ';
    if (!blank) result += c;
    if (blank && !result.ends_with(' ')) result += ' ';
  }
  return result;
}

static bool runs(const Tool& tool, std::string_view text) {
  const std::string words = plain(text);
  return std::ranges::any_of(tool.commands, [&](std::string_view command) { return contains(words, command); });
}

/// The tools that the text of each file runs, each found when it is first asked for: a bit for each tool, and behind
/// them one for each that was asked for.
struct Running {
  std::unique_ptr<std::atomic<std::uint32_t>[]> tools;
};
static Running not_asked_yet(const project::Project& project) {
  return {std::make_unique<std::atomic<std::uint32_t>[]>(project.sources.size())};
}

static bool runs(const project::Project& project, const Tool& tool, FileId file) {
  constexpr std::size_t asked = 16;
  assert(migration_tools.size() <= asked);
  std::atomic<std::uint32_t>& found = project::fact<not_asked_yet>(project).tools[static_cast<std::size_t>(file)];
  const auto index = static_cast<std::size_t>(&tool - migration_tools.data());
  std::uint32_t bits = found.load(std::memory_order_relaxed);
  if ((bits >> (asked + index) & 1) == 0) {
    bits = std::uint32_t{1} << (asked + index);
    if (runs(tool, project.sources[file].text())) bits |= std::uint32_t{1} << index;
    found.fetch_or(bits, std::memory_order_relaxed);
  }
  return (bits >> index & 1) != 0;
}

static bool migrates_by_itself(const Tool& tool, std::string_view text) {
  return std::ranges::any_of(tool.in_code, [&](std::string_view words) {
    for (; !words.empty(); words.remove_prefix(std::min(words.size(), before(words, '&').size() + 1)))
      if (!contains(text, before(words, '&'))) return false;
    return true;
  });
}

static bool is_guide(const project::File& file) {
  return file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation;
}

/// A file beside the migrations that belongs to them, or to their tests.
static bool is_part_of_them(std::string_view path) {
  return contains(path, "versions/") || contains(path, "igrations/") || contains(path, "alembic/") ||
         contains(path, "test") || contains(path, "Test");
}

/// What stands behind `run`, `pnpm` and `yarn` in files that are no guides, as far as the name of a script may reach;
/// sorted.
static std::vector<std::string> called_scripts(const project::Project& project) {
  constexpr std::size_t longest = 200;
  std::vector<std::string> called;
  for (const project::File& file : project.files) {
    if (is_guide(file) || !file.has_content || file.kind == project::FileKind::package_lock) continue;
    const std::string words = plain(project.sources[file.source].text());
    for (const std::string_view program : {"run ", "pnpm ", "yarn "})
      for (std::size_t at = words.find(program); at != std::string::npos; at = words.find(program, at + 1))
        called.push_back(words.substr(at + program.size(), longest));
  }
  std::ranges::sort(called);
  const auto twice = std::ranges::unique(called);
  called.erase(twice.begin(), twice.end());
  return called;
}

/// Whether a script of package.json whose text migrates is one that a start or a build runs by itself, or that other
/// files call.
static bool is_called(const project::Project& project, std::string_view name) {
  if (is_one_of("start prestart poststart postinstall build postbuild prebuild release deploy predeploy", name) ||
      name.starts_with("start:") || name.starts_with("docker"))
    return true;
  const std::vector<std::string>& called = project::fact<called_scripts>(project);
  const auto at = std::ranges::lower_bound(called, name);
  return at != called.end() && at->starts_with(name);
}

/// Whether a pipeline brings the schema up to date, apart from its tests: a job with a database of its own below
/// `services` leaves no other one changed.
static bool pipeline_runs(const project::Project& project, const project::File& file, const Tool& tool) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return runs(project, tool, file.source);
  const yaml::Node& root = file.yaml->root()->resolved();
  const yaml::Node* const jobs = value_of(root, "jobs");
  const yaml::Node& all = jobs != nullptr ? *jobs : root;
  if (!all.is_mapping()) return runs(project, tool, file.source);
  return std::ranges::any_of(all.entries, [&](const yaml::Entry& job) {
    if (job.value == nullptr || value_of(job.value->resolved(), "services") != nullptr) return false;
    return runs(tool, project.sources.text(job.value->span));
  });
}

/// Who brings the schema up to date, apart from the services of a stack.
struct Elsewhere {
  bool certainly = false;                ///< A script, a pipeline, the program itself.
  const project::File* guide = nullptr;  ///< A guide, a Makefile or an unused package script: people by hand.
};

static Elsewhere elsewhere(const project::Project& project, const Tool& tool) {
  Elsewhere result;
  using Kind = project::FileKind;
  std::multimap<const project::File*, const project::Manifest*> by_file;
  for (const project::Manifest& manifest : project::manifests(project)) by_file.emplace(manifest.file, &manifest);
  for (const project::File& file : project.files) {
    if (!file.has_content || is_part_of_them(file.path)) continue;
    if (file.kind == Kind::compose || file.kind == Kind::dockerfile || file.kind == Kind::package_lock ||
        file.kind == Kind::python_lock)
      continue;
    if (file.kind == Kind::package_json) {
      const auto [first, last] = by_file.equal_range(&file);
      for (const auto& [listed, manifest] : std::ranges::subrange(first, last)) {
        for (const project::ManifestScript& script : manifest->scripts) {
          if (!runs(tool, script.text)) continue;
          if (is_called(project, script.name)) result.certainly = true;
          if (result.guide == nullptr) result.guide = &file;
        }
      }
    } else if (file.kind == Kind::source) {
      result.certainly = result.certainly || migrates_by_itself(tool, project.sources[file.source].text()) ||
                         runs(project, tool, file.source);
    } else if (file.kind == Kind::ci) {
      result.certainly = runs(project, tool, file.source) && pipeline_runs(project, file, tool);
    } else if (runs(project, tool, file.source)) {
      if (!is_guide(file) && file.kind != Kind::makefile) result.certainly = true;
      if (result.guide == nullptr || is_guide(file)) result.guide = &file;
    }
    if (result.certainly) return result;
  }
  // What is called so does it, whatever it is written in.
  result.certainly = std::ranges::any_of(project.tree, [](const project::Project::TreePath& entry) {
    const std::string_view name = base_name(entry.path);
    if (entry.directory)
      return (is_one_of("migrate migrator", name) && base_name(project::parent_path(entry.path)) != "db") ||
             contains(name, "Migrator");
    return (name.starts_with("migrat") || contains(name, "_migrat") || contains(name, "-migrat") ||
            contains(name, "Migrator") || contains(name, "MigrationService") || contains(name, "MigrationRunner")) &&
           !is_part_of_them(entry.path) && !contains(entry.path, "management/commands/");
  });
  return result;
}

/// The same for each tool that has migrations here.
static std::map<const Tool*, Elsewhere> who_else(const project::Project& project) {
  std::map<const Tool*, Elsewhere> result;
  for (const Migrations& migrations : migrations_in(project))
    if (const auto [at, is_new] = result.try_emplace(migrations.tool); is_new)
      at->second = elsewhere(project, *migrations.tool);
  return result;
}

static std::string command_of(const project::Service& service) {
  std::string text;
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words) text += std::string(word) + ' ';
  return text;
}

/// Whether what starts or builds a service brings the schema up to date.
static bool service_runs(const project::Project& project, const project::Service& service, const Tool& tool) {
  if (runs(tool, command_of(service))) return true;
  if (service.entrypoint_script != nullptr && runs(project, tool, service.entrypoint_script->source)) return true;
  return service.dockerfile != nullptr && service.dockerfile->file != nullptr && !service.dockerfile->is_inline &&
         runs(project, tool, service.dockerfile->file->source);
}

/// Whether a command of the repository starts a service that profiles leave out.
static bool is_started_by_somebody(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(project.compose_commands, [&](const project::ComposeCommand& command) {
    if (!command.profiles_known) return true;
    return std::ranges::any_of(service.definition->profiles,
                               [&](const auto& profile) {
                                 return std::ranges::find(command.profiles, std::string_view(profile.value)) !=
                                        command.profiles.end();
                               }) ||
           std::ranges::find(command.operands, service.name) != command.operands.end();
  });
}

/// Whether the image of a service is made of the folder of the migrations, or of one around it.
static bool is_made_of(const project::Project& project, const project::Service& service, std::string_view folder) {
  if (!service.active || !service.builds) return false;
  const project::ReadFolder* const code = project::code_folder(project, service);
  return code != nullptr && project::is_part_of(*code, folder);
}

/// Whether a manifest of the code of a service names what migrates at each start.
static bool brings_it(const project::Project& project, const project::Service& service, const Tool& tool) {
  if (tool.in_manifest.empty()) return false;
  const project::ReadFolder& code = *project::code_folder(project, service);
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    return (project::is_part_of(code, manifest.folder)) &&
           contains(project.sources[manifest.file->source].text(), tool.in_manifest);
  });
}

/// EF Core: where the code migrates, but under a condition on the environment alone; invalid when it does not.
static Span migrates_in_development(const project::Project& project, const project::Service& service,
                                    const Tool& tool) {
  if (tool.title != ef_core) return {};
  const project::ReadFolder& code = *project::code_folder(project, service);
  const bool always = std::ranges::any_of(
      code.signs, [](const code::Sign& sign) { return sign.row->kind == knowledge::CodeSign::Kind::migrates; });
  if (always) return {};
  for (const FileId id : code.sources) {
    const Source& source = project.sources[id];
    if (!source.path().ends_with("Program.cs") && !source.path().ends_with("Startup.cs")) continue;
    for (const std::string_view call : {"Database.MigrateAsync", "Database.Migrate"}) {
      const std::size_t at = source.text().find(call);
      if (at != std::string_view::npos)
        return {id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + call.size())};
    }
  }
  return {};
}

/// Whether the sources of a service have a word.
static bool code_has(const project::Project& project, const project::Service& service, auto&& has) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  return code != nullptr && std::ranges::any_of(code->sources, [&](FileId source) {
           return !is_part_of_them(project.sources[source].path()) && has(source);
         });
}

static void check(const project::Stack& stack, Report& report) {
  using project::Role;
  if (stack.role == Role::test || stack.role == Role::ci || stack.role == Role::example || !stack.partial.empty())
    return report.skip();
  const project::Project& project = report.project();
  bool any = false;
  for (const Migrations& migrations : once<migrations_in>(report)) {
    const Tool& tool = *migrations.tool;
    const auto found = std::ranges::find_if(stack.services, [&](const project::Service* service) {
      return is_made_of(project, *service, migrations.folder);
    });
    if (found == stack.services.end()) continue;
    const project::Service* const owner = *found;
    any = true;
    const project::Service* left_out = nullptr;
    bool does = false;
    for (const project::Service* const service : stack.services) {
      if (!service_runs(project, *service, tool)) continue;
      does = does || service->active || is_started_by_somebody(project, *service);
      left_out = service;
    }
    if (does) continue;
    const Elsewhere& others = once<who_else>(report).at(&tool);
    if (others.certainly || brings_it(project, *owner, tool)) continue;
    const Span guarded = migrates_in_development(project, *owner, tool);
    if (guarded.valid()) {
      const auto environment = project::container_variable(*owner, "ASPNETCORE_ENVIRONMENT");
      if (stack.role == Role::development || (environment.has_value() && environment->value == "Development")) continue;
      report
          .at(owner->span, "`{}` migrates its database in development alone, and nothing else runs `{}`", owner->name,
              tool.command)
          .note(guarded, "Only under a condition on the environment");
      continue;
    }
    if (code_has(project, *owner, [&](FileId source) {
          return migrates_by_itself(tool, project.sources[source].text()) || runs(project, tool, source);
        }))
      continue;
    const bool made_otherwise = code_has(project, *owner, [&](FileId source) {
      const std::string_view text = project.sources[source].text();
      return contains(text, "create_all(") || contains(text, "create_all)") || contains(text, "EnsureCreated");
    });
    const Severity severity =
        others.guide != nullptr || made_otherwise || stack.role == Role::development ? Severity::low : Severity::medium;
    const auto say = [&]() {
      if (left_out != nullptr)
        return report.at(owner->span, "Only `{}` brings the tables of `{}` up to date, and no command starts it",
                         left_out->name, owner->name);
      if (others.guide != nullptr)
        return report.at(owner->span, "No start and no pipeline runs `{}` for `{}`; people have to remember it",
                         tool.command, owner->name);
      return report.at(owner->span, "Nothing runs `{}`, so that migrations never reach the database of `{}`",
                       tool.command, owner->name);
    };
    Builder finding = say();
    finding.severity(severity);
    if (left_out != nullptr) finding.note(left_out->span, "Its profile leaves it out");
    if (left_out == nullptr && others.guide != nullptr)
      finding.note({others.guide->source, 0, 0}, "`{}` names the command", others.guide->path);
    if (made_otherwise)
      finding.note(owner->span, "`{}` makes tables that are missing, and changes none",
                   tool.title == ef_core ? "EnsureCreated" : "create_all");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4677",
    .summary = "Migrations that nothing runs",
    .why =
        "A new database stays without tables, and after an update the program asks for columns that are not there; who "
        "deploys has to know a step that nothing says or does.",
    .remedy =
        "Run the migrations in a job that the program waits for (`service_completed_successfully`), in the pipeline "
        "before the new version starts, or where only one container exists in its start script.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "have something that runs their migrations",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::migrations_nobody_runs
