#include "rules/rule.h"

#include <cstdint>

#include "project/model.h"

namespace seaworthy::rules::images_never_scanned {

static constexpr std::string_view scanners[] = {"trivy",        "grype",        "snyk",   "docker scout",
                                                "docker-scout", "scout-action", "clair",  "anchore",
                                                "scan-action",  "osv-scanner",  "dockle", "xray"};

enum class Scan : std::uint8_t { none, files, images };

/// What a file has scanned. Trivy and Snyk look at files or images, as their commands and inputs say.
static Scan scan_of(std::string_view text) {
  Scan scan = Scan::none;
  const auto has = [text](std::string_view word) { return text.find(word) != std::string_view::npos; };
  for (const std::string_view scanner : scanners) {
    if (!has(scanner)) continue;
    const bool both = scanner == "trivy" || scanner == "snyk" || scanner == "osv-scanner";
    const bool of_images = !both || has("trivy image") || has("image-ref") || has("snyk container") ||
                           has("snyk/actions/docker") || has("scan-type: image") || has("scan-type: 'image'") ||
                           has("scan-type: \"image\"") ||
                           (scanner == "trivy" && !has("trivy fs") && !has("trivy config") && !has("trivy repo") &&
                            !has("trivy filesystem") && !has("scan-type:"));
    if (of_images) return Scan::images;
    scan = Scan::files;
  }
  return scan;
}

static void check(const project::Project& project, Report& report) {
  const project::Dockerfile* shipped = nullptr;
  for (const project::Dockerfile& dockerfile : project.dockerfiles) {
    if (dockerfile.role == project::Role::test || dockerfile.role == project::Role::example ||
        dockerfile.role == project::Role::development)
      continue;
    if (shipped == nullptr) shipped = &dockerfile;
  }
  bool automated = false;
  const project::File* scans_files = nullptr;
  for (const project::File& file : project.files) {
    if (file.kind != project::FileKind::ci && file.kind != project::FileKind::script &&
        file.kind != project::FileKind::makefile)
      continue;
    automated = automated || file.kind == project::FileKind::ci;
    const Scan scan = scan_of(project.sources[file.source].text());
    if (scan == Scan::images) return;
    if (scan == Scan::files && scans_files == nullptr) scans_files = &file;
  }
  // Without any CI the missing automation is what matters, and has a rule of its own.
  if (shipped == nullptr || !automated) return report.skip();
  Builder finding = report.at(
      shipped->parsed->last_stage() != nullptr ? shipped->parsed->last_stage()->from->span : Span{},
      scans_files != nullptr
          ? "The files are scanned, the images are not: packages of their bases stay unseen; scan what is built"
          : "No CI job and no script scans the images for known vulnerabilities; add a scan that fails the build");
  finding.subject("the repository");
  if (scans_files != nullptr)
    finding.note({scans_files->source, 0, 0}, "`{}` scans files or configuration", scans_files->path);
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
