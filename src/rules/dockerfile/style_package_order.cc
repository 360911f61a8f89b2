#include "rules/rule.h"

#include <string>

#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::style_package_order {

static std::string sort_key(std::string_view package) {
  std::string key;
  for (const char c : package.substr(0, package.find_first_of("=~<>"))) key.push_back(lower(c));
  return key;
}

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || command.action != PackageAction::install || command.packages.size() < 2)
    return report.skip();
  for (std::size_t i = 1; i < command.packages.size(); ++i) {
    const shell::Word& first = *command.packages[i - 1];
    const shell::Word& second = *command.packages[i];
    if (!first.literal || !second.literal) continue;
    if (sort_key(second.text) < sort_key(first.text)) {
      report.at(second.span, "`{}` stands behind `{}`; sorted lists show at a glance what is there", second.text,
                first.text);
      return;
    }
  }
}

extern const Rule rule = {
    .code = "SW1305",
    .summary = "Packages not sorted",
    .why = "In a sorted list duplicates show, and two changes seldom touch the same line.",
    .remedy = "Sort the names.",
    .peers = "tally:tally/sort-packages",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::style_package_order
