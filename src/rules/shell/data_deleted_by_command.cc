#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/asked_person.h"
#include "rules/lib/migrations.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::data_deleted_by_command {

static std::string joined(const CommandSubject& subject) {
  std::string text;
  for (const shell::Word& word : subject.invocation.node->words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

/// SQL or a client's command that drops or empties everything.
static std::string_view wiping_statement(const shell::Invocation& command) {
  if (command.program == "dropdb") return "dropdb";
  if (is_one_of("redis-cli valkey-cli", command.program))
    for (const shell::Word& word : command.arguments)
      if (equal_ignoring_case(word.text, "FLUSHALL") || equal_ignoring_case(word.text, "FLUSHDB")) return word.text;
  const bool in_container =
      is_one_of("docker docker-compose podman", command.program) &&
      std::ranges::any_of(command.arguments, [](const shell::Word& word) { return word.text == "exec"; }) &&
      std::ranges::any_of(command.arguments,
                          [](const shell::Word& word) { return is_one_of("psql mysql mariadb mongosh", word.text); });
  if (in_container || is_one_of("psql mysql mariadb mongosh", command.program))
    for (const shell::Word& word : command.arguments)
      for (const std::string_view statement :
           {"DROP DATABASE", "drop database", "DROP SCHEMA", "drop schema", "dropDatabase()"})
        if (contains(word.text, statement)) return statement;
  return {};
}

/// What people call to start over, and what a restore has to do.
static bool is_meant(std::string_view name) {
  for (const std::string_view word :
       {"restore", "import", "reset", "clean", "clear", "test", "dev", "seed", "fresh", "wipe", "destroy", "drop",
        "teardown", "e2e", "uninstall", "nuke", "local", "demo", "example"})
    if (contains(name, word)) return true;
  return false;
}

/// Whether the command stands in a function or an arm of a `case` whose name says so: `reset-db)`.
static bool is_in_part_that_means_it(const shell::Node& node) {
  for (const shell::Node* outer = node.parent; outer != nullptr; outer = outer->parent) {
    if (outer->kind == shell::NodeKind::function && is_meant(outer->name)) return true;
    if (outer->parent != nullptr && outer->parent->kind == shell::NodeKind::case_clause &&
        std::ranges::any_of(outer->words, [](const shell::Word& pattern) { return is_meant(pattern.text); }))
      return true;
  }
  return false;
}

/// `NODE_ENV=test yarn sequelize db:drop`, `rails db:drop -e test`: the database of the tests.
static bool is_of_tests(const shell::Invocation& command) {
  const auto names_tests = [](std::string_view value) { return value == "test" || value == "testing"; };
  for (const shell::Assignment& assignment : command.node->assignments)
    if (names_tests(assignment.value.text)) return true;
  for (const shell::Word& word : command.node->words)
    if (names_tests(word.text.substr(word.text.find('=') + 1))) return true;
  return false;
}

/// Whether a script runs tests behind a command, for which its database is made and emptied.
static bool is_before_tests(const CommandSubject& subject) {
  return subject.script != nullptr && std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
           return node->span.begin > subject.invocation.node->span.begin &&
                  (node->program == "pytest" || std::ranges::any_of(node->words, [](const shell::Word& word) {
                     return is_one_of("pytest jest vitest mocha phpunit rspec", word.text);
                   }));
         });
}

/// `dropdb shop_check`, `DROP DATABASE IF EXISTS restore_test`: a copy by its written name.
static bool names_copy(const shell::Invocation& command) {
  for (const shell::Word& word : command.arguments)
    for (const std::string_view part :
         {"check", "verify", "test", "restore", "scratch", "tmp", "temp", "drill", "shadow", "copy"})
      for (const std::string_view joint : {"_", "-"})
        if (contains(word.text, std::string(joint) + std::string(part)) ||
            contains(word.text, std::string(part) + std::string(joint)))
          return true;
  return false;
}

