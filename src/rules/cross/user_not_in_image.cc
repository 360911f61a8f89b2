#include <algorithm>
#include <vector>

#include "knowledge/build_facts.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/accounts.h"
#include "rules/lib/added_accounts.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::user_not_in_image {

/// The group of `user:group` that neither the base has nor a step adds; "" for a number and where that is not known.
static std::string_view missing_group(const project::Service& service, Report& report) {
  const std::size_t colon = service.user.value.find(':');
  if (colon == std::string_view::npos || service.stage == nullptr) return {};
  const std::string_view group = service.user.value.substr(colon + 1);
  if (group.empty() || is_digit(group.front()) || contains(group, "$")) return {};
  const std::vector<const knowledge::HeldAccount*> held = held_by_base(*service.stage);
  const bool is_held =
      std::ranges::any_of(held, [&](const knowledge::HeldAccount* row) { return row->group && row->name == group; });
  // A name that no account is called by: where even that is not known to be free, the accounts are not known.
  if (held.empty() || is_held || !lacks_account(*service.stage, group, report)) return {};
  return group;
}

static void check(const project::Service& service, Report& report) {
  if (!service.user || !service.user.span.valid()) return report.skip();
  if (const std::string_view group = missing_group(service, report); !group.empty()) {
    report
        .at(service.user.span, "`{}` runs in the group `{}`, which `{}` does not have", service.name, group,
            image_of(service))
        .note(image_span(service), "Nothing since this base adds the group")
        .confidence(weaker(Confidence::likely, confidence_of_base(*service.stage)));
    return;
  }
  const std::string_view name = service.user.value.substr(0, service.user.value.find(':'));
  if (name.empty() || is_digit(name.front()) || name == "root" || contains(name, "$")) return report.skip();
  const knowledge::Image* const image = service.stage != nullptr ? project::base_image(*service.stage) : service.image;
  if (service.stage != nullptr && service.stage->root().base == "scratch") {
    if (may_add_account(*service.stage, name, report)) return;
    report
        .at(service.user.span, "`{}` runs as `{}`, and an image from `scratch` has no accounts; write a number",
            service.name, name)
        .note(service.stage->from->span, "Nothing brings an `/etc/passwd`");
    return;
  }
  if (image == nullptr || (service.builds && service.stage == nullptr)) return report.skip();
  if (name == image->user || name == image->runtime_user) return;
  const knowledge::ImageVariant* const variant =
      knowledge::variant(*image, service.stage != nullptr ? knowledge::parse_reference(service.stage->root().base).tag
                                                          : service.image_reference.tag);
  if (knowledge::has_account(*image, variant, name) != knowledge::HasAccount::no) return;
  if (service.stage != nullptr && may_add_account(*service.stage, name, report)) return;
  Builder finding = report.at(service.user.span, "`{}` runs as `{}`, an account that `{}` does not have", service.name,
                              name, image_of(service));
  finding.note(image_span(service), "Nothing since this base adds the account");
  if (service.stage != nullptr) finding.confidence(confidence_of_base(*service.stage));
}

extern const Rule rule = {
    .code = "SW4258",
    .summary = "Container that runs as an account or in a group which its image does not have",
    .why =
        "The engine looks the names up in the image's /etc/passwd and /etc/group: `unable to find user`, and the "
        "container never runs.",
    .remedy = "Add the account in the Dockerfile, or write a number.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::user_not_in_image
