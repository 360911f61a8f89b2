#include <algorithm>
#include <optional>

#include "project/code_signs.h"
#include "project/framework_settings.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::settings_variable_not_expanded {

/// `${DB_HOST}` of a value; "" where it has none.
static std::string_view variable_in(std::string_view value) {
  const std::size_t open = value.find("${");
  if (open == std::string_view::npos) return {};
  const std::size_t close = value.find('}', open);
  if (close == std::string_view::npos) return {};
  const std::string_view name = value.substr(open + 2, close - open - 2);
  const bool is_name = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
  });
  return is_name ? name : std::string_view();
}

/// Whether a step or a start script puts variables into files: envsubst, sed, gomplate.
static bool is_filled_in(const project::Service& service, const Report& report) {
  const auto fills = [](std::string_view text) {
    for (const std::string_view tool : {"envsubst", "sed ", "gomplate", "confd", "dockerize", "jq "})
      if (contains(text, tool)) return true;
    return false;
  };
  if (service.startup != nullptr && service.startup->span.valid() && fills(report.text(service.startup->span)))
    return true;
  if (service.entrypoint_script != nullptr) return true;
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           return instruction->op == dockerfile::Op::run && fills(report.text(instruction->span));
         });
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const folder = project::code_folder(report.project(), service);
  if (folder == nullptr) return report.skip();
  bool any = false;
  for (const project::ConfigurationFile& file : folder->settings) {
    if (!base_name(file.path).starts_with("appsettings") || !project::is_loaded(service, file)) continue;
    any = true;
    for (const project::ConfigurationSetting& setting : file.settings) {
      const std::string_view name = variable_in(setting.value);
      if (name.empty() || project::is_overridden(service, setting.key) ||
          project::is_overridden_by_file(service, *folder, file, setting.key) || is_filled_in(service, report))
        continue;
      report
          .at(setting.span, "Nothing puts `{}` in here: .NET takes the value as it is written, `${{{}}}` included",
              name, name)
          .note(service.span, "`{}` runs with this file", service.name);
      break;
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4368",
    .summary = "Variable in a settings file that nothing expands",
    .why =
        "The configuration of .NET knows no `${NAME}`. The program looks for a server of that very name and ends, or "
        "fails at the first request.",
    .remedy =
        "Drop the setting from the file and give it as a variable of its path, `ConnectionStrings__Main` for "
        "`ConnectionStrings:Main`.",
    .references = "https://learn.microsoft.com/en-us/aspnet/core/fundamentals/configuration/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::settings_variable_not_expanded
