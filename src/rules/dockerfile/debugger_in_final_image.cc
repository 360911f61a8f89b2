#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::debugger_in_final_image {

static bool is_debugger(std::string_view name) {
  name = name.substr(0, name.find_first_of("=~<>@:-"));
  return is_one_of("xdebug debugpy pydevd dlv", name);
}

static const shell::Word* debugger(const shell::Invocation& command) {
  const PackageCommand package = package_command(command);
  if (package.action == PackageAction::install) {
    for (const shell::Word* word : package.packages)
      if (is_debugger(word->text) || contains(word->text, "xdebug") || contains(word->text, "/delve/cmd/dlv"))
        return word;
    return nullptr;
  }
  if (is_one_of("docker-php-ext-enable docker-php-ext-install install-php-extensions phpenmod pecl", command.program))
    for (const shell::Word& word : command.arguments)
      if (is_debugger(word.text)) return &word;
  return nullptr;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (is_for_development(stage, report)) return report.skip();
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands) {
        const shell::Word* const word = debugger(shell::invocation(*node));
        if (word == nullptr) continue;
        // Under a condition it is somebody's choice at build time.
        bool conditional = false;
        for (const shell::Node* up = node; up != nullptr; up = up->parent)
          conditional =
              conditional || up->kind == shell::NodeKind::if_clause || up->kind == shell::NodeKind::case_clause;
        if (conditional) continue;
        report
            .at(word->span,
                "A debugger in the shipped image slows it down and can open it; install it in a development stage")
            .peers(contains(word->text, "xdebug") ? "tally:tally/php/no-xdebug-in-final-image" : "");
        // What follows in the same step belongs to the same install.
        break;
      }
    }
}

extern const Rule rule = {
    .code = "SW1215",
    .summary = "Debugger in the shipped image",
    .why = "A debugger lets whoever reaches it run code, and slows every request down.",
    .remedy = "Install it in a stage of its own that only development builds.",
    .peers = "tally:tally/php/no-xdebug-in-final-image",
    .differs = "Python's and Go's debuggers count as well. An install behind a condition passes.",
    .controls = "NIST 800-190:4.1.2",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::debugger_in_final_image
