#include "project/configuration_settings.h"

#include <algorithm>

#include "base/ascii.h"

namespace seaworthy::project {
namespace {

/// Nested deeper, or longer, a file is data and no configuration.
constexpr unsigned deepest = 10;
constexpr std::size_t most_settings = 4000;

std::string joined(const std::string& section, std::string_view key) {
  std::string result = section;
  if (!result.empty()) result += '.';
  return result += key;
}

void from_yaml(const yaml::Node& node, const std::string& key, unsigned depth,
               std::vector<ConfigurationSetting>& result) {
  if (depth > deepest || result.size() >= most_settings) return;
  if (node.is_mapping()) {
    for (const yaml::Entry& entry : node.entries)
      if (entry.value != nullptr) from_yaml(entry.value->resolved(), joined(key, entry.key->text), depth + 1, result);
  } else if (node.is_sequence()) {
    for (const yaml::Node* const item : node.items) from_yaml(item->resolved(), key, depth + 1, result);
  } else if (!key.empty()) {
    result.push_back({key, node.is_scalar() ? node.text : std::string_view(), node.span});
  }
}

std::string_view unquoted(std::string_view value) {
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'')) {
    const std::size_t end = value.find(value.front(), 1);
    return value.substr(1, end == std::string_view::npos ? end : end - 1);
  }
  // A comment behind the value.
  for (const std::string_view mark : {" #", "\t#", " ;"}) value = value.substr(0, value.find(mark));
  return ascii::trim(value);
}

/// `key = value`, `key: value`, `key value`; what stands in front of the separator has no blanks.
void from_lines(const Source& source, std::vector<ConfigurationSetting>& result) {
  const std::string_view text = source.text();
  std::string section;
  for (std::size_t begin = 0; begin < text.size() && result.size() < most_settings;) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    begin = end + 1;
    if (line.empty() || line.front() == '#' || line.front() == ';' || line.starts_with("//") || line.front() == '!')
      continue;
    if (line.front() == '[' && line.find('=') == std::string_view::npos) {
      const std::size_t first = std::min(line.find_first_not_of("[ "), line.size());
      section = std::string(line.substr(first, line.find(']') - first));
      while (section.ends_with(' ')) section.pop_back();
      continue;
    }
    std::size_t separator = line.find('=');
    const std::size_t other = line.find_first_of(" \t:");
    if (other < separator &&
        (separator == std::string_view::npos ||
         ascii::trim(line.substr(other, separator - other)).find_first_not_of(" \t") != std::string_view::npos))
      separator = other;
    const std::string_view key = ascii::trim(line.substr(0, separator));
    std::string_view value = separator < line.size() ? ascii::trim(line.substr(separator + 1)) : std::string_view();
    if (value.starts_with('=') || value.starts_with(':')) value = ascii::trim(value.substr(1));
    const auto offset = static_cast<std::uint32_t>(line.data() - text.data());
    result.push_back({joined(section, key),
                      unquoted(value),
                      {source.id(), offset, offset + static_cast<std::uint32_t>(line.size())}});
  }
}

/// Elements with text, by the names of those around them; the root's name is left out. Attributes are not read.
void from_xml(const Source& source, std::vector<ConfigurationSetting>& result) {
  const std::string_view text = source.text();
  std::vector<std::string_view> open;
  std::size_t content = 0;
  for (std::size_t at = text.find('<'); at != std::string_view::npos && result.size() < most_settings;) {
    if (text.substr(at).starts_with("<!--")) {
      const std::size_t end = text.find("-->", at);
      at = end == std::string_view::npos ? end : text.find('<', end);
      continue;
    }
    const std::size_t close = text.find('>', at);
    if (close == std::string_view::npos) return;
    const std::string_view tag = text.substr(at + 1, close - at - 1);
    if (tag.starts_with('/')) {
      const std::string_view value = ascii::trim(text.substr(content, at - content));
      if (open.size() > 1 && value.find('<') == std::string_view::npos) {
        std::string key;
        for (std::size_t index = 1; index < open.size(); ++index) key = joined(key, open[index]);
        const auto begin =
            static_cast<std::uint32_t>(value.empty() ? at : static_cast<std::size_t>(value.data() - text.data()));
        result.push_back(
            {key,
             value,
             {source.id(), begin, begin + static_cast<std::uint32_t>(std::max<std::size_t>(value.size(), 1))}});
      }
      if (!open.empty()) open.pop_back();
    } else if (!tag.starts_with('?') && !tag.starts_with('!')) {
      const std::string_view name = tag.substr(0, tag.find_first_of(" \t\n\r/"));
      if (tag.ends_with('/') && !open.empty() && tag.size() == name.size() + 1) {
        std::string key;
        for (std::size_t index = 1; index < open.size(); ++index) key = joined(key, open[index]);
        const auto begin = static_cast<std::uint32_t>(at);
        result.push_back({joined(key, name), {}, {source.id(), begin, static_cast<std::uint32_t>(close + 1)}});
      }
      if (!tag.ends_with('/')) {
        if (open.size() > deepest) return;
        open.push_back(name);
      }
    }
    content = close + 1;
    at = text.find('<', close);
  }
}

}  // namespace

const ConfigurationSetting* ConfigurationFile::find(std::string_view key) const {
  const auto found = std::ranges::find(settings, key, &ConfigurationSetting::key);
  return found != settings.end() ? &*found : nullptr;
}

ConfigurationFile read_configuration(const Source& source, const yaml::Node* root) {
  ConfigurationFile file;
  file.path = source.path();
  file.source = source.id();
  if (root != nullptr)
    from_yaml(root->resolved(), "", 0, file.settings);
  else if (source.path().ends_with(".xml"))
    from_xml(source, file.settings);
  else
    from_lines(source, file.settings);
  return file;
}

ConfigurationFile read_configuration(const Project& project, const File& file) {
  if (!file.has_content) return {};
  const yaml::Node* const root = file.yaml != nullptr ? file.yaml->root() : nullptr;
  if (file.yaml != nullptr && root == nullptr) return {};
  return read_configuration(project.sources[file.source], root);
}

}  // namespace seaworthy::project
