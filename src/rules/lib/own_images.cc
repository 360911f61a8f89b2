#include "rules/lib/own_images.h"

#include <algorithm>

#include "project/named_builds.h"
#include "rules/lib/image_names.h"

namespace seaworthy::rules {
namespace {

bool is_named(std::string_view image, std::string_view tag) {
  const std::string_view name = repository_of(tag);
  const std::size_t open = name.find(project::open_part);
  // `${...}/app` may be of anybody, and several open parts say nothing.
  if (open != std::string_view::npos && (name.substr(0, open).find('/') == std::string_view::npos ||
                                         name.find(project::open_part, open + 1) != std::string_view::npos))
    return false;
  return project::fits_open_name(repository_of(image), name);
}

}  // namespace

bool is_built_here(const project::Project& project, std::string_view image) {
  for (const project::BuildCommand& build : project.build_commands)
    if (std::ranges::any_of(build.tags, [&](std::string_view tag) { return is_named(image, tag); })) return true;
  return std::ranges::any_of(project.services, [&](const project::Service& service) {
    return service.builds && service.definition->image && is_named(image, service.definition->image.value);
  });
}

}  // namespace seaworthy::rules
