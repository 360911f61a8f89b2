#include "rules/rule.h"

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::password_of_login_on_command_line {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.invocation.verb() != "login") return report.skip();
  if (subject.site == CommandSite::readme) return report.skip();
  if (subject.invocation.has_flag("--password-stdin")) return;
  const shell::Word* flag = subject.invocation.flag("-p");
  if (flag == nullptr) flag = subject.invocation.flag("--password");
  if (flag == nullptr) return;
  report.at(flag->span, "A password after `{}` is seen by every process of the machine; use `--password-stdin`",
            before(flag->text.starts_with("--") ? std::string_view("--password") : std::string_view("-p"), '='));
}

static constexpr std::string_view programs[] = {"docker", "podman", "helm", "nerdctl", "buildah", "skopeo"};

extern const Rule rule = {
    .code = "SW6103",
    .summary = "Password of a registry on the command line",
    .why = "Arguments stand in the list of processes, in the shell's history and in logs of `set -x`.",
    .remedy = "`echo \"$PASSWORD\" | docker login -u USER --password-stdin REGISTRY`.",
    .references = "https://docs.docker.com/reference/cli/docker/login/#password-stdin",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "hand passwords to registries by standard input",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::password_of_login_on_command_line
