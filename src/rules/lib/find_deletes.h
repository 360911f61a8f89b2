#pragma once

#include <algorithm>
#include <string_view>

#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

/// Whether a `find` deletes what it finds: by itself, with a command that it runs, or through what reads its output.
inline bool deletes_what_it_finds(const shell::Node& find) {
  const shell::Invocation command = shell::invocation(find);
  bool runs = false;
  for (const shell::Word& word : command.arguments) {
    if (word.text == "-delete") return true;
    if (runs && (is_one_of("rm unlink shred", base_name(word.text)) || contains(word.text, "rm "))) return true;
    runs = runs || is_one_of("-exec -execdir -ok -okdir", word.text);
  }
  if (find.parent == nullptr || find.parent->kind != shell::NodeKind::pipeline) return false;
  bool behind = false, deletes = false;
  for (const shell::Node* const member : find.parent->children) {
    if (behind) for_each_node(*member, [&](const shell::Node& node) { deletes = deletes || node.program == "rm"; });
    behind = behind || member == &find;
  }
  return deletes;
}

}  // namespace seaworthy::rules
