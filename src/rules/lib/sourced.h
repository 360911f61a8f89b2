#pragma once

#include <string_view>

#include "project/model.h"
#include "rules/lib/shell_context.h"

/// Scripts that others take in.
namespace seaworthy::rules {

/// The options in force where other scripts take a file in (`. lib.sh`), as far as all of them agree; none where nobody
/// does. A library sets no options of its own.
StrictMode mode_of_callers(const project::File& file, const project::Project& project);

/// Whether a script of the repository takes a file in.
bool is_taken_in(const project::File& file, const project::Project& project);

/// The options that scripts of the repository set which a file takes in before `at`, or anywhere when it is null; those
/// of the file itself not included.
StrictMode mode_of_sourced(const project::File& file, const project::Project& project, const shell::Node* at = nullptr);

/// Whether scripts that a file takes in, or that those take in, give a variable one word of literal text and nothing
/// else.
bool gets_word_from_sourced(const project::File& file, const project::Project& project, std::string_view name);

}  // namespace seaworthy::rules
