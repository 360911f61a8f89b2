#include "knowledge/web_routing.h"

#include <algorithm>
#include <utility>

namespace seaworthy::knowledge {

const WebFramework* web_framework(std::string_view language, std::string_view package) {
  const auto key = [](const WebFramework& row) { return std::pair(row.language, row.package); };
  const auto found = std::ranges::lower_bound(tables::web_frameworks, std::pair(language, package), {}, key);
  return found != tables::web_frameworks.end() && key(*found) == std::pair(language, package) ? &*found : nullptr;
}

bool RoutingLanguage::is_quiet(std::string_view package) const {
  return std::ranges::any_of(quiet, [&](std::string_view name) {
    return package == name || (package.starts_with(name) && package[name.size()] == '.');
  });
}

bool RoutingLanguage::serves_files(std::string_view package) const {
  return std::ranges::find(file_servers, package) != file_servers.end();
}

bool RoutingLanguage::declares(std::string_view method) const {
  return std::ranges::find(declare, method) != declare.end();
}

bool RoutingLanguage::is_harmless(std::string_view call) const {
  return std::ranges::find(harmless, call) != harmless.end();
}

const RoutingLanguage& routing_language(std::string_view language) {
  static constexpr RoutingLanguage none;
  const auto found = std::ranges::find(tables::routing_languages, language, &RoutingLanguage::language);
  return found == tables::routing_languages.end() ? none : *found;
}

}  // namespace seaworthy::knowledge
