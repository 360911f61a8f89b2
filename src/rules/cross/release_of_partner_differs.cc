#include <algorithm>
#include <optional>

#include "knowledge/program_limits.h"
#include "knowledge/release_pairs.h"
#include "project/connections.h"
#include "project/model.h"
#include "rules/lib/versions.h"
#include "rules/rule.h"

namespace seaworthy::rules::release_of_partner_differs {

/// The release in the tag of a service's image, or of the one that it is built on; nothing where the tag names none in
/// full.
static std::optional<Version> release_of(const project::Service& service, std::size_t parts) {
  if (service.image == nullptr || service.image_reference.tag.empty()) return std::nullopt;
  const std::optional<Version> version = read_version(service.image_reference.tag);
  if (!version.has_value() || version->parts[parts - 1] < 0) return std::nullopt;
  return version;
}

/// Whether the two releases go together; nothing where their tags do not tell.
static std::optional<bool> agree(const project::Service& service, const project::Service& server,
                                 const knowledge::ReleasePair& pair) {
  if (!pair.last.empty()) {
    if (!release_of(server, 1).has_value()) return std::nullopt;
    return knowledge::VersionRange{"", pair.last}.contains(server.image_reference.tag);
  }
  constexpr std::size_t major_and_minor = 2;
  const std::size_t parts = pair.wants_no_newer() ? major_and_minor : pair.parts;
  const std::optional<Version> left = release_of(service, parts);
  const std::optional<Version> right = release_of(server, parts);
  if (!left.has_value() || !right.has_value()) return std::nullopt;
  if (pair.wants_no_newer()) return left->parts[0] == right->parts[0] && left->parts[1] <= right->parts[1];
  return std::equal(left->parts.begin(), left->parts.begin() + static_cast<std::ptrdiff_t>(parts),
                    right->parts.begin());
}

/// The server of a pair that a service works with: the one that it names, else the only one of its stack.
static const project::Service* server_of(const project::Project& project, const project::Service& service,
                                         const knowledge::ReleasePair& pair) {
  const auto is_server = [&](const project::Service& other) {
    return &other != &service && other.active && other.image != nullptr && other.image->name == pair.server;
  };
  for (const project::Reference& reference : project::connections(project, service).references)
    if (reference.to != nullptr && is_server(*reference.to)) return reference.to;
  const project::Service* only = nullptr;
  for (const project::Service* const other : service.stack->services) {
    if (!is_server(*other)) continue;
    if (only != nullptr) return nullptr;
    only = other;
  }
  return only;
}

/// Where the release of a service is written, or the service that is built on it.
static Span place_of(const project::Service& service) {
  return service.builds ? service.span : service.definition->image.span();
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr) return report.skip();
  bool asks = false;
  for (const knowledge::ReleasePair& pair : knowledge::tables::release_pairs) {
    if (pair.image != service.image->name) continue;
    const project::Service* const server = server_of(report.project(), service, pair);
    if (server == nullptr) continue;
    const std::optional<bool> fits = agree(service, *server, pair);
    if (!fits.has_value()) continue;
    asks = true;
    if (*fits) continue;
    report
        .at(place_of(service), "`{}` is of release {}, `{}` of {}, {}", service.name, service.image_reference.tag,
            server->name, server->image_reference.tag, OurWords{pair.effect})
        .severity(pair.severity)
        .rung(pair.rung)
        .note(place_of(*server), "The other release");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4949",
    .summary = "Programs of releases that do not go together",
    .why =
        "Programs of one family check the release of each other: one of another release is refused at the start or at "
        "the first request, and the log is full of it while nothing works.",
    .remedy = "Give both images the same tag, best from one variable.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "run releases that go together",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::release_of_partner_differs
