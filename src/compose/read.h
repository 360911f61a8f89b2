#pragma once

#include <string_view>
#include <vector>

#include "compose/context.h"
#include "compose/environment.h"
#include "yaml/node.h"

namespace seaworthy::compose {

/// A place that `!reset` or `!override` names: what earlier files gave there is dropped.
using ResetPath = std::vector<std::string_view>;

struct ReadOptions {
  const Environment& environment;
  bool interpolate = true;
  std::span<const Span> chain;  ///< include / extends lines that lead to this file.
  bool stack_file = false;      ///< Interpolated and cast as `docker stack deploy` does.
};

/// One document of a Compose file as a value: types resolved, anchors and merge keys expanded, variables replaced,
/// strings cast where an attribute is a number or a boolean. Null when the document is no mapping (reported).
const Value* read_document(Context& context, const yaml::Node& document, const ReadOptions& options,
                           std::vector<ResetPath>& resets);

/// Reports what the YAML parser found wrong.
void report_yaml_problems(Context& context, const yaml::Stream& stream, std::span<const Span> chain);

/// `target` without what `resets` name.
const Value* apply_resets(Context& context, const Value* target, const std::vector<ResetPath>& resets);

/// Text of one value that stands alone (the project name), interpolated.
std::string_view interpolate_alone(Context& context, const yaml::Node& node, const ReadOptions& options);

}  // namespace seaworthy::compose
