#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/model.h"
#include "project/model.h"
#include "text/source.h"

namespace seaworthy::rules {

/// Text to insert at a place.
struct Insertion {
  Span at;  ///< Empty span.
  std::string text;
};

/// Puts a `key: value` block into a service as it is written, behind its first key (in front of it when that is more
/// than one line) and with that key's indentation. `block` holds lines without indentation and without the final
/// newline, nested lines indented by two spaces each. Nothing when the service is written in flow style, or stands for
/// an anchor or alias where an insertion would reach other services.
std::optional<Insertion> insert_into_service(const compose::Service& service, const SourceSet& sources,
                                             std::string_view block);

/// Gives a service of a known image, which does not build it, the probe that suits the image. Nothing for other
/// services.
std::optional<Insertion> insert_probe(const project::Service& service, const SourceSet& sources);

/// Adds an item behind the last one of a block list, with that item's indentation. Nothing for flow lists and aliases.
std::optional<Insertion> append_to_list(const compose::Value& list, const SourceSet& sources, std::string_view item);

}  // namespace seaworthy::rules
