#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "knowledge/build_facts.h"
#include "knowledge/database_drivers.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/container_variables.h"
#include "project/framework_settings.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/python_versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::database_driver_not_installed {

/// "postgresql+asyncpg" of an address, "jdbc:mysql" of one for Java; "" for any other text.
static std::string_view scheme_of(std::string_view value) {
  const std::size_t end = value.find("://");
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view scheme = value.substr(0, end);
  return scheme.find_first_of(" =;,\"'/@$") == std::string_view::npos ? scheme : std::string_view();
}

static const knowledge::DriverPackages* driver_of(std::string_view language, std::string_view scheme) {
  for (const knowledge::DriverPackages& row : knowledge::tables::driver_packages)
    if (row.language == language && std::ranges::find(row.schemes, scheme) != row.schemes.end()) return &row;
  return nullptr;
}

// --- Python ---

/// Whether a package brings a driver: its own name, one that is built on it, or an extra that is called like it.
static bool brings(const project::Project& project, const PythonPackage& package, std::string_view driver) {
  if (contains(package.name, driver)) return true;
  const knowledge::ImportName* const row = knowledge::import_name("python", driver);
  if (row != nullptr && std::ranges::find(row->packages, package.name) != row->packages.end()) return true;
  if (!package.has_extras || !package.span.valid()) return false;
  const std::string_view text = project.sources[package.span.file].text().substr(package.span.begin);
  const std::string_view line = before(text, '\n');
  return contains(line, driver) || contains(line, before(driver, '-')) || contains(line, "[all");
}

/// Whether the code chooses a driver itself, in the place of the one that the address means.
static bool chooses_driver(const project::Project& project, const project::ReadFolder& code, std::string_view scheme) {
  for (const knowledge::DriverPackages& row : knowledge::tables::driver_packages)
    for (const std::string_view other : row.schemes)
      if (const std::size_t plus = other.find('+');
          plus != std::string_view::npos && other.starts_with(scheme) && project::has_text(project, code, other))
        return true;
  return project::has_text(project, code, std::string(scheme) + "://") ||
         project::has_text(project, code, ".set(drivername");
}

/// Whether the variable is asked for by the sources: by its name, or by that of a field of settings.
static bool is_read(const project::Project& project, const project::ReadFolder& code, std::string_view variable) {
  if (project::mentions(project, code, variable) || project::mentions(project, code, ascii::lowered(variable)))
    return true;
  // `env_prefix="APP_"` stands in front of the names of all fields.
  const std::size_t end = variable.find('_');
  if (end == std::string_view::npos || !project::has_text(project, code, "env_prefix")) return false;
  return project::has_text(project, code, '"' + std::string(variable.substr(0, end + 1)) + '"') &&
         project::mentions(project, code, ascii::lowered(variable.substr(end + 1)));
}

/// Whether the image installs one of the packages of a driver.
static bool has_driver(const project::Project& project, const PythonInstalls& installs,
                       const knowledge::DriverPackages& driver) {
  return std::ranges::any_of(driver.packages, [&](std::string_view name) {
    return std::ranges::any_of(installs.packages,
                               [&](const PythonPackage& package) { return brings(project, package, name); });
  });
}

/// The engine of Django's settings, which loads its driver when the first model is.
static bool check_engine(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  for (const code::Sign* const sign : signs_of(project, service, knowledge::CodeSign::Kind::driver)) {
    if (!sign->path.ends_with(".py") || !may_run_at_start(project, service, sign->path)) continue;
    const knowledge::DriverPackages* const driver = driver_of("python", "django+" + std::string(sign->row->title));
    const PythonInstalls& installs = once<all_python_installs>(report, *service.dockerfile);
    if (driver == nullptr || !installs.known || installs.packages.empty() || has_driver(project, installs, *driver))
      continue;
    report
        .at(sign->span, "This needs the package `{}`, which the image of `{}` does not install",
            driver->packages.front(), service.name)
        .note(installs.packages.front().span, "What is installed is listed here");
    return true;
  }
  return false;
}

