#pragma once

#include <string_view>

#include "rules/lib/words.h"

namespace seaworthy::rules {

/// Whether a file is a template from which another program makes the script or configuration: what looks wrong in it
/// may be right once it is filled in.
constexpr bool is_template(std::string_view path, std::string_view text) {
  return contains(path, ".tmpl") || contains(path, ".j2") || contains(path, ".tpl") || contains(path, ".erb") ||
         contains(text, "{{ ") || contains(text, "{% ") || contains(text, "<%=");
}

}  // namespace seaworthy::rules
