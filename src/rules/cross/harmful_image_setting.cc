#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "knowledge/harmless.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/service_kind.h"
#include "rules/lib/settled.h"
#include "rules/lib/starting.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::harmful_image_setting {

/// An option as a command line gives it.
struct Given {
  std::string name;  ///< Without its dashes, in lower case, `_` as `-`.
  bool dashes = false;
  std::optional<std::string_view> value;  ///< Behind `=`.
  std::string_view following;             ///< The next word; "" for the last one.
};

static std::string bare_name(std::string_view option) {
  if (option.starts_with("-c ")) option.remove_prefix(3);
  std::string name(option.substr(std::min(option.find_first_not_of('-'), option.size())));
  for (char& letter : name) letter = letter == '_' ? '-' : lower(letter);
  return name;
}

static Given given(const std::vector<std::string_view>& words, std::size_t at) {
  std::string_view word = words[at];
  Given option;
  option.dashes = word.starts_with('-');
  // A setting of PostgreSQL stands behind `-c`.
  if (at > 0 && words[at - 1] == "-c") option.dashes = true;
  if (const std::size_t equals = word.find('='); equals != std::string_view::npos) {
    option.value = word.substr(equals + 1);
    word = word.substr(0, equals);
  }
  option.name = bare_name(word);
  if (at + 1 < words.size()) option.following = words[at + 1];
  return option;
}

/// Whether a value is the one that a row of the tables calls harmful.
static bool is_harmful(std::string_view wanted, std::string_view value) {
  if (wanted.empty()) return true;
  if (wanted == "=") return value.empty();
  if (wanted.starts_with('!')) return !equal_ignoring_case(wanted.substr(1), value);
  return equal_ignoring_case(wanted, value);
}

static bool is_harmful(const knowledge::Hazard& hazard, const Given& option) {
  if (option.dashes != hazard.option.starts_with('-') || option.name != bare_name(hazard.option)) return false;
  if (hazard.value.empty()) return !option.value.has_value() || !is_off(*option.value);
  if (option.value.has_value()) return is_harmful(hazard.value, *option.value);
  // `--flag` alone means true; other options take the next word.
  return hazard.value == "true" ? !is_off(option.following) : is_harmful(hazard.value, option.following);
}

/// Whether a variable has a value, also one that a file or whoever deploys gives.
static bool is_given(const project::Project& project, const project::Service& service, std::string_view name) {
  for (const std::string& form : {std::string(name), std::string(name) + "_FILE"})
    if (const compose::EnvironmentEntry* const entry = project::expected_variable(project, service, form);
        entry != nullptr && (!entry->value.has_value() || !entry->value->empty()))
      return true;
  return false;
}

static bool is_made_harmless(const project::Project& project, const project::Service& service,
                             const knowledge::Hazard& hazard) {
  const std::span<const std::string_view> names = knowledge::harmless_with(service.image->name, hazard.variable);
  return !names.empty() &&
         (project::has_unknown_variables(project, service) ||
          std::ranges::any_of(names, [&](std::string_view name) { return is_given(project, service, name); }));
}

/// Whether a service lives for one run of tests.
static bool is_for_runs(const project::Service& service) {
  return is_for_tests(service) || service.stack->role == project::Role::test ||
         service.stack->role == project::Role::ci;
}

static void finish(Builder finding, const project::Service& service, const knowledge::Hazard& hazard) {
  const bool published = std::ranges::any_of(service.definition->ports, [&](const compose::Port& port) {
    return port.on_all_interfaces() && port.target == std::to_string(hazard.port);
  });
  const Severity most = !hazard.stops && is_throwaway(service) ? Severity::low
                        : hazard.port != 0 && !published       ? Severity::medium
                                                               : hazard.severity;
  finding.severity(std::min(hazard.severity, most));
  if (hazard.stops) finding.rung(Rung::start);
  finding.note(image_span(service), "The image is {}", service.image->title);
}

static void check(const project::Service& service, Report& report) {
  // An image that is built on a known one is started as that one where it brings no entrypoint of its own.
  if (service.image == nullptr || service.image->hazards.empty() ||
      (service.builds && service.entrypoint.from != project::Provenance::base_image))
    return report.skip();
  const bool own_command = service.command.from == project::Provenance::compose && service.command.script == nullptr &&
                           service.entrypoint.from != project::Provenance::compose;
  const compose::Command& command = service.definition->command;
  for (const knowledge::Hazard& hazard : service.image->hazards) {
    if (!hazard.versions.contains(service.image_reference.tag) || is_made_harmless(report.project(), service, hazard))
      continue;
    // Where nothing is worth protecting, a test is faster without fsync, and a dashboard open to its developer. Who
    // gives the administration away is told of it all the same.
    if (!hazard.stops && is_throwaway(service) && (hazard.severity < Severity::high || is_for_runs(service))) continue;
    if (!hazard.variable.empty()) {
      const std::optional<project::ContainerVariable> variable = project::container_variable(service, hazard.variable);
      if (!variable.has_value() || !is_harmful(hazard.value, variable->value)) continue;
      const compose::EnvironmentEntry* const entry = service.definition->variable(hazard.variable);
      // With some settings it is the name that does the harm, whatever a machine makes the value.
      if (entry != nullptr && !hazard.value.empty() && !is_settled(entry->source)) continue;
      const knowledge::ImageVariable* const known = knowledge::variable(*service.image, hazard.variable);
      // Of what may be a credential the name alone is shown.
      const bool hidden = hazard.value.empty() || hazard.value.starts_with('!') || (known != nullptr && known->secret);
      finish(hidden
                 ? report.at(variable->span, "In `{}`, `{}` {}", service.name, hazard.variable, OurWords{hazard.effect})
                 : report.at(variable->span, "In `{}`, `{}={}` {}", service.name, hazard.variable, variable->value,
                             OurWords{hazard.effect}),
             service, hazard);
      continue;
    }
    if (!own_command || !is_settled(command.source)) continue;
    const std::vector<std::string_view> words(command.words.begin(), command.words.end());
    for (std::size_t at = 0; at < words.size(); ++at) {
      const Given option = given(words, at);
      if (!is_harmful(hazard, option)) continue;
      std::string shown(words[at]);
      if (!option.value.has_value() && !hazard.value.empty() && hazard.value != "true") {
        shown += ' ';
        shown += option.following;
      }
      const Span place =
          at < command.word_spans.size() && command.word_spans[at].valid() ? command.word_spans[at] : command.span();
      finish(report.at(place, "In `{}`, `{}` {}", service.name, shown, OurWords{hazard.effect}), service, hazard);
      break;
    }
  }
}

extern const Rule rule = {
    .code = "SW4470",
    .summary = "Known image with a setting that opens it or endangers its data",
    .why =
        "Such settings are meant for a first try on one's own machine: they take away the login, hand out the "
        "administration or give up the safety of what is stored.",
    .remedy = "Drop the setting, or set what the image's documentation gives for production.",
    .differs = "Each setting is a dated row of the knowledge tables, for the release lines that have it.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "run their image without a setting that opens it",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::harmful_image_setting
