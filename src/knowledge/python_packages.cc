#include "knowledge/python_packages.h"

#include <algorithm>
#include <tuple>

namespace seaworthy::knowledge {

std::span<const PythonLimit> python_limits() { return tables::all_python_limits; }

std::span<const PythonPair> python_pairs() { return tables::all_python_pairs; }

bool comes_alone(std::string_view module) { return std::ranges::binary_search(tables::all_lone_modules, module); }

bool may_extras_bring(std::string_view package, std::string_view module) {
  const auto row = std::ranges::lower_bound(tables::all_python_extras, package, {}, &PythonExtras::package);
  if (row == tables::all_python_extras.end() || row->package != package) return true;
  return std::ranges::binary_search(row->modules, module);
}

const GoneName* gone_name(std::string_view module, std::string_view name) {
  const auto key = [](const GoneName& row) { return std::tuple(row.module, row.name); };
  const auto row = std::ranges::lower_bound(tables::all_gone_names, std::tuple(module, name), {}, key);
  return row != tables::all_gone_names.end() && key(*row) == std::tuple(module, name) ? &*row : nullptr;
}

}  // namespace seaworthy::knowledge
