#include "project/named_builds.h"

#include <algorithm>
#include <optional>

#include "knowledge/knowledge.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// How BuildCommand::tags write what only a run can tell.
constexpr std::string_view unknown = "${...}";

/// Name and tag of an image, and which of them only a run can tell.
struct ImageName {
  std::string_view name;  ///< Without `docker.io/` and `library/`.
  std::string_view tag;   ///< "latest" where none is given.
  bool prefix_open = false, tag_open = false;
};

/// Where the tag begins, or the end: the colon behind the last slash, both outside of `${...}`.
std::size_t end_of_repository(std::string_view image) {
  std::size_t colon = image.size();
  int depth = 0;
  for (std::size_t index = 0; index < image.size(); ++index) {
    const char c = image[index];
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (depth > 0) continue;
    if (c == '/') colon = image.size();
    if (c == '@') return std::min(colon, index);
    if (c == ':') colon = index;
  }
  return colon;
}

/// Takes `text` apart; `written` is how it stands in the file, where `$` shows what is not fixed.
ImageName taken_apart(std::string_view text, std::string_view written) {
  ImageName result;
  const std::size_t end = end_of_repository(text);
  result.name = text.substr(0, end);
  for (const std::string_view prefix : {"docker.io/", "index.docker.io/", "library/"})
    if (result.name.starts_with(prefix)) result.name.remove_prefix(prefix.size());
  result.tag = end < text.size() && text[end] == ':' ? text.substr(end + 1) : std::string_view("latest");
  result.tag = result.tag.substr(0, result.tag.find('@'));
  const std::size_t written_end = end_of_repository(written);
  result.prefix_open = written.substr(0, written_end).find('$') != std::string_view::npos;
  result.tag_open = result.tag.empty() || written.substr(written_end).find('$') != std::string_view::npos;
  return result;
}

/// Whether `name` is `pattern` with something in place of each unknown part.
bool fits(std::string_view name, std::string_view pattern) {
  const std::size_t first = pattern.find(unknown);
  if (first == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, first))) return false;
  // The last part is compared before, so one unknown part is all that has to be tried.
  const std::string_view rest = pattern.substr(pattern.rfind(unknown) + unknown.size());
  return name.size() >= first + rest.size() && name.ends_with(rest);
}

/// How well a build's name fits an image, lower is better; nothing when it does not.
std::optional<int> distance(const ImageName& image, const ImageName& built) {
  int result = 0;
  if (image.name != built.name) {
    const bool open = image.prefix_open || (built.prefix_open && fits(image.name, built.name));
    if (!open || base_name(image.name) != base_name(built.name)) return std::nullopt;
    result += 2;
  }
  if (image.tag != built.tag) {
    if (!image.tag_open && !built.tag_open) return std::nullopt;
    result += 1;
  }
  return result;
}

bool is_same_image(const NamedBuild& one, const NamedBuild& other) {
  return one.dockerfile_path == other.dockerfile_path && one.build->target.value == other.build->target.value;
}

/// Of equally good names: what Compose builds, then CI, then scripts, then what a document shows.
int rank_of(const File& file) {
  if (file.kind == FileKind::ci) return 1;
  return file.kind == FileKind::readme || file.kind == FileKind::documentation ? 3 : 2;
}

/// A build as a service would give it.
const compose::Build& as_build(const BuildCommand& command, Arena& arena) {
  auto* const build = arena.make<compose::Build>();
  build->directory = command.context;
  build->inside_root = command.context_known;
  build->target.value = command.target;
  std::vector<compose::BuildArgument> arguments;
  for (const std::string_view name : command.arguments) arguments.push_back({.name = name});
  build->arguments = arena.copy(arguments);
  return *build;
}

}  // namespace

NamedBuilds::NamedBuilds(const Project& project, Arena& arena) {
  for (const Stack& stack : project.stacks) {
    const auto add_service = [&](const compose::Service& service) {
      if (!service.build || service.image.value.empty()) return;
      NamedBuild build;
      build.build = &service.build;
      build.span = service.build.source->span();
      build.stack = &stack;
      if (const std::optional<std::string> path = dockerfile_path(service.build, project); path.has_value())
        build.dockerfile_path = arena.copy(*path);
      build.tag = service.image.value;
      build.written = project.sources.text(service.image.span());
      add(build);
    };
    for (const compose::Service& service : stack.model->services) add_service(service);
    for (const compose::Service& service : stack.model->inactive_services) add_service(service);
  }
  for (const BuildCommand& command : project.build_commands) {
    if (!command.dockerfile_known || !command.context_known || command.tags.empty()) continue;
    const File* const file = project.file(command.dockerfile);
    if (file == nullptr || file->dockerfile == nullptr || command.target.find('$') != std::string_view::npos) continue;
    NamedBuild build;
    build.build = &as_build(command, arena);
    build.dockerfile = file->dockerfile;
    build.dockerfile_path = file->path;
    build.span = command.span;
    build.rank = rank_of(*command.file);
    for (const std::string_view tag : command.tags) {
      build.tag = build.written = tag;
      add(build);
    }
  }
}

void NamedBuilds::add(const NamedBuild& build) {
  const std::string_view last = base_name(taken_apart(build.tag, build.written).name);
  if (last.empty() || last.find('$') != std::string_view::npos) return;
  by_last_part_[last].push_back(build);
}

const NamedBuild* NamedBuilds::find(const compose::Text& image, const Stack& stack, const Project& project) const {
  if (by_last_part_.empty() || image.value.empty()) return nullptr;
  const ImageName wanted = taken_apart(image.value, project.sources.text(image.span()));
  const auto named = by_last_part_.find(base_name(wanted.name));
  if (named == by_last_part_.end() || knowledge::image(image.value) != nullptr) return nullptr;
  const NamedBuild* best = nullptr;
  bool several = false;
  int lowest = 0;
  for (const NamedBuild& build : named->second) {
    const std::optional<int> apart = distance(wanted, taken_apart(build.tag, build.written));
    if (!apart.has_value()) continue;
    constexpr int more_than_any_rank = 8;
    const int cost = *apart * more_than_any_rank + (build.stack == &stack ? 0 : build.rank + 1);
    if (best == nullptr || cost < lowest) {
      best = &build;
      lowest = cost;
      several = false;
    } else if (cost == lowest && !is_same_image(*best, build)) {
      several = true;
    }
  }
  return several ? nullptr : best;
}

}  // namespace seaworthy::project
