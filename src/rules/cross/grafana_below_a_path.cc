#include <string>

#include "project/container_variables.h"
#include "project/model.h"
#include "rules/lib/forwarded_paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::grafana_below_a_path {

static bool has_own_settings(const project::Service& service) {
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.target.starts_with("/etc/grafana") && !mount.target.starts_with("/etc/grafana/provisioning")) return true;
  for (const compose::EnvFile& file : service.definition->env_files)
    if (!file.exists) return true;
  for (const std::string_view word : service.command.words)
    if (contains(word, "serve_from_sub_path")) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  for (const ForwardedPath& path : forwarded_paths(report.project(), service)) {
    const project::Service& server = *path.to;
    if (server.image == nullptr || server.builds || server.image->name != "grafana/grafana" || has_own_settings(server))
      continue;
    asks = true;
    const auto given = project::container_variable(server, "GF_SERVER_SERVE_FROM_SUB_PATH");
    const bool serves_below = given.has_value() && !equal_ignoring_case(given->value, "false");
    if (project::variable_state(server, "GF_SERVER_SERVE_FROM_SUB_PATH") == project::VariableState::passed_through)
      continue;
    if (serves_below || path.asked != path.prefix) continue;
    report
        .at(path.span, "`{}` is asked for `{}...`, and it serves from its root; set `GF_SERVER_SERVE_FROM_SUB_PATH`",
            server.name, path.prefix)
        .note(server.span, "Nothing tells `{}` that it is below a path", server.name);
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4916",
    .summary = "Grafana behind a path that it does not serve",
    .why = "Grafana answers 404, or a page whose scripts and data lead nowhere.",
    .remedy =
        "Set `GF_SERVER_SERVE_FROM_SUB_PATH=true` beside a `GF_SERVER_ROOT_URL` with the path, or let the proxy cut "
        "the "
        "path off.",
    .references = "https://grafana.com/tutorials/run-grafana-behind-a-proxy/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::grafana_below_a_path
