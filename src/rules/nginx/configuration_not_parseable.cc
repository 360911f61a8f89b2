#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/model.h"
#include "rules/lib/template_text.h"

namespace seaworthy::rules::configuration_not_parseable {

/// Braces inside of Lua are matched without knowing Lua's strings and comments.
static bool has_lua(const nginx::File& file) {
  return std::ranges::any_of(
      file.directives, [](const nginx::Directive* directive) { return directive->name.ends_with("_by_lua_block"); });
}

static void check(const project::File& file, Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  if (is_template(file.path, text)) return report.skip();
  // What follows the first problem may be an echo of it, and what a limit hid is listed as unread.
  if (file.nginx->problems.empty() || file.nginx->problems.front().is_limit) return;
  const nginx::Problem& problem = file.nginx->problems.front();
  // `${SERVERS}` alone on its line stands for whole directives, which come once the template is filled in.
  const Source& source = report.project().sources[problem.span.file];
  const std::string_view line = source.line(source.place(problem.span.begin).line);
  if (has_placeholder(text) && line.find_first_not_of(" \t") != std::string_view::npos &&
      line.substr(line.find_first_not_of(" \t")).starts_with("${"))
    return report.skip();
  const std::string message = std::string(problem.message) + "; nginx refuses the whole configuration";
  Builder finding = report.at(problem.span, "{}", message);
  if (!file.path.ends_with(".conf")) finding.confidence(Confidence::likely);
  if (has_lua(*file.nginx) || has_placeholder(text)) finding.confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW5015",
    .summary = "nginx configuration that does not parse",
    .why =
        "nginx reads its whole configuration before it serves anything: one missing brace, quote or semicolon, and the "
        "container ends as soon as it starts.",
    .remedy = "Correct the syntax at the place that the message names; `nginx -t` tells when it is right.",
    .references = "https://nginx.org/en/docs/beginners_guide.html#conf_structure",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_nginx_file<check>(),
};

}  // namespace seaworthy::rules::configuration_not_parseable
