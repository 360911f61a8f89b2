#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::seccomp_unconfined {

static void check(const project::Service& service, Report& report) {
  for (const compose::Text& option : service.definition->security_opt) {
    if (!(option.value == "seccomp:unconfined" || option.value == "seccomp=unconfined")) continue;
    report.at(option.span(), "`{}` switches the seccomp filter off; remove `{}`", service.name, option.value);
  }
}

extern const Rule rule = {
    .code = "SW2116",
    .summary = "System call filter switched off",
    .why =
        "The default profile blocks some forty system calls that container escapes rely on (mount, ptrace of "
        "others, kernel modules, keyrings).",
    .remedy =
        "Remove the option. A program that needs one more call gets a profile of its own: "
        "`seccomp:./profile.json`.",
    .peers =
        "kics:default_seccomp_profile_disabled semgrep:seccomp-confinement-disabled docker-bench:5.22 "
        "compose-lint:CL-0009",
    .differs = "kics misses the spelling with `=`; semgrep looks at the last option only.",
    .controls = "CIS Docker 1.6:5.22; NIST 800-190:4.4.3; OWASP Docker:6",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::seccomp_unconfined
