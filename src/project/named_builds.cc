#include "project/named_builds.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "discover/classify.h"
#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "project/copy_sources.h"
#include "project/embedded.h"
#include "project/linking.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// Name and tag of an image, and which of them only a run can tell.
struct ImageName {
  std::string_view name;  ///< Without `docker.io/` and `library/`.
  std::string_view tag;   ///< "latest" where none is given.
  bool prefix_open = false, tag_open = false;
};

/// Whether a part of a name may begin so; one whose variable has no value begins with what joins it to the rest.
bool is_name_start(char letter) { return ascii::is_alphanumeric(letter); }

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

/// Whether a document of the root speaks of `repository` ("owner/name") on GitHub as of its own: by a clone, a badge, a
/// release, not by a mere link to somebody's page.
bool is_own_repository(const Project& project, std::string_view repository) {
  static constexpr std::string_view own_pages[] = {".git", "/actions", "/releases", "/issues", "/blob", "/raw"};
  const std::string lowered = ascii::lowered(repository);
  for (const File& file : project.files) {
    if (file.kind != FileKind::readme || !file.has_content || !parent_path(file.path).empty()) continue;
    const std::string text = ascii::lowered(project.sources[file.source].text());
    for (std::size_t at = text.find(lowered); at != std::string::npos; at = text.find(lowered, at + 1)) {
      const std::string_view before = std::string_view(text).substr(0, at);
      const std::string_view behind = std::string_view(text).substr(at + lowered.size());
      if (before.ends_with("raw.githubusercontent.com/") ||
          ((before.ends_with("github.com/") || before.ends_with("github.com:")) &&
           std::ranges::any_of(own_pages, [&](std::string_view page) { return behind.starts_with(page); })))
        return true;
    }
  }
  return false;
}

/// Whether an image may have the name that a run makes up to its last part: `ghcr.io/${{ github.repository }}-api` for
/// every repository's API, `ghcr.io/${{ github.repository }}` for the repository's own name alone.
bool fits_open(std::string_view image, std::string_view built, const Project& project) {
  const std::size_t first = built.find(open_part);
  const std::string_view registry = built.substr(0, first);
  if (registry.find('/') == std::string_view::npos || !fits_open_name(image, built)) return false;
  const std::string_view suffix = built.substr(built.rfind(open_part) + open_part.size());
  constexpr std::size_t shortest_suffix = 3;
  if (suffix.size() >= shortest_suffix) return true;
  return suffix.empty() && registry.find('/') + 1 == registry.size() &&
         is_own_repository(project, image.substr(registry.size()));
}

/// Whether a name says enough by itself to be the same image under another registry: `shop-api`, not `api`.
bool is_telling(std::string_view last_part) { return last_part.find_first_of("-_") != std::string_view::npos; }

/// Whether an image made under one tag may be what runs under another: what is built for development or a test is not.
bool may_be_tagged_again(const NamedBuild& build) {
  const Role role = discover::role_of_path(build.dockerfile_path);
  return build.build->target.value.empty() && role != Role::development && role != Role::test && role != Role::ci;
}

/// How well the name of a build fits an image, lower is better; nothing when it does not.
std::optional<int> distance_of_names(const ImageName& image, const ImageName& built, const Project& project) {
  constexpr int open_name = 2, foreign_name = 4;
  if (image.name == built.name) return 0;
  const std::string_view wanted = base_name(image.name), last = base_name(built.name);
  // `$PREFIX-api` without a value for the prefix.
  if (image.prefix_open && wanted.size() > 1 && !is_name_start(wanted.front()))
    return last.ends_with(wanted) ? std::optional(open_name) : std::nullopt;
  if (last.find('$') != std::string_view::npos)
    return fits_open(image.name, built.name, project) ? std::optional(open_name) : std::nullopt;
  if (wanted != last) return std::nullopt;
  if (image.prefix_open || (built.prefix_open && fits_open_name(image.name, built.name))) return open_name;
  // What a script builds under a bare name is pushed under a longer one from elsewhere.
  return built.name == last && is_telling(last) ? std::optional(foreign_name) : std::nullopt;
}

