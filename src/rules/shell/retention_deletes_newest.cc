#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::retention_deletes_newest {

static bool deletes(const shell::Invocation& find) {
  for (std::size_t at = 0; at < find.arguments.size(); ++at) {
    const std::string_view word = find.arguments[at].text;
    if (word == "-delete") return true;
    if ((word == "-exec" || word == "-execdir") && at + 1 < find.arguments.size() &&
        find.arguments[at + 1].text == "rm")
      return true;
  }
  return false;
}

static bool speaks_of_backups(const CommandSubject& subject) {
  const auto operands = subject.invocation.operands();
  for (const std::string_view word : {"/tmp", "cache", "log"})
    if (!operands.empty() && contains(operands.front()->text, word)) return false;
  if (subject.file != nullptr && is_backup_name(subject.file->path)) return true;
  for (const shell::Word& word : subject.invocation.arguments)
    if (is_backup_name(word.text) || contains(word.text, "dump") || contains(word.text, ".sql")) return true;
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Invocation& find = subject.invocation;
  if (!deletes(find) || !speaks_of_backups(subject)) return report.skip();
  bool limited = false;
  for (std::size_t at = 0; at < find.arguments.size(); ++at) {
    const shell::Word& word = find.arguments[at];
    if (is_one_of("-name -iname -path -newer -newermt -size -regex -empty", word.text)) limited = true;
    if (!is_one_of("-mtime -mmin -ctime -cmin -atime -amin", word.text) || at + 1 == find.arguments.size()) continue;
    limited = true;
    const shell::Word& age = find.arguments[at + 1];
    const bool negated = at > 0 && is_one_of("! -not", find.arguments[at - 1].text);
    if (!age.text.starts_with('-') || negated) continue;
    report.at(join(word.span, age.span),
              "`{} {}` matches what is newer, so this deletes the newest backups; write `{} +{}`", word.text, age.text,
              word.text, age.text.substr(1));
    return;
  }
  if (!limited) report.at(find.span(), "This deletes every backup, whatever its age; add `-mtime +N`");
}

static constexpr std::string_view programs[] = {"find"};

extern const Rule rule = {
    .code = "SW3102",
    .summary = "Retention that deletes the newest backups",
    .why =
        "`-mtime -7` is younger than a week, `+7` is older. The wrong sign leaves nothing but old copies, then none.",
    .remedy = "Write `find FOLDER -name '*.sql.gz' -mtime +7 -delete`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::retention_deletes_newest
