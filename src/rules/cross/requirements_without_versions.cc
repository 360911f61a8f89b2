#include <algorithm>
#include <string>
#include <vector>

#include "rules/lib/copied_lock_file.h"
#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::requirements_without_versions {

/// Whether a requirement allows one release alone; an address or a path is what it is.
static bool is_exact(const project::Dependency& dependency) {
  return contains(dependency.version, "==") || contains(dependency.version, "@") || contains(dependency.version, "/") ||
         contains(dependency.name, "/") || contains(dependency.name, "@");
}

/// The file behind `-r`; "" where there is none, or where constraints give the versions.
static std::string_view requirements_file(const PackageCommand& command) {
  std::string_view file;
  for (std::size_t at = 0; at < command.arguments.size(); ++at) {
    const std::string_view word = command.arguments[at].text;
    if (word.starts_with("-c") || word.starts_with("--constraint") || word == "--no-deps" ||
        word == "--require-hashes" || word == "--no-index")
      return {};
    if ((word == "-r" || word == "--requirement") && at + 1 < command.arguments.size())
      file = command.arguments[at + 1].text;
    else if (word.starts_with("--requirement="))
      file = word.substr(word.find('=') + 1);
    else if (word.starts_with("-r") && word.size() > 2)
      file = word.substr(2);
  }
  return contains(file, "$") ? std::string_view() : base_name(file);
}

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || subject.stage == nullptr || !command.is("pip", PackageAction::install) ||
      is_development_stage(*subject.stage))
    return report.skip();
  const std::string_view file = requirements_file(command);
  if (file.empty() || contains(file, "dev") || contains(file, "test")) return report.skip();
  const CopiedManifest copied = copied_manifest(subject, report.project(), file);
  if (copied.manifest == nullptr || copied.manifest->dependencies.size() < 3) return report.skip();
  std::vector<const project::Dependency*> loose;
  for (const project::Dependency& dependency : copied.manifest->dependencies)
    if (!is_exact(dependency)) loose.push_back(&dependency);
  const std::size_t all = copied.manifest->dependencies.size();
  if (loose.size() * 3 < all) return;
  report
      .at(loose.front()->span, "{} of the {} packages here have no exact version, and each build may get others",
          std::to_string(loose.size()), std::to_string(all))
      .note(subject.invocation.span(), "They are installed here");
}

extern const Rule rule = {
    .code = "SW4678",
    .summary = "Python packages of an image without exact versions",
    .why =
        "An image that is built again next month, for a change of one line, holds other releases of everything, among "
        "them those that break it, and nobody can build the old one again.",
    .remedy =
        "Keep the wished packages in `requirements.in`, let `pip-compile` or `uv pip compile` write exact versions "
        "(with "
        "hashes) to `requirements.txt`, and install that.",
    .references = "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "install exact versions of Python packages",
    .check = each_command<check>(pip_programs),
};

}  // namespace seaworthy::rules::requirements_without_versions
