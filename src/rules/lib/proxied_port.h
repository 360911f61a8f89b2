#pragma once

#include "project/upstreams.h"

/// Ports of services that a proxy of the stack leads to, and that are published beside it.
namespace seaworthy::rules {

/// Where a published proxy of the stack forwards to a port that the service publishes on every interface as well; null
/// where no proxy stands in front of it, and for a proxy's own ports.
const project::Reference* proxy_in_front(const project::Project& project, const project::Service& service,
                                         const compose::Port& port);

}  // namespace seaworthy::rules
