#pragma once

#include <string_view>
#include <vector>

#include "dockerfile/ast.h"

/// What rules on Ruby images share.
namespace seaworthy::rules {

/// Whether a stage holds a Ruby program, as far as its base image, its ENV and the program that it starts tell.
bool is_ruby_stage(const dockerfile::Stage& stage);

/// Whether a stage is meant for Ruby and not for development: what rules on shipped Ruby programs look at.
bool is_ruby_stage_to_ship(const dockerfile::Stage& stage);

/// The words of CMD or ENTRYPOINT, also those inside one element or in shell form, split at blanks.
std::vector<std::string_view> start_words(const dockerfile::Instruction* start);

/// The ENTRYPOINT or CMD that starts a server of HTTP (`puma`, `rails server`); null when neither does.
const dockerfile::Instruction* ruby_web_server(const dockerfile::Stage& stage);

/// Whether a variable holds a credential for a private source of gems: `BUNDLE_GEMS__EXAMPLE__COM`, where two
/// underscores stand for a dot of the host's name (bundle-config(1)), and those of the known registries.
bool is_gem_source_credential(std::string_view name);

}  // namespace seaworthy::rules
