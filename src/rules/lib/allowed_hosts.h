#pragma once

#include <string_view>
#include <vector>

#include "project/application.h"

/// The hosts for which a program answers, others being refused: Django's `ALLOWED_HOSTS`.
namespace seaworthy::rules {

struct AllowedHosts {
  std::vector<std::string_view> hosts;
  bool certain = true;  ///< False: an `.env` that somebody makes beside the code may list others.
};

/// Those of the code, or those that the variable which it asks lists in the Compose file; empty when they are not
/// known.
AllowedHosts allowed_hosts(const project::Project& project, const project::Service& service,
                           const project::Application& application);
/// Where they are listed.
Span allowed_hosts_place(const project::Service& service, const code::Program& program);
/// Whether one of the list, which may begin with a dot, lets a host in.
bool allows_host(std::string_view allowed, std::string_view host);

}  // namespace seaworthy::rules
