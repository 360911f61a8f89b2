#pragma once

#include <string_view>

#include "project/model.h"
#include "project/upstreams.h"

/// Services that a proxy of the stack leads to.
namespace seaworthy::rules {

/// Where a published proxy of the stack forwards to a port of the service (`target`, as Compose has it; "": to any);
/// null where none does, and for a proxy itself.
const project::Reference* proxy_in_front(const project::Project& project, const project::Service& service,
                                         std::string_view target = {});

/// A program of the repository that forwards to the service by its name, as gateways of Spring Cloud, Ocelot and YARP
/// do.
struct GatewayRoute {
  const project::Service* gateway = nullptr;  ///< Null for none that is published.
  Span span;
};
GatewayRoute gateway_in_front(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
