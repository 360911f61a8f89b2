#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "project/names.h"

/// What is asked of the repository as a whole, worked out by the first who asks and kept for all others, on every
/// thread. Rules that are called for many subjects find here, by name, what they would have to look for in all files.
namespace seaworthy::project {

/// What `F(project)` gives. `F` may ask for other facts. Who asks while the project is still being linked must know
/// that what `F` looks at changes no more.
template <auto F>
const auto& fact(const Project& project) {
  using Result = std::remove_cvref_t<decltype(F(project))>;
  static const std::size_t number = Facts::new_number();
  Facts::Slot& slot = project.names->facts->slot(number);
  const void* value = slot.value.load(std::memory_order_acquire);
  if (value == nullptr) {
    const std::lock_guard lock(slot.working);
    if (slot.owner == nullptr) {
      slot.owner = std::make_shared<const Result>(F(project));
      slot.value.store(slot.owner.get(), std::memory_order_release);
    }
    value = slot.owner.get();
  }
  return *static_cast<const Result*>(value);
}

/// The results of one question about each file, or about each service and standalone image.
template <class Result>
struct FactsOfEach {
  struct Slot {
    std::atomic<const Result*> value = nullptr;
    std::mutex working;
    std::unique_ptr<const Result> owner;
  };
  std::unique_ptr<Slot[]> slots;
};

/// Those that Dockerfiles write come behind those of the inventory.
inline std::size_t number_of(const Project& project, const File& file) {
  return file.written_as == nullptr
             ? static_cast<std::size_t>(&file - project.files.data())
             : project.files.size() + static_cast<std::size_t>(&file - project.written_files.data());
}
inline std::size_t number_of(const Project&, const Service& service) { return service.number; }

template <auto F, class Subject>
auto nothing_asked(const Project& project) {
  using Result = std::remove_cvref_t<decltype(F(project, std::declval<const Subject&>()))>;
  const std::size_t count =
      std::is_same_v<Subject, File> ? project.files.size() + project.written_files.size() : project.container_count();
  return FactsOfEach<Result>{std::make_unique<typename FactsOfEach<Result>::Slot[]>(count)};
}

/// What `F(project, subject)` gives of a file, or of a service or standalone image once all of them are linked.
template <auto F, class Subject>
const auto& fact(const Project& project, const Subject& subject) {
  auto& slot = fact<nothing_asked<F, Subject>>(project).slots[number_of(project, subject)];
  const auto* value = slot.value.load(std::memory_order_acquire);
  if (value == nullptr) {
    const std::lock_guard lock(slot.working);
    if (slot.owner == nullptr) {
      slot.owner = std::make_unique<std::remove_pointer_t<decltype(value)>>(F(project, subject));
      slot.value.store(slot.owner.get(), std::memory_order_release);
    }
    value = slot.owner.get();
  }
  return *value;
}

}  // namespace seaworthy::project
