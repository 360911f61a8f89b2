#include "rules/rule.h"

#include "compose/load.h"
#include "knowledge/knowledge.h"
#include "project/model.h"
#include "rules/lib/image_tag.h"

namespace seaworthy::rules::image_tag_missing_or_moving {

static void check(const project::Service& service, Report& report) {
  const compose::Text& image = service.definition->image;
  // What is built here is named by `image`; its tag is what the build is called, not what is pulled.
  // A value that a script makes up is not known.
  if (!image || service.built_with_stack || image.value == compose::stand_in) return report.skip();
  const knowledge::Reference reference = knowledge::parse_reference(image.value);
  if (!reference.valid || !reference.digest.empty()) return;
  if (reference.tag.empty()) {
    report.at(image.span(), "`{}` runs `{}` without a tag, which is whatever `latest` is on the day; name a version",
              service.name, image.value);
    return;
  }
  if (is_moving_tag(reference.tag))
    report.at(image.span(), "`{}` runs `{}`, a tag that moves; name a version", service.name, image.value);
}

extern const Rule rule = {
    .code = "SW2145",
    .summary = "Image without a version",
    .why =
        "Two hosts that pull on different days run different programs, an upgrade happens when nobody "
        "planned it, and going back is guesswork.",
    .remedy = "Name the version that was tested, best with its digest, and let a bot propose updates.",
    .peers = "dclint:service-image-require-explicit-tag compose-lint:CL-0004",
    .differs = "dclint reports services that are built here, whose tag is only a name, and does not resolve variables.",
    .controls = "NIST 800-190:4.2.2",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::orchestration,
    .strength = "run images of a named version",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_tag_missing_or_moving
