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

/// What the calls of a language mean where routes are declared.
struct RoutingLanguage {
  std::string_view language;                       ///< "node", "python", "go"
  std::span<const std::string_view> quiet;         ///< Packages that answer no request of their own.
  std::span<const std::string_view> file_servers;  ///< Packages whose middleware serves a folder.
  std::span<const std::string_view> declare;       ///< Methods that declare or mount routes, in lower case.
  std::span<const std::string_view> harmless;      ///< Calls that add no route to a router which they are given.

  /// Whether the middleware and set-up calls of a package answer no request of their own.
  bool is_quiet(std::string_view package) const;
  bool serves_files(std::string_view package) const;
  bool declares(std::string_view method) const;
  bool is_harmless(std::string_view call) const;
};
/// A language without a row has empty lists.
const RoutingLanguage& routing_language(std::string_view language);

namespace tables {

extern const std::span<const WebFramework> web_frameworks;        // by language, then package
extern const std::span<const RoutingLanguage> routing_languages;  // by language

}  // namespace tables
}  // namespace seaworthy::knowledge
