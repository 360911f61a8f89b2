#pragma once

#include "compose/model.h"

namespace seaworthy::compose {

/// Whether a value is what would run: nothing inside hangs on a variable that is unset or that only a template names.
inline bool is_settled(const Value* value) {
  if (value == nullptr) return true;
  if (value->origin != nullptr)
    for (const Interpolation& part : value->origin->interpolations)
      if (part.source == VariableSource::unset || part.source == VariableSource::env_template) return false;
  for (const Value* item : value->items)
    if (!is_settled(item)) return false;
  for (const Member& member : value->members)
    if (!is_settled(member.value)) return false;
  return true;
}

/// Whether a variable has a part in a value, be it set, left to its default or unset.
inline bool has_variable(const Value* value) {
  if (value == nullptr) return false;
  if (value->origin != nullptr && !value->origin->interpolations.empty()) return true;
  for (const Value* item : value->items)
    if (has_variable(item)) return true;
  for (const Member& member : value->members)
    if (has_variable(member.value)) return true;
  return false;
}

}  // namespace seaworthy::compose
