#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/input.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "project/model.h"
#include "rules/results.h"
#include "rules/run.h"
#include "score/score.h"

namespace seaworthy::cli {

/// Exit statuses that scripts rely on.
enum ExitStatus : int { success = 0, findings_found = 1, wrong_usage = 2, something_unread = 3 };

/// Discovers and links: what every command but `config` begins with.
std::unique_ptr<const project::Project> load(const Input& input, unsigned threads, Progress& progress);

/// The rules that --only, --skip and --all-rules name. A word that names none is an error, with the nearest that does.
rules::Selection select_rules(const Options& options, std::string& error);

/// Drops the rules that judge a repository as a whole ("no README"): of a part of one they would say what is not true.
void leave_out_project_rules(rules::Selection& selection);

/// `seaworthy audit`: from paths to reports. Returns the exit status.
int run_audit(const Options& options);

/// Whether standard output shows colours, by choice or since it is a terminal.
bool wants_color(ColorChoice choice);
/// Prints `seaworthy: message` to standard error.
void complain(std::string_view message);
/// Writes to standard output; false, with a complaint, when it does not arrive.
bool print(std::string_view text);
/// Writes a file that the user named; false, with a complaint, when it cannot be written.
bool write_file(const std::string& path, std::string_view text);

}  // namespace seaworthy::cli
