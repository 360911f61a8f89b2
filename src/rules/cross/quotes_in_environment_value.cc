#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::quotes_in_environment_value {

/// Whether a value is written as a shell takes it, `- NAME="value"`: quotes inside of an item of YAML belong to it.
static bool is_quoted_as_in_shell(const compose::EnvironmentEntry& entry, const Report& report) {
  if (entry.from != compose::EnvironmentSource::inline_value || !entry.value.has_value() || entry.value->size() < 2)
    return false;
  const char quote = entry.value->front();
  if ((quote != '"' && quote != '\'') || entry.value->back() != quote) return false;
  // One more around the whole item, or a mapping, shows that the inner ones are meant.
  const std::string_view written = report.text(entry.span);
  return written.starts_with(entry.name) && written.substr(entry.name.size()).starts_with('=');
}

/// Whether a Caddyfile puts the variable in before it is read, so that its reader takes the quotes off.
static bool is_read_with_quotes(const compose::EnvironmentEntry& entry, const project::Service& service,
                                const Report& report) {
  return std::ranges::any_of(service.mounted_files, [&](const project::File* file) {
    return file->kind == project::FileKind::caddy && file->has_content &&
           contains(report.project().sources[file->source].text(), "{$" + std::string(entry.name));
  });
}

static void check(const project::Service& service, Report& report) {
  std::vector<const compose::EnvironmentEntry*> quoted;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (is_quoted_as_in_shell(entry, report) && !is_read_with_quotes(entry, service, report)) quoted.push_back(&entry);
  if (service.definition->environment.empty()) return report.skip();
  if (quoted.empty()) return;
  Builder finding = report.at(quoted.front()->span,
                              "`{}` gets `{}` with the quotes in it, since only a shell takes them off; leave them out",
                              service.name, quoted.front()->name);
  // A text for people is shown with them; a number or an address is none any more.
  if (std::ranges::all_of(quoted, [](const compose::EnvironmentEntry* entry) { return contains(*entry->value, " "); }))
    finding.severity(Severity::low);
  for (std::size_t index = 1; index < quoted.size(); ++index)
    finding.note(quoted[index]->span, "So it gets `{}`", quoted[index]->name);
}

extern const Rule rule = {
    .code = "SW4950",
    .summary = "Quotes that become part of a variable's value",
    .why =
        "In a list of `environment` everything behind the `=` is the value. A time zone, a number or an address in "
        "quotes "
        "is none, and the program falls back on its default or ends.",
    .remedy = "Write `- NAME=value`, or `NAME: \"value\"` in a mapping.",
    .references = "https://docs.docker.com/reference/compose-file/services/#environment",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::quotes_in_environment_value
