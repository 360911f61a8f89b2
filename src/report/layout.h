#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Text in columns of a terminal: widths count what is seen, not bytes.
namespace seaworthy::report {

/// Columns that a UTF-8 text takes (utf8proc's tables; wide characters take two, control characters none).
std::size_t columns(std::string_view text);
/// The longest prefix that fits, with an ellipsis where something was cut.
std::string clip(std::string_view text, std::size_t width);
/// Both ends of a text that does not fit, with an ellipsis between: of paths the last part tells most.
std::string clip_middle(std::string_view text, std::size_t width);
/// The end of a text that does not fit, with an ellipsis in front.
std::string clip_front(std::string_view text, std::size_t width);
/// Fills up with spaces to `width` columns; longer text stays as it is.
std::string pad(std::string_view text, std::size_t width);
/// Breaks at spaces so that every line fits; a word that is longer stands alone on its line.
std::vector<std::string> wrap(std::string_view text, std::size_t width);
/// Replaces control characters and invalid UTF-8, so that a hostile file cannot steer the terminal; tabs become spaces.
std::string printable(std::string_view text);
/// Replaces bytes that are no UTF-8 and leaves everything else alone.
std::string valid_utf8(std::string_view text);

}  // namespace seaworthy::report
