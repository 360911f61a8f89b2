#include "rules/lib/host_installs.h"

#include "knowledge/knowledge.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {
namespace {

/// `docker compose exec app composer install` as well as `composer install`.
void look(const shell::Script& script, HostInstalls& found) {
  for (const shell::Node* const node : script.commands)
    for (std::size_t at = 0; at < node->words.size(); ++at) {
      const std::string_view program = base_name(node->words[at].text);
      const bool installs = at + 1 < node->words.size() && is_one_of("install ci i update", node->words[at + 1].text);
      found.node = found.node || (knowledge::is_node_package_manager(program) && installs) ||
                   (program == "yarn" && at + 1 == node->words.size());
      found.php = found.php || (is_one_of("composer composer.phar", program) && installs);
    }
}

}  // namespace

HostInstalls host_installs(const project::Project& project) {
  HostInstalls found;
  for (const project::File& file : project.files) {
    // What a runner installs is on its disk alone.
    if (file.kind == project::FileKind::ci) continue;
    if (file.script != nullptr) look(*file.script, found);
    for (const shell::Script* const script : file.embedded) look(*script, found);
    if ((file.kind == project::FileKind::readme || file.kind == project::FileKind::documentation) && file.has_content &&
        !found.php)
      found.php = contains(project.sources[file.source].text(), "composer install");
  }
  return found;
}

}  // namespace seaworthy::rules
