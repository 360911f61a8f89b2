#include "rules/rule.h"

#include <algorithm>
#include <string>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_read_not_granted {

constexpr std::string_view folder = "/run/secrets/";

static bool is_granted(const project::Service& service, std::string_view name) {
  for (const compose::SecretGrant& grant : service.definition->secrets)
    if (grant.target == name || base_name(grant.target) == name || (grant.target.empty() && grant.name == name))
      return true;
  return std::ranges::any_of(service.definition->mounts, [&](const compose::Mount& mount) {
    return folder.starts_with(mount.target) || mount.target == std::string(folder) + std::string(name);
  });
}

/// Whether a test of the file (`[ -f FILE ]`) stands in the script: then a missing one is passed over.
static bool is_tested(const shell::Script& script, std::string_view path) {
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty() || !is_one_of("[ test [[", node->words[0].text)) continue;
    for (const shell::Word& word : node->words)
      if (word.text == path) return true;
  }
  return false;
}

/// The name behind `/run/secrets/` in a text; "" where there is none, or only a run can tell it.
static std::string_view secret_in(std::string_view text) {
  const std::size_t at = text.find(folder);
  if (at == std::string_view::npos) return {};
  const std::string_view name = text.substr(at + folder.size());
  std::size_t end = 0;
  while (end < name.size() && (is_digit(name[end]) || (lower(name[end]) >= 'a' && lower(name[end]) <= 'z') ||
                               name[end] == '_' || name[end] == '-' || name[end] == '.'))
    ++end;
  const bool is_whole = end == name.size() || (name[end] != '$' && name[end] != '{' && name[end] != '/');
  return is_whole ? name.substr(0, end) : std::string_view();
}

/// Whether the image is known not to read a variable, as Redis reads no `REDIS_PASSWORD_FILE`.
static bool is_idle(const project::Service& service, std::string_view name) {
  return service.image != nullptr && !service.builds && service.image->variables_complete &&
         !service.image->variable_prefix.empty() && name.starts_with(service.image->variable_prefix) &&
         service.entrypoint.from != project::Provenance::compose &&
         knowledge::variable(*service.image, name) == nullptr;
}

/// Variables, commands and probes of the Compose file that name a secret. True when any does.
static bool check_settings(const project::Service& service, Report& report) {
  bool reads = false;
  const auto look_at = [&](std::string_view text, Span place, std::string_view what) {
    const std::string_view name = secret_in(text);
    if (name.empty()) return;
    reads = true;
    if (is_granted(service, name)) return;
    report
        .at(place, "{} of `{}` reads `/run/secrets/{}`, but the service is granted no secret `{}`", what, service.name,
            name, name)
        .note(service.span, "Grant it here with `secrets`");
  };
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && entry.value->starts_with(folder) && !is_idle(service, entry.name))
      look_at(*entry.value, entry.value_span.valid() ? entry.value_span : entry.span, "A variable");
  for (const project::CommandInForce* const given : {&service.entrypoint, &service.command})
    if (given->from == project::Provenance::compose)
      for (const std::string_view word : given->words) look_at(word, given->span, "The command");
  if (service.probe.from == project::Provenance::compose)
    for (const std::string_view word : service.probe.command.words) look_at(word, service.probe.span, "The probe");
  return reads;
}

static void check(const project::Service& service, Report& report) {
  bool reads = service.stack->partial.empty() && check_settings(service, report);
  if (service.startup == nullptr) return reads ? void() : report.skip();
  for (const shell::Node* const node : service.startup->commands) {
    // What is told to people is not read.
    if (is_one_of("echo printf", shell::invocation(*node).program)) continue;
    for (const shell::Word& word : node->words) {
      const std::size_t at = word.text.find(folder);
      if (at == std::string_view::npos || !word.literal) continue;
      const std::string_view path = word.text.substr(at);
      const std::string_view name = path.substr(folder.size());
      if (name.empty() || contains(name, "/")) continue;
      if (is_granted(service, name)) {
        reads = true;
        continue;
      }
      if (is_tested(*service.startup, path)) continue;
      report
          .at(word.span, "The start script of `{}` reads `{}`, but the service is granted no secret `{}`", service.name,
              path, name)
          .note(service.span, "Grant it here with `secrets`");
      return;
    }
  }
  if (!reads) report.skip();
}

extern const Rule rule = {
    .code = "SW4556",
    .summary = "Secret that is read and that the service is not granted",
    .why = "The file is not there: the script ends, or the program starts with an empty password.",
    .remedy = "Grant the secret to the service, or test for the file and say what is missing.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "read the secrets that they are granted from files when they start",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_read_not_granted
