#include <vector>

#include "project/application.h"
#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/start_demands.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::start_script_variable_missing {

static void check(const project::Service& service, Report& report) {
  if (service.startup == nullptr || service.startup->root == nullptr) return report.skip();
  const std::string_view line = service.entrypoint_script != nullptr
                                    ? first_line(*service.startup, service.entrypoint_script, report.project())
                                    : std::string_view();
  const std::vector<DemandedVariable> required = demanded_variables(*service.startup, line);
  if (required.empty()) return report.skip();
  for (const DemandedVariable& each : required) {
    if (each.name.empty() || is_number(each.name) || !project::is_absent_in_container(service, each.name) ||
        may_set(*service.startup, each.name))
      continue;
    report
        .at(service.span, "`{}` gets no `{}`, without which its start script ends at once; set it in `environment`",
            service.name, each.name)
        .note(each.span, "The start script asks for it here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW4570",
    .summary = "Variable that the start script requires and nobody supplies",
    .why = "The script ends with an error before the program starts, and the engine tries again and again.",
    .remedy = "Give the variable in `environment`, an env file or the image, or give it a default in the script.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "get every variable that their start script requires",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::start_script_variable_missing
