#include "rules/lib/system_packages.h"

#include <algorithm>
#include <string>

#include "knowledge/knowledge.h"
#include "project/image_files.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Packages that a variable of the base names and that are compilers, not libraries.
bool is_list_of_tools(std::string_view word) { return word == "$PHPIZE_DEPS" || word == "${PHPIZE_DEPS}"; }

/// A step that may install what it does not name.
bool is_unclear(const dockerfile::Instruction& run) {
  if (run.script == nullptr) return true;
  return std::ranges::any_of(run.script->commands, [](const shell::Node* node) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program.ends_with(".sh") || is_one_of("install-php-extensions make xargs", command.program))
      return true;
    return knowledge::is_system_package_manager(command.program) &&
           std::ranges::any_of(command.arguments,
                               [](const shell::Word& word) { return !word.literal && !is_list_of_tools(word.text); });
  });
}

/// A text without options such as `--with-freetype`, which ask for a package and bring none.
std::string without_options(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t option = std::min(text.find("--with-", at), text.size());
    result += text.substr(at, option - at);
    at = std::min(text.find_first_of(" \t\n", option), text.size());
  }
  return result;
}

}  // namespace

bool may_bring_package(const Report& report, const dockerfile::Stage& stage, const dockerfile::Instruction* until,
                       std::span<const std::string_view> parts) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    const std::string text = without_options(report.text(instruction->span));
    if (std::ranges::any_of(parts, [&](std::string_view part) { return contains(text, part); })) return true;
    if (instruction->op == dockerfile::Op::run && is_unclear(*instruction)) return true;
    if (instruction == until) return false;
  }
  return false;
}

}  // namespace seaworthy::rules
