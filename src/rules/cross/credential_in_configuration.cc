#include <algorithm>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/configuration_conditions.h"
#include "rules/lib/once.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::credential_in_configuration {

/// Forms that people write settings in; JSON holds texts and data as often as not.
static bool is_settings(std::string_view path) {
  for (const std::string_view ending : {".ini", ".conf", ".cfg", ".cnf", ".yml", ".yaml", ".toml", ".properties"})
    if (path.ends_with(ending)) return true;
  return false;
}

/// `smtp.password` of `[smtp]`: the last part of a dotted key.
static std::string_view last_part(std::string_view key) {
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

/// `{credential file /run/secrets/key}`, `[BODY].token`: what the program puts in is elsewhere.
static bool is_reference(std::string_view value) {
  return (value.front() == '{' && contains(value, "}")) || (value.front() == '[' && contains(value, "]"));
}

/// Whether a value may stand in a file that everybody reads: what is no credential, or only the trace of one.
static bool is_harmless(std::string_view value) {
  return is_switch(value) || is_file_path(value) || value.starts_with("/run/") || contains(value, "$") ||
         contains(value, "{{") || is_reference(value) || value.starts_with("os.environ/") ||
         value.starts_with("env:") || contains(value, "://") || value.size() < 4 || is_number(value) ||
         equal_ignoring_case(value, "null");
}

/// Whether a script or a guide puts something else in the place of a value: `sed -i "s|value|$(openssl rand -hex
/// 32)|"`.
static bool is_replaced(const project::Project& project, std::string_view value) {
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    using Kind = project::FileKind;
    if (!file.has_content || (file.kind != Kind::script && file.kind != Kind::makefile && file.kind != Kind::readme &&
                              file.kind != Kind::documentation))
      return false;
    const std::string_view text = project.sources[file.source].text();
    return std::ranges::any_of(std::string_view("/|#,@"), [&](char sign) {
      return contains(text, 's' + std::string(1, sign) + std::string(value) + sign);
    });
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds) return report.skip();
  bool asks = false;
  for (const project::ConfigurationFile& file : once<configurations_of>(report, service)) {
    if (!is_settings(file.path)) continue;
    const project::File* const known = report.project().file(file.source);
    if (known == nullptr || known->ignored) continue;
    for (const project::ConfigurationSetting& setting : file.settings) {
      const std::string_view key = last_part(setting.key);
      if (!name_is_secret(key) || contains(key, "hash") || setting.value.empty()) continue;
      asks = true;
      const SecretValue value = classify_secret_value(setting.value);
      if ((value != SecretValue::literal && value != SecretValue::weak) || is_harmless(setting.value) ||
          equal_ignoring_case(setting.value, key) || is_replaced(report.project(), setting.value))
        continue;
      report
          .at(setting.key_span.valid() ? setting.key_span : setting.span,
              "`{}` of `{}` stands in a file that git keeps; give it from outside", key, service.name)
          .severity(is_throwaway(service)        ? Severity::low
                    : value == SecretValue::weak ? Severity::medium
                                                 : Severity::high)
          .note(service.span, "`{}` reads this file", service.name);
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4397",
    .summary = "Credential written into a configuration file",
    .why =
        "Whoever can read the repository, its history, a fork or a backup has the credential, and it cannot be changed "
        "without a commit.",
    .remedy =
        "Use what the program offers for secrets: an option for a file (`password_file`), a variable, or a template "
        "that "
        "is filled in on the host. Then change the credential: history keeps the old one.",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep credentials out of their configuration files",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::credential_in_configuration
