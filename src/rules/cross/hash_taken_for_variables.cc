#include <algorithm>
#include <array>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::hash_taken_for_variables {

/// How hashes of passwords begin. In a Compose file each `$` of them has to be doubled.
static constexpr std::array<std::string_view, 8> beginnings = {"$2y$",    "$2a$", "$2b$", "$apr1$",
                                                               "$argon2", "$6$",  "$5$",  "$1$"};

/// Whether a text has a hash whose `$` are single, of which Compose has taken one for a variable.
static bool is_torn(const compose::Value* value, Report& report) {
  if (value == nullptr || value->origin == nullptr || !value->span().valid()) return false;
  if (std::ranges::none_of(value->origin->interpolations, [](const compose::Interpolation& part) {
        return part.source == compose::VariableSource::unset;
      }))
    return false;
  const std::string_view text = report.text(value->span());
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) {
    const std::size_t at = text.find(beginning);
    return at != std::string_view::npos && (at == 0 || text[at - 1] != '$');
  });
}

static void check(const project::Service& service, Report& report) {
  bool asks = false;
  const auto judge = [&](const compose::Value* value, std::string_view name) {
    asks = true;
    if (!is_torn(value, report)) return;
    report.at(value->span(),
              "Compose takes parts of this hash for variables, so `{}` of `{}` gets another one; write `$$`", name,
              service.name);
  };
  for (const compose::Member& member : service.definition->labels) judge(member.value, member.key);
  for (const compose::EnvironmentEntry& entry : service.definition->environment) judge(entry.source, entry.name);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4079",
    .summary = "Hash of a password whose `$` is not doubled",
    .why = "What Compose hands on is a part of the hash: nobody can log in, or the proxy leaves the route out.",
    .remedy = "Double every `$` of the hash, or put it into a file.",
    .references = "https://docs.docker.com/reference/compose-file/interpolation/",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::hash_taken_for_variables
