#include "rules/rule.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "project/facts.h"
#include "project/model.h"
#include "project/names.h"
#include "rules/lib/backups.h"
#include "rules/lib/called_script.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::script_command_unknown {

/// What a script takes as its first argument, where it refuses everything else.
struct Commands {
  std::vector<std::string_view> names;
  Span place;  ///< The word that the script switches by.
};

static bool is_first_argument(const shell::Word& word) {
  return word.expansions.size() == 1 && word.expansions.front().name == "1" &&
         (word.expansions.front().operation.empty() || word.expansions.front().operation.starts_with(':') ||
          word.expansions.front().operation == "-");
}

/// Whether a branch ends the script in failure, itself or by a function that does.
static bool refuses(const shell::Node& branch, const project::Project& project) {
  bool found = false;
  const auto ends = [&](const shell::Script& script, std::string_view name) {
    if (script.root == nullptr) return;
    for_each_node(*script.root, [&](const shell::Node& function) {
      if (function.kind != shell::NodeKind::function || function.name != name) return;
      for_each_node(function, [&](const shell::Node& inner) {
        const shell::Invocation ending = shell::invocation(inner);
        if (inner.kind == shell::NodeKind::simple && ending.program == "exit" && !ending.arguments.empty() &&
            ending.arguments.front().text != "0")
          found = true;
      });
    });
  };
  for_each_node(branch, [&](const shell::Node& node) {
    if (found || node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    if (is_one_of("exit return", command.program))
      found = !command.arguments.empty() && command.arguments.front().text != "0";
    else if (is_one_of("usage help show_help print_usage print_help die", command.program) ||
             command.program == "false")
      found = true;
    else if (!command.program.empty())
      // The function may be one of a file that is taken in.
      for (const project::File& file : project.files)
        if (file.script != nullptr) ends(*file.script, command.program);
  });
  return found;
}

/// Nothing where the script takes its first argument otherwise, or does something with every one.
static Commands commands_of(const project::File& file, const project::Project& project) {
  Commands result;
  const shell::Script& script = *file.script;
  // Options in front of it change which argument is the first.
  std::vector<std::string_view> holders;
  for (const shell::Node* const node : script.commands) {
    if (is_one_of("getopts getopt", shell::invocation(*node).program)) return result;
    for (const shell::Assignment& assignment : node->assignments)
      if (is_first_argument(assignment.value)) holders.push_back(assignment.name);
  }
  if (script.root == nullptr) return result;
  const shell::Node* found = nullptr;
  for (const shell::Node* const node : script.root->children) {
    if (node->kind == shell::NodeKind::while_loop || node->kind == shell::NodeKind::for_loop) return result;
    if (node->kind != shell::NodeKind::case_clause || node->words.empty()) continue;
    const shell::Word& subject = node->words.front();
    const bool is_held =
        subject.expansions.size() == 1 && std::ranges::find(holders, subject.expansions.front().name) != holders.end();
    if (!is_first_argument(subject) && !is_held) continue;
    if (found != nullptr) return result;
    found = node;
  }
  if (found == nullptr) return result;
  bool refuses_others = true;
  std::vector<std::string_view> names;
  for (const shell::Node* const branch : found->children)
    for (const shell::Word& pattern : branch->words) {
      if (pattern.raw == "*") {
        refuses_others = refuses(*branch, project);
      } else if (!pattern.literal || pattern.text.find_first_of("*?[") != std::string_view::npos) {
        return result;
      } else {
        names.push_back(pattern.text);
      }
    }
  if (!refuses_others || names.size() < 2) return result;
  result.names = std::move(names);
  result.place = found->words.front().span;
  return result;
}

/// Scripts that switch by their first argument, by the last part of their path; those of one name are left out.
static std::map<std::string_view, std::pair<const project::File*, Commands>> switches(const project::Project& project) {
  std::map<std::string_view, std::pair<const project::File*, Commands>> all;
  for (const project::File& file : project.files) {
    if (file.script == nullptr) continue;
    Commands commands = commands_of(file, project);
    const auto [at, is_new] = all.emplace(base_name(file.path), std::pair{&file, std::move(commands)});
    if (!is_new) at->second.second.names.clear();
  }
  return all;
}

static bool is_plain(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:.") ==
         std::string_view::npos;
}

static void check_script(const project::File& file, const shell::Script& script, Report& report) {
  const auto& all = project::fact<switches>(report.project());
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    const shell::Word* const word = called_script(command);
    if (word == nullptr || is_one_of("source .", command.program)) continue;
    const auto found = all.find(base_name(word->text));
    if (found == all.end() || found->second.second.names.empty() || found->second.first == &file) continue;
    const auto& [target, commands] = found->second;
    const auto place = std::ranges::find_if(node->words, [&](const shell::Word& each) { return &each == word; });
    if (place == node->words.end() || place + 1 == node->words.end()) continue;
    const shell::Word& argument = *(place + 1);
    if (!argument.literal || argument.text.empty() || !is_plain(argument.text) ||
        is_one_of("help -h --help", argument.text) ||
        std::ranges::find(commands.names, argument.text) != commands.names.end())
      continue;
    std::string known;
    for (const std::string_view name : commands.names)
      if (known.size() < 60) (known += known.empty() ? "" : "|") += name;
    Builder finding = report.at(argument.span, "`{}` knows no command `{}`, so this fails; it has `{}`", target->path,
                                argument.text, known);
    finding.note(commands.place, "Here it chooses");
    if (is_about_copies(file) || is_copies_name(argument.text)) finding.rung(Rung::keep);
    if (file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation)
      finding.severity(Severity::low);
  }
}

static void check(const project::File& file, Report& report) {
  if (!file.has_content || (file.script == nullptr && file.embedded.empty())) return report.skip();
  if (file.script != nullptr) check_script(file, *file.script, report);
  for (const shell::Script* const script : file.embedded)
    if (script != nullptr) check_script(file, *script, report);
}

extern const Rule rule = {
    .code = "SW5701",
    .summary = "Script that is called with a command it does not know",
    .why = "The script prints how it is used and ends; the deployment, backup or renewal that was meant never happens.",
    .remedy = "Call it with one of its commands, or give it that one.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::script_command_unknown
