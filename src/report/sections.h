#pragma once

#include <vector>

#include "report/report.h"

/// The derived sections of the view, one source file each.
namespace seaworthy::report {

/// Every item of every benchmark table, decided by the rules that name it.
std::vector<Compliance> build_compliance(const rules::Results& results);
/// Sums per stack of its active services.
std::vector<Resources> build_resources(const project::Project& project);
/// Secret-named variables and granted secrets of every stack, once per place.
std::vector<SecretUse> build_secrets(const project::Project& project);
/// Commands that start the best stack; only such whose files exist and whose stack would load.
std::vector<QuickStartStep> build_quick_start(const project::Project& project, const score::Score& score);
/// A hardened fragment for each service that lacks something and whose needs are known.
std::vector<HardenedService> build_hardened(const project::Project& project);

}  // namespace seaworthy::report
