#include <algorithm>
#include <optional>

#include "knowledge/build_facts.h"
#include "project/container_variables.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/php_extensions.h"
#include "rules/lib/starting.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_driver_missing {

/// Whether the application does without: it brings a client of its own, written in PHP.
static bool has_own_client(const project::Manifest& manifest, const project::Service& service,
                           const knowledge::PhpDriver& driver) {
  if (driver.own_client.empty()) return false;
  if (manifest.dependency(driver.own_client) != nullptr) return true;
  const std::optional<project::ContainerVariable> client = project::container_variable(service, driver.client_variable);
  return client.has_value() && client->value != driver.client_value;
}

static bool is_asked_for(const knowledge::PhpDriver& driver, std::string_view value) {
  return std::ranges::any_of(driver.values, [&](std::string_view wanted) {
    return wanted.ends_with(':') ? value.starts_with(wanted) : value == wanted;
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "php" || !service.builds) return report.skip();
  const project::Manifest* const manifest =
      project::nearest_manifest(report.project(), service.build->directory, project::Ecosystem::php);
  if (manifest == nullptr) return report.skip();
  std::string_view reported;
  bool any = false;
  for (const knowledge::PhpDriver& driver : knowledge::tables::php_drivers) {
    const project::Dependency* const package = manifest->dependency(driver.package);
    if (package == nullptr || driver.extension == reported) continue;
    const std::optional<project::ContainerVariable> given = project::container_variable(service, driver.variable);
    if (!given.has_value() || !is_asked_for(driver, given->value)) continue;
    any = true;
    if (has_own_client(*manifest, service, driver) || !lacks_extension(service, driver.extension)) continue;
    reported = driver.extension;
    report
        .at(given->span.valid() ? given->span : service.span,
            "`{}` asks for the PHP extension `{}`, which the image of `{}` does not have", driver.variable,
            driver.extension, service.name)
        .note(image_span(service), "This is its base")
        .note(package->span, "`{}` reads the variable", driver.package);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4370",
    .summary = "PHP extension that a driver needs and the image lacks",
    .why =
        "The official images of PHP have neither drivers of databases but SQLite's nor a client of Redis. Migrations "
        "and every request end with `could not find driver` or `Class \"Redis\" not found`.",
    .remedy =
        "Run `docker-php-ext-install pdo_mysql` or `pecl install redis && docker-php-ext-enable redis` in the image, "
        "or require `predis/predis` and set `REDIS_CLIENT=predis`.",
    .references = "https://laravel.com/docs/redis https://hub.docker.com/_/php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::php_driver_missing
