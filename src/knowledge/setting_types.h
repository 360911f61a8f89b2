#pragma once

#include "base/word_set.h"

/// knowledge/setting_types.yaml: how settings classes of Python say what a variable is.
namespace seaworthy::knowledge::tables {

extern const WordSet pydantic_types;   ///< Of fields that take one value of one variable.
extern const WordSet environ_readers;  ///< Methods that read a variable as it is.

}  // namespace seaworthy::knowledge::tables
