#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::secret_mode_ignored {

static void look(const project::Service& service, std::span<const compose::SecretGrant> grants,
                 std::span<const compose::Secret> defined, std::string_view what, Report& report, bool& applies) {
  for (const compose::SecretGrant& grant : grants)
    for (const compose::Secret& secret : defined) {
      // Content that Compose itself copies into the container gets owner and mode; a file is bind-mounted as it is.
      if (secret.name != grant.name || !secret.file || grant.source == nullptr) continue;
      applies = true;
      for (const std::string_view key : {"uid", "gid", "mode"}) {
        const compose::Value* const value = grant.source->get(key);
        if (value == nullptr || value->origin == nullptr) continue;
        report
            .at(value->span(), "Compose ignores `{}` of the {} `{}` in `{}`; set it on the file of the host", key, what,
                grant.name, service.name)
            .note(secret.file.span(), "A file is mounted with the owner and mode that it has")
            .peers(what == "secret" ? "compose-cli:secret/owner-mode-ignored"
                                    : "compose-cli:config/owner-mode-ignored");
        break;
      }
    }
}

static void check(const project::Service& service, Report& report) {
  if (started_by(*service.stack, report.project()).swarm != nullptr) return report.skip();
  bool applies = false;
  look(service, service.definition->secrets, service.stack->model->secrets, "secret", report, applies);
  look(service, service.definition->configs, service.stack->model->configs, "config", report, applies);
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2359",
    .summary = "Owner or mode of a secret that Compose ignores",
    .why =
        "Outside Swarm a secret from a file is a bind mount: it keeps the owner and mode of the host's file, so it may "
        "be "
        "readable by everybody, or by nobody in the container.",
    .remedy = "Remove the keys and set owner and mode of the file on the host.",
    .peers = "compose-cli:secret/owner-mode-ignored compose-cli:config/owner-mode-ignored",
    .references = "https://docs.docker.com/reference/compose-file/services/#secrets",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_mode_ignored
