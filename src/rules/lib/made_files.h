#pragma once

#include <string>
#include <string_view>

#include "project/model.h"

/// What the scripts, Makefiles, CI steps and documents of a repository do to a file that is not part of it.
namespace seaworthy::rules {

/// The steps that concern one path. Places are invalid where there is no such step.
struct FileSteps {
  Span made;               ///< A command that writes it: `touch`, `cp`, `openssl ... -out`, a redirection ...
  Span mode_span;          ///< `chmod`, `install -m`
  std::string_view mode;   ///< As written: "600", "u=rw"; "" without one.
  Span owner_span;         ///< `chown`
  std::string_view owner;  ///< As written: "root:root"
};

/// By the path relative to the root; a command counts when it names the path or its last two parts.
FileSteps steps_on_file(const project::Project& project, std::string_view path);

/// The document beside a file, or above it, that tells people of it by its name, of one without an ending by its path;
/// null without one.
const project::File* guide_on_file(const project::Project& project, std::string_view path);

/// Whether an octal mode gives the group or others anything; false for a mode in letters.
bool opens_to_others(std::string_view mode);

}  // namespace seaworthy::rules