/// Whether a tag names a program of its own, as where one repository holds several: `shop:frontend`,
/// `core:import-tool`.
bool names_program(std::string_view tag) {
  static constexpr std::string_view common[] = {
      "latest", "stable",  "edge",    "main",     "master", "develop", "dev",  "development", "prod",    "production",
      "stage",  "staging", "test",    "testing",  "ci",     "local",   "beta", "alpha",       "nightly", "release",
      "rc",     "canary",  "current", "snapshot", "next",   "debug",   "slim", "full",        "build",   "head",
      "trunk",  "demo",    "preview", "default",  "base",   "runtime", "final"};
  if (tag.empty() || tag.find_first_of("0123456789$") != std::string_view::npos) return false;
  for (std::string_view rest = tag; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of("-_."), rest.size());
    if (std::ranges::find(common, rest.substr(0, end)) != std::end(common)) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

/// How well a build fits an image, lower is better; nothing when it does not.
std::optional<int> distance(const ImageName& image, const NamedBuild& build, const Project& project) {
  const ImageName built = taken_apart(build.tag, build.written);
  const std::optional<int> names = distance_of_names(image, built, project);
  if (!names.has_value() || image.tag == built.tag) return names;
  if (!built.tag_open && names_program(built.tag) && !image.tag.empty()) return std::nullopt;
  if (image.tag_open || built.tag_open) return *names + 1;
  constexpr int other_tag = 8;
  return may_be_tagged_again(build) ? std::optional(*names + other_tag) : std::nullopt;
}

/// Whether a build makes what another makes.
bool is_same_image(const NamedBuild& one, const NamedBuild& other) {
  return one.dockerfile_path == other.dockerfile_path && one.build->target.value == other.build->target.value;
}

/// Of equally good names: what Compose builds, then CI, then scripts, then what a document or a comment shows.
int rank_of(const BuildCommand& command) {
  const FileKind kind = command.file->kind;
  if (kind == FileKind::ci) return 1;
  return kind == FileKind::readme || kind == FileKind::documentation || command.place == usage_comment ? 3 : 2;
}

/// Whether a name is that of the part of the repository which a Dockerfile makes: `shop-api` of `apps/api/Dockerfile`
/// and of `Dockerfile.api`.
bool is_of_part(std::string_view name, std::string_view dockerfile) {
  const auto ends_with = [&](std::string_view part) {
    constexpr std::size_t shortest = 2;
    return part.size() >= shortest && name.ends_with(part) &&
           (name.size() == part.size() || !is_name_start(name[name.size() - part.size() - 1]));
  };
  const std::string_view file = base_name(dockerfile);
  constexpr std::string_view plain = "Dockerfile.", after = ".Dockerfile";
  if (file.starts_with(plain) && ends_with(file.substr(plain.size()))) return true;
  if (file.ends_with(after) && ends_with(file.substr(0, file.size() - after.size()))) return true;
  return file == "Dockerfile" && ends_with(base_name(parent_path(dockerfile)));
}

/// Whether a Dockerfile lies where that of a whole repository does: at the root, or in a folder for such files.
bool is_of_whole(std::string_view dockerfile) {
  static constexpr std::string_view folders[] = {"", "docker", ".docker", "build", "deploy", "deployment", "container"};
  return std::ranges::find(folders, base_name(parent_path(dockerfile))) != std::end(folders);
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

bool fits_open_name(std::string_view name, std::string_view pattern) {
  std::size_t open = pattern.find(open_part);
  if (open == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, open))) return false;
  name.remove_prefix(open);
  // Between open parts the first place that fits leaves the most for what follows.
  for (pattern.remove_prefix(open + open_part.size()); (open = pattern.find(open_part)) != std::string_view::npos;
       pattern.remove_prefix(open + open_part.size())) {
    const std::size_t at = name.find(pattern.substr(0, open));
    if (at == std::string_view::npos) return false;
    name.remove_prefix(at + open);
  }
  return name.ends_with(pattern);
}

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
    build.rank = rank_of(command);
    for (const std::string_view tag : command.tags) {
      build.tag = build.written = tag;
      add(build);
    }
  }
  presume(project, arena);
}

