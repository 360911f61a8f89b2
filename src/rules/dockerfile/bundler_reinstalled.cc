#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bundler_reinstalled {

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("gem", PackageAction::install) || subject.stage == nullptr)
    return report.skip();
  if (knowledge::parse_reference(subject.stage->root().base).repository != "ruby") return report.skip();
  if (is_development_stage(*subject.stage)) return report.skip();
  if (command.packages.size() != 1 || command.packages.front()->text != "bundler") return;
  // A version that is asked for may be one that the project needs, though the lock file brings it as well.
  if (command.has_flag("-v") || command.has_flag("--version")) {
    report
        .at(subject.invocation.span(),
            "Bundler of the `ruby` image fetches the release that the lock file names by itself; drop the install")
        .confidence(Confidence::possible);
    return;
  }
  report.at(subject.invocation.span(),
            "The `ruby` image brings Bundler; installing it again takes another release than the tested one");
}

static constexpr std::string_view programs[] = {"gem"};

extern const Rule rule = {
    .code = "SW1284",
    .summary = "Bundler installed again",
    .why =
        "Bundler follows the lock file's `BUNDLED WITH` by itself; a second install only makes the image larger and "
        "the version random.",
    .remedy = "Delete the line.",
    .peers = "tally:tally/ruby/redundant-bundler-install",
    .differs = "An install of a named version is a possible finding.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::bundler_reinstalled
