#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::default_shell_replaced_by_link {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const shell::Invocation& command = subject.invocation;
  const bool is_chsh = command.program == "chsh" || command.program == "usermod";
  const std::vector<const shell::Word*> words = command.operands({"-s", "--shell"});
  if (is_chsh) return report.skip();
  // An image without a shell gets one by the link: `ln -s /busybox/sh /bin/sh`.
  if (command.program == "ln" && !words.empty() && is_one_of("sh busybox", base_name(words.front()->text)))
    return report.skip();
  bool replaces = false;
  for (std::size_t i = 0; i < words.size(); ++i)
    replaces = replaces || (i + 1 == words.size() && (words[i]->text == "/bin/sh" || words[i]->text == "/usr/bin/sh"));
  if (command.program == "mv" && !words.empty()) replaces = replaces || words.front()->text == "/bin/sh";
  if (!replaces && command.program == "rm") replaces = !words.empty() && words.back()->text == "/bin/sh";
  if (!replaces) return;
  report.at(command.span(),
            "Replacing `/bin/sh` changes every script of the image; use `SHELL [\"/bin/bash\", \"-c\"]`");
}

static constexpr std::string_view programs[] = {"ln", "mv", "rm"};

extern const Rule rule = {
    .code = "SW1242",
    .summary = "System shell replaced",
    .why =
        "Maintainer scripts of packages are written for the shell that the distribution ships; the link is also undone "
        "by the next "
        "upgrade of that package.",
    .remedy = "Set SHELL for the lines that need bash.",
    .peers = "hadolint:DL4005 kics:changing_default_shell_using_run_command semgrep:use-shell-instruction",
    .differs = "kics also reports a user's login shell set with chsh or usermod, which is fine.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::default_shell_replaced_by_link
