#include "dockerfile/heredoc.h"

#include <algorithm>

#include "dockerfile/expand.h"

namespace seaworthy::dockerfile {
namespace {

auto quotes(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return c == '\'' || c == '"'; });
}

}  // namespace

HeredocWord parse_heredoc_word(std::string_view word, std::size_t* work_left) {
  HeredocWord result;
  std::size_t at = 0;
  while (at < word.size() && word[at] >= '0' && word[at] <= '9') ++at;
  if (!word.substr(at).starts_with("<<")) return result;
  at += 2;
  if (at < word.size() && word[at] == '-') {
    result.strips_tabs = true;
    ++at;
  }
  while (at < word.size() && (word[at] == ' ' || (word[at] >= '\t' && word[at] <= '\r' && word[at] != '\v'))) ++at;
  const std::string_view delimiter = word.substr(at);
  if (delimiter.empty() || delimiter.find('<') != std::string_view::npos) return result;

  const ListedEnvironment nothing;
  const Expansion plain = expand(delimiter, nothing, {.keep_unset = true, .work_left = work_left});
  result.fault = !plain.ok();
  if (!plain.ok() || plain.words.size() != 1) return result;
  const Expansion quoted =
      expand(delimiter, nothing, {.keep_quotes = true, .keep_unset = true, .work_left = work_left});
  if (!quoted.ok() || quoted.words.size() != 1) {
    result.fault = true;
    return result;
  }
  result.is_heredoc = true;
  result.name = plain.words.front().text;
  // A delimiter of which any part is quoted keeps the body as it stands.
  result.expands = quotes(result.name) == quotes(quoted.words.front().text);
  return result;
}

}  // namespace seaworthy::dockerfile
