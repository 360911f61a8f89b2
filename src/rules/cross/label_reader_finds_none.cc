#include <algorithm>
#include <string>

#include "knowledge/operating.h"
#include "project/model.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::label_reader_finds_none {

static bool has_label(const project::Project& project, std::string_view label) {
  for (const project::Service& service : project.services)
    for (const compose::Member& member : service.definition->labels)
      if (member.key == label || (label.ends_with('*') && member.key.starts_with(label.substr(0, label.size() - 1))))
        return true;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    if (contains(project.sources[dockerfile.file->source].text(), before(label, '*'))) return true;
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds) return report.skip();
  bool asks = false;
  ImageSettings settings(service);
  for (const knowledge::LabelReader& row : knowledge::tables::label_readers) {
    if (row.image != service.image->name || !settings.hold(row.when)) continue;
    asks = true;
    if (has_label(report.project(), row.label)) continue;
    const Span place = settings.place() == service.definition->image.span() ? service.span : settings.place();
    report.at(place, "`{}` looks after containers with the label `{}` alone, and none has it", service.name, row.label);
    break;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4829",
    .summary = "Helper that looks for labels which no container has",
    .why = "It runs, logs that all is well and does nothing: nothing is updated, restarted or scheduled.",
    .remedy = "Give the containers that are meant the label, or let the helper look after all.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "find containers with the labels that they look for",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::label_reader_finds_none
