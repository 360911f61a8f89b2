#include "rules/rule.h"

#include "rules/lib/download.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::package_from_unverified_source {

static bool is_package_file(std::string_view path) {
  return path.ends_with(".deb") || path.ends_with(".rpm") || path.ends_with(".apk");
}

/// `-release` packages carry the repository's key and are the documented way in.
static bool is_release_package(std::string_view path) {
  return contains(path, "-release-") || contains(path, "-release_") || contains(path, "release-latest") ||
         contains(path, "packages-microsoft-prod") || contains(path, "keyring") || path.ends_with("-release.rpm");
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const shell::Invocation& invocation = subject.invocation;
  if (verifies(*subject.script)) return report.skip();
  if (const Download fetched = download(invocation)) {
    for (const shell::Word* url : fetched.urls) {
      const std::string_view path = url_path(url->text);
      const std::string_view saved = fetched.output != nullptr ? fetched.output->text : std::string_view();
      if (!is_package_file(path) && !is_package_file(saved)) continue;
      if (is_release_package(path)) continue;
      report.at(url->span,
                "This package is installed without checking a signature or checksum; compare a checksum first");
      return;
    }
    return report.skip();
  }
  const PackageCommand command = package_command(invocation);
  const bool is_rpm =
      invocation.program == "rpm" && invocation.has_any_flag({"-i", "-U", "--install", "--upgrade", "-F"});
  if (command.action != PackageAction::install && !is_rpm) return report.skip();
  const std::vector<const shell::Word*> words = is_rpm ? invocation.operands() : command.packages;
  for (const shell::Word* word : words) {
    if (!is_url(word->text) || !is_package_file(url_path(word->text))) continue;
    if (is_release_package(word->text)) continue;
    report.at(word->span,
              "This package is installed without checking a signature or checksum; compare a checksum first");
    return;
  }
}

static constexpr std::string_view programs[] = {"curl", "wget", "rpm", "yum", "dnf", "microdnf", "zypper", "tdnf"};

extern const Rule rule = {
    .code = "SW1165",
    .summary = "Package installed from an unverified file",
    .why =
        "Package managers check signatures of repositories; a package that is given as a file or address is installed "
        "as it "
        "is, and its scripts run as root.",
    .remedy = "Add the vendor's repository with its key, or compare a checksum before the install.",
    .peers = "dockle:CIS-DI-0011 docker-bench:4.11",
    .differs =
        "The benchmark leaves this to a human reader; here it is decided for packages given by address. Packages that "
        "set up "
        "a repository with its key pass.",
    .controls = "CIS Docker 1.6:4.11; OWASP Docker Top 10 2018:D08",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::package_from_unverified_source
