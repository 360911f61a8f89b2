#include <algorithm>

#include "project/model.h"
#include "rules/lib/announced.h"
#include "rules/lib/database_server.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::password_option_without_password {

/// The variable that gives the value of the option, which stands at an offset of the file; null for none.
static const compose::Interpolation* variable_behind(const project::Service& service, std::uint32_t option) {
  const compose::Value* const source = service.definition->command.source;
  if (source == nullptr || source->origin == nullptr) return nullptr;
  const auto found =
      std::ranges::find_if(source->origin->interpolations, [&](const auto& part) { return part.span.begin > option; });
  return found != source->origin->interpolations.end() ? &*found : nullptr;
}

static void check(const project::Service& service, Report& report) {
  const project::CommandInForce& command = service.command;
  if (command.from != project::Provenance::compose || !is_server_of(service, "redis")) return report.skip();
  const auto option = std::ranges::find(command.words, std::string_view("--requirepass"));
  if (option == command.words.end()) return report.skip();
  if (std::next(option) != command.words.end() && !std::next(option)->starts_with("--")) return;
  // Only a variable leaves nothing behind.
  const std::string_view written = report.text(command.span);
  const std::size_t at = written.find("--requirepass");
  if (at == std::string_view::npos || !contains(before(written.substr(at), '\n'), "$")) return;
  const compose::Interpolation* const part =
      variable_behind(service, command.span.begin + static_cast<std::uint32_t>(at));
  Builder finding = report.at(part != nullptr ? part->span : command.span,
                              "`--requirepass` of `{}` has no value while the variable behind it is empty, "
                              "and the server refuses to start; require it with `:?`",
                              service.name);
  // A default that is empty on purpose is what most will start with; of any other variable whoever deploys may know.
  const bool is_empty_on_purpose = part != nullptr && is_one_of(":- -", part->operation) && part->argument.empty();
  if (!is_empty_on_purpose &&
      (part == nullptr || is_known_to_need_value(report.project(), *service.stack, part->variable, command.span)))
    finding.severity(Severity::low).confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW4967",
    .summary = "Option of Redis for a password that is left without one",
    .why =
        "A variable that is empty leaves no word behind in a command that is written as text: Redis ends with `FATAL "
        "CONFIG FILE ERROR: wrong number of arguments`, and everything that waits for it stays down.",
    .remedy =
        "Require the variable, `${REDIS_PASSWORD:?}`, or leave the option out together with it, "
        "`${REDIS_PASSWORD:+--requirepass $REDIS_PASSWORD}`.",
    .references = "https://redis.io/docs/latest/operate/oss_and_stack/management/config/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::password_option_without_password
