#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/made_files.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::variable_names_missing_file {

/// Whether a value is the path of a certificate, a key or a file of credentials, by the ending of its name.
static bool names_credential_file(std::string_view variable, std::string_view value) {
  if (value.empty() || value.size() > 200 || contains(value, "://") || variable.ends_with("URL") ||
      value.find_first_of(" $*,;:=\n") != std::string_view::npos)
    return false;
  const std::string_view name = base_name(value);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view ending = name.substr(dot + 1);
  if (ending == "json") return contains(variable, "CREDENTIALS") || contains(variable, "SERVICE_ACCOUNT");
  return is_one_of("crt cer pem key p12 pfx jks keystore truststore", ending);
}

/// Folders in which images and the engine have files of their own, or that are filled while the program runs.
static bool is_filled_elsewhere(const project::Service& service, std::string_view path) {
  for (const std::string_view folder : {"/run", "/var/run", "/etc/ssl", "/etc/pki", "/usr", "/tmp", "/opt", "/dev"})
    if (project::is_below(path, folder)) return true;
  const auto is_granted = [&](const compose::SecretGrant& grant) {
    return grant.target == path || base_name(path) == base_name(grant.target);
  };
  return std::ranges::any_of(service.definition->configs, is_granted) ||
         std::ranges::any_of(service.definition->secrets, is_granted);
}

/// Whether the start of the container, its build or its code speaks of the file, or makes keys by itself.
static bool may_be_made(const project::Project& project, const project::Service& service, std::string_view path) {
  const std::string_view name = base_name(path);
  const auto speaks = [&](const project::File* file) {
    return file != nullptr && file->has_content && contains(project.sources[file->source].text(), name);
  };
  if (speaks(service.entrypoint_script) || speaks(service.dockerfile->file)) return true;
  if (service.startup != nullptr && service.startup->span.valid() &&
      contains(project.sources.text(service.startup->span), name))
    return true;
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return false;
  for (const std::string_view maker : {"GenerateKey", "generateKeyPair", "generate_private_key", "CreateCertificate",
                                       "RSA.Create", "KeyPairGenerator", "openssl"})
    if (project::has_text(project, *code, maker)) return true;
  return false;
}

/// `REDIS_TLS_ENABLED=false` beside `REDIS_TLS_CERT`: the file is named for the day on which the switch is turned on.
static bool is_switched_off(const project::Service& service, std::string_view variable) {
  for (const std::string_view kind : {"TLS", "SSL", "HTTPS"}) {
    const std::size_t at = variable.find(kind);
    if (at == std::string_view::npos) continue;
    const std::string beginning(variable.substr(0, at + kind.size()));
    for (const std::string_view end : {"", "_ENABLED", "_ENABLE", "_MODE"}) {
      const compose::EnvironmentEntry* const entry = service.definition->variable(beginning + std::string(end));
      if (entry == nullptr || !entry->value.has_value()) continue;
      const std::string value = ascii::lowered(*entry->value);
      if (is_one_of("false 0 no off disabled", value)) return true;
    }
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.builds || service.stage == nullptr || service.dockerfile == nullptr || service.build == nullptr ||
      !service.stack->partial.empty())
    return report.skip();
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value() || !names_credential_file(entry.name, *entry.value) ||
        is_switched_off(service, entry.name))
      continue;
    asks = true;
    const std::string path = project::container_path(service.working_dir.value, *entry.value);
    if (!entry.value->starts_with('/') && service.working_dir.value.empty()) continue;
    if (is_filled_elsewhere(service, path) || project::mount_over(service, path) != nullptr) continue;
    if (project::container_file(project, service, path).state != project::ContainerFile::State::absent) continue;
    // A script or guide that makes the file beside the sources has it in the context, too.
    if (may_be_made(project, service, path) || steps_on_file(project, path.substr(1)).made.valid()) continue;
    report.at(entry.value_span.valid() ? entry.value_span : entry.span,
              "`{}` is told to read `{}`, which neither its image nor a mount has", service.name, *entry.value);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4981",
    .summary = "Setting that names a certificate or key which is not in the container",
    .why = "The program cannot open the file when it starts, and ends, or goes on without encryption or login.",
    .remedy = "Mount the file or grant it as a secret at the path that the setting names.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "have the certificates and keys that their settings name",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::variable_names_missing_file