static void check_python(const project::Service& service, const project::ReadFolder& code, Report& report) {
  const project::Project& project = report.project();
  if (check_engine(service, report)) return;
  bool asks = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    const std::string_view scheme = scheme_of(*entry.value);
    const knowledge::DriverPackages* const driver = driver_of("python", scheme);
    // `dj_database_url.config()` reads this one by its name of old.
    const bool by_default = entry.name == "DATABASE_URL" && project::has_text(project, code, "dj_database_url.config(");
    if (driver == nullptr || (!by_default && !is_read(project, code, entry.name))) continue;
    const PythonInstalls& installs = once<all_python_installs>(report, *service.dockerfile);
    if (!installs.known || installs.packages.empty()) return report.skip();
    const auto has = [&](std::string_view name) {
      return std::ranges::any_of(installs.packages,
                                 [&](const PythonPackage& package) { return contains(package.name, name); });
    };
    if (scheme == "redis" || scheme == "rediss") {
      // Celery's transport for Redis.
      if (!has("celery") || !contains(entry.name, "BROKER") || has_driver(project, installs, *driver)) continue;
      report
          .at(entry.value_span.valid() ? entry.value_span : entry.span,
              "Celery needs the package `redis` for this broker, which the image of `{}` does not install",
              service.name)
          .note(installs.packages.front().span, "What is installed is listed here");
      return;
    }
    if (has("dj-database-url") || has("django-environ")) {
      const knowledge::DriverPackages* const of_django =
          driver_of("python", scheme.starts_with("postgres") ? "django+postgresql"
                              : scheme.starts_with("mysql")  ? "django+mysql"
                                                             : "");
      if (of_django == nullptr || has("sqlalchemy") || has_driver(project, installs, *of_django)) continue;
      report
          .at(entry.value_span.valid() ? entry.value_span : entry.span,
              "Django needs the package `{}` for this address, which the image of `{}` does not install",
              of_django->packages.front(), service.name)
          .note(installs.packages.front().span, "What is installed is listed here");
      return;
    }
    // Others read addresses in their own way.
    if (!has("sqlalchemy") && !has("sqlmodel")) continue;
    asks = true;
    const bool plain = driver->plain || !driver->instead.empty();
    if (plain && chooses_driver(project, code, scheme)) continue;
    const Span place = entry.value_span.valid() ? entry.value_span : entry.span;
    if (!driver->instead.empty()) {
      report.at(place, "SQLAlchemy knows no address that begins with `{}://`; write `{}://`", scheme, driver->instead)
          .note(installs.packages.front().span, "What is installed is listed here");
      return;
    }
    if (driver->synchronous && project::has_text(project, code, "create_async_engine(") &&
        !project::has_text(project, code, " create_engine(") && !project::has_text(project, code, "\ncreate_engine(")) {
      report.at(place, "`create_async_engine` refuses `{}://`, whose driver knows no `asyncio`", scheme)
          .note(service.span, "This is what `{}` gets", service.name);
      return;
    }
    if (has_driver(project, installs, *driver)) continue;
    report
        .at(place, "`{}://` needs the package `{}`, which the image of `{}` does not install", scheme,
            driver->packages.front(), service.name)
        .note(installs.packages.front().span, "What is installed is listed here");
    return;
  }
  if (!asks) report.skip();
}

// --- Java ---

