#pragma once

#include <string_view>

#include "project/upstreams.h"

/// Services that a proxy of the stack leads to.
namespace seaworthy::rules {

/// Where a published proxy of the stack forwards to a port of the service (`target`, as Compose has it; "": to any);
/// null where none does, and for a proxy itself.
const project::Reference* proxy_in_front(const project::Project& project, const project::Service& service,
                                         std::string_view target = {});

}  // namespace seaworthy::rules
