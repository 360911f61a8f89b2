#include <algorithm>
#include <array>
#include <string>

#include "knowledge/knowledge.h"
#include "knowledge/package_kinds.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/migrations.h"
#include "rules/lib/once.h"
#include "rules/lib/script_commands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::migrations_run_while_building {

/// The migration that a step runs, itself or by a package script; "" for none.
static std::string migration_of(const project::Project& project, const BuildStep& step) {
  const auto in = [](const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) {
      if (is_one_of("--help -h --version", word)) return std::string();
      text += word;
      text += ' ';
    }
    return std::string(migration_command(text));
  };
  std::string found = in(texts(step.invocation));
  if (!found.empty()) return found;
  for (const ScriptCommand& command : script_commands(project, step)) {
    found = in(command.words);
    if (!found.empty()) return found;
  }
  // A script that is more than plain commands in a row: `yarn build & typeorm migration:run`.
  if (!knowledge::is_node_package_manager(step.invocation.program) || step.invocation.arguments.empty()) return found;
  const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::node, step.folder);
  const project::ManifestScript* const script =
      manifest != nullptr ? manifest->script(step.invocation.arguments.back().text) : nullptr;
  return script != nullptr ? std::string(migration_command(script->text)) : found;
}

/// Whether the program keeps its tables on a server, as far as the packages tell that it talks to one by.
static bool asks_server(const project::Project& project, const BuildStep& step) {
  bool server = false, file = false;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (!step.context->context.empty() && !manifest.folder.empty() &&
        !manifest.folder.starts_with(step.context->context) && !step.context->context.starts_with(manifest.folder))
      continue;
    for (const project::Dependency& dependency : manifest.dependencies) {
      server = server || knowledge::tables::database_drivers.contains(dependency.name);
      file = file || contains(dependency.name, "sqlite") || contains(dependency.name, "libsql");
    }
  }
  return server && !file;
}

/// Whether the steps speak of a database that the build has for itself.
static bool brings_database(const project::Dockerfile& dockerfile, const Report& report) {
  return std::ranges::any_of(dockerfile.parsed->instructions, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = report.text(instruction->span);
    return contains(text, "sqlite") || contains(text, "file:") || contains(text, "pg_ctl") ||
           contains(text, "postgresql start") || contains(text, "mysql start") || contains(text, "mysqld");
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const std::string command = migration_of(report.project(), step);
    if (command.empty() || may_fail(*step.invocation.node)) continue;
    asks = true;
    if (!asks_server(report.project(), step) || brings_database(dockerfile, report)) return;
    report.at(step.invocation.span(), "The build has no database to ask; run `{}` when a container starts", command);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4267",
    .summary = "Migrations that run while the image is built",
    .why =
        "No service of the stack can be reached from a build, so it fails; where a database answers all the same, the "
        "schema in production changes before the program that fits it is there, and on every machine that builds.",
    .remedy = "Run the migrations when the container starts, or in a service of their own that the others wait for.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::automation,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::migrations_run_while_building
