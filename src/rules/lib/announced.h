#pragma once

#include <string_view>

#include "project/model.h"

namespace seaworthy::rules {

/// Whether a template, a script or a document of the repository tells people to set a variable (`NAME=`), if only in a
/// comment: whoever starts the stack is asked for it. Compose files do not count.
bool is_announced(const project::Project& project, std::string_view variable);

/// Whether an env file or a template of one stands beside the file of a place: whoever follows it lacks what it does
/// not name. Where there is none, nobody was promised that all is said; one above is for something else.
bool is_beside_template(const project::Project& project, Span place);

}  // namespace seaworthy::rules
