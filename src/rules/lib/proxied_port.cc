#include "rules/lib/proxied_port.h"

#include <algorithm>
#include <string>

#include "project/connections.h"

namespace seaworthy::rules {

const project::Reference* proxy_in_front(const project::Project& project, const project::Service& service,
                                         std::string_view target) {
  using Kind = project::ReferenceKind;
  if (service.kind == knowledge::ImageKind::proxy) return nullptr;
  for (const project::Service* const proxy : service.stack->services) {
    if (proxy == &service || !proxy->active ||
        std::ranges::none_of(proxy->definition->ports, &compose::Port::on_all_interfaces))
      continue;
    for (const project::Reference& reference : project::connections(project, *proxy).references) {
      const bool forwards = reference.kind == Kind::nginx || reference.kind == Kind::haproxy ||
                            reference.kind == Kind::caddy || reference.kind == Kind::apache ||
                            reference.kind == Kind::envoy;
      if (forwards && reference.to == &service && (target.empty() || std::to_string(reference.port) == target))
        return &reference;
    }
  }
  return nullptr;
}

}  // namespace seaworthy::rules
