#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "project/made_files.h"
#include "project/model.h"

/// What has a name, without a look at everything that has another one.
namespace seaworthy::project {

/// All services of that name, active or not, in the order of Project::services.
std::span<const Service* const> services_named(const Project& project, std::string_view name);

/// All files of the inventory whose last part of the path is `base_name`, by path.
std::span<const File* const> files_named(const Project& project, std::string_view base_name);

/// All files of the inventory of one kind, by path.
std::span<const File* const> files_of_kind(const Project& project, FileKind kind);

/// All files of the inventory below a folder, by path.
std::span<const File> files_below(const Project& project, std::string_view folder);

/// All paths of the tree below a folder, folders included, sorted.
std::span<const Project::TreePath> paths_below(const Project& project, std::string_view folder);

/// All paths of the tree, folders included, whose last part is `base_name`, sorted.
std::vector<const Project::TreePath*> paths_named(const Project& project, std::string_view base_name);

/// The results of questions about the project as a whole; ask project/facts.h.
class Facts {
 public:
  struct Slot {
    std::atomic<const void*> value = nullptr;
    std::mutex working;  ///< Held while it is worked out.
    std::shared_ptr<const void> owner;
  };
  /// Numbers are given by new_number().
  Slot& slot(std::size_t number);
  static std::size_t new_number();

 private:
  static constexpr std::size_t most = 256;
  std::array<Slot, most> slots_;
};

/// What link() keeps, from its beginning on. The lists of services and files are short and made at once; a tree may
/// have a million paths, and few rules ask for them by name, so that they are put in order by the first who does.
struct Names {
  bool listed = false;                   ///< All of what follows is there.
  std::vector<const Service*> services;  ///< Sorted by name.
  std::vector<const File*> files;        ///< Sorted by the last part of their paths.
  std::vector<const File*> by_kind;      ///< Sorted by kind, then path.

  /// Paths of the tree in chains of the same hash: `first_of` has the first of each, `next_of` the one behind each;
  /// numbers are indices of Project::tree plus one, 0 ends a chain.
  struct Paths {
    std::vector<std::uint32_t> first_of, next_of;
  };
  mutable std::once_flag once;
  mutable Paths paths;

  std::shared_ptr<Facts> facts = std::make_shared<Facts>();

  mutable std::once_flag made_once;
  mutable MadeFiles made;  ///< Ask project/made_files.h.
};

}  // namespace seaworthy::project
