#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/service_kind.h"
#include "rules/rule.h"

namespace seaworthy::rules::exporter_sees_its_container {

/// Whether a mount shows a container the system around it.
static bool shows_host(const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || mount.inside_root)
    return mount.source_text.find('$') != std::string_view::npos;
  for (const std::string_view folder : {"/", "/proc", "/sys"})
    if (mount.host_path == folder) return true;
  return mount.host_path.empty();
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "prom/node-exporter" || service.builds) return report.skip();
  if (std::ranges::any_of(service.definition->mounts, shows_host)) {
    if (!service.definition->network_mode.value.empty() || is_for_tests(service)) return;
    report
        .at(service.span, "`{}` counts what goes over the network of its own container; give it `network_mode: host`",
            service.name)
        .severity(Severity::low);
    return;
  }
  report.at(service.span,
            "`{}` sees the file systems of its own container, not those of the host; give it `/:/host:ro`",
            service.name);
}

extern const Rule rule = {
    .code = "SW4399",
    .summary = "Node exporter that measures its own container",
    .why =
        "Without the host's root in the container the exporter measures what the container has mounted. Graphs and "
        "alerts on full disks show numbers that belong to no disk that anybody watches.",
    .remedy = "Mount `/:/host:ro,rslave`, add `--path.rootfs=/host`, and let it share the host's network.",
    .references = "https://github.com/prometheus/node_exporter#docker",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "let the node exporter see the host",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::exporter_sees_its_container
