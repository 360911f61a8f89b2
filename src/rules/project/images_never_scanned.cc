#include "rules/rule.h"

#include "project/model.h"

namespace seaworthy::rules::images_never_scanned {

static constexpr std::string_view scanners[] = {"trivy",        "grype",        "snyk",   "docker scout",
                                                "docker-scout", "scout-action", "clair",  "anchore",
                                                "scan-action",  "osv-scanner",  "dockle", "xray"};

static bool names_a_scanner(std::string_view text) {
  for (const std::string_view scanner : scanners)
    if (text.find(scanner) != std::string_view::npos) return true;
  return false;
}

static void check(const project::Project& project, Report& report) {
  const project::Dockerfile* shipped = nullptr;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    if (dockerfile.role == project::Role::test || dockerfile.role == project::Role::example) continue;
    if (shipped == nullptr) shipped = &dockerfile;
  }
  bool automated = false;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::ci && file.kind != project::FileKind::script &&
        file.kind != project::FileKind::makefile)
      continue;
    automated = automated || file.kind == project::FileKind::ci;
    if (names_a_scanner(project.sources[file.source].text())) return;
  }
  // Without any CI the missing automation is what matters, and has a rule of its own.
  if (shipped == nullptr || !automated) return report.skip();
  report
      .at(shipped->parsed->last_stage() != nullptr ? shipped->parsed->last_stage()->from->span : Span{},
          "No CI job and no script scans the images for known vulnerabilities; add a scan that fails the build")
      .subject("the repository");
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
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "scans its images in CI or scripts",
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::images_never_scanned
