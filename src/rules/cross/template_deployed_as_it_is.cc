#include "rules/rule.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/lib/ci_jobs.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::template_deployed_as_it_is {

/// The template with credentials that a command copies to `.env`; null for other commands.
static const project::File* copied_template(const project::Project& project, const shell::Invocation& command) {
  if (command.program != "cp") return nullptr;
  const std::vector<const shell::Word*> operands = command.operands({});
  if (operands.size() != 2 || base_name(operands[1]->text) != ".env") return nullptr;
  const std::string_view name = base_name(operands[0]->text);
  for (const project::File& file : project.files)
    if (file.kind == project::FileKind::env_template && file.has_content && base_name(file.path) == name &&
        first_literal_secret(project.sources[file.source]).has_value())
      return &file;
  return nullptr;
}

static bool starts_stack(const shell::Invocation& command) {
  const bool compose = command.program == "docker-compose" ||
                       (command.program == "docker" && is_one_of("compose stack", command.verb()));
  if (!compose) return false;
  for (const shell::Word& word : command.arguments)
    if (word.text == "up" || word.text == "deploy") return true;
  return false;
}

/// Whether a command may change the file: `echo "TOKEN=..." >> .env`, `sed -i ... .env`.
static bool touches(const shell::Node& node) {
  for (const shell::Word& word : node.words)
    if (contains(word.text, ".env")) return true;
  for (const shell::Redirection& redirect : node.redirections)
    if (contains(redirect.target.text, ".env")) return true;
  return false;
}

static void check_script(const shell::Script& script, Report& report) {
  const shell::Node* copy = nullptr;
  const project::File* of = nullptr;
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (const project::File* const file = copied_template(report.project(), command); file != nullptr) {
      copy = node;
      of = file;
      continue;
    }
    if (copy == nullptr) continue;
    if (starts_stack(command)) {
      const Source& source = report.project().sources[of->source];
      const std::optional<SecretLine> secret = first_literal_secret(source);
      report
          .at(copy->span, "`{}` is deployed as it is, with the `{}` that everybody can read there", of->path,
              secret->name)
          .note({of->source, secret->begin, secret->end}, "This value is in force");
      return;
    }
    if (touches(*node)) return;
  }
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  const auto look_at = [&](const shell::Script* script) {
    if (script == nullptr || script->root == nullptr) return;
    any = true;
    check_script(*script, report);
  };
  for (const shell::Script* const script : file.embedded)
    for (const shell::Node* const node : script->commands) look_at(node->remote_script);
  if (file.script != nullptr)
    for (const shell::Node* const node : file.script->commands) look_at(node->remote_script);
  for (const CiJob& job : github_jobs(file))
    for (const CiStep& step : job.steps) {
      if (!step.action.ends_with("/ssh-action")) continue;
      const yaml::Node* const text = step.input("script");
      if (text != nullptr) look_at(remote_script_of(file, text->resolved()));
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4169",
    .summary = "Template of an env file that a deployment puts into force",
    .why =
        "A template is committed, so its keys and passwords are public: whoever reads the repository logs in to the "
        "database and signs sessions. What was filled in on the machine is overwritten at each deployment.",
    .remedy = "Write `.env` from the secrets of the CI service, or leave the one of the machine alone.",
    .controls = "OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::template_deployed_as_it_is
