#pragma once

#include <string_view>

namespace seaworthy::knowledge {

/// The name of a query of KICS by its id, as `kics-scan disable=` gives it; "" when there is none.
std::string_view kics_query(std::string_view id);

}  // namespace seaworthy::knowledge
