#pragma once

#include <cstddef>
#include <string_view>

#include "project/model.h"

/// Scans of images for known vulnerabilities, as CI jobs and scripts call them.
namespace seaworthy::rules {

/// Where a text first scans an image; npos when it does not. A scan of files is none.
std::size_t image_scan_in(std::string_view text);

/// The scans of all CI jobs, scripts and Makefiles.
struct ScanSurvey {
  bool automated = false;                   ///< There is CI.
  bool of_images = false;                   ///< Something scans images.
  const project::File* of_files = nullptr;  ///< The first that scans files, where nothing scans images.
};
ScanSurvey survey_scans(const project::Project& project);

/// The first Dockerfile that is not for development, tests or examples; null when there is none.
const project::Dockerfile* shipped_dockerfile(const project::Project& project);

/// Whether scans are looked for in a file: CI, scripts, Makefiles.
bool may_scan(const project::File& file);

}  // namespace seaworthy::rules
