#pragma once

#include <string>

#include "dockerfile/ast.h"

namespace seaworthy::dockerfile {

/// The tree in the notation of BuildKit's parser tests: one `(instruction "argument" ...)` a line, ended by a newline.
/// An instruction that could not be read is shown as far as it was.
std::string print(const File& file);

/// The problem at which BuildKit's parser gives the file up; null when it reads all of it. Later phases may still
/// refuse it.
const Problem* parse_failure(const File& file);

}  // namespace seaworthy::dockerfile
