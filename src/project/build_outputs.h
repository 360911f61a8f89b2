#pragma once

#include <optional>
#include <string_view>

#include "project/image_files.h"
#include "shell/command.h"

/// What the build tools of languages write, so that a path which they do not write can be said to be missing.
namespace seaworthy::project {

/// Whether a command of a RUN may make something at the absolute `path`. `image` is as the RUN finds it, `directory`
/// where the command runs. Nothing when the command is not understood.
std::optional<bool> build_may_make(const ImageView& image, const shell::Invocation& invocation,
                                   std::string_view directory, std::string_view path);

}  // namespace seaworthy::project
