#pragma once

#include "compose/model.h"

namespace seaworthy::rules {

/// Whether a value is what would run: nothing inside hangs on a variable that is unset or that only a template names.
inline bool is_settled(const compose::Value* value) {
  if (value == nullptr) return true;
  if (value->origin != nullptr)
    for (const compose::Interpolation& part : value->origin->interpolations)
      if (part.source == compose::VariableSource::unset || part.source == compose::VariableSource::env_template)
        return false;
  for (const compose::Value* item : value->items)
    if (!is_settled(item)) return false;
  for (const compose::Member& member : value->members)
    if (!is_settled(member.value)) return false;
  return true;
}

}  // namespace seaworthy::rules
