#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_words_behind_shell_text {

static void check(const project::Service& service, Report& report) {
  const compose::Healthcheck& probe = service.definition->healthcheck;
  if (!probe || probe.test.source == nullptr || probe.test.source->items.empty()) return report.skip();
  const std::span<const compose::Value* const> items = probe.test.source->items;
  if (items.front()->text != "CMD-SHELL") return report.skip();
  if (items.size() < 3) return;
  const std::string_view text = items[1]->text;
  // `-c` is taken once more by the shell, and the text stands behind it.
  if (text == "-c") return;
  // A script with `$0` and `$1` in it takes them.
  if (text.find('$') != std::string_view::npos) return;
  const bool fails = is_one_of("curl wget nc test [ grep python python3 node", text);
  Builder finding =
      report.at(items[2]->span(), "`CMD-SHELL` takes one text: the probe of `{}` runs `{}` alone, without this",
                service.name, text);
  finding.advise("Put the whole line into one text, or begin the list with `CMD`");
  // Without its operands such a program ends in an error; others ask less than they are meant to.
  if (fails)
    note_waiting(finding, service);
  else
    finding.severity(Severity::medium);
}

extern const Rule rule = {
    .code = "SW4158",
    .summary = "Health check with words behind the text of its shell",
    .why =
        "Docker gives the shell the first text to run and the rest as `$0`, `$1` and so on, which nobody looks at: "
        "`curl` runs without an address and fails, `pg_isready` asks for another database than the one that is named.",
    .remedy =
        "Write `[\"CMD-SHELL\", \"curl -fsS http://localhost/health || exit 1\"]`, or use `CMD` for a list of words.",
    .references = "https://docs.docker.com/reference/dockerfile/#healthcheck",
    .severity = Severity::high,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::probe_words_behind_shell_text
