#include <algorithm>
#include <string>

#include "knowledge/operating.h"
#include "project/container_files.h"
#include "project/model.h"
#include "rules/lib/backups.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::role_nobody_plays {

static void check(const project::Stack& stack, Report& report) {
  if (!stack.partial.empty()) return report.skip();
  bool asks = false;
  for (const project::Service* const service : stack.services) {
    if (!service->active || service->image == nullptr || service->builds) continue;
    ImageSettings settings(*service);
    for (const knowledge::NeededRole& row : knowledge::tables::needed_roles) {
      if (row.image != service->image->name || !row.versions.contains(service->image_reference.tag) ||
          !settings.hold(row.when))
        continue;
      asks = true;
      const bool is_played = std::ranges::any_of(stack.services, [&](const project::Service* other) {
        if (!row.other_image.empty()) return other->image != nullptr && other->image->name == row.other_image;
        return other->image == service->image && contains(command_text(report.project(), *other), row.word);
      });
      if (is_played) continue;
      const Span place = settings.place() == service->definition->image.span() ? service->span : settings.place();
      report
          .at(place, "`{}` hands its work to {}, which no service of the stack runs", service->name, OurWords{row.role})
          .note(service->span, "The service");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4837",
    .summary = "Program whose second half nobody runs",
    .why = "Work is handed over and nobody does it: tasks stay queued, and the pages that show them look well.",
    .remedy = "Add the service that the documentation of the image lists beside this one.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::role_nobody_plays
