#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::file_written_in_run {

/// `tee FILE` that is fed by a heredoc.
static void check_tee(const CommandSubject& subject, Report& report) {
  const shell::Node& node = *subject.invocation.node;
  bool heredoc = false;
  for (const shell::Redirection& redirection : node.redirections) heredoc = heredoc || redirection.heredoc != nullptr;
  const std::vector<const shell::Word*> files = subject.invocation.operands();
  if (!heredoc || files.size() != 1 || !files.front()->text.starts_with('/') ||
      (node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline))
    return report.skip();
  report.at(files.front()->span, "`COPY <<EOF {}` writes the same file, readable and without quoting",
            files.front()->text);
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  // What is written may come from a mounted file, or go where a mount keeps it out of the image.
  for (const dockerfile::Mount& mount : subject.instruction->mounts)
    if (mount.type == "bind") return report.skip();
  if (subject.invocation.program == "tee") return check_tee(subject, report);
  for (const shell::Redirection& redirection : subject.invocation.node->redirections) {
    if (redirection.operation != ">" || redirection.descriptor == 2 || !redirection.target.literal ||
        !redirection.target.text.starts_with('/') || redirection.target.text.starts_with("/dev/") ||
        redirection.target.text.starts_with("/tmp/"))
      continue;
    if (has_cache_mount(*subject.instruction, redirection.target.text)) continue;
    for (const shell::Word& word : subject.invocation.arguments)
      for (const shell::Expansion& expansion : word.expansions)
        if (expansion.kind == shell::ExpansionKind::command) return;
    report.at(redirection.span, "`COPY <<EOF {}` writes the same file, readable and without quoting",
              redirection.target.text);
    return;
  }
}

static constexpr std::string_view programs[] = {"echo", "printf", "cat", "tee"};

extern const Rule rule = {
    .code = "SW1244",
    .summary = "File written by a command",
    .why = "Quoting and escapes hide what the file will hold.",
    .remedy = "Use a heredoc of COPY, or a file of the repository. A matter of taste, so this rule is off by default.",
    .peers = "tally:tally/prefer-copy-heredoc",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::file_written_in_run
