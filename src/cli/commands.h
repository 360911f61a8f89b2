#pragma once

#include <string>

#include "cli/options.h"

/// The commands beside `audit`; each returns the exit status.
namespace seaworthy::cli {

int run_fix(const Options& options);
int run_config(const Options& options);
int run_show(const Options& options);
int run_explain(const Options& options);
int run_rules(const Options& options);

/// What --version prints.
std::string version_text();

}  // namespace seaworthy::cli
