#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "rules/lib/layers.h"
#include "rules/lib/own_images.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::base_image_without_tag {

static std::string_view without_slash(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

/// A base whose registry or tag is a build argument without a default, judged by what is written.
static void check_written(const dockerfile::Stage& stage, Report& report) {
  const std::string_view written = report.text(stage.base_span);
  const std::string_view name = base_name(written);
  if (written.empty() || name.find_first_of(":@") != std::string_view::npos || written.starts_with('"'))
    return report.skip();
  const std::size_t variable = name.find('$');
  if (variable == 0 || (variable != std::string_view::npos && stage.base != written.substr(0, written.find('$'))))
    return report.skip();
  // The folders behind the last variable belong to the name: `${PREFIX}${PREFIX:+/}team/nginx` is `team/nginx`.
  const std::size_t last = written.rfind('}');
  const std::string_view shown = variable != std::string_view::npos ? name.substr(0, variable)
                                 : last != std::string_view::npos   ? without_slash(written.substr(last + 1))
                                                                    : name;
  report
      .at(stage.base_span, "`{}` without a tag is `latest`, another image after every release; name the version", shown)
      .severity(variable == std::string_view::npos ? Severity::medium : Severity::low)
      .confidence(variable == std::string_view::npos ? Confidence::likely : Confidence::possible);
}

static void check(const dockerfile::Instruction& from, Report& report) {
  const dockerfile::Stage* const stage = from.stage;
  if (stage == nullptr || stage->parent != nullptr) return report.skip();
  if (!stage->base_known) return check_written(*stage, report);
  // A further context of that name stands in for the image.
  const project::Dockerfile* const dockerfile = dockerfile_of(from, report);
  if (dockerfile != nullptr && std::ranges::binary_search(dockerfile->contexts, stage->base)) return report.skip();
  // So does one of a build whose Dockerfile a variable names.
  if (std::ranges::any_of(report.project().build_commands, [&](const project::BuildCommand& build) {
        return !build.dockerfile_known && std::ranges::find(build.contexts, stage->base) != build.contexts.end();
      }))
    return report.skip();
  const knowledge::Reference image = knowledge::parse_reference(stage->base);
  if (!image.valid || image.repository == "scratch" || image.repository.empty()) return report.skip();
  // Names of Docker Hub's own images hold no `_`: this one was built on the same machine.
  if (image.registry.empty() && contains(image.repository, "_") && !contains(image.repository, "/"))
    return report.skip();
  if (!image.tag.empty() || !image.digest.empty()) return;
  Builder finding =
      report.at(stage->base_span,
                "`{}` without a tag is `latest`, another image after every release; name the version that was tested",
                stage->base);
  if (contains(report.text(stage->base_span), "$")) finding.confidence(Confidence::likely);
  // A compound name that no known image has may well have been built on the same machine.
  if (image.registry.empty() && contains(image.repository, "-") && !contains(image.repository, "/") &&
      knowledge::image(stage->base) == nullptr)
    finding.severity(Severity::low).confidence(Confidence::possible);
  // What the repository builds itself is as old as its last build.
  if (is_built_here(report.project(), stage->base)) finding.severity(Severity::low);
}

extern const Rule rule = {
    .code = "SW1204",
    .summary = "Base image without a tag",
    .why =
        "Without a tag the newest release is taken: two builds of one commit differ, and a new major version arrives "
        "without "
        "anybody having asked for it.",
    .remedy = "Name a version, and its digest where builds must be repeatable.",
    .peers =
        "hadolint:DL3006 trivy:DS-0001 kics:image_version_not_explicit checkov:CKV_DOCKER_7 "
        "semgrep:missing-image-version",
    .differs =
        "Defaults of global ARGs are filled in (hadolint: names that begin with `$` pass). Stages are no images (kics "
        "and semgrep: "
        "hits), a registry's port is no tag (checkov and kics: it is), and a digest is as good as a tag.",
    .controls = "NIST 800-190:4.2.2",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_instruction<check, dockerfile::Op::from>(),
};

}  // namespace seaworthy::rules::base_image_without_tag
