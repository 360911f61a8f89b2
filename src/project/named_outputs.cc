#include "project/named_outputs.h"

#include <algorithm>

#include "project/paths.h"

namespace seaworthy::project {

bool names_as_output(const shell::Invocation& invocation, std::string_view name) {
  for (const std::string_view option : {"-o", "--output", "--output-file", "--out", "--outfile"})
    if (const auto value = invocation.option(option); value.has_value() && base_name(*value) == name) return true;
  // The command's own redirections are read where the files that an image has are.
  for (const shell::Node* around = invocation.node->parent; around != nullptr; around = around->parent)
    if (std::ranges::any_of(around->redirections, [&](const shell::Redirection& redirection) {
          return redirection.operation.starts_with('>') &&
                 (!redirection.target.literal || base_name(redirection.target.text) == name);
        }))
      return true;
  return false;
}

}  // namespace seaworthy::project
