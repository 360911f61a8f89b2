#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::function_not_defined {

/// What a script says about names that may be called.
struct Known {
  std::vector<const shell::Node*> functions;
  bool is_open = false;  ///< It reads other scripts or asks for names, so that a name may come from elsewhere.
};

static Known known_names(const shell::Script& script) {
  Known known;
  for_each_node_deep(script, [&](const shell::Node& node) {
    if (node.kind == shell::NodeKind::function) known.functions.push_back(&node);
    if (node.kind != shell::NodeKind::simple) return;
    const std::string_view program = shell::invocation(node).program;
    known.is_open = known.is_open || is_one_of("source . eval alias autoload", program);
  });
  return known;
}

/// The words before the last `_` of a name: `print` of `print_error`.
static std::string_view family_of(std::string_view name) {
  const std::size_t line = name.find('_');
  return line == std::string_view::npos || line < 2 ? std::string_view() : name.substr(0, line + 1);
}

/// Families that programs belong to as well.
static bool has_programs(std::string_view family) {
  return is_one_of("pg_ mysql_ docker_ apt_ go_ nginx_ redis_ kube_ aws_ gcloud_ az_ xdg_ update_ run_ create_",
                   family);
}

/// Names of functions that print messages; scripts define them in sets, and no image has programs that are called so.
static bool prints_messages(std::string_view name) {
  return is_one_of("info warn warning error err success debug fatal die fail notice ok", name);
}

/// A defined function that the name was to be one of, or a slip of; null when nothing speaks for that.
static const shell::Node* meant_by(std::string_view name, const Known& known) {
  const std::string_view family = family_of(name);
  const shell::Node* sibling = nullptr;
  std::size_t siblings = 0;
  for (const shell::Node* const function : known.functions) {
    if (function->name == name) return nullptr;
    if (name.size() >= 7 && contains(name, "_") && edit_distance(function->name, name, 1) == 1) return function;
    const bool is_sibling = prints_messages(name)
                                ? prints_messages(function->name)
                                : !family.empty() && !has_programs(family) && family_of(function->name) == family;
    if (!is_sibling) continue;
    if (sibling == nullptr) sibling = function;
    ++siblings;
  }
  return siblings >= 2 ? sibling : nullptr;
}

/// Whether the script asks whether the name is there before it calls it.
static bool is_asked_for(const shell::Script& script, std::string_view name) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    if (node->words.empty() || !is_one_of("type command declare typeset hash which", node->words.front().text))
      return false;
    return std::ranges::any_of(node->words, [&](const shell::Word& word) { return word.text == name; });
  });
}

/// Whether another script reads this one, so that its functions may be defined there.
static bool is_read(const project::Project& project, const project::File& file) {
  return std::ranges::any_of(project.files, [&](const project::File& other) {
    return other.script != nullptr && &other != &file &&
           std::ranges::any_of(other.script->commands, [&](const shell::Node* node) {
             return node->words.size() > 1 && is_one_of("source .", node->words.front().text) &&
                    base_name(node->words[1].text) == base_name(file.path);
           });
  });
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()))
    return report.skip();
  const Known known = known_names(*file.script);
  if (known.functions.empty() || known.is_open) return report.skip();
  std::vector<std::string_view> seen;
  for (const shell::Node* const node : file.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program_word == nullptr || !command.program_word->literal || command.program.empty() ||
        command.program != command.program_word->text || !command.wrappers.empty() || node->script != file.script)
      continue;
    if (std::ranges::find(seen, command.program) != seen.end()) continue;
    const bool is_defined = std::ranges::any_of(
        known.functions, [&](const shell::Node* function) { return function->name == command.program; });
    if (is_defined) continue;
    const shell::Node* const meant = meant_by(command.program, known);
    if (meant == nullptr || is_asked_for(*file.script, command.program)) continue;
    if (seen.empty() && is_read(report.project(), file)) return;
    seen.push_back(command.program);
    const bool ends = strict_mode(*file.script, first_line(*file.script, &file, report.project()), node).errexit &&
                      !status_is_asked(*node);
    Builder finding =
        ends ? report.at(command.program_word->span,
                         "Nothing defines `{}`: the script ends here with `command not found`", command.program)
             : report.at(command.program_word->span, "Nothing defines `{}`: this prints `command not found` instead",
                         command.program);
    const auto name_size = static_cast<std::uint32_t>(meant->name.size());
    finding.note({meant->span.file, meant->span.begin, meant->span.begin + name_size}, "`{}` is defined", meant->name);
    if (!ends) finding.severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW3105",
    .summary = "Call of a function that nothing defines",
    .why =
        "The shell looks for a program of that name and finds none. Such calls mostly stand where something went "
        "wrong: "
        "instead of the message there is `command not found`, and a strict script ends before it has cleaned up.",
    .remedy = "Define the function beside its siblings, read the file that has it, or call one that is there.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::function_not_defined
