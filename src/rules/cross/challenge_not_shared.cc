#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::challenge_not_shared {

/// Services that get certificates through files that another one serves.
static std::vector<const project::Service*> certificate_clients(const project::Project& project,
                                                                const project::Stack& stack) {
  std::vector<const project::Service*> found;
  for (const project::Service* const service : stack.services)
    if (service->active && service->image != nullptr && service->image->kind == knowledge::ImageKind::certificates &&
        contains(command_text(project, *service), "certbot") && !service->definition->mounts.empty())
      found.push_back(service);
  return found;
}

/// Whether the client has what the mount brings: the same volume or folder, or one that holds it or is held by it.
static bool shares(const project::Service& client, const compose::Mount& mount) {
  return std::ranges::any_of(client.definition->mounts, [&](const compose::Mount& other) {
    if (other.type != mount.type) return false;
    if (mount.type == compose::MountType::volume) return other.source_text == mount.source_text;
    return is_below(other.source_text, mount.source_text) || is_below(mount.source_text, other.source_text);
  });
}

/// What a directive of nginx needs from the client: the folder of the challenge, or a certificate of Let's Encrypt.
static std::string_view needed_path(const nginx::Directive& directive) {
  const std::string_view path = directive.parameter(0);
  if (contains(path, "$")) return {};
  const bool is_root = directive.name == "root" || directive.name == "alias";
  if (is_root && directive.parent != nullptr && directive.parent->name == "location" &&
      contains(directive.parent->parameter(directive.parent->parameters.size() - 1), "acme-challenge"))
    return path;
  if (directive.name == "ssl_certificate" && path.starts_with("/etc/letsencrypt/")) return path;
  return {};
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service) || !service.stack->partial.empty()) return report.skip();
  const std::vector<const project::Service*> clients = certificate_clients(report.project(), *service.stack);
  if (clients.size() != 1) return report.skip();
  const project::Service& client = *clients.front();
  bool asks = false;
  for (const project::File* const file : project::nginx_files(report.project(), service))
    for (const nginx::Directive* const directive : file->nginx->directives) {
      const std::string_view path = needed_path(*directive);
      if (path.empty()) continue;
      const compose::Mount* const mount = project::mount_over(service, path);
      if (mount == nullptr && directive->name != "ssl_certificate" && !service.builds) {
        report
            .at(directive->span, "`{}` answers challenges from `{}`, which is on no mount, so `{}` cannot write to it",
                service.name, path, client.name)
            .note(client.span, "These are all mounts of `{}`", client.name);
        return;
      }
      if (mount == nullptr || contains(mount->source_text, "$")) continue;
      asks = true;
      if (shares(client, *mount)) continue;
      Builder finding = directive->name == "ssl_certificate"
                            ? report.at(mount->span(),
                                        "`{}` takes `{}` from `{}`, which `{}` does not have, so no new one gets there",
                                        service.name, path, mount->source_text, client.name)
                            : report.at(mount->span(), "`{}` answers challenges from `{}`, which `{}` cannot write to",
                                        service.name, mount->source_text, client.name);
      finding.note(directive->span, "Here nginx names the path");
      finding.note(client.span, "These are all mounts of `{}`", client.name);
      return;
    }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4663",
    .summary = "Challenge or certificate that its two containers do not share",
    .why =
        "The answer to the challenge is written in one place and served from another: the first certificate fails, or "
        "the renewal does, months later.",
    .remedy = "Mount one volume or folder in both containers, at the paths that each of them uses.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "share challenges and certificates with what gets them",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::challenge_not_shared
