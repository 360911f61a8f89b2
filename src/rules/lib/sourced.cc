#include "rules/lib/sourced.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "project/facts.h"
#include "project/names.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// The name of the file that a command takes in; "" for other commands.
static std::string_view sourced_name(const shell::Node& node) {
  if (node.program != "source" && node.program != ".") return {};
  const shell::Invocation command = shell::invocation(node);
  if (command.arguments.empty()) return {};
  return base_name(command.arguments.front().text);
}

/// A script that takes a file in, and the first command that does.
struct Caller {
  const project::File* file = nullptr;
  const shell::Node* node = nullptr;
};
/// By the last part of the path of what is taken in.
using Callers = std::unordered_map<std::string_view, std::vector<Caller>>;

static Callers callers_by_name(const project::Project& project) {
  Callers all;
  for (const project::File& file : project.files) {
    if (file.script == nullptr) continue;
    for (const shell::Node* const node : file.script->commands) {
      const std::string_view name = sourced_name(*node);
      if (name.empty()) continue;
      std::vector<Caller>& callers = all[name];
      if (callers.empty() || callers.back().file != &file) callers.push_back({&file, node});
    }
  }
  return all;
}

StrictMode mode_of_callers(const project::File& file, const project::Project& project) {
  StrictMode common;
  bool any = false;
  const Callers& callers = project::fact<callers_by_name>(project);
  const auto found = callers.find(base_name(file.path));
  if (found == callers.end()) return common;
  for (const auto& [other, node] : found->second) {
    if (other == &file) continue;
    const StrictMode mode = strict_mode(*other->script, first_line(*other->script, other, project), node);
    common.errexit = mode.errexit && (!any || common.errexit);
    common.nounset = mode.nounset && (!any || common.nounset);
    common.pipefail = mode.pipefail && (!any || common.pipefail);
    any = true;
  }
  return common;
}

bool is_taken_in(const project::File& file, const project::Project& project) {
  const Callers& callers = project::fact<callers_by_name>(project);
  const auto found = callers.find(base_name(file.path));
  return found != callers.end() &&
         std::ranges::any_of(found->second, [&](const Caller& caller) { return caller.file != &file; });
}

StrictMode mode_of_sourced(const project::File& file, const project::Project& project, const shell::Node* at) {
  StrictMode mode;
  if (file.script == nullptr) return mode;
  for (const shell::Node* const node : file.script->commands) {
    if (at != nullptr && node->span.begin >= at->span.begin) break;
    const std::string_view name = sourced_name(*node);
    if (name.empty() || node->script != file.script || is_inside(*node, shell::NodeKind::subshell)) continue;
    for (const project::File* const other : project::files_named(project, name)) {
      if (other == &file || other->script == nullptr) continue;
      // The `#!` line of what is taken in counts for nothing.
      const StrictMode set = strict_mode(*other->script, {});
      mode.errexit = mode.errexit || set.errexit;
      mode.nounset = mode.nounset || set.nounset;
      mode.pipefail = mode.pipefail || set.pipefail;
    }
  }
  return mode;
}

/// Adds the scripts that a file takes in, and those that these take in.
static void add_sourced(const project::File& file, const project::Project& project,
                        std::vector<const project::File*>& all) {
  constexpr std::size_t most = 16;
  for (const shell::Node* const node : file.script->commands) {
    const std::string_view name = sourced_name(*node);
    if (name.empty()) continue;
    for (const project::File* const other : project::files_named(project, name)) {
      if (other->script == nullptr || all.size() >= most || std::ranges::find(all, other) != all.end()) continue;
      all.push_back(other);
      add_sourced(*other, project, all);
    }
  }
}

bool gets_word_from_sourced(const project::File& file, const project::Project& project, std::string_view name) {
  if (file.script == nullptr) return false;
  std::vector<const project::File*> all{&file};
  add_sourced(file, project, all);
  bool any = false;
  for (const project::File* const other : all)
    for (const shell::Node* const node : other->script->commands) {
      const auto is_word = [&](const shell::Word& word, std::size_t from) {
        any = true;
        return word.literal && word.text.substr(from).find_first_of(" \t\n*?[") == std::string_view::npos;
      };
      for (const shell::Assignment& assignment : node->assignments)
        if (assignment.name == name && (assignment.array || assignment.append || !is_word(assignment.value, 0)))
          return false;
      if (node->words.empty()) continue;
      if (node->words.front().text == "read" &&
          std::ranges::any_of(node->words, [&](const shell::Word& word) { return word.text == name; }))
        return false;
      if (!shell::is_declaration(node->words.front().text)) continue;
      for (const shell::Word& word : node->words.subspan(1))
        if (word.text.starts_with(name) && word.text.substr(name.size(), 1) == "=" && !is_word(word, name.size() + 1))
          return false;
    }
  return any;
}

}  // namespace seaworthy::rules
