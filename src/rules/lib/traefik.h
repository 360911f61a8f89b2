#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"

/// Traefik as a stack configures it: static settings of its own service, dynamic ones in labels and files.
namespace seaworthy::rules {

/// One label `traefik.http.routers.NAME.middlewares=...`, taken apart. Keys are compared without regard to case.
struct TraefikLabel {
  std::string_view section;  ///< "routers", "services", "middlewares"; "" for `traefik.enable` and the like.
  std::string_view name;     ///< Of the router, service or middleware.
  std::string key;           ///< What follows, in lower case: "middlewares", "loadbalancer.server.port", "enable".
  std::string_view value;
  Span span;
};
/// The `traefik.*` labels of a service, those of `deploy.labels` included.
std::vector<TraefikLabel> traefik_labels(const project::Service& service);

/// The first label that belongs to a router; null when none does.
const TraefikLabel* first_router(std::span<const TraefikLabel> labels);

struct Traefik {
  const project::Service* service = nullptr;
  std::set<std::string, std::less<>> entry_points, resolvers;  ///< In lower case.
  bool settings_known = false;                                 ///< All static settings could be read.
  Span settings;                                               ///< Where they stand.
  std::optional<bool> exposed_by_default;
  Span exposed_span;
  std::set<std::string, std::less<>> file_middlewares;
  bool files_known = false;  ///< What the file provider loads could be read, or there is none.
};
/// The Traefik of a stack; nothing when it has none.
std::optional<Traefik> traefik_of(const project::Project& project, const project::Stack& stack);

/// Names of a list as labels give it: "a, b@file".
std::vector<std::string_view> listed_names(std::string_view text);

}  // namespace seaworthy::rules
