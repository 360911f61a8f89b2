#include "rules/lib/setting_groups.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/upstreams.h"
#include "rules/lib/switch_values.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules {
namespace {

/// Nested deeper, a file is data and no configuration.
constexpr unsigned deepest = 8;
constexpr std::size_t most_groups = 64;

void add(std::vector<SettingGroup>& groups, SettingGroup group) {
  if (!group.host.value.empty() && !group.switched_off && groups.size() < most_groups) groups.push_back(group);
}

void from_yaml(const project::File& file, const yaml::Node& node, unsigned depth, std::vector<SettingGroup>& groups) {
  if (depth > deepest) return;
  for (const yaml::Node* const item : node.items) from_yaml(file, item->resolved(), depth + 1, groups);
  if (!node.is_mapping()) return;
  SettingGroup group;
  group.file = &file;
  for (const yaml::Entry& entry : node.entries) {
    if (entry.value == nullptr) continue;
    const yaml::Node& value = entry.value->resolved();
    if (value.is_scalar())
      group.take(entry.key->text, value.text, value.span);
    else
      from_yaml(file, value, depth + 1, groups);
  }
  add(groups, group);
}

std::string_view unquoted(std::string_view value) {
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
    return before(value.substr(1), value.front());
  return ascii::trim(before(before(value, '#'), ';'));
}

/// `[section]` and `key = value`; of `db.host=x` the part before the last dot is the section.
void from_lines(const project::File& file, std::string_view text, std::vector<SettingGroup>& groups) {
  SettingGroup group;
  group.file = &file;
  std::string_view section;
  const auto begin_group = [&](std::string_view name) {
    if (name == section) return;
    add(groups, group);
    group = {};
    group.file = &file;
    section = name;
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.front() == '!') continue;
    if (line.front() == '[') {
      begin_group(line);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view key = ascii::trim(line.substr(0, equals));
    if (const std::size_t dot = key.rfind('.'); dot != std::string_view::npos) {
      begin_group(key.substr(0, dot));
      key = key.substr(dot + 1);
    }
    const auto offset = static_cast<std::uint32_t>(line.data() - text.data());
    group.take(key, unquoted(ascii::trim(line.substr(equals + 1))),
               {file.source, offset, offset + static_cast<std::uint32_t>(line.size())});
  }
  add(groups, group);
}

bool is_of_lines(std::string_view path) {
  for (const std::string_view ending : {".toml", ".ini", ".cfg", ".conf", ".properties"})
    if (path.ends_with(ending)) return true;
  return false;
}

}  // namespace

void SettingGroup::take(std::string_view key, std::string_view value, Span span) {
  const std::string name = ascii::lowered(key);
  const auto is = [&](std::string_view names) { return is_one_of(names, name); };
  if (is("enabled enable")) switched_off = is_off(value);
  GroupedSetting* const wanted = is("host hostname server")                                          ? &host
                                 : is("port")                                                        ? &port
                                 : is("user username")                                               ? &user
                                 : is("password passwd pass")                                        ? &password
                                 : is("database dbname db_name db maintenancedb") || (key == "name") ? &database
                                                                                                     : nullptr;
  if (wanted != nullptr && wanted->value.empty()) *wanted = {value, span};
}

std::vector<SettingGroup> setting_groups(const project::Project& project, const project::Service& service) {
  std::vector<SettingGroup> groups;
  for (const project::File* const file : project::configuration_files(project, service)) {
    if (file->kind != project::FileKind::other || !file->has_content) continue;
    if (file->yaml != nullptr && file->yaml->root() != nullptr)
      from_yaml(*file, file->yaml->root()->resolved(), 0, groups);
    else if (is_of_lines(file->path))
      from_lines(*file, project.sources[file->source].text(), groups);
  }
  return groups;
}

}  // namespace seaworthy::rules
