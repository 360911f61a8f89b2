#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "shell/ast.h"
#include "text/mapped.h"
#include "text/source.h"

/// Words that scripts keep under a name and begin their commands with: `DC="docker compose -f prod.yml"`,
/// `COMPOSE=(docker compose)`, `db() { docker compose exec -T db "$@"; }`.
///
/// A script is read as if they stood where the name does, so that whoever asks what a command does sees the program and
/// its options, whatever the author called them.
namespace seaworthy::project {

struct CommandWords {
  /// What stands for each name, as a shell reads it; "" for a name that has more than one meaning.
  std::map<std::string, std::string, std::less<>> variables, functions;
  bool empty() const { return variables.empty() && functions.empty(); }
};

/// Adds what a script says; `source` is the file that it stands in.
void add_command_words(const shell::Script& script, const Source& source, CommandWords& words);
/// Adds what other scripts say that are taken in; what is there already counts more.
void add_command_words(const CommandWords& taken_in, CommandWords& words);
/// The body with the words put in, ready to be parsed again; nothing is changed where no command begins with a name.
/// What was put in has the place of the name.
MappedText with_command_words(const MappedText& body, const shell::Script& parsed, const CommandWords& words,
                              Arena& arena);

}  // namespace seaworthy::project
