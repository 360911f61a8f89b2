#include <algorithm>

#include "project/connections.h"
#include "project/container_files.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/connect.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::probe_misses_bound_host_name {

/// The first release whose own server takes its address from HOSTNAME, and all interfaces without it.
constexpr int first_release = 14;

/// Whether the image holds the server that Next.js makes for `output: "standalone"`, and starts it.
static bool runs_own_server(const project::Project& project, const project::Service& service) {
  if (service.stage == nullptr) return false;
  const auto copies = [](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::copy && contains(instruction->line.text, ".next/standalone");
  };
  if (!std::ranges::any_of(service.stage->with_inherited, copies)) return false;
  const std::vector<std::string_view> words = project::program_words(project, service);
  return words.size() > 1 && project::base_name(words[0]) == "node" && project::base_name(words.back()) == "server.js";
}

/// Where the manifest of the built application is: of a workspace the member whose output is copied
/// (`/app/apps/web/.next/standalone`), else the folder of the build.
static const project::Manifest* manifest_of(const project::Project& project, const project::Service& service) {
  const std::string folder(service.builds ? std::string_view(service.build->directory)
                                          : project::parent_path(service.dockerfile->file->path));
  const auto declares = [](const project::Manifest* manifest) {
    return manifest != nullptr && manifest->dependency("next") != nullptr;
  };
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::copy || instruction->arguments.empty()) continue;
    std::string_view source = instruction->arguments.front().text;
    source = source.substr(0, source.find("/.next/standalone"));
    // How much of the path is the image's own folder only the COPY of the sources tells.
    while (!source.empty() && source.size() < instruction->arguments.front().text.size()) {
      source.remove_prefix(source.starts_with('/') ? 1 : 0);
      const std::string inner = folder.empty() ? std::string(source) : folder + "/" + std::string(source);
      const project::Manifest* const manifest = project::manifest_in(project, inner, project::Ecosystem::node);
      if (declares(manifest)) return manifest;
      const std::size_t next = source.find('/');
      if (next == std::string_view::npos) break;
      source.remove_prefix(next);
    }
  }
  const project::Manifest* const manifest = project::nearest_manifest(project, folder, project::Ecosystem::node);
  return declares(manifest) ? manifest : nullptr;
}

/// Whether the release that the image is built from is certainly one that does so.
static bool is_recent(const project::Project& project, const project::Service& service) {
  const project::Manifest* const manifest = manifest_of(project, service);
  const project::Dependency* const next = manifest != nullptr ? manifest->dependency("next") : nullptr;
  if (next == nullptr) return false;
  const std::optional<Version> version = read_version(next->version);
  return next->version == "latest" || next->version == "canary" ||
         (version.has_value() && version->parts[0] >= first_release);
}

/// Whether Compose or the Dockerfile sets the variable, in place of the engine.
static bool gives_host_name(const project::Service& service) {
  return service.definition->variable("HOSTNAME") != nullptr ||
         std::ranges::any_of(service.stage->variables,
                             [](const dockerfile::Variable& variable) { return variable.name == "HOSTNAME"; });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (service.dockerfile == nullptr || !runs_own_server(project, service)) return report.skip();
  if (!service.definition->network_mode.value.empty() || !is_recent(project, service) || gives_host_name(service) ||
      std::ranges::any_of(service.definition->env_files, [](const compose::EnvFile& file) { return !file.exists; }))
    return;
  for (const project::ProbeRequest& request : project::connections(project, service).probe.requests) {
    const bool is_loopback = request.host == "localhost" || request.host == "::1" || request.host.starts_with("127.");
    if (!request.own || !is_loopback) continue;
    Builder finding = report.at(
        request.span, "The server of `{}` binds to the container's own name, not `{}`; set `HOSTNAME` to 0.0.0.0",
        service.name, request.host);
    finding.note(service.stage->from->span, "Nothing of this image sets `HOSTNAME`, so the engine does");
    note_waiting(finding, service);
    return;
  }
}

extern const Rule rule = {
    .code = "SW4911",
    .summary = "Probe of loopback while the server binds to the container's name",
    .why =
        "The `server.js` that Next.js makes listens on `HOSTNAME`, and the engine sets that to the container's own "
        "name: the address of its network alone. A probe of localhost is refused.",
    .remedy = "Set `HOSTNAME=0.0.0.0` in the image or the Compose file.",
    .references = "https://nextjs.org/docs/app/api-reference/config/next-config-js/output",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::probe_misses_bound_host_name
