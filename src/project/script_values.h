#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/ast.h"

/// What the commands of a script look like once its literal variables are put in.
///
/// `docker compose -f "$COMPOSE_FILE" up` says nothing until `COMPOSE_FILE=compose.prod.yml` a hundred lines above is
/// known. The script is read from top to bottom, never run: an assignment in a branch adds a further possible value,
/// arguments of a function are those of all its calls, `cd` is followed where it is unconditional. What only a run can
/// tell stays in the text as the byte `unknown_part`.
namespace seaworthy::project {

inline constexpr char unknown_part = '\x01';
/// Stands before paths that are known to be inside the audited root: the rest is relative to the root.
inline constexpr char root_mark = '\x02';

/// The words of a variable; more than one for an array.
using Value = std::vector<std::string>;

/// What is known when a script starts.
struct ScriptContext {
  std::string script_path;               ///< Relative to the root; for `$0`.
  std::optional<std::string> directory;  ///< Working directory relative to the root, when it is known.
  std::map<std::string, std::vector<Value>, std::less<>> variables;  ///< Possible values.
  std::set<std::string, std::less<>> exported;                       ///< Those that commands get as environment.
};

/// One way in which a command may look.
struct ExpandedCommand {
  const shell::Node* node = nullptr;
  std::vector<std::string> words;
  /// Word of the script that each of `words` came from, by index in `node->words`; -1 for one of `eval`.
  std::vector<int> sources;
  std::optional<std::string> directory;  ///< Relative to the root; nothing: not known.
  std::string below;                     ///< Where it is not known: what `cd` added to it since the start.
  bool elsewhere = false;                ///< A `cd` went to a folder of the machine, or one that only a run can tell.
  /// Variables given in front of the command, or exported before.
  std::map<std::string, std::string, std::less<>> environment;
};

/// Which commands the caller wants to see; the others are followed for their effects only.
using WantedCommand = bool (*)(const shell::Node& simple);

/// The wanted simple commands, in source order; a command with several possible values appears once for each, up to
/// eight.
std::vector<ExpandedCommand> expand_commands(const shell::Script& script, const ScriptContext& context,
                                             WantedCommand wanted = nullptr);

/// What is known when the scripts start that `ssh` runs on other machines, by the command: in double quotes and in open
/// heredocs this shell puts its variables in, and of the folder over there nothing is known.
std::vector<std::pair<const shell::Node*, ScriptContext>> remote_contexts(const shell::Script& script,
                                                                          const ScriptContext& context);

/// What the variables of a script may hold when it has come to its end, for those that take it in.
std::map<std::string, std::vector<Value>, std::less<>> variables_after(const shell::Script& script,
                                                                       const ScriptContext& context);

/// Where a path of a script leads, seen from `directory`: relative to the root. Nothing when a part is unknown or when
/// it is an absolute path.
std::optional<std::string> script_path_to_root(std::string_view path, const std::optional<std::string>& directory);

}  // namespace seaworthy::project
