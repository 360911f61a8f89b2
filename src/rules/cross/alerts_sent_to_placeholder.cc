#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::alerts_sent_to_placeholder {

/// Words by which examples call what the reader must put in.
static bool is_placeholder_word(std::string_view text) {
  if (classify_secret_value(text) == SecretValue::placeholder) return true;
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  for (const std::string_view word :
       {"your-", "your_", "yourdomain", "yourcompany", "your/", "changeme", "change-me", "xxxx"})
    if (contains(lowered, word)) return true;
  return false;
}

/// Whether a host or mail address is of a domain that examples use.
static bool is_of_example(std::string_view text) {
  for (const std::string_view domain : {"example.com", "example.org", "example.net"}) {
    if (!text.ends_with(domain)) continue;
    const std::string_view rest = text.substr(0, text.size() - domain.size());
    if (rest.empty() || rest.ends_with('@') || rest.ends_with('.')) return true;
  }
  return false;
}

/// Whether a setting of a receiver, or one for all of them, still is as an example had it.
static bool is_left_over(const project::ConfigurationSetting& setting) {
  const std::string_view name = std::string_view(setting.key).substr(setting.key.rfind('.') + 1);
  if (!setting.key.starts_with("receivers.") && !setting.key.starts_with("global.")) return false;
  const std::string_view value = setting.value;
  if (value.empty() || contains(value, "$") || contains(value, "{{") || contains(value, "__")) return false;
  if (name == "to" || name == "chat_id" || name_is_secret(name))
    return is_placeholder_word(value) || is_of_example(value);
  if (name == "smtp_smarthost" || name == "smarthost") return is_of_example(before(value, ':'));
  if (!name.ends_with("url") || !contains(value, "://")) return false;
  const std::string_view address = value.substr(value.find("://") + 3);
  return is_placeholder_word(address) || is_of_example(before(before(address, '/'), ':'));
}

/// Whether a script puts something in the place of a text: it gives it to `sed`.
static bool is_replaced(const project::Project& project, std::string_view text) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return file.script != nullptr && std::ranges::any_of(file.script->commands, [&](const shell::Node* command) {
             return is_one_of("sed perl", shell::invocation(*command).program) &&
                    contains(project.sources.text(command->span), text);
           });
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr) return report.skip();
  bool asks = false;
  for (const project::SettingsFile& file : project::settings_files(report.project(), service)) {
    const project::File* const source = report.project().file(file.source_path);
    if (source == nullptr || source->kind != project::FileKind::alertmanager) continue;
    const std::vector<project::ConfigurationSetting> settings = project::settings_in(report.project(), file);
    asks = asks || !settings.empty();
    const auto first = std::ranges::find_if(settings, is_left_over);
    if (first == settings.end() || is_replaced(report.project(), first->value)) continue;
    Builder finding =
        report.at(first->key_span, "`{}` tells nobody: `{}` still is a placeholder", service.name, first->key);
    for (auto next = first + 1; next != settings.end(); ++next)
      if (is_left_over(*next)) finding.note(next->key_span, "So is this");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4951",
    .summary = "Alerts that are sent to a placeholder",
    .why = "The first real alert fails to be sent, and that too is only seen in the log of the Alertmanager.",
    .remedy =
        "Give the address of the people on call; take tokens and passwords from files (`bot_token_file`, "
        "`smtp_auth_password_file`).",
    .references = "https://prometheus.io/docs/alerting/latest/configuration/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "send alerts to an address of their own",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::alerts_sent_to_placeholder
