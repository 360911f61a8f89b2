#include "rules/lib/next_standalone.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "project/container_files.h"
#include "project/image_files.h"
#include "project/paths.h"

namespace seaworthy::rules {

std::vector<StandaloneCopy> standalone_copies(const project::Project& project, const project::Service& service,
                                              const project::BuildContext& context) {
  std::vector<StandaloneCopy> result;
  if (service.stage == nullptr) return result;
  const auto& own = service.stage->with_inherited;
  for (const project::CopySource& source : context.sources) {
    constexpr std::string_view output = "/.next/standalone";
    if (source.stage == nullptr || !source.text.ends_with(output.substr(1)) ||
        std::ranges::find(own, source.instruction) == own.end())
      continue;
    const std::string taken = project::container_path("/", source.text);
    if (!taken.ends_with(output)) continue;
    std::string package = taken.substr(0, taken.size() - output.size());
    const project::ImageView image{project,         *source.stage, context.context,
                                   &context.ignore, nullptr,       context.arguments()};
    auto folder = project::context_folder(image, package.empty() ? "/" : package);
    if (!folder.has_value()) continue;
    if (*folder == ".") folder->clear();
    const project::Manifest* const manifest = project::manifest_in(project, *folder, project::Ecosystem::node);
    const project::Dependency* const next = manifest != nullptr ? manifest->dependency("next") : nullptr;
    if (next == nullptr) continue;
    result.push_back({&source, std::move(package), *std::move(folder), manifest, next});
  }
  return result;
}

}  // namespace seaworthy::rules
