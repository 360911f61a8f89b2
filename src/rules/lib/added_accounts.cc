#include "rules/lib/added_accounts.h"

#include "knowledge/build_facts.h"
#include "knowledge/knowledge.h"
#include "project/installers.h"
#include "project/tools.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "shell/command.h"
#include "shell/parse.h"

namespace seaworthy::rules {

bool may_add_account(const dockerfile::Stage& stage, std::string_view name, Report& report) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    using dockerfile::Op;
    if (instruction->op == Op::copy || instruction->op == Op::add) {
      for (const dockerfile::Word& word : instruction->arguments)
        if (!word.literal || contains(word.text, "passwd") || word.text == "/" || contains(word.text, ".tar") ||
            word.text == "/etc" || word.text == "/etc/")
          return true;
      continue;
    }
    if (instruction->op != Op::run) continue;
    if (instruction->script == nullptr || instruction->script->root == nullptr) return true;
    // Its name stands somewhere in a RUN: as an argument of useradd, as a package, in a script.
    if (contains(report.text(instruction->span), name) || contains(report.text(instruction->span), "passwd"))
      return true;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      for (const shell::Word& word : command.arguments)
        if (!word.literal && is_one_of("useradd adduser", command.program)) return true;
      if (command.program.ends_with(".sh") || command.program == "make") return true;
      if (shell::is_shell(command.program) && !project::runs_known_installer(*node)) return true;
      const PackageCommand package = package_command(command);
      if (package.action == PackageAction::install && package.tool != nullptr)
        for (const shell::Word* const word : package.packages)
          if (!word->literal || contains(word->text, name)) return true;
    }
  }
  return false;
}

bool lacks_account(const dockerfile::Stage& stage, std::string_view name, Report& report) {
  if (stage.root().base == "scratch") return !may_add_account(stage, name, report);
  const knowledge::Image* const image = project::base_image(stage);
  if (image == nullptr || name == image->user || name == image->runtime_user) return false;
  const knowledge::ImageVariant* const variant =
      knowledge::variant(*image, knowledge::parse_reference(stage.root().base).tag);
  return knowledge::has_account(*image, variant, name) == knowledge::HasAccount::no &&
         !may_add_account(stage, name, report);
}

}  // namespace seaworthy::rules
