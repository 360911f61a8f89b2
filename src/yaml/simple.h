#pragma once

#include <cstddef>
#include <string_view>

#include "yaml/node.h"

namespace seaworthy::yaml {

/// What a reader of YAML finds, in order of place; offsets are bytes. False from any of them ends the reading.
class Events {
 public:
  /// `begin` is that of the anchor where there is one, else of the first key, dash or bracket; `end` is behind an
  /// opening bracket.
  virtual bool open(Kind kind, bool flow, std::string_view anchor, std::size_t begin, std::size_t end) = 0;
  /// `end` is behind a closing bracket; of no meaning for block collections.
  virtual bool close(std::size_t end) = 0;
  virtual bool scalar(Style style, std::string_view decoded, std::string_view anchor, std::size_t begin,
                      std::size_t end) = 0;
  virtual bool alias(std::string_view name, std::size_t begin, std::size_t end) = 0;

 protected:
  ~Events() = default;
};

/// Reads one document of the YAML that most files are written in: plain ASCII, block collections, flow collections,
/// scalars that end on their line, anchors and aliases. False when there is anything else, a mistake included, or when
/// an event said so: then nothing of what was told counts, and libyaml is to read the text, which takes several times
/// as long. What is told is what libyaml would tell.
bool read_simple(std::string_view text, Events& events);

}  // namespace seaworthy::yaml
