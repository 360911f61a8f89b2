#pragma once

#include <optional>

#include "project/model.h"
#include "rules/rule.h"
#include "shell/ast.h"

/// Files of the repository that commands of scripts, recipes, CI steps and guides name.
namespace seaworthy::rules {

/// A path that a command names and the repository does not have.
struct MissingPath {
  const project::File* elsewhere = nullptr;  ///< A file of the same name in another folder; null for none.
  Confidence confidence = Confidence::likely;
};

/// Whether a command stands where people work in the repository: a script, a recipe, a CI step, a guide.
bool names_files_of_repository(const CommandSubject& subject);

/// Whether the last `cd` before a command goes to a folder that the repository does not have: something was cloned or
/// unpacked there, and what it has is not known.
bool is_in_folder_of_others(const CommandSubject& subject, const project::Project& project);
/// Whether a guide in a folder of its own tells how to set up software that it clones before: the files are of that.
bool is_of_cloned_software(const CommandSubject& subject, const project::Project& project);

/// What is missing of a relative path; nothing when it is there, may be made by something before, or may lie where only
/// a run can tell.
std::optional<MissingPath> missing_path(const CommandSubject& subject, const shell::Word& word,
                                        const project::Project& project);

}  // namespace seaworthy::rules
