#include <algorithm>
#include <set>
#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::retention_deletes_its_folder {

/// `-exec rm -rf {}` and the like, which take a folder with everything in it.
static bool deletes_folders(const shell::Invocation& find) {
  for (std::size_t at = 0; at + 2 < find.arguments.size(); ++at)
    if ((find.arguments[at].text == "-exec" || find.arguments[at].text == "-execdir") &&
        find.arguments[at + 1].text == "rm" && find.arguments[at + 2].text.starts_with('-') &&
        contains(find.arguments[at + 2].text, "r"))
      return true;
  return false;
}

static bool has_word(const shell::Invocation& find, std::string_view word) {
  return std::ranges::any_of(find.arguments, [&](const shell::Word& each) { return each.text == word; });
}

/// Whether the same run has made something in the folder before, without which the script would have ended: the folder
/// is then as new as that.
static bool is_fresh(const CommandSubject& subject, const Report& report, std::string_view folder) {
  if (subject.script == nullptr || subject.script->root == nullptr || subject.file == nullptr ||
      !strict_mode(*subject.script, first_line(*subject.script, subject.file, report.project())).errexit)
    return false;
  // BACKUP_PATH="$BACKUP_DIR/$STAMP", then `mkdir -p "$BACKUP_PATH"`.
  std::set<std::string_view> below;
  bool fresh = false;
  for_each_node(*subject.script->root, [&](const shell::Node& node) {
    for (const shell::Assignment& assignment : node.assignments)
      if (assignment.value.text.starts_with(folder) && assignment.value.text.substr(folder.size()).starts_with('/'))
        below.insert(assignment.name);
    if (node.kind != shell::NodeKind::simple || node.parent != subject.script->root) return;
    const shell::Invocation command = shell::invocation(node);
    if (command.program != "mkdir") return;
    for (const shell::Word& word : command.arguments)
      fresh = fresh || (word.text.starts_with(folder) && word.text.substr(folder.size()).starts_with('/')) ||
              (word.expansions.size() == 1 && below.contains(word.expansions.front().name));
  });
  return fresh;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& find = subject.invocation;
  if (!deletes_folders(find) || !has_word(find, "-mtime")) return report.skip();
  for (const std::string_view test : {"-mindepth", "-name", "-iname", "-path", "-regex", "-wholename", "-newermt"})
    if (has_word(find, test)) return;
  if (has_word(find, "-type") && !has_word(find, "d")) return;
  const std::string_view folder = find.arguments.front().text;
  if (folder.starts_with('-') || folder.ends_with('*') || folder.ends_with("/.") || is_fresh(subject, report, folder))
    return;
  report.at(find.span(), "`find` finds `{}` itself as well, with all that is in it; add `-mindepth 1`",
            report.text(find.arguments.front().span));
}

static constexpr std::string_view programs[] = {"find"};

extern const Rule rule = {
    .code = "SW4394",
    .summary = "Retention that deletes the folder of all copies",
    .why =
        "The folder is one of the things that `find` finds. Once nothing was put into it for as long as copies are "
        "kept, "
        "because the backup failed unnoticed, it is old enough, and every copy goes with it.",
    .remedy = "Add `-mindepth 1`, or a `-name` that only copies have.",
    .references = "https://www.gnu.org/software/findutils/manual/html_mono/find.html#Directories",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::retention_deletes_its_folder