/// `dropdb "$STAGING_DB"`, `DROP DATABASE $VERIFY_DB`: a copy by its name, made to try something on.
static bool is_of_copy(const shell::Invocation& command) {
  if (command.program == "dropdb" && names_copy(command)) return true;
  for (const shell::Word& word : command.node->words)
    for (const shell::Expansion& expansion : word.expansions) {
      std::string name(expansion.name);
      for (char& letter : name) letter = lower(letter);
      if (!contains(name, "db") && !contains(name, "database") && !contains(name, "schema")) continue;
      for (const std::string_view part :
           {"stag", "test", "temp", "tmp", "verif", "restor", "scratch", "shadow", "drill"})
        if (contains(name, part)) return true;
    }
  return false;
}

/// Whether a database runs the script at its first start, when there is nothing to lose.
static bool is_init_script(const project::Project& project, const project::File& file) {
  if (contains(file.path, "initdb")) return true;
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
      return mount.inside_root && contains(mount.target, "initdb") &&
             (mount.host_path == file.path || is_below(file.path, mount.host_path));
    });
  });
}

/// `dropdb --if-exists -h 127.0.0.1 x; createdb x`: a script that makes a database for itself on the machine it runs
/// on.
static bool makes_it_anew(const CommandSubject& subject) {
  const shell::Invocation& drop = subject.invocation;
  if (drop.program != "dropdb" || !drop.has_flag("--if-exists") || drop.operands().empty()) return false;
  const shell::Word& database = *drop.operands().back();
  const bool local = std::ranges::any_of(
      drop.arguments, [](const shell::Word& word) { return is_one_of("localhost 127.0.0.1", word.text); });
  return local && database.literal && std::ranges::any_of(subject.script->commands, [&](const shell::Node* node) {
           const shell::Invocation command = shell::invocation(*node);
           return command.program == "createdb" && !command.operands().empty() &&
                  command.operands().back()->text == database.text;
         });
}

/// Whether the command runs only where somebody has asked for it by a variable: `if [ "$LOAD_TEST_DATA" = true ]`.
static bool is_asked_for(const CommandSubject& subject, const Report& report) {
  for (const shell::Node* outer = subject.invocation.node->parent; outer != nullptr; outer = outer->parent) {
    if (outer->kind != shell::NodeKind::if_clause || outer->children.empty()) continue;
    const std::string_view condition = report.text(outer->children.front()->span);
    if (contains(condition, "$") && (contains(condition, "true") || contains(condition, "\"1\"") ||
                                     contains(condition, "yes") || contains(condition, " 1 ")))
      return true;
  }
  return false;
}

static bool is_recursive(const shell::Invocation& command) {
  return std::ranges::any_of(command.arguments, [](const shell::Word& word) {
    return word.text == "--recursive" || (word.text.starts_with('-') && !word.text.starts_with("--") &&
                                          (contains(word.text, "r") || contains(word.text, "R")));
  });
}

/// Whether a command runs each time: no branch, loop or function is around it, and it stands first in its and-or list.
static bool is_first_of_its_row(const shell::Node& command) {
  for (const shell::Node* node = &command; node->parent != nullptr; node = node->parent) {
    const shell::Node& outer = *node->parent;
    if (node->script != outer.script) return false;
    if (outer.kind == shell::NodeKind::list || outer.kind == shell::NodeKind::group) continue;
    if (outer.kind != shell::NodeKind::and_or || outer.children.front() != node) return false;
  }
  return true;
}

/// Whether a command of the start deletes all that its service keeps: `rm -rf /var/lib/postgresql/data/*`.
static bool deletes_own_data(const CommandSubject& subject) {
  if (subject.service == nullptr || subject.site != CommandSite::compose_command ||
      subject.service->stack->role == project::Role::development ||
      subject.service->stack->role == project::Role::test || subject.invocation.program != "rm" ||
      !is_recursive(subject.invocation) || !is_first_of_its_row(*subject.invocation.node))
    return false;
  const std::vector<StatePlace> places = state_places(*subject.service);
  return std::ranges::any_of(subject.invocation.operands(), [&](const shell::Word* word) {
    std::string_view path = word->text;
    if (path.ends_with("/*")) path.remove_suffix(2);
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    // The volume may lie at the place where another release kept its data.
    const bool is_kept = std::ranges::any_of(subject.service->definition->mounts, [&](const compose::Mount& mount) {
      return mount.target == path && (mount.type == compose::MountType::bind ||
                                      (mount.type == compose::MountType::volume && !mount.source_text.empty()));
    });
    return is_kept && std::ranges::any_of(places, [&](const StatePlace& place) {
             return place.path == path || is_below(path, place.path);
           });
  });
}

