#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"

namespace seaworthy::rules::bundler_deprecated_flags {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("bundle", PackageAction::install)) return report.skip();
  if (subject.stage != nullptr && is_development_stage(*subject.stage)) return report.skip();
  struct Old {
    std::string_view flag, instead;
  };
  for (const Old& old :
       {Old{"--without", "BUNDLE_WITHOUT"}, Old{"--deployment", "BUNDLE_DEPLOYMENT"}, Old{"--path", "BUNDLE_PATH"}})
    for (const shell::Word& word : command.arguments)
      if (word.text == old.flag ||
          (word.text.starts_with(old.flag) && word.text.size() > old.flag.size() && word.text[old.flag.size()] == '='))
        report.at(word.span, "Bundler drops `{}`; set `ENV {}`", old.flag, old.instead);
}

static constexpr std::string_view programs[] = {"bundle"};

extern const Rule rule = {
    .code = "SW1282",
    .summary = "Flags that Bundler drops",
    .why =
        "The flags are remembered in a file as a side effect and are removed in the next major version; the build then "
        "fails.",
    .remedy = "Set the environment variables.",
    .peers = "tally:tally/ruby/deprecated-bundler-install-flags",
    .severity = Severity::low,
    .rung = Rung::build,
    .category = Category::automation,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bundler_deprecated_flags
