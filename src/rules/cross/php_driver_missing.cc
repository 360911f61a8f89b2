#include <algorithm>
#include <optional>

#include "project/container_variables.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::php_driver_missing {

/// A variable of Laravel whose value asks for an extension that no official image of PHP has.
struct Driver {
  std::string_view variable, values, extension;
};
constexpr Driver drivers[] = {
    {"DB_CONNECTION", "mysql mariadb", "pdo_mysql"},
    {"DB_CONNECTION", "pgsql", "pdo_pgsql"},
    {"CACHE_STORE", "redis", "redis"},
    {"CACHE_DRIVER", "redis", "redis"},
    {"SESSION_DRIVER", "redis", "redis"},
    {"QUEUE_CONNECTION", "redis", "redis"},
    {"BROADCAST_CONNECTION", "redis", "redis"},
    {"BROADCAST_DRIVER", "redis", "redis"},
};

/// Whether a step of the stage, or of what it is built on, may bring an extension.
static bool may_be_installed(const Report& report, const dockerfile::Stage& stage, std::string_view extension) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      // What another stage has built.
      if (instruction->flag("from") != nullptr && (contains(text, "extensions") || contains(text, "/usr/local ") ||
                                                   contains(text, "/usr/local/ ") || contains(text, "/usr/local/lib")))
        return true;
      continue;
    }
    if (instruction->op != dockerfile::Op::run) continue;
    if (contains(text, extension) || instruction->script == nullptr) return true;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      if (command.program.ends_with(".sh") || is_one_of("sh bash make", command.program)) return true;
      if (!is_one_of("docker-php-ext-install install-php-extensions pecl pie", command.program)) continue;
      for (const shell::Word& word : command.arguments)
        if (!word.literal && !word.text.starts_with("-j")) return true;
    }
  }
  return false;
}

/// Whether the application brings a client of its own, written in PHP.
static bool has_own_client(const project::Manifest& manifest, const project::Service& service,
                           std::string_view extension) {
  if (extension != "redis") return false;
  if (manifest.dependency("predis/predis") != nullptr) return true;
  const std::optional<project::ContainerVariable> client = project::container_variable(service, "REDIS_CLIENT");
  return client.has_value() && client->value != "phpredis";
}

static void check(const project::Service& service, Report& report) {
  const knowledge::Image* const base = service.stage != nullptr ? project::base_image(*service.stage) : nullptr;
  if (base == nullptr || base->name != "php") return report.skip();
  const project::Manifest* const manifest =
      project::nearest_manifest(report.project(), service.build->directory, project::Ecosystem::php);
  if (manifest == nullptr || manifest->dependency("laravel/framework") == nullptr) return report.skip();
  std::string_view reported;
  bool any = false;
  for (const Driver& driver : drivers) {
    const std::optional<project::ContainerVariable> given = project::container_variable(service, driver.variable);
    if (!given.has_value() || !is_one_of(driver.values, given->value) || driver.extension == reported) continue;
    any = true;
    if (has_own_client(*manifest, service, driver.extension) ||
        may_be_installed(report, *service.stage, driver.extension))
      continue;
    reported = driver.extension;
    report
        .at(given->span.valid() ? given->span : service.span,
            "`{}` asks for the PHP extension `{}`, which the image of `{}` does not have", driver.variable,
            driver.extension, service.name)
        .note(image_span(service), "This is its base")
        .note(manifest->file != nullptr ? manifest->dependency("laravel/framework")->span : Span{},
              "Laravel reads the variable");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4370",
    .summary = "PHP extension that a driver of Laravel needs and the image lacks",
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
