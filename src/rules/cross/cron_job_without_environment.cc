#include "rules/rule.h"

#include <string_view>

#include "dockerfile/says.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/backups.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::cron_job_without_environment {

/// Whether the environment of the container is handed on: written to a file that jobs or PAM read.
static bool is_handed_on(std::string_view text) {
  for (const std::string_view word : {"/etc/environment", "printenv", "env >", "env >>", "export -p", "declare -p",
                                      "/proc/1/environ", "set -a", "supercronic", "-o env"})
    if (contains(text, word)) return true;
  return false;
}

/// The variable of the Compose file that a script reads first and does not set itself.
static const shell::Expansion* variable_read(const project::Service& service, const shell::Script& script) {
  const shell::Expansion* found = nullptr;
  for_each_node_deep(script, [&](const shell::Node& node) {
    const auto look = [&](const shell::Word& word) {
      for (const shell::Expansion& expansion : word.expansions)
        if (found == nullptr && expansion.kind == shell::ExpansionKind::parameter && !expansion.name.empty() &&
            !expansion.operation.starts_with(":-") && service.definition->variable(expansion.name) != nullptr)
          found = &expansion;
    };
    for (const shell::Word& word : node.words) look(word);
    for (const shell::Assignment& assignment : node.assignments) look(assignment.value);
  });
  if (found == nullptr) return nullptr;
  bool set_here = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments) set_here = set_here || assignment.name == found->name;
    if (node.kind == shell::NodeKind::simple && is_one_of(". source", shell::invocation(node).program)) set_here = true;
  });
  return set_here ? nullptr : found;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.builds || service.dockerfile == nullptr || service.stage == nullptr ||
      !contains(command_text(project, service), "cron"))
    return report.skip();
  // BusyBox hands its own environment on; the cron of Debian starts jobs with next to none.
  std::string all = command_text(project, service);
  bool debian = false;
  for (const dockerfile::Instruction* const instruction : service.dockerfile->parsed->instructions) {
    all += instruction->line.text;
    all += '\n';
    for (const dockerfile::Heredoc& heredoc : instruction->heredocs) all += heredoc.body.text;
    debian =
        debian || (instruction->op == dockerfile::Op::run && says(*instruction, "apt") && says(*instruction, "cron"));
  }
  if (!debian) return report.skip();
  if (is_handed_on(all)) return;
  bool asks = false;
  for (const dockerfile::Instruction* const instruction : service.dockerfile->parsed->instructions) {
    if (instruction->op != dockerfile::Op::copy || instruction->arguments.size() != 2 ||
        !contains(instruction->arguments[1].text, "cron"))
      continue;
    const auto path = project::join_path(service.build->directory, instruction->arguments[0].text);
    const project::File* const table = path.has_value() ? project.file(*path) : nullptr;
    if (table == nullptr || !table->has_content) continue;
    const std::string_view lines = project.sources[table->source].text();
    if (is_handed_on(lines)) continue;
    for (const project::File& file : project.files) {
      if (file.script == nullptr || file.script->root == nullptr || !contains(lines, base_name(file.path))) continue;
      if (is_handed_on(project.sources[file.source].text())) continue;
      asks = true;
      const shell::Expansion* const read = variable_read(service, *file.script);
      if (read == nullptr || contains(lines, std::string(read->name) + "=")) continue;
      report.at(read->span, "Cron starts jobs without the container's environment, so `{}` is empty here", read->name)
          .note(service.definition->variable(read->name)->span, "`{}` gets it here", service.name)
          .note(instruction->span, "The table that runs the script");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4594",
    .summary = "Cron job that counts on the container's environment",
    .why = "The cron daemon starts jobs with a handful of variables of its own: the script fails, or works on nothing.",
    .remedy =
        "Write the environment out before cron starts (`printenv > /etc/environment`), or use a scheduler that hands "
        "it on, such as supercronic.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::cron_job_without_environment
