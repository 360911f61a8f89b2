#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_options_beside_file {

struct Option {
  std::string_view written;
  std::string key;  ///< In lower case, without dashes and value.
  Span span;
};

static std::vector<Option> options_of(const project::Service& service) {
  std::vector<Option> options;
  const compose::Command& command = service.definition->command;
  for (std::size_t at = 0; at < command.words.size(); ++at) {
    const std::string_view word = command.words[at];
    if (!word.starts_with("--")) continue;
    std::string key = ascii::lowered(before(word.substr(2), '='));
    if (key == "configfile") continue;
    const Span span =
        at < command.word_spans.size() && command.word_spans[at].valid() ? command.word_spans[at] : command.span();
    options.push_back({word, std::move(key), span});
  }
  return options;
}

/// Whether a file sets what an option sets, or something below it.
static bool has_setting(const std::vector<std::string>& keys, std::string_view option) {
  // `--a.domains[0].main` stands for a member of a list.
  std::string key(option);
  while (key.find('[') != std::string::npos && key.find(']') != std::string::npos)
    key.erase(key.find('['), key.find(']') - key.find('[') + 1);
  return std::ranges::any_of(keys, [&](const std::string& known) {
    return known == key || (known.starts_with(key) && known[key.size()] == '.');
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "traefik" || service.builds ||
      service.entrypoint.from == project::Provenance::compose || service.command.script != nullptr)
    return report.skip();
  const std::vector<Option> options = options_of(service);
  if (options.empty()) return report.skip();
  const std::vector<project::SettingsFile> files = project::settings_files(report.project(), service);
  if (files.empty()) return;
  std::vector<std::string> keys;
  for (const project::ConfigurationSetting& setting : project::settings_in(report.project(), files.front()))
    keys.push_back(ascii::lowered(setting.key));
  if (keys.empty()) return report.skip();
  const auto lost = [&](const Option& option) { return !has_setting(keys, option.key); };
  const auto first = std::ranges::find_if(options, lost);
  if (first == options.end()) return;
  const std::string_view option = before(first->written, '='), file = files.front().source_path;
  const auto others = std::ranges::count_if(options, lost) - 1;
  Builder finding =
      others == 0
          ? report.at(first->span, "Traefik takes its settings from `{}` alone, and `{}` does nothing", file, option)
      : others == 1
          ? report.at(first->span, "Traefik takes its settings from `{}` alone; `{}` and another option do nothing",
                      file, option)
          : report.at(first->span, "Traefik takes its settings from `{}` alone; `{}` and {} other options do nothing",
                      file, option, others);
  finding.note(files.front().given, "This puts the file where Traefik finds it");
}

extern const Rule rule = {
    .code = "SW4389",
    .summary = "Options of Traefik beside its configuration file",
    .why =
        "Traefik reads its static configuration from one source: a file, else the options of its command, else its "
        "variables. As soon as it finds a file it passes over all options, and entry points, resolvers and providers "
        "that only they set are not there.",
    .remedy = "Move the options into the file, or mount no file and set everything by options.",
    .references = "https://doc.traefik.io/traefik/getting-started/configuration-overview/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "set up Traefik from one source",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::traefik_options_beside_file
