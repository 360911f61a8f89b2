#pragma once

#include <string_view>
#include <vector>

#include "code/program.h"
#include "dockerfile/ast.h"
#include "project/model.h"

/// Which extensions of PHP an image may have that is built on the official one.
namespace seaworthy::rules {

/// Whether a step of the stage or of what it is built on may bring an extension; of those before `before`, null: of
/// all. What only a run can tell counts as bringing it.
bool may_bring_extension(const dockerfile::Stage& stage, std::string_view extension,
                         const dockerfile::Instruction* before);

/// Whether nothing that the container of a service is made of or starts with brings an extension. The service runs the
/// official image of PHP or one built on it.
bool lacks_extension(const project::Service& service, std::string_view extension);

/// An extension that a package of a composer.lock requires.
struct LockedExtension {
  std::string_view extension, package;
  Span span;
  bool development = false;  ///< Of a package that a production-only install leaves out.
};
/// Those that no package of the lock file stands in for, in order of the file.
std::vector<LockedExtension> locked_extensions(const code::SourceFile& lock);

}  // namespace seaworthy::rules
