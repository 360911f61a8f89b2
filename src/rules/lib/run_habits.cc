#include "rules/lib/run_habits.h"

#include <string>

#include "rules/lib/words.h"

namespace seaworthy::rules {

std::size_t expansion_end(std::string_view raw, std::size_t at) {
  if (raw[at] == '`') {
    std::size_t end = at + 1;
    while (end < raw.size() && raw[end] != '`') end += raw[end] == '\\' ? 2 : 1;
    return std::min(end + 1, raw.size());
  }
  if (at + 1 >= raw.size()) return raw.size();
  const char open = raw[at + 1];
  if (open != '(' && open != '{') {
    std::size_t end = at + 1;
    while (end < raw.size() &&
           (is_digit(raw[end]) || raw[end] == '_' || (lower(raw[end]) >= 'a' && lower(raw[end]) <= 'z')))
      ++end;
    return end == at + 1 && contains("@*#?-$!", raw.substr(end, 1)) ? end + 1 : end;
  }
  const char close = open == '(' ? ')' : '}';
  int depth = 0;
  for (std::size_t end = at + 1; end < raw.size(); ++end) {
    if (raw[end] == '\\') {
      ++end;
    } else if (raw[end] == '\'' && open == '(') {
      end = raw.find('\'', end + 1);
      if (end == std::string_view::npos) return raw.size();
    } else if (raw[end] == open) {
      ++depth;
    } else if (raw[end] == close && --depth == 0) {
      return end + 1;
    }
  }
  return raw.size();
}

std::string literal_text(std::string_view raw) {
  std::string text;
  for_each_piece(raw, [&](char quote, std::string_view piece) {
    if (quote == '\'') text.append(piece);
    if (quote != '"' && quote != ' ') return;
    for (std::size_t at = 0; at < piece.size();) {
      if (piece[at] == '\\' && at + 1 < piece.size()) {
        // In double quotes a backslash goes only before what it protects.
        if (quote == '"' && !contains("\\\"$`\n", piece.substr(at + 1, 1))) text += '\\';
        text += piece[at + 1];
        at += 2;
      } else if (piece[at] == '$' || piece[at] == '`') {
        at = expansion_end(piece, at);
      } else {
        text += piece[at++];
      }
    }
  });
  return text;
}

}  // namespace seaworthy::rules
