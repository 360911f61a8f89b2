#pragma once

#include "base/word_set.h"

/// knowledge/https_hosts.yaml: hosts that people download from.
namespace seaworthy::knowledge::tables {

extern const WordSet https_hosts;        ///< Answer over TLS at the same paths.
extern const WordSet redirecting_hosts;  ///< Answer http with a redirect to https.
extern const WordSet installer_hosts;  ///< Their scripts install one tool, and no accounts or files of an application.

}  // namespace seaworthy::knowledge::tables
