#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "knowledge/operating.h"
#include "project/model.h"
#include "rules/lib/published.h"
#include "rules/lib/starting.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::router_to_admin_surface_without_login {

/// Whether an entry point hands every request to a middleware, or stays on the loopback of the host.
static bool is_guarded(const Traefik& traefik) {
  for (const std::string_view word : traefik.service->command.words)
    if (contains(ascii::lowered(word), ".http.middlewares=")) return true;
  const auto published = traefik.service->definition->ports;
  return published.empty() || std::ranges::all_of(published, [](const compose::Port& port) {
           return port.host_ip.starts_with("127.") || port.host_ip == "::1";
         });
}

/// Whether all middlewares of a list are of kinds that let every visitor pass.
static bool lets_pass(std::string_view list, const Traefik& traefik, Report& report) {
  return std::ranges::all_of(listed_names(list), [&](std::string_view name) {
    const std::string_view bare = before(name, '@');
    const std::string* kind = middleware_of_labels(report, bare);
    if (name.ends_with("@file")) {
      const auto found = traefik.file_middlewares.find(ascii::lowered(bare));
      kind = found != traefik.file_middlewares.end() ? &found->second : nullptr;
    }
    return kind != nullptr && std::ranges::any_of(knowledge::tables::passing_middlewares, [&](const auto& row) {
             return row.image == "traefik" && std::ranges::find(row.kinds, *kind) != row.kinds.end();
           });
  });
}

/// Whether a router lets in by a middleware, or by a rule that asks who calls.
static bool asks_somebody(const std::vector<TraefikLabel>& labels, std::string_view router, const Traefik& traefik,
                          Report& report) {
  return std::ranges::any_of(labels, [&](const TraefikLabel& label) {
    if (label.section != "routers" || !equal_ignoring_case(label.name, router)) return false;
    return (label.key == "middlewares" && (!label.settled || !lets_pass(label.value, traefik, report))) ||
           (label.key == "rule" && (contains(label.value, "ClientIP") || contains(label.value, "Header"))) ||
           (label.key == "rule" && !label.settled && !contains(label.value, "Host"));
  });
}

/// Whether a router answers nothing but a redirect: by a middleware that sends whoever comes without TLS to HTTPS, or
/// because all its entry points send their requests on.
static bool only_redirects(const std::vector<TraefikLabel>& labels, std::string_view router, const Traefik& traefik,
                           Report& report) {
  const auto of_router = [&](const TraefikLabel& label) {
    return label.section == "routers" && equal_ignoring_case(label.name, router);
  };
  const EntryPoints points = entry_points_of(report.project(), *traefik.service);
  bool redirects = false, encrypted = false;
  for (const TraefikLabel& label : labels) {
    if (!of_router(label)) continue;
    if (label.key == "tls" || label.key.starts_with("tls.")) encrypted = label.value != "false";
    if (label.key == "entrypoints") {
      const std::vector<std::string_view> names = listed_names(label.value);
      encrypted = encrypted || std::ranges::any_of(names, [&](std::string_view name) {
                    const auto point = points.encrypted.find(ascii::lowered(name));
                    return point != points.encrypted.end() && point->second;
                  });
      if (!names.empty() && std::ranges::all_of(names, [&](std::string_view name) {
            return points.redirected.contains(ascii::lowered(name));
          }))
        return true;
    }
    if (label.key != "middlewares") continue;
    for (const std::string_view name : listed_names(label.value)) {
      const std::string* const kind = middleware_of_labels(report, before(name, '@'));
      redirects = redirects || (kind != nullptr && *kind == "redirectscheme");
    }
  }
  return redirects && !encrypted;
}

/// Routers of files that lead to the dashboard; true when there are any.
static bool check_files(const Traefik& traefik, Report& report) {
  bool any = false;
  for (const project::File* const file : traefik.service->mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node* const routers = child_ignoring_case(child_ignoring_case(file->yaml->root(), "http"), "routers");
    if (routers == nullptr || !routers->resolved().is_mapping()) continue;
    for (const yaml::Entry& router : routers->resolved().entries) {
      const yaml::Node* const leads_to = child_ignoring_case(router.value, "service");
      if (leads_to == nullptr || !equal_ignoring_case(scalar(leads_to), "api@internal")) continue;
      any = true;
      const yaml::Node* const list = child_ignoring_case(router.value, "middlewares");
      const std::string_view rule = scalar(child_ignoring_case(router.value, "rule"));
      if (contains(rule, "ClientIP") || contains(rule, "Header") || contains(rule, "{{")) continue;
      bool asks = false;
      if (list != nullptr)
        for (const yaml::Node* const item : list->resolved().items) {
          std::string name(scalar(item));
          if (!contains(name, "@")) name += "@file";
          asks = asks || contains(name, "{{") || !lets_pass(name, traefik, report);
        }
      if (asks) continue;
      report.at(leads_to->resolved().span, "The router `{}` shows Traefik's dashboard to everybody", router.key->text)
          .advise("Give the router a middleware that asks for a login, such as `basicAuth`");
    }
  }
  return any;
}

static void check(const project::Service& service, Report& report) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  if (service.image != nullptr && service.image->name == "traefik" && !service.builds) {
    const std::optional<Traefik> own = traefik_of(report.project(), *service.stack);
    if (own.has_value() && own->service == &service && own->settings_known && !is_guarded(*own) &&
        check_files(*own, report) && first_router(labels) == nullptr)
      return;
  }
  if (first_router(labels) == nullptr || service.image == nullptr || service.builds) return report.skip();
  const std::optional<Traefik> traefik = traefik_for(report, service);
  if (!traefik.has_value() || !traefik->settings_known || is_guarded(*traefik)) return report.skip();
  const bool is_traefik = traefik->service == &service;
  const bool has_no_login =
      service.image->authentication == knowledge::Authentication::none &&
      (service.kind == knowledge::ImageKind::admin_ui || service.kind == knowledge::ImageKind::monitoring);
  const bool is_known_login = has_known_login(report.project(), service);
  if (!is_traefik && !has_no_login && !is_known_login) return report.skip();
  for (const TraefikLabel& label : labels) {
    if (label.section != "routers") continue;
    const bool to_dashboard = label.key == "service" && equal_ignoring_case(label.value, "api@internal");
    const bool to_surface = !is_traefik && label.key == "rule";
    if ((!to_dashboard && !to_surface) || asks_somebody(labels, label.name, *traefik, report) ||
        only_redirects(labels, label.name, *traefik, report))
      continue;
    Builder finding =
        to_dashboard ? report.at(label.span, "The router `{}` shows Traefik's dashboard to everybody", label.name)
        : is_known_login
            ? report.at(label.span, "The router `{}` leads everybody to {}, with the login that everybody knows",
                        label.name, service.image->title)
            : report.at(label.span, "The router `{}` leads everybody to {}, which asks nobody for a login", label.name,
                        service.image->title);
    if (is_known_login) {
      finding.severity(Severity::medium).note(image_span(service), "Nothing gives it a password of its own");
      return;
    }
    finding.advise("Give the router a middleware that asks for a login, such as `basicauth`");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4762",
    .summary = "Traefik router to an admin surface without a login",
    .why =
        "Whoever guesses the host name sees every route, address and version, and of a program that manages something "
        "manages it.",
    .remedy = "Put a middleware with a login in front of the router, or keep the surface off the proxy.",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/api-dashboard/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::router_to_admin_surface_without_login
