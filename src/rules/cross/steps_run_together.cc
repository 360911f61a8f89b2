#include "rules/rule.h"

#include <vector>

#include "rules/lib/run_together.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::steps_run_together {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run && subject.site != CommandSite::script &&
      subject.site != CommandSite::image_command)
    return report.skip();
  const shell::Node& node = *subject.invocation.node;
  std::vector<PlacedWord> words;
  for (const shell::Word& word : node.words)
    words.push_back({word.literal ? word.text : std::string_view("$"), word.span});
  const std::size_t at = second_command(words, report);
  if (at >= words.size()) return;
  Builder finding = report.at(words[at].span, "`{}` and what follows are arguments of `{}`; write `&&` before it",
                              words[at].text, base_name(words.front().text));
  if (subject.site == CommandSite::run) finding.rung(Rung::build);
  if (subject.site == CommandSite::image_command) finding.rung(Rung::start);
}

extern const Rule rule = {
    .code = "SW4167",
    .summary = "Two commands that run as one",
    .why =
        "A backslash at the end of a line joins it to the next one and puts nothing between them: the second command "
        "is given to the first as its arguments, which it refuses.",
    .remedy = "Write `&& \\` at the end of the first line.",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::steps_run_together
