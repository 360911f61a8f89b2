#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::sqlite_file_copied {

static bool is_database_file(std::string_view word) {
  for (const std::string_view ending : {".db", ".sqlite", ".sqlite3"})
    if (word.ends_with(ending)) return true;
  return false;
}

/// A destination that keeps what is put there for later.
static bool speaks_of_copies(std::string_view path) {
  return is_backup_name(path) || contains(path, "snapshot") || contains(path, "archive");
}

/// The words of a copy: source and destination. Of `docker cp` and `docker compose cp` those behind the verb, when
/// the source is in a container.
static std::vector<const shell::Word*> copied(const shell::Invocation& command) {
  std::vector<const shell::Word*> operands = command.operands({"-f", "--file", "-p", "--project-name"});
  if (command.program != "docker") return operands;
  const auto verb = std::ranges::find_if(operands, [](const shell::Word* word) { return word->text == "cp"; });
  if (verb - operands.begin() > 1 || operands.end() - verb < 3 || !contains((*(verb + 1))->text, ":")) return {};
  operands.erase(operands.begin(), verb + 1);
  return operands;
}

static void check(const CommandSubject& subject, Report& report) {
  const std::vector<const shell::Word*> operands = copied(subject.invocation);
  const bool saves = (!operands.empty() && speaks_of_copies(operands.back()->text)) ||
                     (subject.file != nullptr && is_backup_name(base_name(subject.file->path))) ||
                     (subject.service != nullptr && is_backup_name(subject.service->name));
  if (!saves || subject.site == CommandSite::readme) return report.skip();
  // The last operand is where the copy goes; a restore copies the other way.
  if (operands.size() < 2 || (subject.file != nullptr && contains(subject.file->path, "restore"))) return report.skip();
  for (std::size_t at = 0; at + 1 < operands.size(); ++at) {
    if (!is_database_file(operands[at]->text) || speaks_of_copies(operands[at]->text) ||
        contains(operands[at]->text, "tmp"))
      continue;
    bool stopped = false;
    for (const shell::Node* const node : subject.script->commands) {
      if (node == subject.invocation.node) break;
      for (const shell::Word& word : node->words)
        stopped = stopped || word.text == "stop" || word.text == "down" || contains(word.text, ".backup");
    }
    if (stopped) return;
    report.at(subject.invocation.span(),
              "`{}` is copied while the program may write it; use `sqlite3 ... .backup` or stop the service first",
              operands[at]->text);
    return;
  }
}

static constexpr std::string_view programs[] = {"cp", "rsync", "scp", "docker"};

extern const Rule rule = {
    .code = "SW3101",
    .summary = "SQLite file copied while it is in use",
    .why = "Half of a transaction may be in the copy and half in the write-ahead log beside it, which nobody copies.",
    .remedy = "Let SQLite make the copy: `sqlite3 app.db \".backup copy.db\"`, or `VACUUM INTO`.",
    .references = "https://www.sqlite.org/backup.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::sqlite_file_copied
