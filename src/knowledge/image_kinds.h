#pragma once

#include "base/word_set.h"

/// knowledge/image_kinds.yaml: public images by what they are.
namespace seaworthy::knowledge::tables {

extern const WordSet java_images;      ///< A kit or runtime of Java whose tag begins with its version.
extern const WordSet compiler_images;  ///< Made to compile programs that run without them.
extern const WordSet cloud_images;     ///< Play a cloud for developers and take any credential.
extern const WordSet official_images;  ///< All that Docker Hub has, or had, without a namespace.
extern const WordSet host_meters;      ///< Measure the machine itself, and are given its network or processes for it.

}  // namespace seaworthy::knowledge::tables
