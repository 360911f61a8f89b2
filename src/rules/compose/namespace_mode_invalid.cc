#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::namespace_mode_invalid {

/// Whether a namespace is given that the engine does not have; `joins`: that of another container may be given.
static bool is_unknown(const compose::Text& mode, std::string_view words, bool joins) {
  if (mode.value.empty() || !is_settled(mode.source) || is_one_of(words, mode.value)) return false;
  const bool joined = mode.value.starts_with("service:") || mode.value.starts_with("container:");
  return !joins || !joined || mode.value.ends_with(':');
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& own = *service.definition;
  if (!own.pid && !own.ipc && !own.uts && !own.userns_mode) return report.skip();
  if (is_unknown(own.pid, "host", true))
    report.at(own.pid.span(),
              "`{}` sets `pid` to `{}`, which does not exist; one of `host`, `service:NAME` or `container:NAME`",
              service.name, own.pid.value);
  if (is_unknown(own.ipc, "host none private shareable", true))
    report.at(own.ipc.span(),
              "`{}` sets `ipc` to `{}`, which does not exist; one of `private`, `shareable`, `none`, `host`, "
              "`service:NAME` or `container:NAME`",
              service.name, own.ipc.value);
  if (is_unknown(own.uts, "host", false))
    report.at(own.uts.span(), "`{}` sets `uts` to `{}`, which does not exist; `host` is all it takes", service.name,
              own.uts.value);
  if (is_unknown(own.userns_mode, "host", false))
    report.at(own.userns_mode.span(), "`{}` sets `userns_mode` to `{}`, which does not exist; `host` is all it takes",
              service.name, own.userns_mode.value);
}

extern const Rule rule = {
    .code = "SW2374",
    .summary = "Namespace that does not exist",
    .why = "The engine refuses to create the container.",
    .remedy = "Remove the key; the default is a namespace of the container's own.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::namespace_mode_invalid
