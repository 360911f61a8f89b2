#pragma once

#include <string_view>

#include "shell/ast.h"
#include "text/source.h"

/// Scripts that make keys and passwords of random bytes.
namespace seaworthy::rules {

struct MadeSecret {
  std::string_view name;  ///< SECRET_KEY; "" where a command makes none.
  Span span;
};

/// The secret that a command makes: `export SECRET_KEY=$(openssl rand -hex 32)`, the same by a function of its script,
/// `php artisan key:generate`. A value that only stands in for one that is not given (`${KEY:-$(...)}`) is none.
MadeSecret made_secret(const shell::Node& command);

/// Whether a command runs each time that its script does: no branch, loop or function is around it, and nothing in
/// front of it in an and-or list decides.
bool is_unconditional(const shell::Node& command);

}  // namespace seaworthy::rules
