#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "project/model.h"
#include "project/promised_variables.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_password_falls_back {

/// The password of an account that rules the program: DJANGO_SUPERUSER_PASSWORD, ADMIN_PASS.
static bool is_account_password(std::string_view name) {
  return (contains(name, "ADMIN") || contains(name, "SUPERUSER")) && contains(name, "PASS") && !contains(name, "FILE");
}

/// A variable with a value that stands in for it, and where.
struct Fallback {
  std::string_view name, value;
  std::size_t begin = 0, end = 0;  ///< From the name to the end of the value.
};

static std::string_view name_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (text[end] == '_' || is_digit(text[end]) || (text[end] >= 'A' && text[end] <= 'Z')))
    ++end;
  return text.substr(at, end - at);
}

/// `${ADMIN_PASSWORD:-x}` of a shell, `getenv("ADMIN_PASSWORD", "x")` of a program that it writes out; nothing where
/// the name is used in another way.
static std::optional<Fallback> fallback_at(std::string_view text, std::size_t at) {
  Fallback found;
  found.name = name_at(text, at);
  found.begin = at;
  std::size_t behind = at + found.name.size();
  const bool in_braces = at >= 2 && text.substr(at - 2, 2) == "${";
  if (in_braces) {
    const std::string_view rest = text.substr(behind);
    if (!rest.starts_with(":-") && !rest.starts_with('-')) return std::nullopt;
    behind += rest.starts_with('-') ? 1 : 2;
    found.end = text.find('}', behind);
  } else {
    if (at == 0 || (text[at - 1] != '"' && text[at - 1] != '\'') || behind >= text.size() ||
        text[behind] != text[at - 1])
      return std::nullopt;
    const std::string_view before = text.substr(0, at - 1);
    if (!before.ends_with("getenv(") && !before.ends_with("environ.get(")) return std::nullopt;
    ++behind;
    while (behind < text.size() && (text[behind] == ',' || text[behind] == ' ')) ++behind;
    if (behind >= text.size() || (text[behind] != '"' && text[behind] != '\'')) return std::nullopt;
    const char quote = text[behind++];
    found.end = text.find(quote, behind);
  }
  if (found.end == std::string_view::npos) return std::nullopt;
  found.value = text.substr(behind, found.end - behind);
  return found.value.empty() || found.value.find_first_of("$`\n") != std::string_view::npos ? std::nullopt
                                                                                            : std::optional(found);
}

/// Whether the container may have the variable: from its files, or from what whoever deploys fills in.
static bool is_given(const project::Project& project, const project::Service& service, std::string_view name) {
  return project::expected_variable(project, service, name) != nullptr ||
         project::has_unknown_variables(project, service) ||
         (service.stage != nullptr && std::ranges::find(service.stage->variables, name, &dockerfile::Variable::name) !=
                                          service.stage->variables.end());
}

/// What a container runs when it starts, as texts of files.
static std::array<const shell::Script*, 3> start_scripts(const project::Service& service) {
  return {service.startup, service.entrypoint.script, service.command.script};
}

static void check(const project::Service& service, Report& report) {
  if (is_for_programmers(service) || !service.builds) return report.skip();
  bool asks = false;
  for (const shell::Script* const script : start_scripts(service)) {
    if (script == nullptr || script->root == nullptr) continue;
    const Span all = script->root->span;
    const bool is_file = service.entrypoint_script != nullptr && all.file == service.entrypoint_script->source;
    // Documents that a script hands to another program stand behind its commands.
    const Source& source = report.project().sources[all.file];
    const std::string_view text = is_file ? source.text() : source.text().substr(all.begin, all.end - all.begin);
    const std::uint32_t offset = is_file ? 0 : all.begin;
    for (std::size_t at = text.find("PASS"); at != std::string_view::npos; at = text.find("PASS", at + 1)) {
      std::size_t begin = at;
      while (begin > 0 && (text[begin - 1] == '_' || is_digit(text[begin - 1]) ||
                           (text[begin - 1] >= 'A' && text[begin - 1] <= 'Z')))
        --begin;
      const std::optional<Fallback> found = fallback_at(text, begin);
      if (!found.has_value() || !is_account_password(found->name)) continue;
      asks = true;
      if (is_given(report.project(), service, found->name)) continue;
      report.at({all.file, offset + static_cast<std::uint32_t>(found->begin),
                 offset + static_cast<std::uint32_t>(found->end)},
                "`{}` gets no `{}`, and its start makes the account with the password that stands here", service.name,
                found->name);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4962",
    .summary = "Account that a start makes with a password from its script",
    .why =
        "Where nobody sets the variable, the first start makes an administrator whose password everybody can read in "
        "the repository, and says that all went well.",
    .remedy = "Let the script end, or make no account, where the variable is missing; take it from a secret.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "make no account with a password from a script",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_password_falls_back
