#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::apt_instead_of_apt_get {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::string_view verb = subject.invocation.verb({"-t", "-o", "-c"});
  const bool queries = is_one_of("show search policy depends rdepends showsrc", verb);
  Builder finding =
      report.at(subject.invocation.program_word->span,
                "`apt` is made for people and its output changes; scripts use `{}`", queries ? "apt-cache" : "apt-get");
  const shell::Word& word = *subject.invocation.program_word;
  if (word.raw != "apt") return;
  if (queries) {
    finding.fix(Safety::safe, "Use `apt-cache`", word.span, "apt-cache");
  } else if (is_one_of(
                 "install reinstall remove purge update upgrade autoremove clean autoclean source build-dep download "
                 "dist-upgrade full-upgrade autopurge satisfy",
                 verb)) {
    finding.fix(Safety::safe, "Use `apt-get`", word.span, "apt-get");
  }
}

static constexpr std::string_view programs[] = {"apt"};

extern const Rule rule = {
    .code = "SW1146",
    .summary = "`apt` in a script",
    .why =
        "`apt` warns by itself that its command line may change between releases; it also draws progress bars into the "
        "build's log.",
    .remedy = "Write `apt-get` (or `apt-cache` for queries), which stays the same.",
    .peers = "hadolint:DL3027 kics:run_using_apt checkov:CKV_DOCKER_9 semgrep:prefer-apt-get",
    .differs = "kics finds `apt ` at the end of longer words; checkov skips commands that hold the letters rm.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::apt_instead_of_apt_get
