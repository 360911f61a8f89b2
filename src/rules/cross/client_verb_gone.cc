#include <algorithm>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::client_verb_gone {

/// Whether the image of a service is of a release before the verb went; those without a date are the newest.
static bool is_older(const project::Service& service) {
  constexpr std::string_view last_with_verb = "RELEASE.2025-05-21";
  const std::string_view tag = service.image_reference.tag;
  if (tag.starts_with('$') || !service.image_reference.digest.empty()) return true;
  return tag.starts_with("RELEASE.") && tag < last_with_verb;
}

static void check(const CommandSubject& subject, Report& report) {
  const project::Service* const service = subject.service;
  if (service == nullptr || service->builds || !service->image_reference.valid ||
      service->image_reference.repository != "minio/mc")
    return report.skip();
  const std::vector<const shell::Word*> operands = subject.invocation.operands();
  if (operands.empty() || operands.front()->text != "config" || is_older(*service)) return;
  Builder finding = report.at(subject.invocation.span(),
                              "`mc` has no `config` any more, so `{}` sets up nothing here; "
                              "write `mc alias set`",
                              service->name);
  finding.note(service->definition->image.span(), "The release of `mc` that it runs");
  const bool adds = operands.size() > 2 && operands[1]->text == "host" && operands[2]->text == "add";
  if (adds) finding.fix(Safety::review, "Write `alias set`", join(operands[0]->span, operands[2]->span), "alias set");
}

static constexpr std::string_view programs[] = {"mc"};

extern const Rule rule = {
    .code = "SW4185",
    .summary = "Verb that the client of MinIO has no more",
    .why =
        "`mc config host add` was renamed to `mc alias set` in 2020 and taken out in May 2025. With a newer release "
        "the command ends with `config is not a recognized command`, and buckets and policies behind it are never "
        "made.",
    .remedy = "`mc alias set NAME URL ACCESS_KEY SECRET_KEY`",
    .references = "https://github.com/minio/mc/pull/5201",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .fixes = Fixes::sometimes,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::client_verb_gone
