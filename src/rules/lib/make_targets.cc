#include "rules/lib/make_targets.h"

#include <algorithm>

#include "rules/lib/words.h"

namespace seaworthy::rules {

bool MakeTargets::has(std::string_view name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
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
    const std::size_t colon = line.find(':');
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

}  // namespace seaworthy::rules
