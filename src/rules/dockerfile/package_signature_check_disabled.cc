#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::package_signature_check_disabled {

static std::string_view verb_of(const shell::Invocation& apk) {
  return apk.verb({"-X", "--repository", "-p", "--root", "-t", "--virtual", "--arch", "--keys-dir"});
}

static bool turns_off(const shell::Invocation& command, const shell::Word& word) {
  const std::string_view program = command.program;
  const std::string_view text = word.text;
  // `apk index` and `apk fetch` install nothing.
  if (program == "apk") return text == "--allow-untrusted" && !is_one_of("index fetch verify info", verb_of(command));
  if (is_one_of("apt-get apt aptitude", program))
    return text == "--allow-unauthenticated" || text == "--force-yes" || text == "--allow-insecure-repositories" ||
           contains(text, "AllowUnauthenticated=true") || contains(text, "AllowInsecureRepositories=true") ||
           contains(text, "AllowUnauthenticated=1");
  if (is_one_of("dnf dnf5 yum tdnf microdnf yum-config-manager", program))
    return text == "--nogpgcheck" || text == "--no-gpgchecks" ||
           (contains(text, "gpgcheck=") && !contains(text, "localpkg_gpgcheck") &&
            (text.ends_with("=0") || text.ends_with("=false") || text.ends_with("=no")));
  if (program == "rpm" || program == "rpmkeys")
    return is_one_of("--nodigest --nosignature --noverify --nofiledigest", text);
  if (program == "zypper") return text == "--no-gpg-checks" || text == "--allow-unsigned-rpm" || text == "-G";
  if (program == "echo" || program == "printf")
    // Packages that the build itself put into a folder are nobody else's.
    return (contains(text, "trusted=yes") && !contains(text, "file:") && !contains(text, "copy:")) ||
           contains(text, "gpgcheck=0") || contains(text, "AllowUnauthenticated \"true\"");
  return false;
}

/// Checkov has a rule for each program, with some of its options; "" for the others.
static std::string_view peers_of(std::string_view program, std::string_view option) {
  if (program == "apk") return "checkov:CKV2_DOCKER_7";
  if (program == "apt-get" || program == "apt" || program == "aptitude") {
    if (option == "--allow-unauthenticated") return "checkov:CKV2_DOCKER_8";
    return option == "--force-yes" ? "checkov:CKV2_DOCKER_11" : "";
  }
  if (is_one_of("dnf dnf5 tdnf yum microdnf", program)) return option == "--nogpgcheck" ? "checkov:CKV2_DOCKER_9" : "";
  return program == "rpm" ? "checkov:CKV2_DOCKER_10" : "";
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  for (const shell::Word& word : subject.invocation.arguments) {
    if (!turns_off(subject.invocation, word)) continue;
    const bool is_source = subject.invocation.program == "echo" || subject.invocation.program == "printf";
    // Only what goes into a file is a package source.
    if (is_source && subject.invocation.node->redirections.empty() &&
        (subject.invocation.node->parent == nullptr ||
         subject.invocation.node->parent->kind != shell::NodeKind::pipeline))
      continue;
    // A package that is a file of the repository or was verified is as good as signed.
    if (subject.invocation.program == "zypper" && word.text == "-G") continue;
    Builder finding =
        is_source
            ? report.at(word.span, "This package source is used without checking signatures; import its key instead")
            : report.at(word.span, "`{}` installs packages whatever their signature; import the signing key instead",
                        word.text);
    finding.peers(is_source ? "" : peers_of(subject.invocation.program, word.text));
    return;
  }
}

static constexpr std::string_view programs[] = {"apk",  "apt-get", "apt",  "aptitude", "dnf",
                                                "dnf5", "yum",     "tdnf", "microdnf", "yum-config-manager",
                                                "rpm",  "zypper",  "echo", "printf"};

extern const Rule rule = {
    .code = "SW1150",
    .summary = "Package signatures not checked",
    .why =
        "Whoever controls the mirror, or the network on the way to it, can put their own package into the image; the "
        "signature is the only thing that stops them.",
    .remedy = "Import the signing key of the repository and drop the option. For a single file compare a checksum.",
    .peers =
        "checkov:CKV2_DOCKER_7 checkov:CKV2_DOCKER_8 checkov:CKV2_DOCKER_9 checkov:CKV2_DOCKER_10 "
        "checkov:CKV2_DOCKER_11",
    .differs =
        "`apt`, zypper, `-o` settings, `[trusted=yes]` and `gpgcheck=0` written into a source list count as well, "
        "unless the "
        "source is a folder of the image.",
    .controls = "CIS Docker 1.6:4.11",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::package_signature_check_disabled
