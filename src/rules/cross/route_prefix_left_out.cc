#include <string>

#include "knowledge/program_settings.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/connect.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::route_prefix_left_out {

/// The path below which a server puts all that it serves; "" for the root.
struct Prefix {
  std::string path;
  Span span;
};

static std::string path_of(std::string_view value) {
  if (const std::size_t scheme = value.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = value.find('/', scheme + 3);
    value = slash == std::string_view::npos ? std::string_view() : value.substr(slash);
  }
  while (value.ends_with('/')) value.remove_suffix(1);
  return value.find_first_of("${") != std::string_view::npos ? std::string() : std::string(value);
}

static Prefix prefix_of(const project::Service& server) {
  if (server.image == nullptr || server.builds) return {};
  for (const std::string_view option : knowledge::prefix_options(server.image->name))
    for (const std::string_view word : server.command.words)
      if (word.starts_with(option) && word.size() > option.size() && word[option.size()] == '=')
        return {path_of(word.substr(option.size() + 1)), server.command.span};
  return {};
}

/// Whether a server of which the option is known has no prefix, not even by a configuration of its own.
static bool serves_from_root(const project::Project& project, const project::Service& server) {
  if (server.image == nullptr || server.builds || knowledge::prefix_options(server.image->name).empty()) return false;
  for (const project::CommandInForce* const given : {&server.entrypoint, &server.command})
    for (const std::string_view word : given->words)
      if (contains(word, "prefix") || contains(word, "external-url")) return false;
  for (const project::File* const file : server.mounted_files)
    if (file->has_content && contains(project.sources[file->source].text(), "path_prefix")) return false;
  for (const compose::Mount& mount : server.definition->mounts)
    if (mount.type == compose::MountType::bind && !mount.inside_root) return false;
  return true;
}

static void check(const project::Service& service, Report& report) {
  using Kind = project::ReferenceKind;
  bool asks = false;
  const project::Connections& own = project::connections(report.project(), service);
  for (const project::Reference& reference : own.references) {
    if (reference.kind != Kind::prometheus && reference.kind != Kind::alertmanager && reference.kind != Kind::grafana)
      continue;
    // Prometheus asks itself over loopback.
    const project::Service* const server =
        reference.loopback && own.listening.port(reference.port) != nullptr ? &service : reference.to;
    if (server == nullptr) continue;
    const Prefix prefix = prefix_of(*server);
    if (prefix.path.empty()) {
      if (!serves_from_root(report.project(), *server) || reference.kind != Kind::grafana) continue;
      asks = true;
      if (reference.path.size() < 2) continue;
      report
          .at(reference.span, "`{}` asks `{}` below `{}`, and it serves from its root", service.name, server->name,
              reference.path)
          .note(server->span, "Nothing gives `{}` a prefix", server->name);
      continue;
    }
    asks = true;
    if (reference.path.starts_with(prefix.path)) continue;
    report
        .at(reference.span, "`{}` serves below `{}` only, and `{}` asks above it", server->name, prefix.path,
            service.name)
        .note(prefix.span, "Here `{}` is told so", server->name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4915",
    .summary = "Server asked without the prefix that all its paths have, or with one that it has not",
    .why =
        "With a prefix, or an external address with a path, the server answers 404 to everything above it: targets are "
        "down, alerts reach nobody, panels stay empty.",
    .remedy =
        "Write the prefix into the address, `metrics_path` or `path_prefix`, or set `--web.route-prefix=/` and let the "
        "proxy cut it off.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::monitoring,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::route_prefix_left_out
