#include "knowledge/capability_programs.h"

#include <algorithm>

namespace seaworthy::knowledge {

std::span<const std::string_view> capabilities_of_program(std::string_view program) {
  const auto found =
      std::ranges::lower_bound(tables::capability_programs, program, {}, &tables::CapabilityProgram::program);
  if (found == tables::capability_programs.end() || found->program != program) return {};
  return found->capabilities;
}

}  // namespace seaworthy::knowledge
