#include <algorithm>
#include <array>
#include <string>

#include "project/model.h"
#include "rules/lib/settled.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::data_folder_variable_without_path {

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds) return report.skip();
  bool asks = false;
  constexpr std::size_t most_places = 16;
  std::array<knowledge::DataPlace, most_places> room;
  for (const knowledge::DataPlace& place : knowledge::data_places(*service.image, service.image_reference.tag, room)) {
    if (place.variable.empty()) continue;
    const compose::EnvironmentEntry* const entry = service.definition->variable(place.variable);
    if (entry == nullptr || !entry->value.has_value() || entry->value->empty()) continue;
    asks = true;
    if (entry->value->starts_with('/') || contains(*entry->value, "$")) continue;
    report
        .at(entry->span, "`{}` is the folder in which {} keeps its data, and `{}` is no absolute path", place.variable,
            service.image->title, *entry->value)
        .note(service.definition->image.span(), "Without it, this image keeps its data in `{}`", place.path);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4767",
    .summary = "Folder for data that is no path",
    .why =
        "The program takes the text for a path below its working directory: its data goes to the container's own file "
        "system, beside the volume that is meant for it, and is gone with the container.",
    .remedy = "Give the path at which the volume is mounted, or leave the variable out.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::keep,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::data_folder_variable_without_path
