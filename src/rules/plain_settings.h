#pragma once

#include <vector>

#include "rules/suppress.h"
#include "text/source.h"

/// Requests in settings of other tools that are no YAML. All reach the folder that the file stands in.
namespace seaworthy::rules {

/// `.semgrepignore`: patterns as in `.gitignore`, of which those that take a path back in (`!`) and those of files that
/// `:include` names are not followed.
std::vector<Directive> read_semgrepignore(const Source& source, FileId file);
/// `.shellcheckrc`: `disable=SC2059,SC3000-SC4000`.
std::vector<Directive> read_shellcheckrc(const Source& source, FileId file);
/// `.tally.toml`: `exclude` of `[rules]`, and rules of severity `off`. Ids keep their namespace: `hadolint/DL3008`.
std::vector<Directive> read_tally_settings(const Source& source, FileId file);

}  // namespace seaworthy::rules
