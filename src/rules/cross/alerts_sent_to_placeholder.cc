#include <algorithm>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "project/model.h"
#include "project/service_settings.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::alerts_sent_to_placeholder {

/// Whether a text, or a part of it between the signs of addresses, says that the reader must put something in its
/// place: `admin@yourdomain.com`, `/services/YOUR/WEBHOOK`. Of a part alone `test` and `dev` may be real names, and a
/// few equal signs as well.
static bool has_placeholder(std::string_view text) {
  constexpr std::size_t shortest = 4;
  if (classify_secret_value(text) == SecretValue::placeholder) return true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("@/?&="), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const knowledge::WeakSecret* const weak = part.size() < shortest ? nullptr : knowledge::weak_secret(part);
    if (weak != nullptr && weak->kind == knowledge::WeakSecret::Kind::placeholder &&
        (weak->text.empty() || weak->match != knowledge::WeakSecret::Match::whole))
      return true;
  }
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

/// `http://127.0.0.1:5001/` of the settings that come with Alertmanager: in its own container nothing listens there.
static bool is_sample_webhook(std::string_view key, std::string_view host) {
  return contains(key, "webhook_configs") && is_one_of("127.0.0.1 localhost", host);
}

/// Whether a setting of a receiver, or one for all of them, still is as an example had it.
static bool is_left_over(const project::ConfigurationSetting& setting) {
  const std::string_view name = std::string_view(setting.key).substr(setting.key.rfind('.') + 1);
  if (!setting.key.starts_with("receivers.") && !setting.key.starts_with("global.")) return false;
  const std::string_view value = setting.value;
  if (value.empty() || contains(value, "$") || contains(value, "{{") || contains(value, "__")) return false;
  if (name == "to" || name == "chat_id" || name_is_secret(name)) return has_placeholder(value) || is_of_example(value);
  if (name == "smtp_smarthost" || name == "smarthost") return is_of_example(before(value, ':'));
  if (!name.ends_with("url") || !contains(value, "://")) return false;
  const std::string_view address = value.substr(value.find("://") + 3);
  const std::string_view host = before(before(address, '/'), ':');
  return has_placeholder(address) || is_of_example(host) || is_sample_webhook(setting.key, host);
}

/// An address without `https://`, for which Alertmanager refuses its whole configuration: `unsupported scheme "" for
/// URL`.
static bool is_refused(const project::ConfigurationSetting& setting) {
  const std::string_view name = std::string_view(setting.key).substr(setting.key.rfind('.') + 1);
  if (!setting.key.starts_with("receivers.") && !setting.key.starts_with("global.")) return false;
  const std::string_view value = setting.value;
  if (value.empty() || contains(value, "://") || contains(value, "$") || contains(value, "{{") ||
      contains(value, "__") || value.starts_with('<') || value.starts_with('%') || value.starts_with('@'))
    return false;
  return is_one_of(
             "api_url slack_api_url webhook_url opsgenie_api_url pagerduty_url victorops_api_url wechat_api_url "
             "telegram_api_url",
             name) ||
         (name == "url" && contains(setting.key, "webhook_configs"));
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
    if (const auto refused = std::ranges::find_if(settings, is_refused);
        refused != settings.end() && !is_replaced(report.project(), refused->value)) {
      report
          .at(refused->key_span, "`{}` does not start: what `{}` has is no address, as `https://` is missing",
              service.name, refused->key)
          .severity(Severity::high)
          .rung(Rung::start);
      continue;
    }
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
