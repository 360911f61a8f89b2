#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/service_edit.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::no_new_privileges_missing {

static bool switches_on(std::string_view option) {
  return option == "no-new-privileges" || option == "no-new-privileges:true" || option == "no-new-privileges=true";
}

static void check(const project::Service& service, Report& report) {
  // Swarm has no such option.
  if (goes_to_swarm(service)) return report.skip();
  const compose::Service& definition = *service.definition;
  const compose::Text* off = nullptr;
  for (const compose::Text& option : definition.security_opt) {
    if (switches_on(option.value)) return;
    if (option.value.starts_with("no-new-privileges")) off = &option;
  }
  const project::Project& project = report.project();
  if (off != nullptr) {
    report.at(off->span(), "`{}` switches `no-new-privileges` off; set it to true", service.name)
        .peers("kics:no_new_privileges_not_set semgrep:no-new-privileges docker-bench:5.26 compose-lint:CL-0003")
        .fix(Safety::review, "Forbid new privileges", off->span(), "no-new-privileges:true");
    return;
  }
  const compose::Value* const list = definition.source->get("security_opt");
  const bool has_list = list != nullptr && !definition.security_opt.empty();
  auto finding = report.at(
      has_list ? list->span() : definition.name_span,
      "`{}` may gain privileges through setuid programs; add `no-new-privileges:true` to `security_opt`", service.name);
  finding.peers(has_list ? "kics:no_new_privileges_not_set semgrep:no-new-privileges docker-bench:5.26 "
                           "compose-lint:CL-0003"
                         : "kics:security_opt_not_set semgrep:no-new-privileges docker-bench:5.26 docker-bench:5.3 "
                           "compose-lint:CL-0003");
  const auto insertion =
      has_list ? append_to_list(*list, project.sources, "no-new-privileges:true")
               : insert_into_service(definition, project.sources, "security_opt:\n  - no-new-privileges:true");
  if (insertion) finding.fix(Safety::review, "Forbid new privileges", insertion->at, insertion->text);
}

extern const Rule rule = {
    .code = "SW2115",
    .summary = "New privileges not forbidden",
    .why =
        "A process that was taken over can become root through any setuid program that the image contains, "
        "and most base images contain several.",
    .remedy =
        "Set `security_opt: [no-new-privileges:true]`. Programs that switch users themselves (gosu, su-exec, "
        "setpriv) keep working, since they start as root.",
    .peers =
        "kics:no_new_privileges_not_set kics:security_opt_not_set semgrep:no-new-privileges docker-bench:5.26 "
        "docker-bench:5.3 compose-lint:CL-0003",
    .differs =
        "kics and semgrep know only the spelling with a colon and only files with a version; the bare word "
        "and `=` mean the same to the engine. One finding also stands for the missing list that kics reports "
        "on its own.",
    .controls = "CIS Docker 1.6:5.26; NIST 800-190:4.4.3; OWASP Docker:4",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .strength = "forbid new privileges",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::no_new_privileges_missing
