#include "rules/plain_settings.h"

#include <string>
#include <string_view>

#include "base/ascii.h"

namespace seaworthy::rules {
namespace {

Directive on_line(const Source& source, FileId file, std::uint32_t number, Directive::Tool tool) {
  Directive directive;
  directive.tool = tool;
  directive.reach = Directive::Reach::folder;
  const std::uint32_t begin = source.line_start(number);
  directive.span = {file, begin, begin + static_cast<std::uint32_t>(source.line(number).size())};
  return directive;
}

/// The texts between quotes of a part of an array, up to a comment.
std::vector<std::string> quoted_texts(std::string_view text) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < text.size() && text[at] != '#'; ++at) {
    if (text[at] != '"' && text[at] != '\'') continue;
    const std::size_t end = text.find(text[at], at + 1);
    if (end == std::string_view::npos) break;
    texts.emplace_back(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return texts;
}

/// `rules.tally."php/no-xdebug"` -> "rules/tally/php/no-xdebug"
std::string section_path(std::string_view name) {
  std::string path;
  bool quoted = false;
  for (const char letter : name) {
    if (letter == '"' || letter == '\'') {
      quoted = !quoted;
    } else if (letter != ' ') {
      path.push_back(letter == '.' && !quoted ? '/' : letter);
    }
  }
  return path;
}

}  // namespace

std::vector<Directive> read_semgrepignore(const Source& source, FileId file) {
  std::vector<Directive> found;
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    std::string_view pattern = ascii::trim(source.line(number));
    if (pattern.empty() || pattern.starts_with('#') || pattern.starts_with('!') || pattern.starts_with(':')) continue;
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    // A slash in front or in the middle ties the pattern to the folder.
    const bool tied = pattern.find('/') != std::string_view::npos;
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    if (pattern.empty()) continue;
    const std::string path = (tied ? "" : "**/") + std::string(pattern);
    Directive& directive = found.emplace_back(on_line(source, file, number, Directive::Tool::semgrep));
    directive.everything = true;
    directive.paths = {path, path + "/**"};
  }
  return found;
}

std::vector<Directive> read_shellcheckrc(const Source& source, FileId file) {
  std::vector<Directive> found;
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    std::string_view line = source.line(number);
    line = ascii::trim(line.substr(0, line.find('#')));
    if (!line.starts_with("disable=")) continue;
    Directive& directive = found.emplace_back(on_line(source, file, number, Directive::Tool::shellcheck));
    for (std::string_view rest = line.substr(8); !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (const std::string_view id = ascii::trim(rest.substr(0, comma)); !id.empty()) directive.ids.emplace_back(id);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    directive.everything = directive.ids.size() == 1 && directive.ids.front() == "all";
  }
  return found;
}

std::vector<Directive> read_tally_settings(const Source& source, FileId file) {
  std::vector<Directive> found;
  std::string section;
  bool in_exclude = false;
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = ascii::trim(source.line(number));
    std::string_view value = line;
    if (!in_exclude) {
      if (line.starts_with('[')) {
        section = section_path(line.substr(1, line.find(']') - 1));
        continue;
      }
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos || line.starts_with('#')) continue;
      const std::string_view key = ascii::trim(line.substr(0, equals));
      value = line.substr(equals + 1);
      if (key == "severity" && section.starts_with("rules/") && quoted_texts(value) == std::vector<std::string>{"off"})
        found.emplace_back(on_line(source, file, number, Directive::Tool::tally)).ids.push_back(section.substr(6));
      in_exclude = key == "exclude" && section == "rules" && value.find('[') != std::string_view::npos;
      if (!in_exclude) continue;
    }
    for (std::string& id : quoted_texts(value))
      found.emplace_back(on_line(source, file, number, Directive::Tool::tally)).ids.push_back(std::move(id));
    in_exclude = value.substr(0, value.find('#')).find(']') == std::string_view::npos;
  }
  return found;
}

}  // namespace seaworthy::rules
