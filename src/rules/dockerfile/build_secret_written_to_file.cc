#include "rules/rule.h"

#include <string>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::build_secret_written_to_file {

/// A build argument in force before `run` whose name says that it is a credential.
static const dockerfile::Pair* secret_argument(const dockerfile::Instruction& run, std::string_view name) {
  if (!name_is_secret(name)) return nullptr;
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (stage == run.stage && instruction->span.begin >= run.span.begin) break;
      if (instruction->op != dockerfile::Op::arg && instruction->op != dockerfile::Op::env) continue;
      for (const dockerfile::Pair& pair : instruction->pairs)
        if (pair.key.text == name) return &pair;
    }
  return nullptr;
}

/// Whether the command keeps what it is given: it writes a file, or a configuration.
static bool keeps(const shell::Invocation& command) {
  for (const shell::Redirection& redirection : command.node->redirections)
    if ((redirection.operation == ">" || redirection.operation == ">>") && redirection.descriptor != 2 &&
        !redirection.target.text.starts_with("/dev/") && !redirection.target.text.starts_with("/tmp/"))
      return true;
  const shell::Node* const pipeline = command.node->parent;
  if (pipeline != nullptr && pipeline->kind == shell::NodeKind::pipeline) {
    const shell::Node& last = *pipeline->children.back();
    if (last.kind == shell::NodeKind::simple && shell::invocation(last).program == "tee") return true;
    for (const shell::Redirection& redirection : last.redirections)
      if (redirection.operation == ">" || redirection.operation == ">>")
        return command.program == "echo" || command.program == "printf";
  }
  const std::string_view verb = command.verb();
  if (is_one_of("git npm yarn pnpm pip pip3 composer bundle poetry", command.program) &&
      (verb == "config" || verb == "set"))
    return true;
  return command.program == "sed" && command.has_any_flag({"-i", "--in-place"});
}

static bool is_deleted(const shell::Script& script, const shell::Node* node, const shell::Invocation& writer) {
  bool behind = false;
  for (const shell::Node* other : script.commands) {
    if (behind) {
      const shell::Invocation command = shell::invocation(*other);
      if (command.program == "rm" || command.program == "shred")
        for (const shell::Word& word : command.arguments)
          for (const shell::Redirection& redirection : writer.node->redirections)
            if (word.text == redirection.target.text || base_name(word.text) == base_name(redirection.target.text))
              return true;
      for (const shell::Word& word : command.arguments)
        if (word.text == "--unset" || word.text == "delete" || word.text == "unset") return true;
      if (command.program == "rm")
        for (const shell::Word& word : command.arguments)
          if (contains(word.text, ".gitconfig") || contains(word.text, ".npmrc") || contains(word.text, ".netrc"))
            return true;
    }
    behind = behind || other == node;
  }
  return false;
}

static void check(const dockerfile::Instruction& run, Report& report) {
  if (run.script == nullptr || run.stage == nullptr) return report.skip();
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (!keeps(command)) continue;
    for (const shell::Word& word : node->words)
      for (const shell::Expansion& expansion : word.expansions) {
        if (expansion.kind != shell::ExpansionKind::parameter) continue;
        const dockerfile::Pair* const argument = secret_argument(run, expansion.name);
        if (argument == nullptr || is_deleted(*run.script, node, command)) continue;
        report
            .at(expansion.span, "`{}` is written into the layer, for everybody who can pull the image", expansion.name)
            .note(argument->key.span, "Handed in here; `RUN --mount=type=secret` keeps it out");
        return;
      }
  }
}

extern const Rule rule = {
    .code = "SW1231",
    .summary = "Secret of the build written into a layer",
    .why =
        "The file stays in the layer, also when a later step deletes it, and the value of the build argument stands in "
        "the image's history.",
    .remedy = "Mount the secret for the one command that needs it: `RUN --mount=type=secret,id=token,env=TOKEN ...`.",
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker Top 10 2018:D06",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::build_secret_written_to_file
