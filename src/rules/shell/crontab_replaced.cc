#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::crontab_replaced {

/// The pipeline or the command itself that feeds `crontab -`.
static const shell::Node& whole_command(const shell::Node& node) {
  return node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline ? *node.parent : node;
}

static bool reads_standard_input(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "crontab") return false;
  const auto operands = command.operands({"-u"});
  return operands.size() == 1 && operands.front()->text == "-";
}

static bool keeps_what_was_there(const shell::Node& whole) {
  bool keeps = false;
  for_each_node(whole, [&](const shell::Node& node) {
    if (node.kind != shell::NodeKind::simple) return;
    const shell::Invocation command = shell::invocation(node);
    keeps = keeps || (command.program == "crontab" && command.has_flag("-l"));
    for (const shell::Word& word : node.words) keeps = keeps || contains(word.raw, "crontab -l");
  });
  return keeps;
}

static void check(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  if (!reads_standard_input(node)) return report.skip();
  const shell::Node& whole = whole_command(node);
  if (keeps_what_was_there(whole) || is_inside(node, shell::NodeKind::if_clause) ||
      is_inside(node, shell::NodeKind::case_clause))
    return;
  const shell::Node* before = nullptr;
  for (const shell::Node* const other : node.script->commands) {
    if (other == &node) break;
    if (!reads_standard_input(*other) || other->script != node.script) continue;
    if (is_inside(*other, shell::NodeKind::if_clause) || is_inside(*other, shell::NodeKind::case_clause)) continue;
    before = other;
  }
  if (before == nullptr) return;
  report
      .at(whole.span,
          "`crontab -` replaces the whole table, so the job above never runs; give both lines to one `crontab -`")
      .note(whole_command(*before).span, "This line is lost");
}

static constexpr std::string_view programs[] = {"crontab"};

extern const Rule rule = {
    .code = "SW3100",
    .summary = "Cron job replaced by the next one",
    .why = "`crontab -` installs what it reads instead of what was there. The first job, often the backup, never runs.",
    .remedy = "Write all lines to one `crontab -`, or add to what `crontab -l` prints.",
    .references = "https://man7.org/linux/man-pages/man1/crontab.1.html",
    .severity = Severity::high,
    .rung = Rung::keep,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::crontab_replaced
