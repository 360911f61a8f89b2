#include <algorithm>
#include <optional>
#include <string_view>

#include "knowledge/engine_clients.h"
#include "project/model.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::engine_refuses_client {

/// The release to move to when one of a tag still asks for the old version; nothing when it does not, or when the tag
/// does not tell.
static std::optional<std::string_view> needed_release(const knowledge::EngineClient& client, std::string_view tag) {
  if (client.fixed.empty()) return std::string_view();
  const std::optional<Version> version = read_version(tag);
  if (!version.has_value()) return std::nullopt;
  for (const std::string_view release : client.fixed) {
    const std::optional<Version> fixed = read_version(release);
    if (version->parts[0] < fixed->parts[0]) return release;
    if (version->parts[0] == fixed->parts[0]) return is_older(*version, *fixed) ? std::optional(release) : std::nullopt;
  }
  return std::nullopt;
}

static bool asks_engine(const project::Service& service) {
  return std::ranges::any_of(service.definition->mounts,
                             [](const compose::Mount& mount) {
                               return contains(mount.target, "docker.sock") || contains(mount.host_path, "docker.sock");
                             }) ||
         std::ranges::any_of(service.command.words, [](std::string_view word) { return contains(word, "tcp://"); }) ||
         std::ranges::any_of(service.definition->environment, [](const compose::EnvironmentEntry& entry) {
           return entry.value.has_value() && contains(*entry.value, "tcp://");
         });
}

static void check(const project::Service& service, Report& report) {
  if (!service.definition->image || service.builds || !service.image_reference.valid) return report.skip();
  const auto client = std::ranges::find(knowledge::tables::engine_clients, service.image_reference.repository,
                                        &knowledge::EngineClient::image);
  if (client == knowledge::tables::engine_clients.end() || !asks_engine(service)) return report.skip();
  const bool told = !client->variable.empty() &&
                    std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
                      return entry.name == client->variable;
                    });
  const std::optional<std::string_view> release = needed_release(*client, service.image_reference.tag);
  if (told || !release.has_value()) return;
  Builder finding =
      release->empty()
          ? report.at(service.definition->image.span(),
                      "`{}` speaks version {} of the engine's API, which Docker 29 refuses; set `{}` to 1.44",
                      service.name, client->speaks, client->variable)
          : report.at(service.definition->image.span(),
                      "`{}` speaks version {} of the engine's API, which Docker 29 refuses; move to {} or later",
                      service.name, client->speaks, *release);
  if (service.kind != knowledge::ImageKind::proxy) finding.rung(Rung::start);
}

extern const Rule rule = {
    .code = "SW4154",
    .summary = "Program that current engines refuse",
    .why =
        "Docker 29 answers no client that asks for such an old version of its API. A proxy that reads labels finds no "
        "container and answers 404 to everything; other programs end at once.",
    .remedy = "Move to a release that asks the engine which version it speaks.",
    .references = "https://docs.docker.com/engine/release-notes/29/ https://github.com/traefik/traefik/issues/12253",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::engine_refuses_client
