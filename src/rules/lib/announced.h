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

/// Whether a variable without a value is one that whoever starts a stack knows of: other values of the stack need it as
/// well, a file announces it, or nothing beside the place promises to name them all.
bool is_known_to_need_value(const project::Project& project, const project::Stack& stack, std::string_view variable,
                            Span place);

}  // namespace seaworthy::rules
