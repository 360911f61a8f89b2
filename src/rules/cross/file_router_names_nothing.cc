#include "rules/rule.h"

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.h"
#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::file_router_names_nothing {

static bool is_template(std::string_view name) { return contains(name, "{{") || contains(name, "$"); }

/// A name without the provider that defines it: of another provider, or one of Traefik's own, nothing is known here.
static bool is_of_file(std::string_view name) { return !contains(name, "@") || name.ends_with("@file"); }

/// Middlewares of chains, which are as much of a router as its own. True when there are any.
static bool check_chains(const yaml::Node& root, const std::set<std::string, std::less<>>& defined, Report& report) {
  bool any = false;
  const yaml::Node* const middlewares = child_ignoring_case(child_ignoring_case(&root, "http"), "middlewares");
  if (middlewares == nullptr || !middlewares->resolved().is_mapping()) return false;
  for (const yaml::Entry& entry : middlewares->resolved().entries) {
    const yaml::Node* const list = child_ignoring_case(child_ignoring_case(entry.value, "chain"), "middlewares");
    if (list == nullptr) continue;
    for (const yaml::Node* const item : list->resolved().items) {
      const std::string_view name = scalar(item);
      if (name.empty() || is_template(name) || !is_of_file(name)) continue;
      any = true;
      if (!defined.contains(ascii::lowered(before(name, '@'))))
        report.at(item->resolved().span,
                  "No file defines the middleware `{}`, so a router with the chain `{}` answers 404", name,
                  entry.key->text);
    }
  }
  return any;
}

static void check(const project::Stack& stack, Report& report) {
  const std::optional<Traefik> traefik = traefik_of(report.project(), stack);
  if (!traefik.has_value() || !traefik->files_known) return report.skip();
  std::set<std::string, std::less<>> services, middlewares;
  for (const project::File* const file : traefik->service->mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node* const http = child_ignoring_case(file->yaml->root(), "http");
    for (const auto& [key, names] : {std::pair{std::string_view("services"), &services}, {"middlewares", &middlewares}})
      if (const yaml::Node* const defined = child_ignoring_case(http, key);
          defined != nullptr && defined->resolved().is_mapping())
        for (const yaml::Entry& entry : defined->resolved().entries) names->insert(ascii::lowered(entry.key->text));
  }
  bool asks = false;
  for (const project::File* const file : traefik->service->mounted_files) {
    if (file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    asks = check_chains(*file->yaml->root(), middlewares, report) || asks;
    const yaml::Node* const routers = child_ignoring_case(child_ignoring_case(file->yaml->root(), "http"), "routers");
    if (routers == nullptr || !routers->resolved().is_mapping()) continue;
    for (const yaml::Entry& router : routers->resolved().entries) {
      const yaml::Node* const service = child_ignoring_case(router.value, "service");
      const auto judge = [&](const yaml::Node* node, const std::set<std::string, std::less<>>& defined,
                             std::string_view what) {
        const std::string_view name = scalar(node);
        if (name.empty() || is_template(name) || !is_of_file(name)) return;
        asks = true;
        if (defined.contains(ascii::lowered(before(name, '@')))) return;
        report.at(node->resolved().span, "No file defines the {} `{}`, so the router `{}` answers 404", what, name,
                  router.key->text);
      };
      judge(service, services, "service");
      if (const yaml::Node* const list = child_ignoring_case(router.value, "middlewares"); list != nullptr)
        for (const yaml::Node* const item : list->resolved().items) judge(item, middlewares, "middleware");
      const yaml::Node* const resolver = child_ignoring_case(child_ignoring_case(router.value, "tls"), "certResolver");
      if (const std::string_view name = scalar(resolver);
          !name.empty() && !is_template(name) && traefik->settings_known) {
        asks = true;
        if (!traefik->resolvers.contains(ascii::lowered(name))) {
          Builder finding = report.at(resolver->resolved().span,
                                      "Traefik has no certificate resolver `{}`; clients of the router `{}` get a "
                                      "self-signed one",
                                      name, router.key->text);
          if (traefik->settings.valid()) finding.note(traefik->settings, "Resolvers are set here");
        }
      }
      const yaml::Node* const points = child_ignoring_case(router.value, "entryPoints");
      if (points == nullptr || !traefik->settings_known || traefik->entry_points.empty()) continue;
      for (const yaml::Node* const item : points->resolved().items) {
        const std::string_view name = scalar(item);
        if (name.empty() || is_template(name)) continue;
        asks = true;
        if (!traefik->entry_points.contains(ascii::lowered(name)))
          report.at(item->resolved().span, "Traefik has no entry point `{}`, so nothing reaches the router `{}`", name,
                    router.key->text);
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4600",
    .summary = "Router of a file that names what is not defined",
    .why =
        "Traefik logs an error and leaves the router out, so that its addresses answer 404, or serves it with a "
        "certificate that it signed itself.",
    .remedy = "Define the service, middleware, entry point or certificate resolver, or name one that is there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "name what is defined in the routes of their files",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::file_router_names_nothing
