#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/host_path.h"

namespace seaworthy::rules::sensitive_host_path_mounted {

/// The peers' rules for a path: one tool tells writable folders that take over the host from the rest.
static std::string_view peers_of(const knowledge::SensitivePath& path, bool read_only) {
  using Kind = knowledge::SensitivePath::Kind;
  if (path.path == "/" || path.path == "/var")
    return "kics:volume_has_sensitive_host_directory docker-bench:5.6 compose-lint:CL-0001";
  const bool takes_over =
      path.kind == Kind::engine_state || (path.severity == Severity::critical && path.kind != Kind::devices &&
                                          path.path != "/home" && path.path != "/Users" && !path.path.starts_with('~'));
  return !read_only && takes_over ? "kics:volume_has_sensitive_host_directory docker-bench:5.6 compose-lint:CL-0025"
                                  : "kics:volume_has_sensitive_host_directory docker-bench:5.6 compose-lint:CL-0013";
}

/// `${DATA}/cache` without a value for DATA: what is mounted then is not what anybody meant.
static bool hangs_on_unset_variable(const compose::Mount& mount) {
  const compose::Value* value = mount.source;
  if (value != nullptr && value->type == compose::Type::mapping) value = value->get("source");
  if (value == nullptr || value->origin == nullptr) return false;
  return std::ranges::any_of(value->origin->interpolations, [](const compose::Interpolation& part) {
    return part.operation.empty() && part.source == compose::VariableSource::unset;
  });
}

/// A secret or config whose file is one of the host's own is mounted read-only.
static void granted_files(const project::Service& service, std::span<const compose::SecretGrant> grants,
                          std::span<const compose::Secret> defined, Report& report) {
  for (const compose::SecretGrant& grant : grants)
    for (const compose::Secret& secret : defined) {
      if (secret.name != grant.name || !secret.file || secret.inside_root) continue;
      const knowledge::SensitivePath* const path = knowledge::sensitive_path(secret.file.value);
      if (path == nullptr) continue;
      report
          .at(grant.source != nullptr ? grant.source->span() : service.span, "`{}` gets `{}` of the host as `{}`: {}",
              service.name, secret.file.value, secret.name, OurWords{path->why})
          .severity(path->read_only)
          .note(secret.file.span(), "The file is named here")
          .peers(path->kind == knowledge::SensitivePath::Kind::engine_socket ? "compose-lint:CL-0001"
                                                                             : "compose-lint:CL-0013");
    }
}

/// What watches the host, or ships its logs, reads it: that is its work, and read-only mounts are how it is set up.
static Severity severity_of(const knowledge::SensitivePath& path, const project::Service& service, bool read_only) {
  if (!read_only) return path.severity;
  const bool watches =
      service.image != nullptr && !service.builds &&
      (service.kind == knowledge::ImageKind::monitoring || service.kind == knowledge::ImageKind::logging);
  if (!watches) return path.read_only;
  return path.read_only >= Severity::high ? Severity::medium : std::min(path.read_only, Severity::low);
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& own = *service.definition;
  if (own.mounts.empty() && own.secrets.empty() && own.configs.empty()) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) {
    const HostPath behind = host_path(mount, *service.stack->model);
    const knowledge::SensitivePath* const path = knowledge::sensitive_path(behind.path);
    // The engine's socket has a rule of its own, in every spelling.
    if (path == nullptr || path->kind == knowledge::SensitivePath::Kind::engine_socket) continue;
    const Severity severity = severity_of(*path, service, mount.read_only);
    auto finding = report.at(mount.span(), "`{}` mounts `{}` of the host{}: {}", service.name, behind.path,
                             mount.read_only ? " read-only" : "", OurWords{path->why});
    finding.severity(severity).peers(peers_of(*path, mount.read_only));
    if (hangs_on_unset_variable(mount)) finding.confidence(Confidence::possible);
    if (behind.declared.valid()) finding.note(behind.declared, "The volume `{}` leads there", mount.source_text);
  }
  granted_files(service, service.definition->secrets, service.stack->model->secrets, report);
  granted_files(service, service.definition->configs, service.stack->model->configs, report);
}

extern const Rule rule = {
    .code = "SW2121",
    .summary = "Sensitive host path mounted",
    .why =
        "Some folders of the host are as good as the host: system configuration, kernel interfaces, home "
        "folders with keys, the engine's own state.",
    .remedy = "Mount the one file or subfolder that the program reads, read-only, or a named volume.",
    .peers =
        "kics:volume_has_sensitive_host_directory docker-bench:5.6 compose-lint:CL-0001 compose-lint:CL-0013 "
        "compose-lint:CL-0025",
    .differs =
        "kics compares prefixes without a slash boundary, so that it reports /variable for /var, and reads "
        "container paths as host paths; docker-bench lets every subfolder pass.",
    .controls = "CIS Docker 1.6:5.6; NIST 800-190:4.5.5; OWASP Docker:8",
    .severity = Severity::high,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::sensitive_host_path_mounted
