#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "project/model.h"

namespace seaworthy::project {

/// Adds what a bake file (HCL or JSON) builds: one command for each target, inherited attributes put in. Values that
/// are no literals are unknown.
void add_bake_targets(const Project& project, const File& file, Arena& arena, std::vector<BuildCommand>& commands);

/// Something in a bake file that `docker buildx bake` refuses, or passes over without a word.
struct BakeProblem {
  enum class Kind : std::uint8_t {
    not_closed,          ///< A string or block without its end.
    no_label,            ///< A target, group or variable without a name.
    unknown_attribute,   ///< `word`: no attribute of such a block.
    redefined,           ///< `word`: an attribute that stands in the block already.
    unknown_parent,      ///< `word`: what `inherits` names and no bake file beside it defines.
    unknown_member,      ///< `word`: the same for `targets` of a group.
    endless,             ///< `word`: a target that inherits from itself by others.
    bad_network,         ///< `word`: no network mode that a build can have.
    bad_entitlement,     ///< `word`: nothing that a build can be allowed.
    bad_annotation,      ///< `word`: an annotation without `=`.
    dockerfile_ignored,  ///< A target with `dockerfile-inline` too.
  };
  Kind kind;
  Span span;
  std::string_view word;   ///< Of the file's text.
  std::string_view block;  ///< `target`, `group` ...
};

/// The problems of a bake file, in the order of place. What only a run knows (functions, variables, values of the
/// command line) is taken to be right.
std::vector<BakeProblem> bake_problems(const Project& project, const File& file);

}  // namespace seaworthy::project
