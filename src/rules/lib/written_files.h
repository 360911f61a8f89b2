#pragma once

#include <string>
#include <vector>

#include "shell/ast.h"

/// Names of the files that a script writes, as far as they can be told without running it.
namespace seaworthy::rules {

/// What only a run can tell is a `*`.
struct WrittenFile {
  std::string folder, name;
  Span span;  ///< Where it is named; invalid for what a program makes up.
};

/// What is known of a path: variables that the script sets are put in, with a reading for each place that sets one (at
/// least one reading, at most eight), the rest becomes `*`.
std::vector<std::string> known_parts(const shell::Word& word, const shell::Script& script);
/// Files that commands of a script make: redirections, and the options by which dump programs and archivers name one.
/// Programs that give a file another name add what they may call it.
std::vector<WrittenFile> written_by(const shell::Script& script);

}  // namespace seaworthy::rules
