#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/find_deletes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::retention_deletes_newest {

static bool speaks_of_backups(const CommandSubject& subject) {
  const auto operands = subject.invocation.operands();
  for (const std::string_view word : {"/tmp", "cache", "log"})
    if (!operands.empty() && contains(operands.front()->text, word)) return false;
  // A script that saves something clears away other things as well, where it says which.
  const bool names_folder = !operands.empty() && operands.front()->literal;
  if (subject.file != nullptr && is_backup_name(subject.file->path) && !names_folder) return true;
  for (const shell::Word& word : subject.invocation.arguments)
    if (is_backup_name(word.text) || contains(word.text, "dump") || contains(word.text, ".sql")) return true;
  return false;
}

/// `+$DAYS` of a variable that is 0 wherever it gets a value.
static bool keeps_nothing(const CommandSubject& subject, const shell::Word& age, Report& report) {
  if (!age.text.starts_with('+') || subject.file == nullptr) return false;
  if (age.expansions.size() != 1 || age.expansions.front().kind != shell::ExpansionKind::parameter) return false;
  const std::string_view name = age.expansions.front().name;
  bool zero = false;
  for (const project::Service& service : report.project().services) {
    const compose::EnvironmentEntry* const entry = service.definition->variable(name);
    if (entry == nullptr || !entry->value.has_value()) continue;
    if (*entry->value != "0") return false;
    zero = true;
  }
  return zero;
}

/// `head -n -14`, which prints all but the last lines.
static bool leaves_out_last(const shell::Node& head) {
  for (std::size_t at = 1; at < head.words.size(); ++at) {
    const std::string_view text = head.words[at].text;
    if (text.starts_with("-n-") || text.starts_with("--lines=-")) return true;
    if (text == "-n" && at + 1 < head.words.size() && head.words[at + 1].text.starts_with('-')) return true;
  }
  return false;
}

/// `tail -n +1`, which prints every line. False where only a run knows the number.
static bool leaves_out_nothing(const shell::Node& tail) {
  for (const shell::Word& word : tail.words) {
    const std::size_t plus = word.text.find('+');
    if (plus == std::string_view::npos || !word.literal) continue;
    const std::string_view number = word.text.substr(plus + 1);
    return number == "0" || number == "1";
  }
  return false;
}

/// `ls -tr FOLDER | tail -n +8 | xargs rm`: oldest first, so what is left out of the list are the oldest.
static void check_list(const CommandSubject& subject, Report& report) {
  const shell::Node* const pipeline = subject.invocation.node->parent;
  if (pipeline == nullptr || pipeline->kind != shell::NodeKind::pipeline || pipeline->children.size() < 3 ||
      pipeline->children.front() != subject.invocation.node || !subject.invocation.has_flag("-t"))
    return report.skip();
  const shell::Node& cut = *pipeline->children[1];
  const shell::Node& removal = *pipeline->children.back();
  if (cut.kind != shell::NodeKind::simple || removal.kind != shell::NodeKind::simple) return report.skip();
  const bool removes = std::ranges::any_of(removal.words, [](const shell::Word& word) { return word.text == "rm"; });
  if (!removes) return report.skip();
  const bool oldest_first = subject.invocation.has_any_flag({"-r", "--reverse"});
  const bool skips_first =
      shell::invocation(cut).program == "tail" &&
      std::ranges::any_of(cut.words, [](const shell::Word& word) { return contains(word.text, "+"); });
  const bool skips_last = shell::invocation(cut).program == "head" && leaves_out_last(cut);
  if (skips_first && leaves_out_nothing(cut))
    report.at(cut.span, "`tail` prints every line from this one on, so all copies are deleted; to keep N, write N + 1");
  else if (skips_first && oldest_first)
    report.at(subject.invocation.span(), "`-r` lists the oldest first, so the newest are deleted; leave it out");
  else if (skips_last && !oldest_first)
    report.at(subject.invocation.span(), "The newest stand first here, so they are deleted; add `-r`");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.invocation.program == "ls") return check_list(subject, report);
  const shell::Invocation& find = subject.invocation;
  if (!deletes_what_it_finds(*find.node) || !speaks_of_backups(subject)) return report.skip();
  bool limited = false;
  for (std::size_t at = 0; at < find.arguments.size(); ++at) {
    const shell::Word& word = find.arguments[at];
    if (is_one_of("-name -iname -path -newer -newermt -size -regex -empty", word.text)) limited = true;
    if (!is_one_of("-mtime -mmin -ctime -cmin -atime -amin", word.text) || at + 1 == find.arguments.size()) continue;
    limited = true;
    const shell::Word& age = find.arguments[at + 1];
    const bool negated = at > 0 && is_one_of("! -not", find.arguments[at - 1].text);
    if (!negated && keeps_nothing(subject, age, report)) {
      report.at(join(word.span, age.span), "`{} {}` matches everything from the first moment on, so no backup is kept",
                word.text, age.text);
      return;
    }
    if (!age.text.starts_with('-') || negated) continue;
    report.at(join(word.span, age.span),
              "`{} {}` matches what is newer, so this deletes the newest backups; write `{} +{}`", word.text, age.text,
              word.text, age.text.substr(1));
    return;
  }
  if (!limited) report.at(find.span(), "This deletes every backup, whatever its age; add `-mtime +N`");
}

static constexpr std::string_view programs[] = {"find", "ls"};

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
