#include "rules/rule.h"

#include <algorithm>

#include "knowledge/image_kinds.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_literal_in_environment {

/// Whether a password is the name of the account, the database, the service or the image that it belongs to.
static bool is_name_of_service(const project::Service& service, std::string_view value) {
  if (equal_ignoring_case(value, service.name) ||
      equal_ignoring_case(value, base_name(service.image_reference.repository)))
    return true;
  return std::ranges::any_of(service.definition->environment, [&](const compose::EnvironmentEntry& entry) {
    return entry.value.has_value() && equal_ignoring_case(value, *entry.value) && !name_is_secret(entry.name);
  });
}

/// Whether it is what the image's own documentation uses.
static bool is_documented_default(const project::Service& service, const compose::EnvironmentEntry& entry) {
  const knowledge::ImageVariable* const known =
      service.image != nullptr && !service.builds ? knowledge::variable(*service.image, entry.name) : nullptr;
  return known != nullptr && !known->weak_value.empty() && known->weak_value == *entry.value;
}

/// Where the engine mounts what `secrets:` grants.
static bool is_mounted_secret(std::string_view value) { return value.starts_with("/run/secrets/"); }

/// Whether the code of a service opens what a variable names: `readFileSync(process.env.KEY)`.
static bool is_opened(const project::Project& project, const project::Service& service, std::string_view variable) {
  const project::ReadFolder* const folder = project::code_folder(project, service);
  return folder != nullptr && std::ranges::any_of(folder->sources, [&](FileId id) {
           const std::string_view text = project.sources[id].text();
           for (std::size_t at = text.find(variable); at != std::string_view::npos; at = text.find(variable, at + 1)) {
             const std::size_t line = text.rfind('\n', at);
             const std::size_t begin = line == std::string_view::npos ? 0 : line;
             const std::string_view line_before = text.substr(begin, at - begin);
             for (const std::string_view reader : {"readFileSync(", "readFile(", "ReadFile(", "open(", "Path(",
                                                   "File.read(", "file_get_contents(", "ReadAllText("})
               if (contains(line_before, reader)) return true;
           }
           return false;
         });
}

static bool plays_cloud(const project::Service& service) {
  return service.image != nullptr && knowledge::tables::cloud_images.contains(service.image->name);
}

/// Whether a key is one that a cloud for developers asks for and takes, whatever it is.
static bool is_for_local_cloud(const project::Service& service, std::string_view variable) {
  return (variable.starts_with("AWS_") || variable.starts_with("AZURE_")) &&
         std::ranges::any_of(service.stack->services,
                             [](const project::Service* other) { return other->active && plays_cloud(*other); });
}

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value || !entry.value || !name_is_secret(entry.name)) continue;
    applies = true;
    if (is_interpolated(entry)) continue;
    if (is_mounted_secret(*entry.value)) {
      // What Google's libraries call credentials is a file.
      if (entry.name.ends_with("APPLICATION_CREDENTIALS") || is_opened(report.project(), service, entry.name)) continue;
      report
          .at(entry.span, "`{}` takes the path of a secret file itself for `{}`; give the path as `{}_FILE`",
              service.name, entry.name, entry.name)
          .severity(Severity::high)
          // A program of one's own may open what it is given.
          .confidence(service.builds || service.image == nullptr ? Confidence::possible : Confidence::likely)
          .advise("Give the path in the `_FILE` form of the variable, where the image reads one");
      continue;
    }
    // Frameworks take the word for no value at all.
    if (equal_ignoring_case(*entry.value, "null") || equal_ignoring_case(*entry.value, "nil")) continue;
    const SecretValue value = classify_secret_value(*entry.value);
    if (value == SecretValue::empty || value == SecretValue::reference || is_switch(*entry.value) ||
        is_file_path(*entry.value))
      continue;
    // A login module without an account, as the one that only checks tokens, holds no credential.
    if (contains(entry.name, "JAAS_CONFIG") && !contains(*entry.value, "assword") && !contains(*entry.value, "ecret"))
      continue;
    // A bare name takes what the environment has.
    if (report.text(entry.span).find_first_of("=:") == std::string_view::npos) continue;
    if (plays_cloud(service) || (value != SecretValue::literal && is_for_local_cloud(service, entry.name))) continue;
    const bool guessable = value != SecretValue::literal || is_name_of_service(service, *entry.value) ||
                           is_documented_default(service, entry);
    report
        .at(entry.span, "`{}` gets `{}` as a literal{}; use a secret file or `${{{}:?}}`", service.name, entry.name,
            value == SecretValue::placeholder ? ", a mere placeholder"
            : guessable                       ? " that everybody tries first"
                                              : "",
            entry.name)
        .severity(is_throwaway(service) ? Severity::low
                  : guessable           ? Severity::high
                                        : Severity::critical);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW6001",
    .summary = "Credential written into the Compose file",
    .why =
        "Whoever can read the repository, its history, a fork or a backup has the credential, and it cannot "
        "be changed without a commit.",
    .remedy =
        "Give it as a secret (`secrets:` with a file that git ignores, and the `_FILE` variable where the "
        "image reads one) or require it from the environment with `${NAME:?}`. Then change the credential: "
        "history keeps the old one.",
    .peers = "kics:passwords_and_secrets compose-lint:CL-0020 compose-cli:publish/secrets",
    .differs =
        "Placeholders and variables are told apart from values; development and test stacks are judged "
        "mildly. Peers know names only, or values only.",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::critical,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "take credentials from outside the Compose file",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_literal_in_environment
