#pragma once

#include <string>
#include <vector>

#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/model.h"

/// The standalone output of Next.js in images: `.next/standalone` holds the server and what it loads, and leaves out
/// `.next/static` and `public`.
/// https://nextjs.org/docs/app/api-reference/config/next-config-js/output
namespace seaworthy::rules {

/// A COPY of the final stage that takes the output from the stage that builds it.
struct StandaloneCopy {
  const project::CopySource* source = nullptr;  ///< Never null.
  std::string package;                          ///< Folder of the package in the stage that builds; "" is the root.
  std::string context_folder;                   ///< Folder of the package in the repository; "" is its root.
  const project::Manifest* manifest = nullptr;  ///< Of the package. Never null.
  const project::Dependency* next = nullptr;    ///< In the manifest. Never null.
};

/// All of them in the image of a service, in order of place. `context` is that of the service and has to outlive the
/// result.
std::vector<StandaloneCopy> standalone_copies(const project::Project& project, const project::Service& service,
                                              const project::BuildContext& context);

}  // namespace seaworthy::rules
