#pragma once

#include <optional>
#include <string_view>

#include "project/model.h"

namespace seaworthy::project {

/// Whether a program is in the image when `stage` ends: from what is known of its base image, the packages that its RUN
/// instructions install and remove, and the files copied to folders of programs. Nothing when it cannot be known.
std::optional<bool> stage_has_tool(const dockerfile::Stage& stage, std::string_view program);
/// The same when a command of a RUN of that stage starts.
std::optional<bool> stage_has_tool(const dockerfile::Stage& stage, std::string_view program,
                                   const dockerfile::Instruction& run, const shell::Node& command);

/// False for an image that is named by a digest without a tag, which may be of any release and variant.
bool tells_variant(const knowledge::Reference& reference);

/// The row of an image and of its variant; for dockerfile::parse().
dockerfile::KnownBase known_base(std::string_view base);

/// The row of the image that a stage is built on in the end, and its variant; null where they are not known.
inline const knowledge::Image* base_image(const dockerfile::Stage& stage) { return stage.known_base.image; }
inline const knowledge::ImageVariant* base_variant(const dockerfile::Stage& stage) { return stage.known_base.variant; }

}  // namespace seaworthy::project
