#include <algorithm>

#include "project/copy_sources.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::base_argument_not_given {

/// The variable that a FROM consists of or begins with, when it has no default of its own: `${BASE}`, `$BASE`.
static std::string_view variable_of(std::string_view text) {
  if (!text.starts_with('$') || text.size() < 2) return {};
  text.remove_prefix(1);
  const bool braces = text.starts_with('{');
  if (braces) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() &&
         (text[end] == '_' || is_digit(text[end]) || (lower(text[end]) >= 'a' && lower(text[end]) <= 'z')))
    ++end;
  const std::string_view rest = text.substr(end);
  const bool whole = braces ? rest == "}" : rest.empty();
  return whole ? text.substr(0, end) : std::string_view{};
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || service.dockerfile == nullptr || service.stage == nullptr) return report.skip();
  const dockerfile::File& file = *service.dockerfile->parsed;
  bool asks = false;
  for (const dockerfile::Stage* const stage : project::needed_stages(file, *service.stage)) {
    if (stage->parent != nullptr || stage->from == nullptr || stage->from->arguments.empty()) continue;
    const std::string_view name = variable_of(stage->from->arguments.front().text);
    if (name.empty() || name.starts_with("TARGET") || name.starts_with("BUILD")) continue;
    const dockerfile::Pair* declared = nullptr;
    for (const dockerfile::Instruction* const argument : file.global_args)
      for (const dockerfile::Pair& pair : argument->pairs)
        if (pair.key.text == name) declared = &pair;
    asks = true;
    if (declared == nullptr || declared->has_value) continue;
    const auto& given = service.build->arguments;
    if (std::ranges::any_of(given, [&](const compose::BuildArgument& argument) { return argument.name == name; }))
      continue;
    report
        .at(stage->from->arguments.front().span,
            "`{}` gives no value for `{}`, so this stage has no base and the build fails", service.name, name)
        .note(declared->key.span, "The argument has no default")
        .note(service.built_at, "The service builds it without `{}` in `args`", name);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4221",
    .summary = "Base image in a build argument that nobody gives",
    .why = "Without a default and without a value the name of the base is empty, which the builder refuses.",
    .remedy = "Give the ARG a default, or the value under `build.args`.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::base_argument_not_given
