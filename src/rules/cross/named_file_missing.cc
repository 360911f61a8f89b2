#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/file_options.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/named_paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::named_file_missing {

static const knowledge::FileOptions* row_of(const shell::Invocation& command) {
  // Options with values may stand in front of the verb.
  const auto has_verb = [&](const knowledge::FileOptions& row) {
    return row.verbs.empty() || std::ranges::any_of(command.arguments, [&](const shell::Word& word) {
             return std::ranges::find(row.verbs, std::string_view(word.text)) != row.verbs.end();
           });
  };
  for (const knowledge::FileOptions& row : knowledge::tables::file_options)
    if (row.program == command.program && has_verb(row)) return &row;
  return nullptr;
}

/// A path of the repository, as far as its text tells: relative, written out, no pattern and no address.
static bool is_plain_path(const shell::Word& word) {
  return word.literal && !word.text.empty() && word.text.front() != '-' && word.text.front() != '/' &&
         word.text.front() != '~' && word.text.find_first_of("$*?[{`<") == std::string_view::npos &&
         !contains(word.text, "://") && (contains(word.text, "/") || contains(word.text, "."));
}

/// The words of a command that name files: values of options, operands with an ending, and what it reads by `<`.
static std::vector<const shell::Word*> files_of(const shell::Invocation& command) {
  std::vector<const shell::Word*> files;
  if (const knowledge::FileOptions* const row = row_of(command); row != nullptr)
    for (std::size_t at = 0; at < command.arguments.size(); ++at) {
      const shell::Word& word = command.arguments[at];
      const bool is_value =
          at > 0 &&
          std::ranges::find(row->options, std::string_view(command.arguments[at - 1].text)) != row->options.end();
      const bool is_operand =
          std::ranges::any_of(row->operand, [&](std::string_view ending) { return word.text.ends_with(ending); });
      if (is_value || is_operand) files.push_back(&word);
    }
  for (const shell::Redirection& redirection : command.node->redirections)
    // What lies beside the script may be brought by whoever runs it: a dump, a list.
    if (redirection.operation == "<" && contains(redirection.target.text, "/")) files.push_back(&redirection.target);
  return files;
}

static void check(const CommandSubject& subject, Report& report) {
  if (!names_files_of_repository(subject)) return report.skip();
  const std::vector<const shell::Word*> files = files_of(subject.invocation);
  if (files.empty()) return report.skip();
  for (const shell::Word* const word : files) {
    if (!is_plain_path(*word)) continue;
    const std::optional<MissingPath> missing = missing_path(subject, *word, report.project());
    if (!missing.has_value()) continue;
    const std::string_view near =
        missing->elsewhere != nullptr ? missing->elsewhere->path : report.project().nearest_path(word->text);
    Builder finding = near.empty() ? report.at(word->span, "`{}` does not exist", word->text)
                                   : report.at(word->span, "`{}` does not exist; `{}` does", word->text, near);
    if (subject.site == CommandSite::readme)
      finding.severity(missing->elsewhere != nullptr ? Severity::info : Severity::low);
    if (is_about_copies(*subject.file)) finding.rung(Rung::keep);
    // Without a folder it may be what everybody writes for himself.
    const bool is_own = near.empty() && !contains(word->text, "/");
    finding.confidence(is_own ? Confidence::possible : missing->confidence);
  }
}

extern const Rule rule = {
    .code = "SW4056",
    .summary = "File that a command names and the repository does not have",
    .why = "The command stops at it, and the deployment half-way: `the path does not exist`.",
    .remedy = "Correct the path, or commit the file.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::named_file_missing
