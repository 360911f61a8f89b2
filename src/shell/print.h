#pragma once

#include <string>

#include "shell/ast.h"

namespace seaworthy::shell {

/// The tree as an s-expression, for `show ast` and for tests:
///
///     (list (run FOO=(= 1) make "$x"["x"] (> log)) & (if (list (run a)) (list (run b))))
///
/// A word is its text without quotes, in JSON quotes where it is not plain; behind it, in brackets, what expands in it:
/// a parameter with its operation, `*` for a glob, `{a,b}`, `~`, `((..))`, and the tree of a substitution; what stands
/// in double quotes is quoted there, too. `pretty` puts every command on a line of its own.
std::string print(const Script& script, bool pretty = false);
std::string print(const Node& node, bool pretty = false);

}  // namespace seaworthy::shell
