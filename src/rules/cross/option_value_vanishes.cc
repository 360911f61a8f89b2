#include "project/model.h"
#include "rules/lib/announced.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::option_value_vanishes {

/// The option before an interpolation that stands alone as a word of a text; "" when there is none.
static std::string_view option_before(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] != ' ') return {};
  std::size_t end = at - 1;
  while (end > 0 && text[end - 1] == ' ') --end;
  const std::size_t begin = text.substr(0, end).find_last_of(" \n\t") + 1;
  const std::string_view word = text.substr(begin, end - begin);
  return word.starts_with('-') && !contains(word, "=") && word.size() > 2 ? word : std::string_view{};
}

static void check_command(const project::Service& service, const compose::Command& command, Report& report) {
  if (command.source == nullptr || command.source->node == nullptr || !command.source->node->is_scalar() ||
      command.source->origin == nullptr || service.command.script != nullptr)
    return;
  for (const compose::Interpolation& part : command.source->origin->interpolations) {
    // A default that is empty is none.
    const bool is_unset = part.operation.empty() && part.source == compose::VariableSource::unset;
    const bool is_empty_default = is_one_of(":- -", part.operation) && part.argument.empty() && part.result.empty();
    if ((!is_unset && !is_empty_default) || !part.span.valid()) continue;
    const std::string_view line = report.text({part.span.file, command.span().begin, part.span.begin});
    const std::string_view behind = report.text({part.span.file, part.span.end, command.span().end});
    if (!behind.empty() && behind.front() != ' ' && behind.front() != '\n') continue;
    const std::string_view option = option_before(line, line.size());
    if (option.empty()) continue;
    Builder finding = report.at(
        part.span, "Nothing sets `{}`, so `{}` of `{}` is left without a value, and its program refuses the command",
        part.variable, option, service.name);
    if (is_known_to_need_value(report.project(), *service.stack, part.variable, part.span))
      finding.confidence(Confidence::possible).severity(Severity::low);
  }
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.command && !definition.entrypoint) return report.skip();
  check_command(service, definition.command, report);
  check_command(service, definition.entrypoint, report);
}

extern const Rule rule = {
    .code = "SW4491",
    .summary = "Option whose value is a variable that nothing sets",
    .why =
        "Compose puts an empty text in its place and splits the command into words: the option takes the next word for "
        "its value, or has none, and the program ends with an error.",
    .remedy = "Require the variable with `${NAME:?}`, name it in `.env.example`, or give it a default.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::option_value_vanishes
