#include <algorithm>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::init_script_tool_missing {

/// Whether the script looks itself which programs there are, or brings some.
static bool chooses(const shell::Script& script) {
  return std::ranges::any_of(script.commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    return is_one_of("command which type hash curl wget", command.program) ||
           knowledge::is_system_package_manager(command.program) || command.program.empty();
  });
}

/// The first command whose program the image certainly lacks; null for none.
static const shell::Node* lacking(const project::Service& service, const shell::Script& script) {
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program_word == nullptr || contains(command.program_word->text, "/") || node->joined_by == "||")
      continue;
    if (service.has_tool(command.program) == std::optional<bool>(false)) return node;
  }
  return nullptr;
}

static void check(const project::Service& service, Report& report) {
  const knowledge::DatabaseServer* const server = known_server(service);
  if (server == nullptr || !server->runs_scripts() || service.builds) return report.skip();
  bool asks = false;
  for (const project::File* const file : service.mounted_files) {
    if (file->script == nullptr || chooses(*file->script)) continue;
    const auto mount = std::ranges::find_if(service.definition->mounts, [&](const compose::Mount& each) {
      return server->is_setup(each.target) && each.inside_root && project::is_below(file->path, each.host_path);
    });
    if (mount == service.definition->mounts.end()) continue;
    asks = true;
    const shell::Node* const node = lacking(service, *file->script);
    if (node == nullptr) continue;
    const shell::Invocation command = shell::invocation(*node);
    report
        .at(command.program_word->span, "`{}` is not in the image of `{}`, so the first start of {} ends here",
            command.program, service.name, server->product)
        .note(mount->span(), "The script is run from here");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4264",
    .summary = "Script for a new database that calls a program which its image lacks",
    .why =
        "The script fails, the entrypoint ends with it, and at the next start the half-made data is taken for whole: "
        "accounts and tables are missing for good.",
    .remedy = "Call the client that the image has, `mongosh` in place of `mongo`.",
    .references = "https://www.mongodb.com/docs/mongodb-shell/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::init_script_tool_missing
