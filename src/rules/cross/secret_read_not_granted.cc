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

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr) return report.skip();
  bool reads = false;
  for (const shell::Node* const node : service.startup->commands)
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
  if (!reads) report.skip();
}

extern const Rule rule = {
    .code = "SW4556",
    .summary = "Start script that reads a secret which the service is not granted",
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
