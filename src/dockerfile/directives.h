#pragma once

#include <utility>
#include <vector>

#include "dockerfile/build.h"
#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {

/// Reads the parser directives at the top of the file. The first line that is none of the known ones ends them, be it a
/// comment, a blank line or an instruction.
class Directives {
 public:
  explicit Directives(Build& build) : build_(build) {}

  /// Looks at a comment (from `#` to the end of its line); true when it is a directive and therefore no comment.
  bool take(Part comment);
  /// Called for a line that is no comment.
  void finish() { done_ = true; }
  /// Judges the value of `# check=`, which the builder reads before everything else.
  void check_options(std::string_view value, Span span);
  std::vector<Directive> take_all() { return std::move(directives_); }

 private:
  void check_frontend(const Directive& directive);
  void misplaced(const Directive& directive);

  Build& build_;
  std::vector<Directive> directives_;
  bool done_ = false;
};

}  // namespace seaworthy::dockerfile
