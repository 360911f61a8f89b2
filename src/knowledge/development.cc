#include "knowledge/development.h"

#include <fnmatch.h>

#include <algorithm>
#include <string>

namespace seaworthy::knowledge {

const DevelopmentValue* development_value(std::string_view variable, std::string_view value) {
  const std::string name(variable);
  std::string lower(value);
  for (char& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  for (const DevelopmentValue& row : tables::development_values)
    if (std::ranges::find(row.values, lower) != row.values.end() &&
        fnmatch(std::string(row.variable).c_str(), name.c_str(), 0) == 0)
      return &row;
  return nullptr;
}

}  // namespace seaworthy::knowledge
