#include "rules/lib/unchecked_cd.h"

#include <algorithm>
#include <vector>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_always_there(std::string_view folder) {
  if (folder.find_first_not_of("./") == std::string_view::npos) return true;
  std::string_view above = folder;
  while (above.ends_with("/..") || above.ends_with("/.")) above.remove_suffix(above.ends_with("/..") ? 3 : 2);
  for (const std::string_view own :
       {"$(dirname \"$0\")", "$(dirname $0)", "$(dirname \"${BASH_SOURCE[0]}\")", "$(dirname \"$BASH_SOURCE\")",
        "$(dirname ${BASH_SOURCE[0]})", "${0%/*}", "`dirname $0`", "`dirname \"$0\"`", "$(dirname -- \"$0\")",
        "$(dirname -- \"${BASH_SOURCE[0]}\")", "${BASH_SOURCE%/*}", "${BASH_SOURCE[0]%/*}"})
    if (above == own) return true;
  if (folder == "~" || folder == "~/" || folder == "$HOME" || folder == "${HOME}") return true;
  return folder == "-" || folder == "/tmp" || folder == "/root" || folder == "/etc" || folder == "/var" ||
         folder == "/usr" || folder == "/opt" || folder == "/usr/local" || folder == "/usr/local/bin" ||
         folder == "/usr/bin" || folder == "/home" || folder == "/srv" || folder == "/mnt" || folder == "/var/lib";
}

namespace {

/// The name of `$NAME`, `${NAME}`, and of both with `/..` behind; "" for anything else.
std::string_view variable_of(std::string_view folder) {
  while (folder.ends_with("/..") || folder.ends_with("/.")) folder.remove_suffix(folder.ends_with("/..") ? 3 : 2);
  if (!folder.starts_with('$')) return {};
  folder.remove_prefix(1);
  if (folder.starts_with('{') && folder.ends_with('}')) folder = folder.substr(1, folder.size() - 2);
  const bool plain = std::ranges::all_of(folder, [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
  return plain ? folder : std::string_view();
}

/// What `$(cd FOLDER && pwd)` goes to; "" for anything else.
std::string_view gone_to(std::string_view value) {
  constexpr std::string_view begin = "$(cd ";
  const std::size_t end = value.find("&& pwd");
  if (!value.starts_with(begin) || end == std::string_view::npos || end < begin.size()) return {};
  std::string_view folder = value.substr(begin.size(), end - begin.size());
  folder = folder.substr(0, folder.find('>'));
  while (folder.starts_with(' ') || folder.starts_with('"')) folder.remove_prefix(1);
  while (folder.ends_with(' ') || folder.ends_with('"')) folder.remove_suffix(1);
  return folder;
}

bool is_own_place(const shell::Script& script, std::string_view folder, int depth) {
  if (const std::string_view to = gone_to(folder); !to.empty()) folder = to;
  const std::string_view variable = variable_of(folder);
  if (variable.empty() || depth == 0 || script.root == nullptr) return false;
  bool any = false;
  bool all = true;
  for_each_node(*script.root, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments) {
      if (assignment.name != variable) continue;
      any = true;
      const std::string_view value = assignment.value.text;
      const bool asks_itself =
          value.find("$0") != std::string_view::npos || value.find("BASH_SOURCE") != std::string_view::npos ||
          value.find("--show-toplevel") != std::string_view::npos || value == "$(pwd)" || value == "$PWD";
      all = all && (asks_itself || is_own_place(script, value, depth - 1));
    }
  });
  return any && all;
}

}  // namespace

bool is_own_place(const shell::Node& node, std::string_view folder) { return is_own_place(*node.script, folder, 4); }

bool is_made_before(const shell::Node& node, std::string_view folder) {
  const shell::Node* const before = previous_in_list(node);
  if (before == nullptr || before->kind != shell::NodeKind::simple) return false;
  const shell::Invocation command = shell::invocation(*before);
  if (command.program != "mkdir") return false;
  const std::vector<const shell::Word*> operands = command.operands();
  const auto without_slash = [](std::string_view path) {
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  };
  return std::ranges::any_of(
      operands, [&](const shell::Word* word) { return without_slash(word->text) == without_slash(folder); });
}

bool is_tested_for(const shell::Node& node, std::string_view folder) {
  for (const shell::Node* inner = &node; inner->parent != nullptr; inner = inner->parent) {
    const shell::Node& outer = *inner->parent;
    if (outer.kind != shell::NodeKind::if_clause || inner == outer.children.front()) continue;
    bool tested = false;
    for_each_node(*outer.children.front(), [&](const shell::Node& each) {
      for (std::size_t at = 0; at + 1 < each.words.size(); ++at)
        tested = tested || (each.words[at].text == "-d" && each.words[at + 1].text == folder &&
                            (at == 0 || each.words[at - 1].text != "!"));
    });
    if (tested) return true;
  }
  return false;
}

bool cd_may_fail(const shell::Invocation& command) {
  const std::vector<const shell::Word*> operands = command.operands();
  return !operands.empty() && !is_always_there(operands.front()->text) &&
         !is_made_before(*command.node, operands.front()->text) &&
         !is_tested_for(*command.node, operands.front()->text);
}

}  // namespace seaworthy::rules
