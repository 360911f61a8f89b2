#include <algorithm>

#include "project/code_signs.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::debug_mode_in_code {

/// DEBUG, APP_DEBUG, DJANGO_DEBUG and their like.
static bool is_debug_variable(std::string_view name) {
  return name == "DEBUG" || name.ends_with("_DEBUG") || name == "DEBUG_MODE";
}

/// Settings for production beside these switch it off, or every deployment has settings of its own.
static bool is_switched_off_elsewhere(const project::ReadFolder& folder, const code::Sign& sign) {
  for (const code::Sign& other : folder.signs)
    if (other.path != sign.path && other.row == sign.row) return false;
  return contains(sign.path, "base") || contains(sign.path, "common");
}

/// `if ($_SERVER['APP_DEBUG']) { Debug::enable(); }`, as the front controllers of Symfony have it.
static bool is_asked_first(const Report& report, const code::Sign& sign) {
  constexpr std::uint32_t reach = 120;
  const std::uint32_t begin = sign.span.begin - std::min(sign.span.begin, reach);
  return contains(report.text({sign.span.file, begin, sign.span.begin}), "APP_DEBUG");
}

/// Whether it stands in a method that only its own class may call: what that asks first is not known.
static bool is_in_private_method(const Report& report, const code::Sign& sign) {
  const std::string_view text = report.text({sign.span.file, 0, sign.span.begin});
  const std::size_t at = text.rfind("function ");
  if (at == std::string_view::npos || !sign.path.ends_with(".php")) return false;
  const std::string_view line = text.substr(text.rfind('\n', at) + 1, at - text.rfind('\n', at) - 1);
  return contains(line, "private ") || contains(line, "protected ");
}

/// `Config/Boot/testing.php`, `environments/development.rb`: loaded in that environment alone.
static bool is_of_other_environment(const code::Sign& sign) {
  return is_one_of("test testing development", before(project::base_name(sign.path), '.'));
}

static void check(const project::Service& service, Report& report) {
  const project::ReadFolder* const folder = project::code_folder(report.project(), service);
  if (folder == nullptr) return report.skip();
  for (const code::Sign* const sign : signs_that_stay(report.project(), service, knowledge::CodeSign::Kind::debug))
    if (!is_switched_off_elsewhere(*folder, *sign) && !is_asked_first(report, *sign) &&
        !is_in_private_method(report, *sign) && !is_of_other_environment(*sign))
      report.at(sign->span, "In `{}` this {}; leave it to development", service.name, OurWords{sign->row->effect})
          .severity(severity_there(service, sign->row->severity));
  if (!has_code(report.project(), service)) return;
  for (const code::Sign* const sign : signs_of(report.project(), service, knowledge::CodeSign::Kind::default_value))
    if (is_debug_variable(sign->variable) && is_on(sign->value) &&
        project::is_given_nowhere(report.project(), service, sign->variable))
      report
          .at(sign->span, "Debugging is on unless `{}` switches it off, and `{}` gets no such variable", sign->variable,
              service.name)
          .note(service.span, "What `{}` gets", service.name);
}

extern const Rule rule = {
    .code = "SW4810",
    .summary = "Code that shows errors and internals to visitors",
    .why =
        "Stack traces, settings and debuggers tell whoever breaks in where to go; a debugger lets them run code of "
        "their own.",
    .remedy =
        "Switch it on by a variable that the deployment leaves off, and serve with the production server of the "
        "framework.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::debug_mode_in_code
