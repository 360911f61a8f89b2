#include "rules/rule.h"

#include "rules/lib/shell_context.h"

namespace seaworthy::rules::heredoc_without_end {

/// A line of the body that would be the end if it were not indented with blanks.
static Span indented_end(const shell::Heredoc& heredoc) {
  const std::string_view text = heredoc.body.text;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t first = std::min(text.find_first_not_of(" \t", begin), end);
    std::string_view line = text.substr(first, end - first);
    while (line.ends_with(' ') || line.ends_with('\t') || line.ends_with('\r')) line.remove_suffix(1);
    if (line == heredoc.delimiter)
      return heredoc.body.span(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(first + line.size()));
    begin = end + 1;
  }
  return {};
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site != CommandSite::script) return;
    for_each_node_deep(*site.script, [&](const shell::Node& node) {
      for (const shell::Redirection& redirection : node.redirections) {
        if (redirection.heredoc == nullptr) continue;
        any = true;
        const shell::Heredoc& heredoc = *redirection.heredoc;
        if (heredoc.terminated || node.script->outer_expands) continue;
        const Span close = indented_end(heredoc);
        Builder finding = report.at(redirection.span,
                                    "`{}` never stands on a line of its own: the rest of the script is taken for text",
                                    heredoc.delimiter);
        if (close.valid()) finding.note(close, "Blanks stand around it here; with `<<-` tabs may stand before it");
      }
    });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3025",
    .summary = "Heredoc without an end",
    .why =
        "Without its end the heredoc reaches to the end of the file. The shell warns at most; the commands behind it "
        "never run, and the "
        "file that was to be written holds them.",
    .remedy =
        "Put the delimiter alone on a line, without blanks before or behind it; with `<<-` it may be indented by tabs.",
    .peers = "tally:shellcheck/SC1040",
    .severity = Severity::high,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::heredoc_without_end
