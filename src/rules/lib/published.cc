#include "rules/lib/published.h"

#include <algorithm>
#include <string>

#include "project/promised_variables.h"
#include "rules/lib/port_edit.h"
#include "rules/lib/settled.h"

namespace seaworthy::rules {

const compose::Network* internal_network_alone(const project::Service& service) {
  const compose::Service& definition = *service.definition;
  if (!definition.network_mode.value.empty()) return nullptr;
  const compose::Network* internal = nullptr;
  for (const compose::NetworkAttachment& attachment : definition.networks) {
    const auto network = std::ranges::find(service.stack->model->networks, attachment.name, &compose::Network::name);
    // What an external network is like is not known here.
    if (network == service.stack->model->networks.end() || network->external.value || !network->internal.value)
      return nullptr;
    internal = &*network;
  }
  return internal;
}

bool has_own_network(const project::Service& service) {
  const std::string_view mode = service.definition->network_mode.value;
  return mode != "host" && mode != "none" && !mode.starts_with("service:") && !mode.starts_with("container:");
}

/// Whether a variable or an option of the command is given, whatever its value.
static bool is_given(const project::Project& project, const project::Service& service, std::string_view setting) {
  if (!setting.starts_with('-')) return project::expected_variable(project, service, setting) != nullptr;
  return std::ranges::any_of(service.command.words, [&](std::string_view word) {
    return word.starts_with(setting) && (word.size() == setting.size() || word[setting.size()] == '=');
  });
}

/// Whether the first account gets a password, and not the one that everybody knows.
static bool has_own_password(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(service.image->variables, [&](const knowledge::ImageVariable& variable) {
    if (!variable.secret || variable.default_value.empty()) return false;
    for (const std::string_view ending : {"_FILE", "__FILE"})
      if (project::expected_variable(project, service, std::string(variable.name) + std::string(ending)) != nullptr)
        return true;
    const compose::EnvironmentEntry* const given = project::expected_variable(project, service, variable.name);
    if (given == nullptr) return false;
    // What only a run can tell is whatever whoever deploys says.
    if (!given->value.has_value() || given->value->empty() || !is_settled(given->source)) return true;
    // What a template says is written over, unless it is the very default.
    if (service.definition->variable(variable.name) == nullptr) return *given->value != variable.default_value;
    return *given->value != variable.default_value && *given->value != variable.weak_value &&
           knowledge::weak_secret(*given->value) == nullptr;
  });
}

const compose::Port* open_admin_port(const project::Project& project, const project::Service& service) {
  using Kind = knowledge::ImageKind;
  if (service.image == nullptr || service.builds) return nullptr;
  if (service.kind != Kind::admin_ui && service.kind != Kind::monitoring && service.kind != Kind::ai_server)
    return nullptr;
  if (service.image->authentication != knowledge::Authentication::builtin &&
      service.image->authentication != knowledge::Authentication::none)
    return nullptr;
  if (std::ranges::any_of(service.image->authentication_settings,
                          [&](std::string_view setting) { return is_given(project, service, setting); }))
    return nullptr;
  if (service.image->authentication == knowledge::Authentication::builtin &&
      (has_own_password(project, service) || project::has_unknown_variables(project, service)))
    return nullptr;
  for (const compose::Port& port : service.definition->ports)
    if (port.on_all_interfaces() && !port.published.empty()) return &port;
  return nullptr;
}

bool has_known_login(const project::Project& project, const project::Service& service) {
  using Kind = knowledge::ImageKind;
  return service.image != nullptr && !service.builds &&
         (service.kind == Kind::admin_ui || service.kind == Kind::monitoring) &&
         service.image->authentication == knowledge::Authentication::builtin && !has_own_password(project, service) &&
         !project::has_unknown_variables(project, service) &&
         std::ranges::none_of(service.image->authentication_settings,
                              [&](std::string_view setting) { return is_given(project, service, setting); });
}

bool may_be_own_port(const project::Service& service, std::uint16_t number) {
  if (!service.builds && service.image != nullptr) return false;
  return number == 7700 || number == 8108 || number == 8300 || (number >= 8080 && number < 8200) ||
         (number >= 9000 && number < 9100 && number != 9042 && number != 9092);
}

void offer_loopback(Builder& finding, const compose::Port& port, const Report& report) {
  if (const auto edit = bind_to_loopback(port, report.project().sources))
    finding.fix(Safety::review, "Publish on loopback only", edit->at, edit->text);
}

}  // namespace seaworthy::rules
