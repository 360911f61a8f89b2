#include "project/configuration_settings.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// Nested deeper, or longer, a file is data and no configuration.
constexpr unsigned deepest = 12;
constexpr std::size_t most_settings = 5000;

std::string joined(const std::string& section, std::string_view key) {
  std::string result = section;
  if (!result.empty()) result += '.';
  return result += key;
}

/// An item of a list bears the key of the list.
void from_yaml(const yaml::Node& node, const std::string& key, unsigned depth,
               std::vector<ConfigurationSetting>& result) {
  if (depth > deepest || result.size() >= most_settings) return;
  const auto is_container = [](const yaml::Node& each) { return each.is_mapping() || each.is_sequence(); };
  for (const yaml::Entry& entry : node.entries) {
    const yaml::Node& value = entry.value->resolved();
    const std::string name = joined(key, entry.key->text);
    if (is_container(value))
      result.push_back({.key = name,
                        .value = {},
                        .span = entry.key->span,
                        .key_span = entry.key->span,
                        .value_span = {},
                        .holds_others = true});
    else
      result.push_back({.key = name,
                        .value = value.is_scalar() ? value.text : std::string_view(),
                        .span = value.span,
                        .key_span = entry.key->span,
                        .value_span = value.is_scalar() ? value.span : Span{}});
    from_yaml(value, name, depth + 1, result);
  }
  for (const yaml::Node* const written : node.items) {
    const yaml::Node& item = written->resolved();
    if (item.is_scalar() && !key.empty())
      result.push_back(
          {.key = key, .value = item.text, .span = item.span, .key_span = item.span, .value_span = item.span});
    from_yaml(item, key, depth + 1, result);
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
    result.push_back({.key = joined(section, key),
                      .value = unquoted(value),
                      .span = {source.id(), offset, offset + static_cast<std::uint32_t>(line.size())}});
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

/// Reads the notations that are written line by line.
class LineReader {
 public:
  LineReader(FileId id, std::string_view text, knowledge::Notation notation)
      : id_(id), text_(text), notation_(notation) {}

  std::vector<ConfigurationSetting> read() {
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      line(text_.substr(begin, end - begin));
      begin = end + 1;
    }
    return std::move(settings_);
  }

 private:
  Span span(std::string_view part) const {
    const auto begin = static_cast<std::uint32_t>(part.data() - text_.data());
    return {id_, begin, begin + static_cast<std::uint32_t>(part.size())};
  }

  std::string prefix() const {
    std::string result;
    for (const auto& [indent, name] : parents_) result += name + ".";
    return result;
  }

  void add(std::string_view key, std::string_view value) {
    value = ascii::trim(value);
    if (const std::size_t comment = value.find(" #"); comment != std::string_view::npos && !value.starts_with('"'))
      value = ascii::trim(value.substr(0, comment));
    if (notation_ == knowledge::Notation::braces)
      while (value.ends_with(',') || value.ends_with(';')) value.remove_suffix(1);
    if (value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    const Span value_span = value.empty() ? Span{} : span(value);
    settings_.push_back({.key = prefix() + std::string(key),
                         .value = value,
                         .span = value_span.valid() ? value_span : span(key),
                         .key_span = span(key),
                         .value_span = value_span});
  }

  /// `key = value`, `key: value`, `key value`.
  void pair(std::string_view line, std::string_view separators) {
    std::size_t at = line.find_first_of(separators);
    if (at == std::string_view::npos) at = line.find_first_of(" \t");
    add(ascii::trim(line.substr(0, at)), at == std::string_view::npos ? std::string_view() : line.substr(at + 1));
  }

  void line(std::string_view whole) {
    const std::string_view text = ascii::trim(whole);
    if (text.empty() || text.front() == '#' || text.starts_with("//")) return;
    switch (notation_) {
      case knowledge::Notation::yaml:
        return indented(whole, text);
      case knowledge::Notation::sections:
        if (text.front() == ';') return;
        if (text.front() == '[') {
          std::string_view name = text.substr(0, text.find(']'));
          while (name.starts_with('[')) name.remove_prefix(1);
          parents_.assign(1, {0, std::string(ascii::trim(name))});
          return add_section(name);
        }
        return pair(text, "=");
      case knowledge::Notation::equals:
        return pair(text, "=");
      case knowledge::Notation::words:
        return pair(text, " \t");
      case knowledge::Notation::braces:
        return block(text);
      case knowledge::Notation::document:
        return;
    }
  }

  void add_section(std::string_view name) {
    settings_.push_back({.key = std::string(ascii::trim(name)),
                         .value = {},
                         .span = span(name),
                         .key_span = span(name),
                         .value_span = {},
                         .holds_others = true});
  }

  void indented(std::string_view whole, std::string_view text) {
    if (text.front() == '-' || text.front() == '{') return;
    const std::size_t indent = whole.find_first_not_of(' ');
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || indent == std::string_view::npos) return;
    while (!parents_.empty() && parents_.back().first >= indent) parents_.pop_back();
    const std::string_view key = text.substr(0, colon), value = ascii::trim(text.substr(colon + 1));
    add(key, value);
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
    const std::string_view name = ascii::trim(text.substr(0, text.find_first_of(" \t:={")));
    add(name, {});
    const std::string_view inner = ascii::trim(text.substr(open + 1));
    parents_.emplace_back(0, std::string(name));
    // `storage "file" { path = "/x" }` on one line.
    if (inner.ends_with('}')) {
      if (const std::string_view only = ascii::trim(inner.substr(0, inner.size() - 1)); !only.empty()) pair(only, "=:");
      parents_.pop_back();
    }
  }

  FileId id_;
  std::string_view text_;
  knowledge::Notation notation_;
  std::vector<std::pair<std::size_t, std::string>> parents_;
  std::vector<ConfigurationSetting> settings_;
};

/// A document of `application.yml` behind the first one, which names its profile in a key of its own.
ConfigurationDocument read_document(const yaml::Node& root) {
  ConfigurationDocument document;
  from_yaml(root.resolved(), "", 0, document.settings);
  std::erase_if(document.settings, [](const ConfigurationSetting& each) { return each.holds_others; });
  for (const ConfigurationSetting& setting : document.settings)
    if (setting.key == "spring.config.activate.on-profile" || setting.key == "spring.profiles")
      document.profile = setting.value;
  return document;
}

}  // namespace

