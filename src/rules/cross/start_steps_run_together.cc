#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/run_together.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::start_steps_run_together {

static bool judge(const project::Service& service, std::span<const PlacedWord> words, Report& report) {
  const std::size_t at = second_command(words, report);
  if (at >= words.size()) return false;
  report
      .at(words[at].span, "`{}` and what follows are arguments of `{}`, for `{}` runs both lines as one command",
          words[at].text, base_name(words.front().text), service.name)
      .advise("Write `&&` between the steps, and let a shell run them: `sh -c '...'`");
  return true;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const compose::Command* const given : {&service.definition->entrypoint, &service.definition->command}) {
    if (!*given) continue;
    const project::CommandInForce& command =
        given == &service.definition->command ? service.command : service.entrypoint;
    asks = true;
    std::vector<PlacedWord> words;
    if (command.script == nullptr) {
      for (std::size_t at = 0; at < given->words.size() && at < given->word_spans.size(); ++at)
        words.push_back({given->words[at], given->word_spans[at]});
      if (judge(service, words, report)) return;
      continue;
    }
    for (const shell::Node* const node : command.script->commands) {
      words.clear();
      for (const shell::Word& word : node->words) words.push_back({word.text, word.span});
      if (judge(service, words, report)) return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4166",
    .summary = "Steps of a start command that run as one command",
    .why =
        "Folded text (`>`) has no line breaks, and without a shell a line break is a blank: the second line is given "
        "to the program of the first one. `manage.py migrate gunicorn ...` fails, and the server is never started.",
    .remedy = "Join the steps by `&&` in a text for a shell, or put them into a start script.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_steps_run_together