/// Names without a namespace are Docker's official images, or made on the host: `shop-api:prod` of a stack in whose
/// repository `apps/api/Dockerfile`, or one Dockerfile alone, can make it.
void NamedBuilds::presume(const Project& project, Arena& arena) {
  std::set<std::string_view> names;
  for (const Stack& stack : project.stacks)
    for (const compose::Service& service : stack.model->services) {
      if (service.build || service.image.value.empty()) continue;
      const ImageName image = taken_apart(service.image.value, project.sources.text(service.image.span()));
      if (image.prefix_open || image.name.empty() || image.name.find_first_of("/$") != std::string_view::npos ||
          !is_name_start(image.name.front()) || knowledge::image(service.image.value) != nullptr ||
          knowledge::is_official_image(image.name) || !knowledge::parse_reference(service.image.value).valid ||
          find(service.image, stack, project) != nullptr)
        continue;
      names.insert(image.name);
    }
  for (const std::string_view name : names) {
    const Dockerfile* made_by = nullptr;
    int fitting = 0, shipped = 0;
    for (const Dockerfile& dockerfile : project.dockerfiles) {
      const Role role = discover::role_of_path(dockerfile.path);
      if (dockerfile.is_inline || role == Role::development || role == Role::test || role == Role::ci) continue;
      ++shipped;
      if (!is_of_part(name, dockerfile.path)) continue;
      ++fitting;
      made_by = &dockerfile;
    }
    // The only Dockerfile of all, where its folder is not that of a part of another name.
    if (shipped == 1 && names.size() == 1 && project.dockerfiles.size() == 1 &&
        is_of_whole(project.dockerfiles.front().path))
      made_by = &project.dockerfiles.front();
    if (made_by == nullptr || fitting > 1) continue;
    const std::optional<std::string> context = likely_context(project, *made_by);
    if (!context.has_value()) continue;
    auto* const build = arena.make<compose::Build>();
    build->directory = arena.copy(*context);
    NamedBuild presumed;
    presumed.build = build;
    presumed.dockerfile = made_by;
    presumed.dockerfile_path = made_by->path;
    presumed.presumed = true;
    presumed_.emplace(name, presumed);
  }
}

void NamedBuilds::add(const NamedBuild& build) {
  const std::string_view last = base_name(taken_apart(build.tag, build.written).name);
  if (last.find('$') != std::string_view::npos)
    open_.push_back(build);
  else if (!last.empty())
    by_last_part_[last].push_back(build);
}

const NamedBuild* NamedBuilds::find(const compose::Text& image, const Stack& stack, const Project& project) const {
  if ((by_last_part_.empty() && open_.empty() && presumed_.empty()) || image.value.empty()) return nullptr;
  const ImageName wanted = taken_apart(image.value, project.sources.text(image.span()));
  const std::string_view last = base_name(wanted.name);
  // Where a variable without a value begins the name, all names are looked through.
  const bool begins_open = wanted.prefix_open && !last.empty() && !is_name_start(last.front());
  const auto named = by_last_part_.find(last);
  if (named == by_last_part_.end() && open_.empty() && presumed_.empty() && !begins_open) return nullptr;
  if (knowledge::image(image.value) != nullptr) return nullptr;
  const NamedBuild* best = nullptr;
  bool several = false;
  int lowest = 0;
  const auto consider = [&](const NamedBuild& build) {
    const std::optional<int> apart = distance(wanted, build, project);
    if (!apart.has_value()) return;
    constexpr int more_than_any_rank = 8;
    const int cost = *apart * more_than_any_rank + (build.stack == &stack ? 0 : build.rank + 1);
    if (best == nullptr || cost < lowest) {
      best = &build;
      lowest = cost;
      several = false;
    } else if (cost == lowest && !is_same_image(*best, build)) {
      several = true;
    }
  };
  if (begins_open) {
    for (const auto& [name, builds] : by_last_part_) std::ranges::for_each(builds, consider);
  } else if (named != by_last_part_.end()) {
    std::ranges::for_each(named->second, consider);
  }
  std::ranges::for_each(open_, consider);
  if (best == nullptr)
    if (const auto only = presumed_.find(wanted.name); only != presumed_.end() && !wanted.prefix_open)
      return &only->second;
  return several ? nullptr : best;
}

}  // namespace seaworthy::project
