#include <string>

#include "base/name_text.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_given_with_colon {

static void check(const project::Service& service, Report& report) {
  bool any = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value) continue;
    any = true;
    // `- NAME:value` has no `=`, so that all of it is the name of a variable of whoever starts the stack.
    const std::size_t colon = entry.name.find(':');
    if (colon == std::string_view::npos || entry.value.has_value()) continue;
    const std::string_view name = entry.name.substr(0, colon);
    if (!ascii::is_variable_name(name)) continue;
    Builder finding =
        report.at(entry.span, "`{}` gets no `{}`: items of a list want `=` behind the name", service.name, name);
    const std::string_view text = report.text(entry.span);
    const std::size_t at = text.find(std::string(name) + ":");
    if (at != std::string_view::npos) {
      const auto begin = entry.span.begin + static_cast<std::uint32_t>(at + name.size());
      finding.fix(Safety::review, "Write `=`", {entry.span.file, begin, begin + 1}, "=");
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4107",
    .summary = "Variable that is given with a colon in a list",
    .why =
        "In a list the whole item is taken for a name, which nobody has set: the program does not get the variable and "
        "takes its default, or ends.",
    .remedy = "Write `- NAME=value`, or drop the dash and put a blank behind the colon.",
    .references = "https://docs.docker.com/reference/compose-file/services/#environment",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_given_with_colon
