#pragma once

#include "base/word_set.h"

/// knowledge/blanks.yaml: words that stand for what the reader writes in their place.
namespace seaworthy::knowledge::tables {

extern const WordSet blanks_of_file_names;
extern const WordSet blanks_of_credentials;
extern const WordSet shared_homes;        ///< Below `/home`: accounts that belong to no one person.
extern const WordSet profiles_of_nobody;  ///< Profiles that nobody starts.

}  // namespace seaworthy::knowledge::tables