static void check_own_data(const CommandSubject& subject, Report& report) {
  const bool copies_anew = std::ranges::any_of(subject.script->commands, [](const shell::Node* node) {
    return shell::invocation(*node).program == "pg_basebackup";
  });
  if (copies_anew) {
    report
        .at(subject.invocation.span(),
            "`{}` deletes its copy at each start and fetches the whole database again; do so only while it has none",
            subject.service->name)
        .severity(Severity::medium)
        .rung(Rung::operate);
    return;
  }
  report.at(subject.invocation.span(), "`{}` deletes all that it keeps at each start", subject.service->name)
      .severity(Severity::critical);
}

/// `alias fresh="artisan migrate:fresh"` is another name for the command, for people to type.
static bool is_alias(const shell::Node& node) {
  if (!node.words.empty() && node.words.front().text == "alias") return true;
  const shell::Node* const around =
      node.script != nullptr && node.script->root != nullptr ? node.script->root->parent : nullptr;
  return around != nullptr && !around->words.empty() && around->words.front().text == "alias";
}

static void check(const CommandSubject& subject, Report& report) {
  if (deletes_own_data(subject)) return check_own_data(subject, report);
  if (is_alias(*subject.invocation.node)) return report.skip();
  const std::string text = joined(subject);
  std::string_view what = wiping_command(text);
  if (what.empty()) what = wiping_statement(subject.invocation);
  if (what.empty() || (contains(what, ":f") && contains(text, "--append"))) return report.skip();
  if (subject.site == CommandSite::readme || subject.site == CommandSite::ci || subject.site == CommandSite::probe)
    return;
  if (subject.script != nullptr && makes_it_anew(subject)) return;
  if (subject.file != nullptr && is_init_script(report.project(), *subject.file)) return;
  if (is_of_tests(subject.invocation) || is_before_tests(subject) || is_of_copy(subject.invocation) ||
      (subject.file != nullptr && is_meant(subject.file->path)) || is_in_part_that_means_it(*subject.invocation.node))
    return;
  if (subject.service != nullptr &&
      (subject.service->stack->role == project::Role::test ||
       subject.service->stack->role == project::Role::development || is_meant(subject.service->name)))
    return;
  // `echo 'artisan migrate:fresh' > /usr/bin/fresh` makes a command of that name for people.
  if (std::ranges::any_of(subject.invocation.node->redirections, [](const shell::Redirection& redirection) {
        return redirection.operation.starts_with('>') && is_meant(base_name(redirection.target.text));
      }))
    return;
  if (is_asked_for(subject, report) || asks_person_before(subject)) return;
  const bool at_start = subject.site == CommandSite::compose_command || subject.site == CommandSite::image_command ||
                        (subject.file != nullptr && subject.file->kind == project::FileKind::entrypoint);
  if (!at_start && subject.file != nullptr) {
    // The name of the target or package script says what it is for; package scripts run when somebody asks for them.
    for (std::size_t index = 0; index < subject.file->embedded.size(); ++index)
      if (subject.file->embedded[index] == subject.script && index < subject.file->embedded_places.size() &&
          (is_meant(subject.file->embedded_places[index]) || subject.file->kind == project::FileKind::package_json))
        return;
  }
  // What is lost is in columns and tables that the schema no longer has; the rest stays.
  if (contains(what, "--accept-data-loss")) {
    report
        .at(subject.invocation.span(), "`{}` drops what the schema no longer has, with its data; deploy migrations",
            what)
        .severity(at_start ? Severity::high : Severity::medium);
    return;
  }
  report
      .at(subject.invocation.span(), at_start ? "`{}` empties the database at each start" : "`{}` empties the database",
          what)
      .severity(at_start ? Severity::critical : Severity::high);
}

extern const Rule rule = {
    .code = "SW3103",
    .summary = "Command that empties the database",
    .why =
        "It asks nobody. Called in the wrong folder, or at each start of a container, it takes the data of production.",
    .remedy = "Apply migrations (`migrate deploy`, `db:migrate`) and keep what starts over in a script of that name.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::data_deleted_by_command
