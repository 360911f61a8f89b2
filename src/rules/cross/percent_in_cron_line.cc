#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::percent_in_cron_line {

static void check(const project::File& file, Report& report) {
  bool asks = false;
  const bool in_image = std::ranges::any_of(
      file.used_by, [](const project::Use& use) { return use.how == "copies" || use.how == "mounts"; });
  for (std::size_t index = 0; index < file.embedded.size() && index < file.embedded_places.size(); ++index) {
    if (file.embedded_places[index] != "cron line") continue;
    asks = true;
    const Span span = file.embedded[index]->span;
    const std::string_view text = report.text(span);
    for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
      if (at > 0 && text[at - 1] == '\\') continue;
      const auto begin = span.begin + static_cast<std::uint32_t>(at);
      Builder finding = report.at({span.file, begin, begin + 1},
                                  "Cron ends the command at `%` and gives it the rest as input; write `\\%`");
      if (is_backup_name(text)) finding.rung(Rung::keep);
      // The daemon of an image may be another: that of BusyBox and supercronic take the sign as it is.
      if (in_image) finding.confidence(Confidence::possible).severity(Severity::medium);
      break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4619",
    .summary = "Percent sign in a line of cron",
    .why = "The command is cut off in the middle, fails with a syntax error, and the mail about it goes to nobody.",
    .remedy = "Write `\\%`, or move the command to a script.",
    .references = "https://manpages.debian.org/bookworm/cron/crontab.5.en.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::percent_in_cron_line
