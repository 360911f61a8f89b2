#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "rules/rule.h"

namespace seaworthy::rules {

/// A word of a command and where it stands.
struct PlacedWord {
  std::string_view text;
  Span span;
};

/// Index of the word with which another command begins that was meant to be one of its own: it is the first of its
/// line, names a program, and the command before it is one that runs nothing else, such as `manage.py migrate`. The
/// number of words when there is none.
std::size_t second_command(std::span<const PlacedWord> words, const Report& report);

}  // namespace seaworthy::rules
