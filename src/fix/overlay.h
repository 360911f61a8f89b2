#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"

namespace seaworthy::fix {

/// A disk on which some files have other bytes: what the tree would be after fixes, without touching it.
class Overlay final : public FileSystem {
 public:
  Overlay(const FileSystem& below, std::map<std::string, std::string, std::less<>> changed)
      : below_(below), changed_(std::move(changed)) {}

  FileError list(std::string_view directory, Arena& names, std::vector<DirectoryEntry>& entries) const override {
    return below_.list(directory, names, entries);
  }
  ReadResult read(std::string_view path, std::uint64_t limit) const override;
  ReadResult read_head(std::string_view path, std::uint64_t count) const override;
  std::optional<std::uint32_t> mode(std::string_view path) const override { return below_.mode(path); }
  std::optional<EntryKind> kind(std::string_view path) const override { return below_.kind(path); }
  std::optional<std::string> resolve_link(std::string_view path) const override { return below_.resolve_link(path); }

 private:
  const FileSystem& below_;
  std::map<std::string, std::string, std::less<>> changed_;
};

}  // namespace seaworthy::fix
