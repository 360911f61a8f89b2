#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "compose/model.h"

namespace seaworthy::compose {

/// Variables by name. Views point into sources or the arena.
class Environment {
 public:
  const Variable* find(std::string_view name) const {
    const auto found = variables_.find(name);
    return found != variables_.end() ? &found->second : nullptr;
  }
  /// Adds a variable unless there is one of that name.
  void add(const Variable& variable) { variables_.emplace(variable.name, variable); }
  void set(const Variable& variable) { variables_[variable.name] = variable; }
  /// All variables, sorted by name.
  std::vector<Variable> sorted() const;

 private:
  std::unordered_map<std::string_view, Variable> variables_;
};

}  // namespace seaworthy::compose
