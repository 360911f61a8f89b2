#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "rules/lib/run_habits.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::system_folder_deleted {

/// What ShellCheck takes for folders that a system does not live without.
static constexpr WordList folders =
    "/bin /etc /home /mnt /usr /usr/share /usr/local /var /lib /dev /media /boot /lib64 /usr/bin";

/// The folder that a path comes down to when its variables are empty: globs at its end and repeated slashes left out.
static std::string without_globs(std::string_view path) {
  std::string result;
  for (const char c : path)
    if (result.empty() || c != result.back() || (c != '/' && c != '*')) result += c;
  for (int level = 0; level < 2 && result.ends_with("/*"); ++level) result.resize(result.size() - 2);
  if (result.size() > 1 && result.ends_with('/')) result.pop_back();
  return result;
}

/// Whether nothing of a root that is left with an empty path, or one of the folders, survives.
static bool is_system(std::string_view path) {
  const std::string folder = without_globs(path);
  return folder == "/" || (folder.empty() && path.starts_with('/')) || is_one_of(folders, folder);
}

/// The text of a word with its variables empty; nothing where one of them has a default or ends the command.
static std::optional<std::string> with_empty_variables(const shell::Word& word) {
  for (const shell::Expansion& expansion : word.expansions) {
    if (expansion.kind == shell::ExpansionKind::glob || expansion.nested) continue;
    if (expansion.kind != shell::ExpansionKind::parameter) return std::nullopt;
    if (is_one_of(":? :- :=", expansion.operation)) return std::nullopt;
  }
  return literal_text(word.raw);
}

static void look_at(const shell::Node& node, Report& report) {
  if (node.kind != shell::NodeKind::simple) return;
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "rm" || !command.has_any_flag({"-r", "-R", "--recursive"})) return;
  for (const shell::Word* word : command.operands()) {
    const std::optional<std::string> path = with_empty_variables(*word);
    if (!path.has_value() || !is_system(*path)) continue;
    const bool has_variable = std::any_of(
        word->expansions.begin(), word->expansions.end(),
        [](const shell::Expansion& expansion) { return expansion.kind == shell::ExpansionKind::parameter; });
    if (has_variable)
      report.at(word->span, "With empty variables this deletes `{}`; write `${{NAME:?}}`", *path)
          .peers("hadolint-shellcheck:SC2115");
    else
      report.at(word->span, "This deletes `{}`, which the system lives on", *path).peers("hadolint-shellcheck:SC2114");
  }
}

extern const Rule rule = {
    .code = "SW1514",
    .summary = "Deletion of a folder that the system lives on",
    .why =
        "An image without `/usr` or `/var` runs nothing. A variable that is misspelt or not given turns the deletion "
        "of a folder of your own into that.",
    .remedy = "Name the folder below, and write `${NAME:?}`, which ends the command when the variable is empty.",
    .peers = "hadolint-shellcheck:SC2114 hadolint-shellcheck:SC2115",
    .severity = Severity::low,
    .confidence = Confidence::possible,
    .rung = Rung::operate,
    .category = Category::automation,
    .on = false,
    .check = each_file<check_step_nodes<look_at>>(),
};

}  // namespace seaworthy::rules::system_folder_deleted
