#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "rules/lib/shell_context.h"

/// What rules on habits of the shell ask about RUN steps: matters of style and of care that other linters report for
/// every script, and that are off here unless somebody asks for them.
namespace seaworthy::rules {

/// Calls `visit(node, site)` for every node of the RUN steps of a Dockerfile, substitutions included. The text that a
/// step gives to another shell (`sh -c '...'`) is an argument here. False when there is no such step.
template <class Visit>
bool for_each_step_node(const project::File& file, const Visit& visit) {
  if (file.dockerfile == nullptr) return false;
  bool any = false;
  for_each_script(file, [&](const ScriptSite& site) {
    if (site.site != CommandSite::run) return;
    any = true;
    for_each_own_node(*site.script, [&](const shell::Node& node) { visit(node, site); });
  });
  return any;
}

/// The check of a rule that looks at each of these nodes by itself: `LookAt(node, report)`, or
/// `LookAt(node, site, file, report)` where it asks for what is around the node.
template <auto LookAt>
void check_step_nodes(const project::File& file, Report& report) {
  const bool any = for_each_step_node(file, [&](const shell::Node& node, const ScriptSite& site) {
    if constexpr (std::is_invocable_v<decltype(LookAt), const shell::Node&, Report&>)
      LookAt(node, report);
    else
      LookAt(node, site, file, report);
  });
  if (!any) report.skip();
}

/// The text of a word that does not depend on an expansion, with the backslashes that its quotes keep.
std::string literal_text(std::string_view raw);

/// The end of the substitution or `${...}` that begins at `raw[at]`, or of the `$name`; `at` + 1 where nothing begins.
std::size_t expansion_end(std::string_view raw, std::size_t at);

/// Calls `visit(quote, text)` for the pieces of a word as written, in order: `quote` is `'`, `"` or a blank for a
/// bare piece, `text` what stands between the quotes, expansions in it as they are written. Substitutions, `${...}` and
/// what follows them within bare text are pieces of their own with the quote `$`.
template <class Visit>
void for_each_piece(std::string_view raw, const Visit& visit) {
  std::size_t bare = 0;
  const auto end_bare = [&](std::size_t at) {
    if (at > bare) visit(' ', raw.substr(bare, at - bare));
  };
  std::size_t at = 0;
  while (at < raw.size()) {
    if (raw[at] == '\\') {
      at = std::min(at + 2, raw.size());
    } else if (raw[at] == '\'') {
      end_bare(at);
      const std::size_t close = std::min(raw.find('\'', at + 1), raw.size());
      visit('\'', raw.substr(at + 1, close - at - 1));
      bare = at = std::min(close + 1, raw.size());
    } else if (raw[at] == '"') {
      end_bare(at);
      std::size_t close = at + 1;
      while (close < raw.size() && raw[close] != '"')
        close = raw[close] == '\\'                       ? close + 2
                : raw[close] == '$' || raw[close] == '`' ? expansion_end(raw, close)
                                                         : close + 1;
      close = std::min(close, raw.size());
      visit('"', raw.substr(at + 1, close - at - 1));
      bare = at = std::min(close + 1, raw.size());
    } else if (raw[at] == '$' || raw[at] == '`') {
      end_bare(at);
      const std::size_t end = expansion_end(raw, at);
      visit('$', raw.substr(at, end - at));
      bare = at = end;
    } else {
      ++at;
    }
  }
  end_bare(at);
}

}  // namespace seaworthy::rules
