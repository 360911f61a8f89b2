#include <algorithm>
#include <string_view>

#include "knowledge/welcome_pages.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::welcome_page_served {

/// Whether something is put into a folder: into it, below it, or into one around it.
static bool is_filled(const compose::Service& definition, std::string_view folder) {
  const auto meets = [&](std::string_view target) {
    return project::is_below(target, folder) || project::is_below(folder, target);
  };
  const auto takes = [&](const compose::SecretGrant& grant) { return meets(grant.target); };
  return std::ranges::any_of(definition.mounts, meets, &compose::Mount::target) ||
         std::ranges::any_of(definition.configs, takes) || std::ranges::any_of(definition.secrets, takes);
}

static void check(const project::Service& service, Report& report) {
  using project::Role;
  const compose::Service& definition = *service.definition;
  if (service.builds || service.image == nullptr || definition.ports.empty() || service.stack->role == Role::test ||
      service.stack->role == Role::ci || service.stack->role == Role::example)
    return report.skip();
  const auto& pages = knowledge::tables::welcome_pages;
  const auto page = std::ranges::find(pages, service.image->name, &knowledge::WelcomePage::image);
  if (page == pages.end() || service.entrypoint.from == project::Provenance::compose ||
      service.command.from == project::Provenance::compose || definition.source->get("volumes_from") != nullptr)
    return report.skip();
  // A script that the image's entrypoint runs before the server may write the configuration.
  if (is_filled(definition, "/docker-entrypoint.d")) return report.skip();
  if (std::ranges::any_of(page->folders, [&](std::string_view folder) { return is_filled(definition, folder); }))
    return;
  const bool has_others = std::ranges::any_of(
      service.stack->services, [&](const project::Service* other) { return other != &service && other->active; });
  Builder finding =
      has_others
          ? report.at(service.span,
                      "`{}` gets no configuration and no pages, so it shows the page of its "
                      "makers and leads to no other service",
                      service.name)
          : report.at(service.span, "`{}` gets no configuration and no pages, so it shows the page of its makers",
                      service.name);
  if (!has_others) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW4991",
    .summary = "Web server that is given nothing to serve",
    .why = "Whoever opens its port sees a page that says the server was installed, whatever runs beside it.",
    .remedy = "Mount a configuration that leads to the services behind it, or the pages that it shall show.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::welcome_page_served
