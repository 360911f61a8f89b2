#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// Rows of knowledge/packings.yaml.
namespace seaworthy::knowledge {

/// A format in which a stream is packed.
struct Packing {
  std::string_view format;  ///< "gzip"
  std::string_view ending;  ///< Of files of it: ".gz".
  WordSet packs;            ///< Programs that pack, as they are called or as one of their options says.
  WordSet unpacks;          ///< And those that unpack.
};

namespace tables {
extern const std::span<const Packing> packings;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
