#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::account_with_empty_password {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const shell::Invocation& command = subject.invocation;
  if (command.program == "passwd") {
    if (!command.has_any_flag({"-d", "--delete"})) return report.skip();
    const std::vector<const shell::Word*> words = command.operands();
    report.at(command.program_word->span, "`{}` may log in with an empty password afterwards; lock it with `passwd -l`",
              words.empty() ? std::string_view("root") : words.back()->text);
    return;
  }
  for (std::size_t i = 0; i + 1 < command.arguments.size(); ++i) {
    const shell::Word& word = command.arguments[i];
    if ((word.text == "-p" || word.text == "--password") && command.arguments[i + 1].text.empty()) {
      report.at(join(word.span, command.arguments[i + 1].span),
                "An empty password lets everybody log in; leave the option out");
      return;
    }
  }
}

static constexpr std::string_view programs[] = {"passwd", "useradd", "usermod"};

extern const Rule rule = {
    .code = "SW1189",
    .summary = "Account with an empty password",
    .why = "`su`, `sudo`, ssh and every login service accept the account without asking.",
    .remedy = "Lock the account (`passwd -l`), which is the state that useradd leaves it in.",
    .peers = "dockle:DKL-LI-0001",
    .differs = "dockle reads the finished image; here the command that makes it is found.",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::account_with_empty_password
