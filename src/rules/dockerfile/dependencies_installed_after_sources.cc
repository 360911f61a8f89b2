#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::dependencies_installed_after_sources {

/// Everything of the build context: `COPY . .`
static bool copies_all(const dockerfile::Instruction& instruction) {
  if ((instruction.op != dockerfile::Op::copy && instruction.op != dockerfile::Op::add) ||
      instruction.flag("from") != nullptr || instruction.flag("exclude") != nullptr ||
      instruction.flag("parents") != nullptr)
    return false;
  for (std::size_t i = 0; i + 1 < instruction.arguments.size(); ++i)
    if (is_one_of(". ./ ./. *", instruction.arguments[i].text)) return true;
  return false;
}

static bool installs(const shell::Invocation& invocation) {
  const PackageCommand command = package_command(invocation);
  if (command.action == PackageAction::install) {
    const std::string_view family = command.tool->family;
    if (command.tool->system || is_one_of("npm yarn pnpm bundle composer", family)) return true;
    if (family == "pip") {
      for (const shell::Word* word : command.packages)
        if (word->text.starts_with('.') || contains(word->text, "/")) return false;
      return !command.has_flag("-e") && !command.has_flag("--editable");
    }
    if (family == "gem") return true;
    return false;
  }
  const std::string_view verb = invocation.verb();
  if (invocation.program == "go") {
    const std::vector<const shell::Word*> words = invocation.operands();
    return words.size() > 1 && verb == "mod" && words[1]->text == "download";
  }
  return (invocation.program == "poetry" && verb == "install") ||
         (invocation.program == "pipenv" && verb == "install") || (invocation.program == "uv" && verb == "sync") ||
         (invocation.program == "dotnet" && verb == "restore") || (invocation.program == "cargo" && verb == "fetch");
}

static void check(const dockerfile::Stage& stage, Report& report) {
  const dockerfile::Instruction* all = nullptr;
  bool any = false;
  for (const dockerfile::Instruction* instruction : stage.instructions) {
    if (copies_all(*instruction) && all == nullptr) all = instruction;
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (!installs(command)) continue;
      any = true;
      if (all == nullptr) continue;
      // The same install with the manifest alone may stand before; then this one is quick.
      for (const dockerfile::Instruction* earlier : stage.instructions) {
        if (earlier->span.begin >= all->span.begin) break;
        if (earlier->op != dockerfile::Op::run || earlier->script == nullptr) continue;
        for (const shell::Node* other : earlier->script->commands)
          if (shell::invocation(*other).program == command.program && installs(shell::invocation(*other))) return;
      }
      const PackageCommand package = package_command(command);
      const bool is_system = package.tool != nullptr && package.tool->system;
      if (is_system) {
        report
            .at(command.span(),
                "Every change of the sources installs these packages anew; move this RUN above the `COPY`")
            .note(all->span, "Copies all sources");
      } else {
        report
            .at(command.span(),
                "Every change of the sources installs all dependencies anew; copy the manifests alone before")
            .note(all->span, "Copies all sources");
      }
      return;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1220",
    .summary = "Dependencies installed after all sources are copied",
    .why =
        "A layer is reused as long as nothing above it changed. With all sources above it, one changed line downloads "
        "and builds every "
        "dependency again: minutes instead of seconds, in each build.",
    .remedy = "Copy the manifest and lock file, install, then copy the rest.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "install dependencies before the sources change",
    .check = each_stage<check>(),
};

}  // namespace seaworthy::rules::dependencies_installed_after_sources
