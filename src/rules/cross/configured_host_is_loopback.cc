#include "project/connections.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/once.h"
#include "rules/lib/setting_groups.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::configured_host_is_loopback {

static void check(const project::Service& service, Report& report) {
  if (!service.definition->network_mode.value.empty() || service.kind == knowledge::ImageKind::database)
    return report.skip();
  bool asks = false;
  for (const SettingGroup& group : once<setting_groups>(report, service)) {
    const std::string_view host = before(group.host.value, ':');
    const std::uint16_t port = project::parse_port(
        host.size() < group.host.value.size() ? group.host.value.substr(host.size() + 1) : group.port.value);
    // A section without an account may say where the program itself listens.
    if (port == 0 || (group.user.value.empty() && group.database.value.empty() && group.password.value.empty()))
      continue;
    asks = true;
    if (host != "localhost" && host != "127.0.0.1") continue;
    if (project::connections(report.project(), service).listening.port(port) != nullptr) continue;
    const project::Service* const other = neighbour_on(report.project(), service, port);
    if (other == nullptr) continue;
    report
        .at(group.host.span, "In `{}` this is the container itself; `{}` listens on {}, so name it", service.name,
            other->name, port)
        .note(other->span, "`{}` is a container of its own", other->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4727",
    .summary = "Loopback as the host of a server in a configuration file",
    .why =
        "Inside a container `localhost` is the container itself, where nothing listens on that port: the connection is "
        "refused.",
    .remedy = "Name the service in place of `localhost`.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::configured_host_is_loopback
