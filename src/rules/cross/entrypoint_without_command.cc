#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/handed_on.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/shell_context.h"
#include "rules/rule.h"

namespace seaworthy::rules::entrypoint_without_command {

/// Whether a script gives itself arguments where it gets none: `set -- server`, `$#` asked, `"${@:-server}"`.
static bool has_own_default(const shell::Script& script) {
  bool found = false;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (node.words.size() > 1 && node.words[0].text == "set" && node.words[1].text == "--") found = true;
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions)
        found = found || expansion.name == "#" || expansion.name == "1" ||
                (expansion.name == "@" && !expansion.operation.empty());
  });
  return found;
}

static void check(const project::Service& service, Report& report) {
  if (service.entrypoint.from != project::Provenance::dockerfile || service.stage == nullptr ||
      service.startup == nullptr || service.entrypoint_script == nullptr || service.entrypoint.words.empty())
    return report.skip();
  const shell::Node* const last = runs_arguments(*service.startup);
  // A job is given something to go on with by whoever runs it, and an image without a stack by its user.
  if (last == nullptr || runs_once(service) || service.standalone || has_own_default(*service.startup))
    return report.skip();
  const std::string_view script = project::base_name(service.entrypoint_script->path);
  // In shell form neither CMD nor `command` reaches the script; in the other one the script has to be the last word.
  const bool takes_command = !service.entrypoint.shell_form;
  if (takes_command && project::base_name(service.entrypoint.words.back()) != script) return report.skip();
  if (takes_command && !service.command.words.empty()) return;
  if (!takes_command && (service.entrypoint.script == nullptr || service.entrypoint.script->commands.size() != 1 ||
                         !shell::invocation(*service.entrypoint.script->commands.front()).arguments.empty()))
    return report.skip();
  report
      .at(service.entrypoint.span, "The start script of `{}` runs its arguments, and {}", service.name,
          takes_command ? "neither CMD nor `command` gives it any" : "an ENTRYPOINT in shell form hands on none")
      .note(last->span, "The script ends here, with nothing to run");
}

extern const Rule rule = {
    .code = "SW5508",
    .summary = "Start script that runs its arguments and gets none",
    .why =
        "`exec \"$@\"` without arguments does nothing: the script ends, and the container with it. ENTRYPOINT clears "
        "the CMD of the base image, and in shell form it takes no arguments at all.",
    .remedy = "Write ENTRYPOINT as a list, and name the program in CMD of the same stage or in `command`.",
    .references = "https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::entrypoint_without_command
