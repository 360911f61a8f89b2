#include <algorithm>
#include <string>
#include <unordered_map>

#include "project/model.h"
#include "project/names.h"
#include "rules/lib/backups.h"
#include "rules/lib/cron_table.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::cron_job_in_another_folder {

/// The first command of each script that needs the folder of a Compose file and gets it from whoever starts it.
using Dependent = std::unordered_map<const project::File*, const project::ComposeCommand*>;

/// Whether a script goes to a folder of its own accord before a command, or names the folder.
static bool goes_somewhere(const shell::Script& script, const shell::Node& command) {
  return std::ranges::any_of(script.commands, [&](const shell::Node* node) {
    return node->span.begin < command.span.begin && is_one_of("cd pushd source .", node->program);
  });
}

static Dependent dependent_scripts(const project::Project& project) {
  Dependent result;
  for (const project::ComposeCommand& command : project.compose_commands) {
    if (command.node == nullptr || command.file->script == nullptr || command.file->kind != project::FileKind::script ||
        command.has_project_directory || command.verb.empty() || is_one_of("version help ls", command.verb))
      continue;
    // A path that is given is right wherever the script runs, unless it is a relative one.
    const bool relative = std::ranges::all_of(command.node->words, [](const shell::Word& word) {
      return !contains(word.text, "/") && !contains(word.text, "$");
    });
    if (!relative || goes_somewhere(*command.file->script, *command.node) ||
        contains(project.sources[command.file->source].text(), "COMPOSE_FILE="))
      continue;
    result.emplace(command.file, &command);
  }
  return result;
}

/// A word of prose or of a command without what stands around it there.
static std::string_view bare(std::string_view word) {
  while (!word.empty() && contains("\"'`(#", word.substr(0, 1))) word.remove_prefix(1);
  while (!word.empty() && contains("\"'`)<", word.substr(word.size() - 1))) word.remove_suffix(1);
  return word;
}

/// Whether a word is a column of a cron table: `*/5`, `0`, `1-5`, `*`.
static bool is_column(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789*/,-") == std::string_view::npos && word != "/" &&
         word != "-" && word != "--";
}

/// The path of the script that a line of a table starts without going to a folder first; "" for every other line.
static std::string_view script_in_line(std::string_view line) {
  if (contains(line, "cd ") || contains(line, "&&")) return {};
  int columns = 0;
  for (std::size_t begin = 0; begin < line.size();) {
    begin = std::min(line.find_first_not_of(" \t", begin), line.size());
    const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    const std::string_view word = bare(line.substr(begin, end - begin));
    begin = end;
    if (columns >= 5) {
      if (is_one_of("bash sh /bin/bash /bin/sh /usr/bin/bash root", word)) continue;
      return word.starts_with('/') && word.ends_with(".sh") ? word : std::string_view();
    }
    columns = is_column(word) ? columns + 1 : 0;
  }
  return {};
}

/// The script of the repository that an absolute path on a server means: the one with the longest end in common.
static const project::File* meant(const project::Project& project, std::string_view path) {
  const project::File* found = nullptr;
  for (const project::File* const file : project::files_named(project, base_name(path))) {
    const bool fits = path.ends_with("/" + std::string(file->path));
    if (fits && (found == nullptr || found->path.size() < file->path.size())) found = file;
  }
  return found;
}

static void check(const project::File& file, Report& report) {
  using Kind = project::FileKind;
  if (!file.has_content || report.project().compose_commands.empty() ||
      (file.kind != Kind::readme && file.kind != Kind::documentation && file.kind != Kind::script))
    return report.skip();
  // Few repositories have such a script, and all have documents.
  const Dependent& dependent = once<dependent_scripts>(report);
  if (dependent.empty()) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  if (!contains(text, " * ")) return report.skip();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!contains(line, " * ") || !contains(line, ".sh")) continue;
    const std::string_view path = script_in_line(line);
    if (path.empty()) continue;
    const project::File* const script = meant(report.project(), path);
    const auto command = script == nullptr ? dependent.end() : dependent.find(script);
    if (command == dependent.end()) continue;
    const auto at = static_cast<std::uint32_t>(path.data() - text.data());
    Builder finding =
        report.at(command->second->span,
                  "Cron starts this script in the home folder, where this finds no Compose file; `cd` first");
    finding.note({file.source, at, at + static_cast<std::uint32_t>(path.size())}, "This is the line of the table");
    if (is_about_copies(*script)) finding.rung(Rung::keep);
  }
}

extern const Rule rule = {
    .code = "SW4165",
    .summary = "Scheduled script that needs a folder in which cron does not start it",
    .why =
        "Cron starts every job in the home folder of its account. What works by hand ends there with `no configuration "
        "file provided`, and whoever reads no mail of cron's learns of it on the day of the restore.",
    .remedy = "Let the script begin with `cd \"$(dirname \"$0\")/..\"`, or give `docker compose` the path of its file.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "schedule scripts that find their files",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::cron_job_in_another_folder
