#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::style_volume_quotes {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.source == nullptr || mount.long_syntax || mount.source->node == nullptr ||
        !mount.source->node->is_scalar())
      continue;
    applies = true;
    const yaml::Style style = mount.source->node->style;
    if (style != yaml::Style::single_quoted && style != yaml::Style::double_quoted) continue;
    report.at(mount.span(), "The volume `{}` of `{}` is quoted, which it does not need", mount.target, service.name);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2157",
    .summary = "Volume in quotes",
    .why = "A matter of style: quotes around some entries and not around others read as if they meant something.",
    .remedy = "Leave the quotes away where YAML allows it.",
    .peers = "dclint:no-quotes-in-volumes",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::style_volume_quotes
