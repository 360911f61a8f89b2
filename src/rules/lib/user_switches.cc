#include "rules/lib/user_switches.h"

#include <algorithm>

#include "project/paths.h"
#include "project/user_switch.h"

namespace seaworthy::rules {

std::string_view user_switch_of(const shell::Invocation& command) {
  const auto is_switch = [](const shell::Word& word) {
    return project::is_switch_to_user(project::base_name(word.text));
  };
  const auto wrapper = std::ranges::find_if(command.wrappers, is_switch);
  const std::string_view found = wrapper != command.wrappers.end()             ? project::base_name(wrapper->text)
                                 : project::is_switch_to_user(command.program) ? command.program
                                                                               : std::string_view();
  // These two set limits and privileges as well, and another user only where they are told to.
  if (found != "setpriv" && found != "chpst") return found;
  const bool is_told = std::ranges::any_of(command.node->words, [](const shell::Word& word) {
    return word.text.starts_with("--reuid") || word.text.starts_with("-u");
  });
  return is_told ? found : std::string_view();
}

}  // namespace seaworthy::rules
