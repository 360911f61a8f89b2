#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {

struct JsonElement {
  std::string text;  ///< Decoded.
  Part part;         ///< With its quotes.
};

/// What the arguments of an instruction are when they begin with `[`.
enum class JsonForm : std::uint8_t {
  no_array,        ///< Not valid JSON: the builder takes the text as it stands, without a word.
  strings,         ///< An array of strings, possibly empty.
  other_elements,  ///< A valid array with something else than strings in it: the builder refuses it.
};

/// Reads a JSON array of strings that takes up all of `part` but for white space around it.
JsonForm parse_json_strings(std::string_view text, Part part, std::vector<JsonElement>& elements);

}  // namespace seaworthy::dockerfile
