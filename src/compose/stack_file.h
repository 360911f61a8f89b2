#pragma once

#include "compose/context.h"
#include "compose/environment.h"
#include "yaml/node.h"

namespace seaworthy::compose {

/// What `docker stack deploy` checks of one file before it puts the files together: keys that it forbids, variables,
/// the schema of the file's version, and what it can tell of single services. Facts of docker/cli v29.9.3.
/// `first_version` is the version of the first file, once it is known; the others have to say the same.
void check_stack_file(Context& context, const yaml::Node& document, const Environment& environment,
                      std::string& first_version);

/// What it checks of services once the files are put together.
void check_stack(Context& context, const Value& root);

/// Whether a problem that the passes for Compose found is one for `docker stack deploy` as well.
bool concerns_stack_files(const Problem& problem);

/// Whether `docker stack deploy` leaves this key of a service out, with a warning or in silence (docker/cli v29.9.3,
/// compose/types and compose/convert). `restart` is not among them: the program warns of it and follows it all the
/// same. Nor are keys that it refuses.
bool is_ignored_by_swarm(std::string_view service_key);

}  // namespace seaworthy::compose
