#include "project/service_settings.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

using knowledge::Notation;

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
    if (mount.target != folder || project.path_state(mount.host_path) != PathState::directory) continue;
    for (const std::string_view child : project.children(mount.host_path))
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

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Reads the notations that are written line by line.
class LineReader {
 public:
  LineReader(const code::SourceFile& file, Notation notation) : file_(file), notation_(notation) {}

  std::vector<FileSetting> read() {
    const std::string_view text = file_.text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      line(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return std::move(settings_);
  }

 private:
  Span span(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - file_.text.data());
    return {file_.id, begin, begin + static_cast<std::uint32_t>(part.size())};
  }

  std::string prefix() const {
    std::string result;
    for (const auto& [indent, name] : parents_) result += name + ".";
    return result;
  }

  void add(std::string_view key, std::string_view value) {
    value = trimmed(value);
    if (const std::size_t comment = value.find(" #"); comment != std::string_view::npos && !value.starts_with('"'))
      value = trimmed(value.substr(0, comment));
    if (notation_ == Notation::braces)
      while (value.ends_with(',') || value.ends_with(';')) value.remove_suffix(1);
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    settings_.push_back({prefix() + std::string(key), value, span(key), value.empty() ? Span{} : span(value)});
  }

  /// `key = value`, `key: value`, `key value`.
  void pair(std::string_view line, std::string_view separators) {
    std::size_t at = line.find_first_of(separators);
    if (at == std::string_view::npos) at = line.find_first_of(" \t");
    add(trimmed(line.substr(0, at)), at == std::string_view::npos ? std::string_view() : line.substr(at + 1));
  }

  void line(std::string_view whole) {
    const std::string_view text = trimmed(whole);
    if (text.empty() || text.front() == '#' || text.starts_with("//")) return;
    switch (notation_) {
      case Notation::yaml:
        return indented(whole, text);
      case Notation::sections:
        if (text.front() == ';') return;
        if (text.front() == '[') {
          std::string_view name = text.substr(0, text.find(']'));
          while (name.starts_with('[')) name.remove_prefix(1);
          parents_.assign(1, {0, std::string(trimmed(name))});
          return add_section(name);
        }
        return pair(text, "=");
      case Notation::equals:
        return pair(text, "=");
      case Notation::words:
        return pair(text, " \t");
      case Notation::braces:
        return block(text);
    }
  }

  void add_section(std::string_view name) { settings_.push_back({std::string(trimmed(name)), {}, span(name), {}}); }

  void indented(std::string_view whole, std::string_view text) {
    if (text.front() == '-' || text.front() == '{') return;
    const std::size_t indent = whole.find_first_not_of(' ');
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || indent == std::string_view::npos) return;
    while (!parents_.empty() && parents_.back().first >= indent) parents_.pop_back();
    const std::string_view key = text.substr(0, colon), value = trimmed(text.substr(colon + 1));
    add(key, value);
    constexpr std::size_t deepest = 20;
    if ((value.empty() || value.front() == '#') && parents_.size() < deepest)
      parents_.emplace_back(indent, std::string(key));
  }

  void block(std::string_view text) {
    if (text.front() == '}') {
      if (!parents_.empty()) parents_.pop_back();
      return;
    }
    const std::size_t open = text.find('{');
    if (open == std::string_view::npos) return pair(text, "=:");
    const std::string_view name = trimmed(text.substr(0, text.find_first_of(" \t:={")));
    add(name, {});
    const std::string_view inner = trimmed(text.substr(open + 1));
    parents_.emplace_back(0, std::string(name));
    // `storage "file" { path = "/x" }` on one line.
    if (inner.ends_with('}')) {
      if (const std::string_view only = trimmed(inner.substr(0, inner.size() - 1)); !only.empty()) pair(only, "=:");
      parents_.pop_back();
    }
  }

  const code::SourceFile& file_;
  Notation notation_;
  std::vector<std::pair<std::size_t, std::string>> parents_;
  std::vector<FileSetting> settings_;
};

/// Keys of a YAML tree, parents first.
void flatten(const yaml::Node& node, const std::string& prefix, unsigned depth, std::vector<FileSetting>& result) {
  constexpr unsigned deepest = 12;
  constexpr std::size_t most = 5000;
  if (depth > deepest || result.size() > most) return;
  if (node.is_sequence()) {
    for (const yaml::Node* const item : node.items) {
      if (item->is_scalar() && !prefix.empty())
        result.push_back({prefix.substr(0, prefix.size() - 1), item->text, item->span, item->span});
      else
        flatten(*item, prefix, depth + 1, result);
    }
    return;
  }
  if (!node.is_mapping()) return;
  for (const yaml::Entry& entry : node.entries) {
    const std::string key = prefix + std::string(entry.key->text);
    const bool is_value = entry.value->is_scalar();
    result.push_back({key, is_value ? entry.value->text : std::string_view(), entry.key->span,
                      is_value ? entry.value->span : Span{}});
    if (!is_value) flatten(*entry.value, key + ".", depth + 1, result);
  }
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

std::vector<FileSetting> settings_in(const Project& project, const SettingsFile& file) {
  const File* const listed = project.file(file.source_path);
  std::vector<FileSetting> result;
  if (file.row->notation == Notation::yaml && listed != nullptr && listed->yaml != nullptr &&
      listed->yaml->root() != nullptr) {
    flatten(*listed->yaml->root(), "", 0, result);
    return result;
  }
  if (listed != nullptr && listed->has_content) {
    const Source& source = project.sources[listed->source];
    return LineReader({listed->source, source.path(), source.text()}, file.row->notation).read();
  }
  const code::SourceFile* const read = configuration(project, file.source_path);
  return read != nullptr ? LineReader(*read, file.row->notation).read() : result;
}

}  // namespace seaworthy::project
