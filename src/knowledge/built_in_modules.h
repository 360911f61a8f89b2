#pragma once

#include "base/word_set.h"

/// knowledge/built_in_modules.yaml: what a language brings along.
namespace seaworthy::knowledge::tables {

extern const WordSet modules_of_node;    ///< By the first part of their name.
extern const WordSet extensions_of_php;  ///< In lower case.
extern const WordSet modules_of_python;

}  // namespace seaworthy::knowledge::tables
