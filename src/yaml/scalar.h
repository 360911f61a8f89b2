#pragma once

#include <string_view>
#include <vector>

#include "text/mapped.h"
#include "yaml/node.h"

namespace seaworthy::yaml {

/// Finds where each byte of a scalar's decoded text stands in `raw`, the scalar as written (quotes or block header
/// included). Appends pieces whose source offsets count from the start of `raw`. When the two do not fit together the
/// rest of the text is mapped to one place, so the result always covers `decoded`.
void map_scalar(Style style, std::string_view raw, std::string_view decoded, std::vector<MappedPiece>& pieces);

}  // namespace seaworthy::yaml
