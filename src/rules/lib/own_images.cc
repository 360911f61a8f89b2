#include "rules/lib/own_images.h"

#include <algorithm>

#include "rules/lib/image_names.h"

namespace seaworthy::rules {
namespace {

/// How the model writes what only a run can tell.
constexpr std::string_view unknown = "${...}";

/// Whether `name` is `pattern` with something in place of each unknown part.
bool fits(std::string_view name, std::string_view pattern) {
  const std::size_t first = pattern.find(unknown);
  if (first == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, first))) return false;
  name.remove_prefix(first);
  pattern.remove_prefix(first + unknown.size());
  for (std::size_t taken = 0; taken <= name.size(); ++taken)
    if (fits(name.substr(taken), pattern)) return true;
  return false;
}

bool is_named(std::string_view image, std::string_view tag) {
  const std::string_view name = repository_of(tag);
  const std::size_t open = name.find(unknown);
  // `${...}/app` may be of anybody; more than a few open parts say nothing.
  constexpr std::size_t longest = 256;
  if (open != std::string_view::npos &&
      (name.substr(0, open).find('/') == std::string_view::npos || name.size() > longest ||
       name.find(unknown, open + 1) != std::string_view::npos))
    return false;
  return fits(repository_of(image), name);
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
