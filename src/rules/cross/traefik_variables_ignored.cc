#include <optional>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/traefik.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_variables_ignored {

/// What static settings begin with as variables; other names are somebody's own, for templates and labels.
constexpr std::string_view sections =
    "accesslog api certificatesresolvers core entrypoints experimental global hostresolver hub log metrics pilot ping "
    "providers serverstransport spiffe tracing";

/// A place that gives static settings, and how a text calls it.
struct Given {
  Span span;
  std::string what;
};

/// Whether version 1, which puts all three together, may be meant.
static bool may_be_first_version(const project::Service& service) {
  if (service.builds) return true;
  const std::string_view tag = service.image_reference.tag;
  if (tag.empty() || tag == "latest") return false;
  const std::optional<Version> version = read_version(tag);
  // Releases of version 1 have names of cheeses, and so have later ones.
  return !version.has_value() || version->parts[0] < 2;
}

/// The first option of the command that is a static setting.
static std::optional<Given> settings_option(const project::Service& service) {
  if (service.command.from != project::Provenance::compose) return std::nullopt;
  const compose::Command& written = service.definition->command;
  for (std::size_t at = 0; at < written.words.size(); ++at) {
    const std::string_view word = written.words[at];
    if (!word.starts_with("--")) continue;
    const std::string name = ascii::lowered(before(word, '='));
    if (name == "--configfile") continue;
    const bool has_place = at < written.word_spans.size() && written.word_spans[at].valid();
    return Given{has_place ? written.word_spans[at] : written.span(), std::string(before(word, '='))};
  }
  return std::nullopt;
}

/// Sections without which Traefik routes all the same.
constexpr std::string_view sections_of_logs = "accesslog global log metrics ping pilot tracing";

/// The first variable that gives a static setting on which routing hangs, else the first one of all.
static std::optional<Given> settings_variable(const project::Service& service, bool& routes) {
  std::optional<Given> first;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (constexpr std::string_view prefix = "TRAEFIK_"; entry.name.starts_with(prefix)) {
      const std::string name = ascii::lowered(entry.name.substr(prefix.size()));
      if (!is_one_of(sections, before(name, '_'))) continue;
      routes = !is_one_of(sections_of_logs, before(name, '_'));
      if (routes || !first.has_value()) first = Given{entry.span, std::string(entry.name)};
      if (routes) return first;
    }
  return first;
}

static void check(const project::Stack& stack, Report& report) {
  const std::optional<Traefik> traefik = traefik_of(report.project(), stack);
  if (!traefik.has_value() || may_be_first_version(*traefik->service)) return report.skip();
  const project::Service& service = *traefik->service;
  const std::vector<project::SettingsFile> files = project::settings_files(report.project(), service);
  const project::SettingsFile* const file = files.empty() ? nullptr : &files.front();
  const std::optional<Given> option = settings_option(service);
  bool routes = true;
  const std::optional<Given> variable = settings_variable(service, routes);
  if (file == nullptr && !option.has_value()) return report.skip();
  if (!variable.has_value()) return;
  Builder finding = file != nullptr
                        ? report.at(variable->span, "Traefik takes its settings from `{}` alone and ignores `{}`",
                                    file->source_path, variable->what)
                        : report.at(variable->span,
                                    "Traefik takes its settings from the options of its command alone and ignores `{}`",
                                    variable->what);
  if (file != nullptr)
    finding.note(file->given, "This is the file that it reads");
  else
    finding.note(option->span, "These are the options");
  if (!routes) finding.severity(Severity::low).rung(Rung::operate);
}

extern const Rule rule = {
    .code = "SW4683",
    .summary = "Variables of Traefik beside its file or its options",
    .why =
        "Traefik takes its static settings from a file, or from the options of its command, or from variables: the "
        "first of the three that is there wins, and the others are left out without a word. Entry points, providers "
        "and certificate resolvers that only variables set are not there.",
    .remedy = "Move what the variables set into the file or among the options.",
    .references =
        "https://doc.traefik.io/traefik/getting-started/configuration-overview/ "
        "https://github.com/traefik/traefik/issues/5704",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::traefik_variables_ignored
