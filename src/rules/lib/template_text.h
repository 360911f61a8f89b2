#pragma once

#include <string_view>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether `{SERVER_NAME}` stands somewhere: a start script puts a value in its place.
constexpr bool has_placeholder(std::string_view text) {
  constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find_first_not_of(capitals, at + 1);
    if (end != std::string_view::npos && end > at + 3 && text[end] == '}') return true;
  }
  return false;
}

/// Whether a file is a template from which another program makes the script or configuration: what looks wrong in it
/// may be right once it is filled in.
constexpr bool is_template(std::string_view path, std::string_view text) {
  return contains(path, ".tmpl") || contains(path, ".j2") || contains(path, ".tpl") || contains(path, ".erb") ||
         contains(text, "{{ ") || contains(text, "{% ") || contains(text, "<%=");
}

}  // namespace seaworthy::rules
