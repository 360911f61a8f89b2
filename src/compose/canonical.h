#pragma once

#include "compose/context.h"
#include "compose/environment.h"

namespace seaworthy::compose {

/// Short syntaxes become long ones. With `keep_unparsed` (variables stand unreplaced) what cannot be parsed stays.
const Value* to_canonical(Context& context, const Value* root, bool keep_unparsed);

/// Attributes that Compose fills in where a file leaves them out.
const Value* add_defaults(Context& context, const Value* root);

/// Checks of single values that the schema cannot express.
void check_values(Context& context, const Value* root);

/// Relative paths become relative to the audited root (or absolute when `directory` is). `home` is what `~` means, ""
/// when that is not known.
const Value* resolve_paths(Context& context, const Value* root, std::string_view directory, std::string_view home);

/// `environment: [NAME]` takes its value from the environment.
const Value* resolve_environment(Context& context, const Value* root, const Environment& environment);

/// The implicit: default network, names of resources, dependencies through links and shared namespaces.
const Value* normalize(Context& context, const Value* root, std::string_view project_name,
                       const Environment& environment);

/// Moves attributes that once were extensions (`x-develop`) to their place.
const Value* promote_extensions(Context& context, const Value* root);

}  // namespace seaworthy::compose
