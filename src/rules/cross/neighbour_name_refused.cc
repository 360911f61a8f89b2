#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "knowledge/host_guards.h"
#include "knowledge/server.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/python_installs.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::neighbour_name_refused {

/// Whether a text fits a pattern with `*`.
static bool fits(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= text.size(); ++at)
    if (fits(rest, text.substr(at))) return true;
  return false;
}

/// A requirement with the build argument of its version put in: `mlflow==${MLFLOW_VERSION}`. Nothing when that is not
/// known.
static std::optional<std::string> with_argument(const BuildStep& step, std::string_view text) {
  const std::size_t dollar = text.find('$');
  if (dollar == std::string_view::npos) return std::string(text);
  std::string_view name = text.substr(dollar + 1);
  if (name.starts_with('{')) name.remove_prefix(1);
  std::size_t end = 0;
  while (end < name.size() && (ascii::is_alphanumeric(name[end]) || name[end] == '_')) ++end;
  const std::optional<std::string> value = variable_at(step, name.substr(0, end));
  if (!value.has_value()) return std::nullopt;
  return std::string(text.substr(0, dollar)) + *value;
}

/// Whether the release that a service runs has the guard. Of a package without a version the newest one counts where
/// the language is new enough for it.
static bool has_guard(Report& report, const project::Service& service, const knowledge::HostGuard& guard) {
  const auto since = read_version(guard.since);
  if (service.image == nullptr || !since.has_value()) return false;
  if (service.image->name == guard.image) {
    const std::string_view tag = service.image_reference.tag;
    const auto version = read_version(tag);
    return tag.empty() || tag == "latest" || (version.has_value() && !is_older(*version, *since));
  }
  if (service.dockerfile == nullptr || service.image->name != "python") return false;
  constexpr int oldest_python = 10;
  const auto python = read_version(service.image_reference.tag);
  if (python.has_value() && python->parts[1] >= 0 && python->parts[1] < oldest_python) return false;
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile))
    for (const PythonPackage& package : python_installs(report.project(), step).packages) {
      if (package.name != guard.package) continue;
      const std::optional<std::string> given = with_argument(step, report.text(package.span));
      if (!given.has_value()) return false;
      const std::string_view text = *given;
      if (contains(text, "<")) return false;
      const auto version = read_version(text.substr(std::min(text.size(), package.name.size())));
      return !version.has_value() || contains(text, ">") || !is_older(*version, *since);
    }
  return false;
}

/// The value of an option that is given in one word or in two; nothing when it is not given.
static std::optional<std::string_view> option_value(const std::vector<std::string_view>& words,
                                                    std::string_view option) {
  for (std::size_t index = 0; index < words.size(); ++index)
    if (const auto value = knowledge::option_value(words, index, option); value.has_value()) return value;
  return std::nullopt;
}

/// Whether one of the patterns of a list takes a host.
static bool lists(std::string_view patterns, std::string_view host) {
  while (!patterns.empty()) {
    const std::string_view one = before(patterns, ',');
    if (fits(ascii::trim(one), host)) return true;
    patterns.remove_prefix(std::min(patterns.size(), one.size() + 1));
  }
  return false;
}

static void check_guard(const project::Service& service, const knowledge::HostGuard& guard,
                        const std::vector<std::string_view>& words, Report& report) {
  for (const std::string_view off : guard.off)
    if (option_value(words, off).has_value() || project::container_variable(service, off).has_value()) return;
  std::string_view allowed;
  if (const auto option = option_value(words, guard.option); option.has_value()) allowed = *option;
  if (const auto given = project::container_variable(service, guard.variable); allowed.empty() && given.has_value())
    allowed = given->value;
  if (allowed.find('$') != std::string_view::npos) return;
  for (const project::Service* const other : service.stack->services) {
    if (!other->active || other == &service) continue;
    for (const project::Reference& reference : project::connections(report.project(), *other).references) {
      using Kind = project::ReferenceKind;
      if (reference.to == nullptr || reference.to->span != service.span || reference.scheme != "http" ||
          (reference.kind != Kind::environment && reference.kind != Kind::code && reference.kind != Kind::command &&
           reference.kind != Kind::configuration) ||
          std::ranges::any_of(guard.free, [&](std::string_view path) { return reference.path.starts_with(path); }))
        continue;
      constexpr std::uint16_t left_out = 80;
      const std::string host = reference.port == 0 || reference.port == left_out
                                   ? std::string(reference.host)
                                   : std::string(reference.host) + ":" + std::to_string(reference.port);
      if (lists(allowed, host)) continue;
      const Span place = service.command.span.valid() ? service.command.span : service.span;
      report
          .at(place, "`{}` answers 403 to `{}`, which calls it `{}`; list that in `{}`", service.name, other->name,
              host, guard.option)
          .note(reference.span, "Here `{}` asks it", other->name);
      return;
    }
  }
}

static void check(const project::Service& service, Report& report) {
  const std::vector<std::string_view> words = project::program_words(report.project(), service);
  if (words.empty()) return report.skip();
  bool asks = false;
  for (const knowledge::HostGuard& guard : knowledge::tables::host_guards) {
    if (project::base_name(words.front()) != guard.program || !has_guard(report, service, guard)) continue;
    asks = true;
    check_guard(service, guard, words, report);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4105",
    .summary = "Server that refuses the name by which a neighbour calls it",
    .why =
        "MLflow since 3.5 answers only requests for the machine itself, for private addresses and for hosts that are "
        "listed. The name of a service is none of them: every call ends in `Invalid Host header`.",
    .remedy = "List the name with its port, `--allowed-hosts mlflow:5000,localhost:*`.",
    .references = "https://mlflow.org/docs/latest/self-hosting/security/network",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::neighbour_name_refused
