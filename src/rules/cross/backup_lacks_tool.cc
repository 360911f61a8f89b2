#include "rules/rule.h"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "knowledge/knowledge.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/scheduled_programs.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::backup_lacks_tool {

/// Whether the command stands in a branch that is taken when its program is there.
static bool is_looked_for(const shell::Node& node, std::string_view program, Report& report) {
  for (const shell::Node* at = &node; at->parent != nullptr; at = at->parent) {
    if (at->parent->kind != shell::NodeKind::if_clause) continue;
    const std::string_view condition = report.text(at->parent->children.front()->span);
    if (contains(condition, program)) return true;
  }
  return false;
}

/// A command whose program the container lacks.
static const shell::Node* impossible(const project::Service& service, const shell::Script& script,
                                     std::string_view& program, Report& report) {
  std::set<std::string_view> functions;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function) functions.insert(node.name);
  });
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    // What brings programs along makes everything behind it possible; what asks for a program can do without.
    if (knowledge::is_system_package_manager(command.program) || is_one_of("pip pip3 curl wget", command.program))
      return nullptr;
    if (command.program.empty() || functions.contains(command.program) || status_is_asked(*node)) continue;
    if (service.has_tool(command.program) != std::optional<bool>(false)) continue;
    if (is_looked_for(*node, command.program, report)) continue;
    program = command.program;
    return node;
  }
  return nullptr;
}

/// Whether a script is the backup, as far as its name or the command tells. A folder of scripts that is mounted as a
/// whole has those of others too.
static bool is_run_by(const project::Project& project, const project::Service& service, const project::File& file) {
  if (contains(file.path, "restore") || base_name(file.path).starts_with("test")) return false;
  return is_backup_name(base_name(file.path)) || &file == service.entrypoint_script ||
         contains(command_text(project, service), base_name(file.path)) || saves_state(file);
}

static void check(const project::Stack& stack, Report& report) {
  bool any = false;
  for (const project::Service* const service : once<backup_services>(report, stack)) {
    // What a job does whose script is not there, nobody can say.
    if (!missing_scheduled_programs(report.project(), *service).empty()) continue;
    for (const shell::Script* const script : container_scripts(report.project(), *service)) {
      const project::File* const file = report.project().file(script->root->span.file);
      if (file != nullptr && file->script == script && !is_run_by(report.project(), *service, *file)) continue;
      any = true;
      std::string_view program;
      const shell::Node* const node = impossible(*service, *script, program, report);
      if (node == nullptr) continue;
      report.at(node->span, "The backup calls `{}`, which the image of `{}` does not have", program, service->name)
          .note(service->definition->image ? service->definition->image.span() : service->span,
                "`{}` runs the script in this image", service->name);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4408",
    .summary = "Backup that calls a program its image lacks",
    .why = "The script ends with `not found` at its first real step, in a container whose log nobody reads.",
    .remedy = "Use an image with the client and the uploader, and reach the database over the network.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .strength = "have what their backup needs in its image",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::backup_lacks_tool
