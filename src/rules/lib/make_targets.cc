#include "rules/lib/make_targets.h"

#include <algorithm>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether a name as a Makefile writes it, `db\:up`, is the one that it is called by.
static bool is_name(std::string_view written, std::string_view name) {
  for (const char letter : written) {
    if (letter == '\\') continue;
    if (name.empty() || name.front() != letter) return false;
    name.remove_prefix(1);
  }
  return name.empty();
}

bool MakeTargets::has(std::string_view name) const {
  return std::ranges::any_of(names, [&](std::string_view each) { return each == name || is_name(each, name); });
}

/// The colon that ends the names of a rule; one behind a backslash is a part of a name.
static std::size_t end_of_names(std::string_view line) {
  std::size_t colon = line.find(':');
  while (colon != std::string_view::npos && colon > 0 && line[colon - 1] == '\\') colon = line.find(':', colon + 1);
  return colon;
}

MakeTargets make_targets(const project::Project& project, const project::File& makefile) {
  MakeTargets targets;
  const std::string_view text = project.sources[makefile.source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line.front() == '\t' || line.front() == '#' || line.front() == ' ') continue;
    if (line.starts_with("include ") || line.starts_with("-include ") || line.starts_with("sinclude ") ||
        line.starts_with("$(eval") || line.starts_with("define "))
      targets.open = true;
    const std::size_t colon = end_of_names(line);
    if (colon == std::string_view::npos || line.substr(colon).starts_with(":=") ||
        line.substr(colon).starts_with("::="))
      continue;
    const std::size_t assigns = line.find('=');
    if (assigns != std::string_view::npos && assigns < colon) continue;
    std::string_view names = line.substr(0, colon);
    while (!names.empty()) {
      const std::size_t stop = std::min(names.find_first_of(" \t"), names.size());
      const std::string_view name = names.substr(0, stop);
      names.remove_prefix(std::min(names.size(), stop + 1));
      if (contains(name, "%") || contains(name, "$")) targets.open = true;
      if (!name.empty() && !name.starts_with('.')) targets.names.push_back(name);
    }
  }
  return targets;
}

/// The value of the last assignment to a variable; "" without one.
static std::string_view make_value(std::string_view text, std::string_view name) {
  std::string_view value;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    for (const std::string_view word : {"export ", "override "})
      if (line.starts_with(word)) line.remove_prefix(word.size());
    if (!line.starts_with(name)) continue;
    line.remove_prefix(name.size());
    const std::size_t sign = line.find_first_not_of(" \t:?");
    if (sign == std::string_view::npos || line[sign] != '=') continue;
    const std::size_t from = line.find_first_not_of(" \t", sign + 1);
    value = from == std::string_view::npos || line[from] == '#' ? std::string_view() : line.substr(from);
  }
  return value;
}

bool make_gives_value(const project::Project& project, const project::File& makefile, std::string_view name) {
  constexpr int deepest = 4;
  const std::string_view text = project.sources[makefile.source].text();
  for (int depth = 0; depth < deepest; ++depth) {
    const std::string_view value = make_value(text, name);
    if (value.empty()) return false;
    // Another variable alone: `$(NAME)` or `${NAME}`.
    const bool is_reference = value.size() > 3 && value.front() == '$' && (value[1] == '(' || value[1] == '{') &&
                              value.find_first_of(")}") + 1 == value.find_last_not_of(" \t\r") + 1;
    if (!is_reference) return true;
    name = value.substr(2, value.find_first_of(")}") - 2);
    if (name.find_first_of(" ,:$") != std::string_view::npos || name == "CURDIR" || name == "MAKE") return true;
  }
  return false;
}

}  // namespace seaworthy::rules
