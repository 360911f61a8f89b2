#include "rules/rule.h"

#include <set>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::variable_set_in_subshell {

/// `failed=1`, `errors=$((errors + 1))`: what a loop notes for later.
static void gather_noted(const shell::Node& node, std::set<std::string_view>& noted) {
  for_each_node(node, [&](const shell::Node& inner) {
    if (inner.kind == shell::NodeKind::simple && inner.words.empty())
      for (const shell::Assignment& assignment : inner.assignments) noted.insert(assignment.name);
    if (inner.kind == shell::NodeKind::arithmetic && !inner.words.empty()) {
      const std::string_view text = inner.words.front().text;
      for (const std::string_view sign : {"++", "+="})
        if (const std::size_t end = text.find(sign); end != std::string_view::npos && end > 0) {
          std::string_view name = text.substr(0, end);
          while (name.ends_with(' ')) name.remove_suffix(1);
          while (name.starts_with(' ')) name.remove_prefix(1);
          noted.insert(name);
        }
    }
  });
}

/// Whether a script lets the last part of a pipe run in its own shell.
static bool has_last_pipe(const shell::Script& script, Report& report) {
  return script.dialect == shell::Dialect::zsh || script.dialect == shell::Dialect::ksh ||
         contains(report.text(script.span), "lastpipe");
}

/// The first use of a variable behind `after` that no assignment precedes.
static const shell::Node* later_use(const shell::Node& list, const shell::Node& after, std::string_view name) {
  bool behind = false;
  for (const shell::Node* const node : list.children) {
    if (node == &after) {
      behind = true;
      continue;
    }
    if (!behind) continue;
    bool uses = false;
    bool sets = false;
    for_each_node(*node, [&](const shell::Node& inner) {
      if (uses) return;
      for (const shell::Word& word : inner.words) {
        for (const shell::Expansion& expansion : word.expansions) uses = uses || expansion.name == name;
        uses = uses || (inner.kind == shell::NodeKind::arithmetic && contains(word.text, name));
      }
    });
    // What is set only where something fails leaves the value from before otherwise.
    for (const shell::Assignment& assignment : node->assignments) sets = sets || assignment.name == name;
    if (uses) return node;
    if (sets) return nullptr;
  }
  return nullptr;
}

/// Whether the variable has a value before the pipe: a name of the loop alone is meant for the loop alone.
static bool is_set_before(const shell::Node& list, const shell::Node& pipe, std::string_view name) {
  for (const shell::Node* const node : list.children) {
    if (node == &pipe) return false;
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == name) return true;
  }
  return false;
}

static void check_list(const shell::Node& list, Report& report) {
  for (const shell::Node* const pipe : list.children) {
    if (pipe->kind != shell::NodeKind::pipeline || pipe->children.size() < 2) continue;
    const shell::Node& last = *pipe->children.back();
    if (last.kind != shell::NodeKind::while_loop && last.kind != shell::NodeKind::until_loop &&
        last.kind != shell::NodeKind::for_loop && last.kind != shell::NodeKind::group)
      continue;
    std::set<std::string_view> noted;
    gather_noted(last, noted);
    for (const std::string_view name : noted) {
      if (!is_set_before(list, *pipe, name)) continue;
      const shell::Node* const use = later_use(list, *pipe, name);
      if (use == nullptr) continue;
      report
          .at({last.span.file, last.span.begin, last.span.begin + 5},
              "What the loop puts into `{}` is lost behind the pipe; read from `< <(...)` or a file instead", name)
          .note(use->span, "Here it still has the value from before");
      break;
    }
  }
}

static void check(const project::File& file, Report& report) {
  if (!concerns_deployment(file, report.project())) return report.skip();
  bool any = false;
  for_each_whole_script(file, [&](const shell::Script& script) {
    if (has_last_pipe(script, report)) return;
    any = true;
    for_each_own_node(script, [&](const shell::Node& node) {
      if (node.kind == shell::NodeKind::list) check_list(node, report);
    });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3050",
    .summary = "Variable set in the subshell of a pipe",
    .why =
        "Each part of a pipe is a process of its own. A check that notes failures in a loop behind a pipe forgets them "
        "all, and ends as if everything were well.",
    .remedy = "Write `while read -r line; do ...; done < <(command)`, or count inside the loop's own process.",
    .references = "https://www.shellcheck.net/wiki/SC2031",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::variable_set_in_subshell
