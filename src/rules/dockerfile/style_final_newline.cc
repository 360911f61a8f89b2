#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_final_newline {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const MappedText& text = dockerfile.parsed->text;
  if (dockerfile.is_inline || text.text.empty()) return report.skip();
  if (text.text.ends_with('\n')) return;
  const auto end = static_cast<std::uint32_t>(text.text.size());
  report.at(text.span(end - 1, end), "The last line has no line end")
      .fix(Safety::safe, "End the last line", text.span(end, end), "\n");
}

extern const Rule rule = {
    .code = "SW1301",
    .summary = "No line end after the last line",
    .why = "A line that somebody appends later joins the last one, and tools show a difference where none is.",
    .remedy = "End the file with a line end.",
    .peers = "tally:tally/eol-last",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .fixes = Fixes::always,
    .on = false,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::style_final_newline