const ConfigurationSetting* ConfigurationFile::find(std::string_view key) const {
  const auto found = std::ranges::find(settings, key, &ConfigurationSetting::key);
  return found != settings.end() ? &*found : nullptr;
}

std::vector<ConfigurationSetting> read_settings(FileId id, std::string_view text, const yaml::Node* root,
                                                knowledge::Notation notation) {
  if (root == nullptr) return LineReader(id, text, notation).read();
  std::vector<ConfigurationSetting> result;
  from_yaml(root->resolved(), "", 0, result);
  return result;
}

ConfigurationFile read_configuration(const Source& source, std::span<const yaml::Node* const> documents) {
  ConfigurationFile file;
  file.path = source.path();
  file.source = source.id();
  if (!documents.empty()) {
    from_yaml(documents.front()->resolved(), "", 0, file.settings);
    std::erase_if(file.settings, [](const ConfigurationSetting& each) { return each.holds_others; });
    if (base_name(source.path()).starts_with("application"))
      for (const yaml::Node* const further : documents.subspan(1)) file.further.push_back(read_document(*further));
  } else if (source.path().ends_with(".xml")) {
    from_xml(source, file.settings);
  } else {
    from_lines(source, file.settings);
  }
  return file;
}

ConfigurationFile read_configuration(const Project& project, const File& file) {
  if (!file.has_content) return {};
  if (file.yaml == nullptr) return read_configuration(project.sources[file.source], {});
  return file.yaml->root() != nullptr ? read_configuration(project.sources[file.source], file.yaml->documents)
                                      : ConfigurationFile{};
}

}  // namespace seaworthy::project
