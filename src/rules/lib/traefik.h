#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "rules/rule.h"

/// Traefik as a stack configures it: static settings of its own service, dynamic ones in labels and files.
namespace seaworthy::rules {

/// One label `traefik.http.routers.NAME.middlewares=...`, taken apart. Keys are compared without regard to case.
struct TraefikLabel {
  std::string_view section;  ///< "routers", "services", "middlewares"; "" for `traefik.enable` and the like.
  std::string_view name;     ///< Of the router, service or middleware.
  std::string key;           ///< What follows, in lower case: "middlewares", "loadbalancer.server.port", "enable".
  std::string_view value;
  Span span;
  bool settled = true;  ///< False: whoever deploys sets a variable in it.
};
/// The `traefik.*` labels of the containers of a service.
std::vector<TraefikLabel> container_labels(const project::Service& service);
/// Those of `deploy.labels`, which Swarm gives to the service itself.
std::vector<TraefikLabel> deploy_labels(const project::Service& service);
/// Both.
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
  bool reads_swarm = false;  ///< Its provider asks Swarm for services, not the engine for containers.
  std::map<std::string, std::string, std::less<>> file_middlewares;  ///< Name and kind, "" for an unknown one.
  bool files_known = false;  ///< What the file provider loads could be read, or there is none.
  bool reads_files = false;  ///< Its settings, as far as they could be read, switch the file provider on.
};
/// The Traefik of a stack; nothing when it has none.
std::optional<Traefik> traefik_of(const project::Project& project, const project::Stack& stack);

/// The Traefik that reads the labels of a service: the one of its stack; else the only one of the repository on a
/// network that the stack does not make itself. Nothing when there is none, or when it could be any of several.
std::optional<Traefik> traefik_for(Report& report, const project::Service& service);
/// The kind of a middleware that labels of any stack define, which every Traefik of the engine sees, in lower case;
/// null where none does.
const std::string* middleware_of_labels(Report& report, std::string_view name);

/// What Traefik does with requests on its entry points. Names in lower case.
struct EntryPoints {
  std::map<std::string, std::string, std::less<>> redirected;  ///< To which entry point all of one are sent.
  std::map<std::string, bool, std::less<>> encrypted;          ///< Whether routers of one speak TLS without being told.
  std::string secure;                                          ///< The one on port 443; "" for none.
};
EntryPoints entry_points_of(const project::Project& project, const project::Service& traefik);

/// Whether the labels that count are those of Swarm services (`deploy.labels`): the stack's Traefik asks Swarm, or the
/// stack goes to Swarm and its Traefik, or its settings, are elsewhere.
bool takes_labels_from_swarm(const project::Project& project, const project::Stack& stack);

/// Names of a list as labels give it: "a, b@file".
std::vector<std::string_view> listed_names(std::string_view text);

}  // namespace seaworthy::rules
