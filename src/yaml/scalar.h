#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/mapped.h"
#include "yaml/node.h"

namespace seaworthy::yaml {

/// Finds where each byte of a scalar's decoded text stands in `raw`, the scalar as written (quotes or block header
/// included). Appends pieces whose source offsets count from the start of `raw`. When the two do not fit together the
/// rest of the text is mapped to one place, so the result always covers `decoded`.
void map_scalar(Style style, std::string_view raw, std::string_view decoded, std::vector<MappedPiece>& pieces);

/// The bytes that base64 with padding stands for; line breaks in it are nothing. Nothing where it is no base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace seaworthy::yaml
