#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "project/made_files.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/telling.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::script_told_of_missing {

static constexpr bool is_path_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-' ||
         c == '.' || c == '/';
}

/// Names of all files of the tree, without their folders.
static std::set<std::string_view> names_of_tree(const project::Project& project) {
  std::set<std::string_view> names;
  for (const project::Project::TreePath& entry : project.tree) names.insert(base_name(entry.path));
  return names;
}

/// Calls `visit` with the place of each script that a text tells people to run: `bash scripts/setup.sh`, `./setup.sh`.
template <class Visit>
static void each_told_script(std::string_view text, const Visit& visit) {
  for (std::size_t at = text.find(".sh"); at != std::string_view::npos; at = text.find(".sh", at + 1)) {
    const std::size_t end = at + 3;
    if (end < text.size() && is_path_character(text[end])) continue;
    std::size_t begin = at;
    while (begin > 0 && is_path_character(text[begin - 1])) --begin;
    const std::string_view path = text.substr(begin, end - begin);
    // Of this repository are those below a folder of it, or behind a shell that is to run them.
    const std::string_view in_front = text.substr(0, begin);
    const bool run = in_front.ends_with("bash ") || in_front.ends_with(" sh ");
    const bool relative = path.starts_with("./") || (path.front() != '/' && contains(path, "/"));
    if (path.front() == '/' || path.starts_with("../") || (!run && !relative)) continue;
    // `$DIR/setup.sh`, `https://get.docker.com/x.sh`, `<name>.sh`
    if (begin > 0 && contains("$}<>{*:@~%\\", text.substr(begin - 1, 1))) continue;
    visit(begin, path);
  }
}

/// True when the text tells of any script.
static bool check_text(std::string_view text, Span place, std::set<std::string>& said, Report& report) {
  bool any = false;
  each_told_script(text, [&](std::size_t begin, std::string_view path) {
    const std::string_view name = base_name(path);
    any = true;
    if (name.size() <= 3 || once<names_of_tree>(report).contains(name) ||
        project::made_by_command(report.project(), path).valid() || !said.emplace(path).second)
      return;
    const auto from = place.begin + static_cast<std::uint32_t>(begin);
    report.at({place.file, from, from + static_cast<std::uint32_t>(path.size())},
              "This tells people to run `{}`, which does not exist", path);
  });
  return any;
}

static void check(const project::File& file, Report& report) {
  const bool is_template = file.kind == project::FileKind::env_template;
  if (!is_template && (file.script == nullptr || file.script->root == nullptr)) return report.skip();
  std::set<std::string> said;
  if (is_template) {
    const std::string_view text = report.project().sources[file.source].text();
    if (!check_text(text, {file.source, 0, static_cast<std::uint32_t>(text.size())}, said, report)) report.skip();
    return;
  }
  bool any = false;
  for (const shell::Node* const node : file.script->commands) {
    if (!tells(*node) || !node->redirections.empty()) continue;
    for (const shell::Word& word : shell::invocation(*node).arguments)
      any = check_text(report.text(word.span), word.span, said, report) || any;
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4194",
    .summary = "Script that people are told to run and that does not exist",
    .why = "Whoever sets the machine up, or is in the middle of a fault, is sent to a file that nobody committed.",
    .remedy = "Commit the script, or name the one that does this now.",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::documentation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::script_told_of_missing
