#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Frameworks through which code answers requests: rows of knowledge/web_routing.yaml.
namespace seaworthy::knowledge {

/// How a framework declares and mounts its routes.
enum class RoutingStyle : std::uint8_t {
  express,
  fastify,
  koa,
  hono,
  fastapi,
  starlette,
  flask,
  mux,
  gorilla,
  gin,
  fiber,
  chi
};

struct WebFramework {
  std::string_view language;  ///< "node", "python", "go"
  std::string_view package;   ///< As code imports it.
  std::string_view title;     ///< "Express"
  RoutingStyle style = RoutingStyle::express;
  std::span<const std::string_view> apps;     ///< Calls that make what is served; "" the package called itself.
  std::span<const std::string_view> routers;  ///< Calls that make what is mounted.
  bool loopback = false;                      ///< Listens on loopback unless told otherwise.
};
/// Null when the package is none.
const WebFramework* web_framework(std::string_view language, std::string_view package);

/// Whether the middleware and set-up calls of a package answer no request of their own.
bool is_quiet_package(std::string_view language, std::string_view package);

namespace tables {

struct QuietPackages {
  std::string_view language;
  std::span<const std::string_view> packages;
};
extern const std::span<const WebFramework> web_frameworks;   // by language, then package
extern const std::span<const QuietPackages> quiet_packages;  // by language

}  // namespace tables
}  // namespace seaworthy::knowledge
