#pragma once

#include <string_view>

namespace seaworthy::knowledge {

/// Whether a row of exactly this family lists what a package brings, with all that its extras bring.
bool has_programs_row(std::string_view package, std::string_view family);

/// Whether programs_of_package() has a program.
bool package_brings(std::string_view package, std::string_view family, std::string_view program);

}  // namespace seaworthy::knowledge
