#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "project/model.h"

/// What each Compose file gives and what it leaves to others, read from its YAML alone: which files make a stack has to
/// be known before any is loaded.
namespace seaworthy::project {

/// What one file may have and another one need.
enum class PartKind : std::uint8_t { image, service, network, volume, secret, config };

struct NamedPart {
  PartKind kind = PartKind::service;
  std::string_view name;
  Span span;
  bool operator<(const NamedPart& other) const { return std::pair(kind, name) < std::pair(other.kind, other.name); }
};

/// One Compose file. `image` stands for a service that has an image, a build or a service that it extends.
struct ComposePart {
  std::vector<NamedPart> gives;       ///< Sorted, each name once.
  std::vector<NamedPart> needs;       ///< In order of place; what services of the file name, and images of its own.
  std::vector<std::string> includes;  ///< Paths relative to the root.
  std::vector<std::string_view> own_keys;  ///< At the top level, and none of Compose: of the program that reads it.
  /// The first key of a service whose value has `!reset` or `!override`, which only make sense over another file.
  Span overlay;
  bool all_known = true;  ///< False: an include lies elsewhere, so what seems missing may be there.

  bool has(PartKind kind, std::string_view name) const;
  std::size_t count(PartKind kind) const;
};

class ComposeParts {
 public:
  explicit ComposeParts(const Project& project);

  const ComposePart& of(const File& file) const { return parts_[static_cast<std::size_t>(file.source)]; }

  /// What the files need and neither they nor what they include give. Empty when a part of them is not known.
  std::vector<NamedPart> missing(const std::vector<std::string>& files) const;

  /// Why the files together are a part of a stack only: what they need stands in another Compose file of the
  /// repository, one that is laid over them or under them. "" when they are whole, or when what is missing is nowhere:
  /// then it has been forgotten.
  std::string why_partial(const std::vector<std::string>& files) const;

  /// Why a file is no Compose file by itself but one of the pieces from which another program makes some: several of
  /// its folder have the same key of their own at the top level. "" when nothing says so.
  std::string why_piece(const File& file) const;

  /// Whether two files describe the same services, each with its own images: one stands in for the other, and neither
  /// is laid over it.
  bool alternatives(const File& left, const File& right) const;

 private:
  using Key = std::pair<PartKind, std::string_view>;

  const File* giver_of(const NamedPart& part, const std::vector<const File*>& files) const;

  const Project& project_;
  std::vector<ComposePart> parts_;                  ///< By index of Project::files.
  std::map<Key, std::vector<const File*>> givers_;  ///< In path order.
  /// By folder and key: how many files have it, and the first of them.
  std::map<std::pair<std::string_view, std::string_view>, std::pair<std::uint32_t, const File*>> own_keys_;
  std::set<std::string_view> folders_of_pieces_;
  std::map<Key, std::uint32_t> lacking_;  ///< How many files need it and do not give it.
};

/// The folder above a Compose file from which its relative paths lead, because it is started from there with
/// `--project-directory`: none of its paths is beside the file, and at least two are there. "" and no value differ: the
/// first is the root, the second means the file's own folder.
std::optional<std::string> folder_of_paths(const Project& project, const File& file);

/// Why a Compose file is no whole stack by its own words: the comment at its head tells people to add it to the file
/// that they have. "" for others.
std::string why_snippet(const Project& project, const File& file);

/// Why a Compose file is none yet: another program fills placeholders in first (cookiecutter, Jinja, ERB, expressions
/// of CI and hosting platforms). "" when it is one as it stands.
std::string why_template(const Project& project, const File& file);

}  // namespace seaworthy::project