/// Whether a text names an artifact, and not another one whose name ends like it: `flyway-database-postgresql`.
static bool names_artifact(std::string_view text, std::string_view package) {
  for (std::size_t at = text.find(package); at != std::string_view::npos; at = text.find(package, at + 1)) {
    const std::size_t end = at + package.size();
    const bool begins =
        at == 0 || !(ascii::is_alphanumeric(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '.');
    if (begins && end < text.size() && contains("\":'", text.substr(end, 1))) return true;
  }
  return false;
}

/// Whether a build file at or below a folder names a package otherwise than for tests.
static bool is_named_by_build(const project::Project& project, std::string_view folder, std::string_view package) {
  return std::ranges::any_of(project::manifests(project), [&](const project::Manifest& manifest) {
    if (manifest.ecosystem != project::Ecosystem::java ||
        (!project::is_below(manifest.folder, folder) && manifest.folder != folder &&
         !project::is_below(folder, manifest.folder)))
      return false;
    if (const project::Dependency* const dependency = manifest.dependency(package); dependency != nullptr)
      return !dependency->development;
    // By a catalogue of versions, or in a way that is not read.
    const std::string_view text = project.sources[manifest.file->source].text();
    return contains(text, "libs.") || names_artifact(text, package);
  });
}

static bool uses_data_source(const project::Project& project, std::string_view folder) {
  return is_named_by_build(project, folder, "spring-boot-starter-data-jpa") ||
         is_named_by_build(project, folder, "spring-boot-starter-jdbc") ||
         is_named_by_build(project, folder, "spring-boot-starter-data-jdbc");
}

/// The address of Spring's data source in the container; "" when it is not known.
static std::string_view data_source(const project::Service& service, const project::ReadFolder* code, Span& place) {
  const auto given = [&](std::string_view name) -> std::string_view {
    const std::optional<project::ContainerVariable> variable = project::container_variable(service, name);
    if (!variable.has_value()) return {};
    place = variable->span.valid() ? variable->span : service.span;
    return variable->value;
  };
  if (const std::string_view value = given("SPRING_DATASOURCE_URL"); !value.empty()) return value;
  if (code == nullptr) return {};
  for (const project::ConfigurationFile& file : code->settings) {
    const project::ConfigurationSetting* const setting = file.find("spring.datasource.url");
    if (setting == nullptr || !project::is_loaded(service, file)) continue;
    place = setting->span;
    if (!setting->value.starts_with("${") || !setting->value.ends_with('}'))
      return contains(setting->value, "${") && !setting->value.starts_with("jdbc:") ? std::string_view()
                                                                                    : setting->value;
    const project::TemplatedValue templated = project::templated_value(setting->value);
    if (const std::string_view value = given(templated.variable); !value.empty()) return value;
    return templated.value;
  }
  return {};
}

static void check_java(const project::Service& service, const project::ReadFolder* code, Report& report) {
  const project::Project& project = report.project();
  const std::string_view folder = service.build->directory;
  Span place = service.span;
  const std::string_view address = data_source(service, code, place);
  const std::string_view scheme = scheme_of(address);
  if (scheme.empty() || !uses_data_source(project, folder)) return report.skip();
  if (!scheme.starts_with("jdbc:")) {
    if (contains(scheme, ":")) return report.skip();
    report.at(place, "Java's drivers take addresses that begin with `jdbc:` alone; write `jdbc:{}://...`",
              scheme == "postgres" ? std::string_view("postgresql") : scheme);
    return;
  }
  const knowledge::DriverPackages* const driver = driver_of("java", scheme);
  if (driver == nullptr) return report.skip();
  if (std::ranges::any_of(driver->packages,
                          [&](std::string_view name) { return is_named_by_build(project, folder, name); }))
    return;
  const project::Manifest* const manifest = project::manifest_in(project, folder, project::Ecosystem::java);
  if (manifest == nullptr) return report.skip();
  report
      .at(place, "`{}` needs the driver `{}`, which `{}` does not have at run time", scheme, driver->packages.front(),
          manifest->file->path)
      .note({manifest->file->source, 0, 0}, "This is the build of `{}`", service.name);
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.stage == nullptr || service.dockerfile == nullptr || !service.build->inside_root)
    return report.skip();
  const project::ReadFolder* const code = project::code_folder(report.project(), service);
  const project::Application* const application = project::application(report.project(), service);
  if (application != nullptr && application->program.framework == "Spring Boot")
    return check_java(service, code, report);
  const knowledge::Image* const base = project::base_image(*service.stage);
  if (code != nullptr && base != nullptr && base->name == "python") return check_python(service, *code, report);
  report.skip();
}

extern const Rule rule = {
    .code = "SW4172",
    .summary = "Address of a database whose driver the program does not have",
    .why =
        "The address chooses the driver. Without it the program ends at its start with `No module named ...`, `Can't "
        "load "
        "plugin` or `Failed to determine a suitable driver class`.",
    .remedy = "Add the driver to the dependencies, or write the address for the one that is there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::database_driver_not_installed
