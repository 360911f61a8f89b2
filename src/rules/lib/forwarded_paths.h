#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Paths that proxies hand on, and what becomes of them on the way.
namespace seaworthy::rules {

/// Everything below a prefix, which a proxy hands on to a service.
struct ForwardedPath {
  enum class By : unsigned char { nginx, caddy, traefik };
  By by = By::nginx;
  const project::Service* to = nullptr;
  Span span;           ///< What hands it on.
  std::string prefix;  ///< "/api/"
  std::string asked;   ///< What the service is asked for in place of the prefix: the same when nothing cuts it off.
};

/// Those of the proxy that a service runs, and of the Traefik labels that it has. Only where each step is understood.
std::vector<ForwardedPath> forwarded_paths(const project::Project& project, const project::Service& service);

}  // namespace seaworthy::rules
