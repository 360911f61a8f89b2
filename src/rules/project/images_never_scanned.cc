#include "rules/rule.h"

#include "project/facts.h"
#include "project/model.h"
#include "rules/lib/image_scan.h"

namespace seaworthy::rules::images_never_scanned {

/// Where the image leaves the repository: the first build in CI that pushes it, else the base of what is shipped.
static Span place_of(const project::Project& project, const project::Dockerfile& shipped) {
  for (const project::BuildCommand& build : project.build_commands)
    if (build.pushes && build.file->kind == project::FileKind::ci) return build.span;
  const dockerfile::Stage* const last = shipped.parsed->last_stage();
  return last != nullptr ? last->from->span : Span{};
}

static void check(const project::Project& project, Report& report) {
  const ScanSurvey& scans = project::fact<survey_scans>(project);
  if (scans.of_images) return;
  const project::Dockerfile* const shipped = shipped_dockerfile(project);
  // Without any CI the missing automation is what matters, and has a rule of its own.
  if (shipped == nullptr || !scans.automated) return report.skip();
  Builder finding = report.at(
      place_of(project, *shipped),
      scans.of_files != nullptr
          ? "The files are scanned, the images are not: packages of their bases stay unseen; scan what is built"
          : "No CI job and no script scans the images for known vulnerabilities; add a scan that fails the build");
  finding.subject("the repository");
  if (scans.of_files != nullptr)
    finding.note({scans.of_files->source, 0, 0}, "`{}` scans files or configuration", scans.of_files->path);
}

extern const Rule rule = {
    .code = "SW7022",
    .summary = "Images never scanned",
    .why = "Known holes in base images and packages are shipped for as long as nobody looks.",
    .remedy =
        "Add a scanner (Trivy, Grype, Docker Scout) to the job that builds the image, with an exit code that "
        "fails the build for fixable high findings.",
    .peers = "docker-bench:4.4 dockle:CIS-DI-0004",
    .controls = "CIS Docker 1.6:4.4; NIST 800-190:4.1.1; OWASP Docker:9",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "scans its images in CI or scripts",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::images_never_scanned
