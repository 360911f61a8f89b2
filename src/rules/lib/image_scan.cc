#include "rules/lib/image_scan.h"

#include <algorithm>
#include <cstdint>

#include "knowledge/image_scanners.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

/// Where a text names an image that a scanner which can do both is to look at; npos when it does not.
std::size_t names_image(std::string_view text) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view word : {"trivy image", "image-ref", "snyk container", "snyk/actions/docker",
                                      "scan-type: image", "scan-type: 'image'", "scan-type: \"image\""})
    first = std::min(first, text.find(word));
  return first;
}

/// Whether what a text asks of a scanner that can do both is a scan of images.
bool asks_for_images(std::string_view text, std::string_view scanner) {
  if (names_image(text) != std::string_view::npos) return true;
  if (scanner != "trivy") return false;
  for (const std::string_view word : {"trivy fs", "trivy config", "trivy repo", "trivy filesystem", "scan-type:"})
    if (contains(text, word)) return false;
  return true;
}

enum class Scan : std::uint8_t { none, files, images };

/// What a file has scanned. Trivy, Snyk and OSV-Scanner look at files or images, as their commands and inputs say.
Scan scan_of(std::string_view text) {
  Scan scan = Scan::none;
  for (const knowledge::ImageScanner& scanner : knowledge::tables::image_scanners) {
    if (!contains(text, scanner.name)) continue;
    if (!scanner.scans_files || asks_for_images(text, scanner.name)) return Scan::images;
    scan = Scan::files;
  }
  return scan;
}

}  // namespace

std::size_t image_scan_in(std::string_view text) {
  std::size_t first = std::string_view::npos;
  for (const knowledge::ImageScanner& scanner : knowledge::tables::image_scanners) {
    if (scanner.scans_files && !asks_for_images(text, scanner.name)) continue;
    const std::size_t at = text.find(scanner.name);
    // The same file may have a scan of files before that of the image.
    const std::size_t image = scanner.scans_files && at != std::string_view::npos ? names_image(text) : at;
    first = std::min(first, image == std::string_view::npos ? at : image);
  }
  return first;
}

const project::Dockerfile* shipped_dockerfile(const project::Project& project) {
  using project::Role;
  for (const project::Dockerfile& dockerfile : project.dockerfiles)
    if (dockerfile.role != Role::test && dockerfile.role != Role::example && dockerfile.role != Role::development)
      return &dockerfile;
  return nullptr;
}

bool may_scan(const project::File& file) {
  using project::FileKind;
  return file.kind == FileKind::ci || file.kind == FileKind::script || file.kind == FileKind::makefile;
}

ScanSurvey survey_scans(const project::Project& project) {
  ScanSurvey survey;
  for (const project::File& file : project.files) {
    if (!may_scan(file)) continue;
    survey.automated = survey.automated || file.kind == project::FileKind::ci;
    const Scan scan = scan_of(project.sources[file.source].text());
    survey.of_images = survey.of_images || scan == Scan::images;
    if (scan == Scan::files && survey.of_files == nullptr) survey.of_files = &file;
  }
  return survey;
}

}  // namespace seaworthy::rules
