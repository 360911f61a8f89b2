#include "rules/lib/configured_data.h"

#include <algorithm>

#include "rules/lib/configuration_conditions.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules {

std::vector<ConfiguredData> configured_data(const project::Service& service, Report& report) {
  std::vector<ConfiguredData> found;
  const auto is_of_image = [&](const knowledge::DataKeys& row) { return row.image == service.image->name; };
  if (service.image == nullptr || std::ranges::none_of(knowledge::tables::data_keys, is_of_image)) return found;
  for (const project::ConfigurationFile& file : once<configurations_of>(report, service))
    for (const knowledge::DataKeys& row : knowledge::tables::data_keys) {
      if (!is_of_image(row) || !fits_pattern(row.file, file.path)) continue;
      if (!row.needs.empty() && setting_of(file, row.needs) == nullptr) continue;
      for (const std::string_view key : row.keys) {
        const project::ConfigurationSetting* const setting = setting_of(file, key);
        if (setting == nullptr || !setting->value.starts_with('/') || setting->value.size() < 2 ||
            contains(setting->value, "$"))
          continue;
        std::string_view path = setting->value;
        while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
        found.push_back({&row, path, setting->span});
        break;
      }
    }
  return found;
}

}  // namespace seaworthy::rules
