#include "project/service_settings.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// A name against a pattern with at most one `*`.
bool is_named(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const std::string_view begin = pattern.substr(0, star), end = pattern.substr(star + 1);
  return name.size() >= begin.size() + end.size() && name.starts_with(begin) && name.ends_with(end);
}

/// Adds what stands at a path of the container, when it is a file of the repository.
void add_file(const Project& project, const Service& service, const knowledge::SettingsFile& row, std::string_view path,
              std::vector<SettingsFile>& result) {
  const ContainerFile file = container_file(project, service, path);
  if (file.state != ContainerFile::State::there || file.folder || file.source_path.empty()) return;
  const Span given = file.mount != nullptr           ? file.mount->span()
                     : file.image.by != nullptr      ? file.image.by->span
                     : service.definition != nullptr ? service.span
                                                     : Span{};
  result.push_back({&row, file.source_path, std::string(path), given});
}

/// Files of mounted folders, and mounted files, whose names a place with a `*` stands for.
void add_pattern(const Project& project, const Service& service, const knowledge::SettingsFile& row,
                 std::string_view place, std::vector<SettingsFile>& result) {
  const std::string_view folder = parent_path(place), name = base_name(place);
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::bind || !mount.inside_root) continue;
    if (parent_path(mount.target) == folder && is_named(name, base_name(mount.target)))
      add_file(project, service, row, mount.target, result);
    // A folder above is mounted with those in it.
    if (!is_below(folder, mount.target)) continue;
    std::string_view rest = folder.substr(mount.target.size());
    if (rest.starts_with('/')) rest.remove_prefix(1);
    const std::optional<std::string> source = join_path(mount.host_path, rest);
    if (!source.has_value() || project.path_state(*source) != PathState::directory) continue;
    for (const std::string_view child : project.children(*source))
      if (is_named(name, base_name(child)))
        add_file(project, service, row, container_path(folder, base_name(child)), result);
  }
}

/// The file that an option of the command names; "" without one.
std::string_view named_by(const Service& service, std::span<const std::string_view> options) {
  const std::vector<std::string_view>& words = service.command.words;
  for (std::size_t at = 0; at < words.size(); ++at)
    for (const std::string_view option : options) {
      if (option.empty() && words[at].starts_with('/') && at > 0) return words[at];
      if (option.empty() || !words[at].starts_with(option)) continue;
      std::string_view rest = words[at].substr(option.size());
      if (rest.empty() && at + 1 < words.size()) return words[at + 1];
      if (rest.starts_with('=')) return rest.substr(1);
    }
  return {};
}

}  // namespace

bool is_setting(std::string_view pattern, std::string_view key) {
  while (!pattern.empty()) {
    const std::size_t dot = std::min(pattern.find('.'), pattern.size());
    const std::string_view part = pattern.substr(0, dot);
    pattern.remove_prefix(std::min(pattern.size(), dot + 1));
    if (key.empty()) return false;
    if (pattern.empty() && part == "*") return true;
    const std::size_t end = std::min(key.find('.'), key.size());
    if (!is_named(part, key.substr(0, end))) return false;
    key.remove_prefix(std::min(key.size(), end + 1));
  }
  return key.empty();
}

std::vector<SettingsFile> settings_files(const Project& project, const Service& service) {
  std::vector<SettingsFile> result;
  if (service.image == nullptr || service.definition == nullptr || service.command.script != nullptr) return result;
  for (const knowledge::SettingsFile& row : knowledge::settings_files()) {
    if (row.image != service.image->name) continue;
    if (const std::string_view named = named_by(service, row.options); named.starts_with('/')) {
      add_file(project, service, row, named, result);
      continue;
    }
    for (const std::string_view place : row.at) {
      if (place.find('*') == std::string_view::npos)
        add_file(project, service, row, place, result);
      else
        add_pattern(project, service, row, place, result);
    }
  }
  return result;
}

const yaml::Stream* settings_yaml(const Project& project, const SettingsFile& file) {
  using knowledge::Notation;
  if (file.row->notation != Notation::yaml && file.row->notation != Notation::document) return nullptr;
  if (const File* const listed = project.file(file.source_path); listed != nullptr && listed->yaml != nullptr)
    return listed->yaml;
  return parsed_configuration(project, file.source_path);
}

std::vector<ConfigurationSetting> settings_in(const Project& project, const SettingsFile& file) {
  const knowledge::Notation notation = file.row->notation;
  if (notation == knowledge::Notation::document) return {};
  const yaml::Stream* const stream = settings_yaml(project, file);
  const yaml::Node* const root = stream != nullptr ? stream->root() : nullptr;
  if (const File* const listed = project.file(file.source_path); listed != nullptr && listed->has_content)
    return read_settings(listed->source, project.sources[listed->source].text(), root, notation);
  const code::SourceFile* const read = configuration(project, file.source_path);
  if (read == nullptr) return {};
  return read_settings(read->id, read->text, root, notation);
}

}  // namespace seaworthy::project
