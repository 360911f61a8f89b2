#pragma once

#include "dockerfile/build.h"

// The passes of validate(): what BuildKit's instruction parser, converter and linter say, each with our own words.
namespace seaworthy::dockerfile {

/// Keywords, flags, numbers of arguments, and what each instruction asks of its arguments.
void check_instructions(Build& build);
/// FROM, names of stages, who copies from whom, remote and impossible sources.
void check_stages(Build& build);
/// What BuildKit's linter warns of and what can be seen in the syntax alone.
void check_style(Build& build);

}  // namespace seaworthy::dockerfile
