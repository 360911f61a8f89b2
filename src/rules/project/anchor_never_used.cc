#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::anchor_never_used {

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::compose || file.yaml == nullptr) return report.skip();
  bool any = false;
  for (const yaml::Node* const document : file.yaml->documents) {
    if (!document->is_mapping()) continue;
    for (const yaml::Entry& entry : document->entries)
      any = any || (entry.key->text.starts_with("x-") && !entry.value->anchor.empty());
  }
  for (const yaml::Problem& problem : file.yaml->problems) {
    if (problem.kind != "unused-anchor") continue;
    // An anchor on a service is often only a name; one on an extension field is there to be used.
    for (const yaml::Node* const document : file.yaml->documents) {
      if (!document->is_mapping()) continue;
      for (const yaml::Entry& entry : document->entries)
        if (entry.key->text.starts_with("x-") && entry.value->anchor_span.begin == problem.span.begin)
          report.at(entry.key->span, "`{}` is used by no service, so its settings are not in force", entry.key->text);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7107",
    .summary = "Extension field that no service uses",
    .why = "It reads as if restart policy, limits or logging held for every service, and holds for none.",
    .remedy = "Merge it into the services (`<<: *name`), or delete it.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "use the extension fields that they define",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::anchor_never_used
