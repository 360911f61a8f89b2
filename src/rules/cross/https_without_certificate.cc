#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::https_without_certificate {

/// The variable by which a service is told to listen with TLS: `ASPNETCORE_URLS=https://+:443`.
static std::optional<project::ContainerVariable> tls_variable(const project::Service& service) {
  for (const std::string_view name : {"ASPNETCORE_HTTPS_PORTS", "HTTPS_PORTS"})
    if (auto ports = project::container_variable(service, name); ports.has_value() && !ports->value.empty())
      return ports;
  for (const std::string_view name : {"ASPNETCORE_URLS", "DOTNET_URLS", "URLS"})
    if (auto addresses = project::container_variable(service, name);
        addresses.has_value() && contains(ascii::lowered(addresses->value), "https://"))
      return addresses;
  return std::nullopt;
}

/// Whether a setting names the certificate of Kestrel: `Kestrel__Certificates__Default__Path`.
static bool is_about_certificates(std::string_view name) { return contains(ascii::lowered(name), "certificate"); }

/// Whether endpoints of Kestrel are configured, which stand in place of the addresses of variables, and none of them is
/// for TLS.
static bool has_plain_endpoints(const project::Service& service, const project::ReadFolder& code) {
  bool any = false, with_tls = false;
  const auto note = [&](std::string_view name, std::string_view address) {
    const std::string key = ascii::lowered(name);
    if (!contains(key, "kestrel") || !contains(key, "endpoints") || !key.ends_with("url")) return;
    any = true;
    with_tls = with_tls || contains(ascii::lowered(address), "https://") || contains(address, "$");
  };
  for (const auto& entry : service.definition->environment) note(entry.name, entry.value.value_or(""));
  for (const project::ConfigurationFile& file : code.settings)
    for (const project::ConfigurationSetting& setting : file.settings) note(setting.key, setting.value);
  return any && !with_tls;
}

static bool is_given_one(const project::Project& project, const project::Service& service,
                         const project::ReadFolder& code) {
  if (std::ranges::any_of(service.definition->environment,
                          [](const auto& entry) { return is_about_certificates(entry.name); }))
    return true;
  if (service.stage != nullptr && std::ranges::any_of(service.stage->variables, [](const auto& variable) {
        return is_about_certificates(variable.name);
      }))
    return true;
  // The development certificate of the machine, and whatever else is mounted where .NET looks for one.
  if (std::ranges::any_of(service.definition->mounts, [](const compose::Mount& mount) {
        return contains(mount.target, ".aspnet") || is_about_certificates(mount.target);
      }))
    return true;
  if (service.dockerfile != nullptr && service.dockerfile->file != nullptr && !service.dockerfile->is_inline &&
      contains(project.sources[service.dockerfile->file->source].text(), "dev-certs"))
    return true;
  const auto names_one = [&](const project::ConfigurationFile& file) {
    return std::ranges::any_of(file.settings, [](const auto& setting) { return is_about_certificates(setting.key); });
  };
  if (std::ranges::any_of(code.settings, names_one) || std::ranges::any_of(code.development, names_one)) return true;
  return project::has_text(project, code, "UseHttps(") || project::has_text(project, code, "ServerCertificate") ||
         project::has_text(project, code, "LettuceEncrypt");
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (application == nullptr || application->program.framework != "ASP.NET Core" || code == nullptr || !code->whole ||
      project::has_unknown_variables(project, service))
    return report.skip();
  const std::optional<project::ContainerVariable> variable = tls_variable(service);
  if (!variable.has_value()) return report.skip();
  if (is_given_one(project, service, *code) || has_plain_endpoints(service, *code)) return;
  report.at(variable->span.valid() ? variable->span : service.span,
            "`{}` is told to listen with TLS and gets no certificate, so it ends at its start", service.name);
}

extern const Rule rule = {
    .code = "SW4980",
    .summary = "ASP.NET Core that is to listen with TLS and has no certificate",
    .why =
        "Kestrel takes a development certificate only where there is one, and a container has none: `Unable to "
        "configure HTTPS endpoint. No server certificate was specified`, and the program ends.",
    .remedy =
        "Leave TLS to the proxy in front and listen on plain HTTP inside, or mount a certificate and name it in "
        "`Kestrel__Certificates__Default__Path`.",
    .references = "https://learn.microsoft.com/aspnet/core/security/docker-https",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::https_without_certificate
