#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/ast.h"
#include "project/model.h"
#include "rules/rule.h"

/// What rules ask about the layers of an image: which are shipped, what was in force at an instruction, what one RUN
/// does and cleans up.
namespace seaworthy::rules {

/// By stage index: true where the stage's layers become part of a shipped image, because it is the last stage, a target
/// that is built, or what one of these is FROM. While nobody builds the Dockerfile, each stage that no other one uses
/// counts as a target, unless its name gives it to development.
std::vector<bool> shipped_stages(const project::Dockerfile& dockerfile);
/// By stage index: true where another stage is FROM the stage or takes files from it.
std::vector<bool> stages_used_by_others(const dockerfile::File& file);
/// The Dockerfile that an instruction stands in, which may be inline in a Compose file; null for an inline one's
/// instruction that belongs to no stage.
const project::Dockerfile* dockerfile_of(const dockerfile::Instruction& instruction, const Report& report);
/// Whether a RUN's command writes a layer of a shipped image.
bool is_shipped(const CommandSubject& subject, const Report& report);

/// A stage that its name gives to development or tests: "dev", "test", "ci-debug".
bool is_development_stage(const dockerfile::Stage& stage);
/// An image that is for work on the software, not for running it: the stage's name says so, or the Dockerfile is one
/// for development or tests.
bool is_for_development(const dockerfile::Stage& stage, const Report& report);
/// An image whose whole command is a shell, as that of its base would be: what runs in it is what somebody types, or
/// gives with `docker run`.
bool starts_only_shell(const dockerfile::Stage& stage);
/// A stage that holds Windows layers, as far as its base image or SHELL tell.
bool is_windows_stage(const dockerfile::Stage& stage);

/// The instruction itself, or what an ONBUILD wraps.
const dockerfile::Instruction& triggered(const dockerfile::Instruction& instruction);
/// Whether a mount of type cache or tmpfs lies over a path, so that nothing written there becomes part of the layer. A
/// path that starts with `~/` stands for any home folder.
bool has_cache_mount(const dockerfile::Instruction& run, std::string_view path);

/// Folder in force before an instruction: absolute, or "" when nothing in the file sets it.
std::string workdir_before(const dockerfile::Instruction& instruction);
/// `path` seen from the folder in force before the instruction; "" when that is not known.
std::string absolute_path(const dockerfile::Instruction& instruction, std::string_view path);
/// The USER in force before an instruction, inherited through `FROM stage`; null when the base image decides.
const dockerfile::Instruction* user_before(const dockerfile::Instruction& instruction);
/// The value that ENV of the stage, or of a stage that it builds on, gives a variable before an instruction; null when
/// none does. What ARG gives is gone when the container runs, but counts for a RUN where `arguments` is set.
const dockerfile::Word* env_before(const dockerfile::Instruction& instruction, std::string_view name,
                                   bool arguments = false);
/// "root", "0", or either with a group.
bool is_root(std::string_view user);
/// Words of USER, expanded where the stage knows its variables; the text itself otherwise.
std::string_view user_name(std::string_view user);

/// Adds an edit that runs a further command at the end of a RUN; nothing when the RUN's form does not allow it. The
/// command must work from any folder.
void fix_by_appending(Builder& finding, const dockerfile::Instruction& run, Safety level, std::string_view title,
                      std::string_view command, std::string_view source);

}  // namespace seaworthy::rules
