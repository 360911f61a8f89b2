#pragma once

#include <string_view>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// What other tools report of a capability that is added, by its name without CAP_.
constexpr std::string_view peers_of_capability(std::string_view name) {
  if (is_one_of("SYS_ADMIN SYS_MODULE SYS_RAWIO ALL", name))
    return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0024";
  if (is_one_of("NET_ADMIN BPF SYS_BOOT", name))
    return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0011";
  if (is_one_of("SYS_PTRACE DAC_READ_SEARCH", name))
    return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0027";
  if (is_one_of("SYS_TIME PERFMON", name))
    return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0028";
  if (is_one_of("SYS_NICE IPC_LOCK LEASE", name))
    return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0029";
  if (name == "SYSLOG") return "kics:container_capabilities_unrestricted docker-bench:5.4 compose-lint:CL-0030";
  return "kics:container_capabilities_unrestricted docker-bench:5.4";
}

}  // namespace seaworthy::rules
