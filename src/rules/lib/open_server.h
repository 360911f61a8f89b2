#pragma once

#include <string_view>

#include "project/manifests.h"
#include "project/model.h"

/// Servers of Spring Cloud that ask for no login of their own.
namespace seaworthy::rules {

/// A service that is such a server.
struct OpenServer {
  const project::Dependency* server = nullptr;  ///< What makes it one; null when it is none.
  /// The port on which it is published on every interface without Spring Security; null for none.
  const compose::Port* port = nullptr;
};

/// What a service is whose manifest names `package`.
OpenServer open_server(const project::Project& project, const project::Service& service, std::string_view package);

}  // namespace seaworthy::rules
