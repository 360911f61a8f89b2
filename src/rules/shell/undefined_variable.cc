#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "knowledge/knowledge.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::undefined_variable {

using Names = std::set<std::string_view>;

static bool is_letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_'; }

/// Names assigned in the text of an arithmetic expression: `i = 0`, `n += 2`, `x++`.
static void collect_arithmetic(std::string_view text, Names& names) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]))) ++end;
    // In arithmetic an unset name is 0, on purpose or not.
    names.insert(text.substr(at, end - at));
    at = end;
  }
}

/// Every name that something in the script may set. False when anything may be set: `eval`, `source`.
static bool collect(const shell::Script& script, Names& names) {
  bool known = true;
  for_each_node_deep(script, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments) names.insert(assignment.name);
    if (node.kind == shell::NodeKind::for_loop || node.kind == shell::NodeKind::select_loop) {
      names.insert(node.name);
      if (node.name.empty() && !node.words.empty()) collect_arithmetic(node.words[0].text, names);
    }
    if (node.kind == shell::NodeKind::arithmetic) collect_arithmetic(node.words[0].text, names);
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions) {
        if (expansion.kind == shell::ExpansionKind::arithmetic) collect_arithmetic(expansion.argument, names);
        if (expansion.kind == shell::ExpansionKind::parameter && is_one_of(":= =", expansion.operation))
          names.insert(expansion.name);
      }
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    const std::string_view program = command.program;
    if (is_one_of(". source eval", program) || (program == "set" && command.has_flag("-a"))) known = false;
    if (shell::is_declaration(program) ||
        is_one_of("read mapfile readarray getopts unset let printf wait env", program))
      for (const shell::Word& word : command.arguments) names.insert(before(before(word.text, '='), '['));
    if (program == "let")
      for (const shell::Word& word : command.arguments) collect_arithmetic(word.text, names);
  });
  return known;
}

static bool is_lower_name(std::string_view name) {
  return name.size() > 1 && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
         });
}

/// A global ARG that the stage does not declare again: its value ends at the first FROM.
static const dockerfile::Instruction* global_argument(const project::File& file, std::string_view name) {
  for (const dockerfile::Instruction* instruction : file.dockerfile->parsed->global_args)
    for (const dockerfile::Pair& pair : instruction->pairs)
      if (pair.key.text == name) return instruction;
  return nullptr;
}

/// Whether a command fails when nothing stands in the place of a variable: an account's number, a release of a package,
/// a part of an address.
static bool fails_without(const shell::Node& node, const shell::Word& word) {
  const shell::Invocation command = shell::invocation(node);
  if (is_one_of("groupadd useradd addgroup adduser usermod groupmod", command.program)) return true;
  if (is_one_of("curl wget", command.program)) {
    const std::size_t path = word.text.find("://");
    if (path == std::string_view::npos) return false;
    const std::size_t at = word.text.find('$', path);
    return at != std::string_view::npos && at < word.text.find('?');
  }
  if (is_one_of("pip pip3 uv pipx", command.program)) return contains(word.text, "==$");
  return knowledge::is_system_package_manager(command.program) && contains(word.text, "=$");
}

static void check_script(const ScriptSite& site, const project::File& file, Report& report) {
  Names names;
  if (!collect(*site.script, names)) return;
  if (site.stage != nullptr)
    for (const dockerfile::Variable& variable : site.stage->variables) names.insert(variable.name);
  Names reported;
  const auto look = [&](const shell::Expansion& expansion, const shell::Node& node, const shell::Word& word) {
    if (expansion.kind != shell::ExpansionKind::parameter || names.contains(expansion.name) ||
        reported.contains(expansion.name))
      return;
    // `${x:-default}` and `${x:+...}` say that it may be unset.
    if (!expansion.operation.empty() && (is_one_of(":- - :+ + :? ? := = !", expansion.operation))) return;
    const dockerfile::Instruction* const global =
        file.dockerfile != nullptr ? global_argument(file, expansion.name) : nullptr;
    if (global != nullptr && site.stage != nullptr && site.stage->parent == nullptr) {
      reported.insert(expansion.name);
      Builder finding = report.at(
          expansion.span, "`{}` is empty here: an ARG before the first FROM ends there; repeat `ARG {}` in this stage",
          expansion.name, expansion.name);
      finding.severity(Severity::medium)
          .confidence(Confidence::likely)
          .peers("")
          .note(global->span, "Declared for the FROM lines only");
      if (fails_without(node, word)) finding.severity(Severity::high).rung(Rung::build);
      return;
    }
    if (!is_lower_name(expansion.name) ||
        is_one_of("http_proxy https_proxy no_proxy ftp_proxy all_proxy npm_package_version", expansion.name))
      return;
    reported.insert(expansion.name);
    report.at(expansion.span, "`{}` is set nowhere in this {}", expansion.name,
              site.site == CommandSite::run ? std::string_view("RUN, nor by ARG or ENV") : std::string_view("script"));
  };
  for_each_node_deep(*site.script, [&](const shell::Node& node) {
    if (node.script->outer_expands) return;
    for (const shell::Word& word : node.words)
      for (const shell::Expansion& expansion : word.expansions) look(expansion, node, word);
    for (const shell::Assignment& assignment : node.assignments)
      for (const shell::Expansion& expansion : assignment.value.expansions) look(expansion, node, assignment.value);
    for (const shell::Redirection& redirection : node.redirections)
      for (const shell::Expansion& expansion : redirection.target.expansions) look(expansion, node, redirection.target);
  });
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site == CommandSite::script) {
      if (!concerns_deployment(file, report.project())) return;
      // A file without `#!` is read by another script, which may set everything.
      if (!first_line(*site.script, &file, report.project()).starts_with("#!")) return;
    }
    any = true;
    check_script(site, file, report);
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3028",
    .summary = "Variable that nothing sets",
    .why =
        "It expands to nothing: an address loses its version, a path its folder, a condition is always false. Mostly "
        "its name is "
        "misspelt somewhere, or the ARG that gave it stands before the first FROM.",
    .remedy =
        "Correct the name, declare the ARG in the stage, or say what an unset variable means (`${name:-default}`, "
        "`${name:?}`).",
    .peers = "hadolint-shellcheck:SC2154",
    .differs =
        "As ShellCheck, only names in small letters, which the environment hardly gives; and besides those an ARG that "
        "ended at the "
        "first FROM. Scripts that use `eval` or read other files are left alone.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::undefined_variable
