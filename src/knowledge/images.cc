#include <algorithm>
#include <array>

#include "knowledge/row_index.h"
#include "knowledge/tables.h"
#include "knowledge/text.h"

namespace seaworthy::knowledge {
namespace {

/// `registry/repository` as the tables write it, without an allocation. Longer names are in no table.
class Key {
 public:
  explicit Key(const Reference& reference) {
    std::string_view registry = reference.registry;
    std::string_view repository = reference.repository;
    const auto drop = [&](std::string_view prefix) {
      if (!repository.starts_with(prefix)) return false;
      repository.remove_prefix(prefix.size());
      registry = {};
      return true;
    };
    if (registry == "public.ecr.aws") {
      drop("docker/library/");
    } else if (registry == "mirror.gcr.io") {
      registry = {};
      drop("library/");
    } else if (!registry.empty()) {
      drop("library/");
    }
    // `arm64v8/alpine` is the official image, of one platform.
    if (registry.empty() && repository.find('/') != std::string_view::npos)
      for (const PlatformNamespace& row : tables::platform_namespaces)
        if (drop(row.prefix)) break;
    append(registry);
    if (!registry.empty()) append("/");
    append(repository);
  }
  std::string_view text() const { return fits_ ? std::string_view(bytes_.data(), size_) : std::string_view(); }

 private:
  void append(std::string_view part) {
    if (part.size() > bytes_.size() - size_) {
      fits_ = false;
      return;
    }
    std::ranges::copy(part, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += part.size();
  }
  std::array<char, 160> bytes_;
  std::size_t size_ = 0;
  bool fits_ = true;
};

/// Whether a tag contains the word that names a variant: as a part between hyphens, with or without a version after it
/// ("alpine3.19"), or as several parts ("slim-bookworm").
bool tag_names(std::string_view tag, std::string_view word) {
  for (std::size_t at = tag.find(word); at != std::string_view::npos; at = tag.find(word, at + 1)) {
    const bool starts = at == 0 || tag[at - 1] == '-' || tag[at - 1] == '_' || tag[at - 1] == '.';
    const std::size_t end = at + word.size();
    const bool ends = end == tag.size() || tag[end] == '-' || tag[end] == '_' || tag[end] == '.' || is_digit(tag[end]);
    if (starts && ends) return true;
  }
  return false;
}

bool contains(std::span<const std::string_view> sorted, std::string_view wanted) {
  return std::ranges::binary_search(sorted, wanted);
}

/// Whether a tag names a distribution whose packages are of another kind than those of the variant.
bool names_other_distribution(std::string_view tag, const ImageVariant& variant) {
  // All such words begin with a letter, and most tags are a mere version.
  if (variant.package_manager.empty() || std::ranges::none_of(tag, ascii::is_letter)) return false;
  return std::ranges::any_of(tables::tag_words, [&](const tables::TagWord& row) {
    return tag_names(tag, row.word) && row.package_manager != variant.package_manager &&
           !variant.match.contains(row.word);
  });
}

/// Matches a name against a pattern with at most one `*`, which stands for at least one character.
bool matches_pattern(std::string_view pattern, std::string_view name) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  return name.size() >= pattern.size() && name.starts_with(pattern.substr(0, star)) &&
         name.ends_with(pattern.substr(star + 1));
}

}  // namespace

const Image* image(const Reference& reference) {
  if (!reference.valid) return nullptr;
  const Key key(reference);
  static const RowIndex<tables::ImageName> index(tables::image_names, &tables::ImageName::name);
  const tables::ImageName* const found = index.find(key.text());
  return found == nullptr ? nullptr : &tables::images[found->image];
}

const Image* image(std::string_view reference) { return image(parse_reference(reference)); }
std::span<const Image> images() { return tables::images; }

const ImageVariant* variant(const Image& image, std::string_view tag) {
  const ImageVariant* best = nullptr;
  // `lts-buster` stopped moving when its Debian ended, with a release that was the newest then.
  const Cycle* const distribution = version_of_tag(tag).empty() ? base_cycle(tag) : nullptr;
  const bool has_stopped = distribution != nullptr && distribution->ended_by(date());
  for (const ImageVariant& candidate : image.variants) {
    if (has_stopped && !candidate.versions.first.empty() && candidate.versions.last.empty()) continue;
    const bool narrower = best == nullptr || candidate.match.size() > best->match.size() ||
                          (candidate.match == best->match && !candidate.versions.first.empty());
    if (narrower && (candidate.match.empty() || tag_names(tag, candidate.match)) && candidate.versions.contains(tag))
      best = &candidate;
  }
  // Nothing is known of one that no row speaks of: `openjdk:15-buster` where rows are of Oracle Linux and Alpine.
  if (best != nullptr && names_other_distribution(tag, *best)) return nullptr;
  return best;
}

std::optional<bool> has_tool(const Image& image, std::string_view tag, std::string_view program) {
  const ImageVariant* const found = variant(image, tag);
  return found != nullptr ? has_tool(*found, program) : std::nullopt;
}

std::optional<bool> has_tool(const ImageVariant& variant, std::string_view program) {
  if (contains(variant.tools, program)) return true;
  if (contains(variant.missing, program) || variant.base == "scratch") return false;
  return std::nullopt;
}

const ImageVariable* variable(const Image& image, std::string_view name) {
  for (const ImageVariable& candidate : image.variables)
    if (candidate.name == name) return &candidate;
  if (name.ends_with("_FILE") || name.ends_with("__FILE")) {
    const std::string_view base = name.substr(0, name.size() - (name.ends_with("__FILE") ? 6 : 5));
    for (const ImageVariable& candidate : image.variables)
      if (candidate.file_variant && matches_pattern(candidate.name, base)) return &candidate;
  }
  for (const ImageVariable& candidate : image.variables)
    if (matches_pattern(candidate.name, name)) return &candidate;
  return nullptr;
}

std::span<DataPlace> data_places(const Image& image, std::string_view tag, std::span<DataPlace> out) {
  std::size_t used = 0;
  const auto add = [&](const DataPlace& place) {
    if (used < out.size()) out[used++] = place;
  };
  if (image.data_places.empty()) {
    for (const std::string_view path : image.data_paths) add({.path = path});
  } else {
    for (const DataPlace& place : image.data_places)
      if (place.versions.contains(tag)) add(place);
  }
  return out.first(used);
}

const RetiredImage* retired_image(std::string_view reference) {
  const Reference parsed = parse_reference(reference);
  if (!parsed.valid) return nullptr;
  const Key key(parsed);
  // An exact name wins over a folder's row; the rows are few.
  const RetiredImage* folder = nullptr;
  for (const RetiredImage& row : tables::retired_images) {
    if (row.name == key.text()) return &row;
    if (row.name.ends_with("/*") && key.text().starts_with(row.name.substr(0, row.name.size() - 1))) folder = &row;
  }
  return folder;
}

std::span<const RetiredImage> retired_images() { return tables::retired_images; }

}  // namespace seaworthy::knowledge
