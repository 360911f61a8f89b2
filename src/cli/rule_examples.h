#pragma once

#include <span>
#include <string_view>

namespace seaworthy::cli {

/// A small file in which a rule finds something: the one of its fixture, so that it is known to be true.
struct RuleExample {
  std::string_view slug;
  std::string_view path;
  std::string_view text;
};

/// What `explain` shows for a rule; nothing when its fixture is too large for a page. Written by
/// tools/generate_examples.py.
std::span<const RuleExample> rule_examples(std::string_view slug);

}  // namespace seaworthy::cli
