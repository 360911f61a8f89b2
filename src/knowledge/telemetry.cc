#include "knowledge/telemetry.h"

#include <algorithm>

namespace seaworthy::knowledge {

const Telemetry* telemetry(std::string_view program, std::string_view verb) {
  const auto row = std::ranges::find(tables::telemetry, program, &Telemetry::program);
  if (row == tables::telemetry.end()) return nullptr;
  const bool reports = row->verbs.empty() || std::ranges::find(row->verbs, verb) != row->verbs.end();
  return reports ? &*row : nullptr;
}

}  // namespace seaworthy::knowledge
