#include "rules/rule.h"

#include <string>

#include "rules/lib/secret_shapes.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::known_secret_written {

/// Whether a file that a script writes is an env file for the stack, not a template or one for tests.
static bool is_env_file(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name != ".env" && !name.starts_with(".env.") && !name.ends_with(".env")) return false;
  for (const std::string_view word : {"example", "template", "sample", "test", "ci", "e2e"})
    if (contains(name, word)) return false;
  return true;
}

/// Whether the script puts a generated value in place of what it has written.
static bool replaces_later(std::string_view script, std::string_view value) {
  std::size_t at = script.find(value);
  while (at != std::string_view::npos && (at = script.find(value, at + 1)) != std::string_view::npos) {
    const std::size_t begin = script.rfind('\n', at) + 1;
    const std::string_view line = script.substr(begin, std::min(script.find('\n', at), script.size()) - begin);
    for (const std::string_view replacing : {"sed ", "perl ", "awk ", "s/", "s|", "replace", "//"})
      if (contains(line, replacing)) return true;
  }
  return false;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || file.script->root == nullptr || !concerns_deployment(file, report.project()) ||
      file.role == project::Role::test)
    return report.skip();
  const std::string_view whole = report.project().sources[file.source].text();
  bool any = false;
  for (const shell::Node* const node : file.script->commands) {
    const shell::Heredoc* body = nullptr;
    std::string_view target;
    for (const shell::Redirection& redirection : node->redirections) {
      if (redirection.heredoc != nullptr) body = redirection.heredoc;
      if (redirection.operation.starts_with('>') && redirection.target.literal) target = redirection.target.text;
    }
    if (body == nullptr || !is_env_file(target)) continue;
    any = true;
    const std::string_view text = body->body.text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const std::size_t at = begin;
      begin = end + 1;
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos || line.starts_with('#') || !name_is_secret(line.substr(0, equals)))
        continue;
      const std::string_view value = line.substr(equals + 1);
      const SecretValue kind = classify_secret_value(value);
      if ((kind != SecretValue::literal && kind != SecretValue::weak) || contains(value, "$") || value.size() < 4 ||
          is_one_of("true false enabled disabled none null", value) || replaces_later(whole, value))
        continue;
      report.at(body->body.span(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + equals)),
                "Whoever sets the stack up with this script gets the `{}` that everybody can read here; generate it",
                line.substr(0, equals));
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3109",
    .summary = "Password that a set-up script writes word for word",
    .why =
        "Every installation gets the same password, and it stands in a public file. What the variable protects is open "
        "to whoever reaches it.",
    .remedy = "Generate it (`openssl rand -hex 32`), or leave it empty and require it in the Compose file.",
    .controls = "OWASP Docker:12",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::known_secret_written
