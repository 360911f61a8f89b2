#pragma once

#include <algorithm>
#include <string_view>

namespace seaworthy::rules {

/// Whether a test holds for any word of a script of package.json, operators of the shell left out.
template <typename Test>
bool any_script_word(std::string_view script, const Test& test) {
  while (!script.empty()) {
    const std::size_t end = std::min(script.find_first_of(" \t;&|"), script.size());
    if (test(script.substr(0, end))) return true;
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return false;
}

/// Whether a build script of JavaScript turns each source into a file of its own and packs nothing into it: the
/// packages are asked for when it runs.
bool translates_alone(std::string_view script);

}  // namespace seaworthy::rules
