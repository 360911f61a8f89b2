#pragma once

#include <memory>
#include <type_traits>

#include "project/facts.h"
#include "rules/rule.h"

/// What several rules ask of one subject is worked out once for all of them.
namespace seaworthy::rules {

/// Where the result of a function on a subject is kept; empty until somebody has worked it out. It stays while the
/// runner is with the same batch of subjects, which a check never outlives. `key` stands for the function.
std::shared_ptr<const void>& slot_of(Report& report, const void* key, const void* subject);

/// What `F(project, subject)` gives.
template <auto F, class Subject>
const auto& once(Report& report, const Subject& subject) {
  using Result = std::remove_cvref_t<decltype(F(report.project(), subject))>;
  static constexpr char key = 0;
  std::shared_ptr<const void>& slot = slot_of(report, &key, &subject);
  if (slot == nullptr) slot = std::make_shared<const Result>(F(report.project(), subject));
  return *static_cast<const Result*>(slot.get());
}

/// What `F(project)` gives; see project/facts.h.
template <auto F>
const auto& once(Report& report) {
  return project::fact<F>(report.project());
}

}  // namespace seaworthy::rules
