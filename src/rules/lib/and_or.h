#pragma once

#include "shell/ast.h"

/// `A && B || C`, which looks like if and else.
namespace seaworthy::rules {

/// Whether a list is `A && B || C` and nothing more.
bool is_and_or_of_three(const shell::Node& list);

/// Whether it is, and C runs for a failure of B as well, which nobody means: B may fail, and C does more than give up.
bool takes_both_branches(const shell::Node& list);

}  // namespace seaworthy::rules
