#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/characters.h"
#include "text/mapped.h"

namespace seaworthy::dockerfile {

/// Words between blanks; quotes mean nothing (FROM, EXPOSE, COPY ...).
std::vector<Part> split_at_separators(std::string_view text, Part part);
/// Words between white space outside quotes; quotes and escapes stay (ENV, LABEL, ARG).
std::vector<Part> split_outside_quotes(std::string_view text, Part part, char escape);

/// A `--name=value` word in front of an instruction's arguments.
struct RawFlag {
  Part part;         ///< As written.
  std::string text;  ///< Quotes and escapes removed.
  /// Where `text` came from; only filled where it differs from what is written.
  std::vector<MappedPiece> pieces;
  /// Offset in the instruction's text of an offset in `text`.
  std::uint32_t offset(std::uint32_t text_offset) const;
};

/// Reads the flags at the begin of `part` and returns what follows them, without white space at its edges.
Part split_flags(std::string_view text, Part part, char escape, std::vector<RawFlag>& flags);

}  // namespace seaworthy::dockerfile
