#include "rules/lib/configuration_conditions.h"

#include <fnmatch.h>

#include <algorithm>
#include <string>

#include "project/upstreams.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

bool fits_pattern(std::string_view pattern, std::string_view text) {
  if (pattern.find_first_of("*?[") == std::string_view::npos) return pattern == text;
  return fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), 0) == 0;
}

std::vector<project::ConfigurationFile> configurations_of(const project::Project& project,
                                                          const project::Service& service) {
  std::vector<project::ConfigurationFile> result;
  for (const project::File* const file : project::configuration_files(project, service)) {
    using project::FileKind;
    if (file->script != nullptr || file->dockerfile != nullptr || file->nginx != nullptr ||
        file->kind == FileKind::compose || file->kind == FileKind::env || file->kind == FileKind::sql)
      continue;
    project::ConfigurationFile read = project::read_configuration(project, *file);
    if (!read.settings.empty()) result.push_back(std::move(read));
  }
  return result;
}

const project::ConfigurationSetting* setting_of(const project::ConfigurationFile& file, std::string_view key) {
  const auto found = std::ranges::find_if(
      file.settings, [&](const project::ConfigurationSetting& setting) { return fits_pattern(key, setting.key); });
  return found != file.settings.end() ? &*found : nullptr;
}

/// Calls `visit` for each text between `|`; true as soon as one call is.
template <class F>
static bool any_of_list(std::string_view list, F visit) {
  while (!list.empty()) {
    const std::string_view one = before(list, '|');
    if (visit(one)) return true;
    list.remove_prefix(std::min(one.size() + 1, list.size()));
  }
  return false;
}

/// The setting for which `key=a|b` or `key~pattern` holds; null for none.
static const project::ConfigurationSetting* holder(std::string_view condition, const project::ConfigurationFile& file) {
  const std::size_t at = condition.find_first_of("=~");
  const std::string_view key = condition.substr(0, at);
  const std::string_view wanted = at == std::string_view::npos ? std::string_view() : condition.substr(at + 1);
  const project::ConfigurationSetting* found = nullptr;
  any_of_list(at == std::string_view::npos ? key : std::string_view("x"), [&](std::string_view name) {
    for (const project::ConfigurationSetting& setting : file.settings) {
      if (!fits_pattern(at == std::string_view::npos ? name : key, setting.key)) continue;
      // `key=` is the empty value.
      const bool fits = at == std::string_view::npos || (wanted.empty() && setting.value.empty()) ||
                        any_of_list(wanted, [&](std::string_view one) {
                          return condition[at] == '=' ? setting.value == one : fits_pattern(one, setting.value);
                        });
      if (!fits) continue;
      found = &setting;
      return true;
    }
    return false;
  });
  return found;
}

bool hold(std::span<const std::string_view> conditions, const project::ConfigurationFile& file,
          std::span<const project::ConfigurationFile> all, Span& place) {
  bool placed = false;
  for (const std::string_view condition : conditions) {
    const std::size_t unequal = condition.find("!=");
    if (condition.starts_with('!') || unequal != std::string_view::npos) {
      const std::string positive = unequal != std::string_view::npos ? std::string(condition.substr(0, unequal)) +
                                                                           std::string(condition.substr(unequal + 1))
                                                                     : std::string(condition.substr(1));
      for (const project::ConfigurationFile& each : all)
        if (holder(positive, each) != nullptr) return false;
      continue;
    }
    const project::ConfigurationSetting* const found = holder(condition, file);
    if (found == nullptr) return false;
    if (!placed) place = found->span;
    placed = true;
  }
  return true;
}

}  // namespace seaworthy::rules
