#pragma once

#include <span>
#include <string>
#include <string_view>

/// Which tags of public images were ever published: rows of knowledge/published_tags.yaml and
/// knowledge/tag_prefixes.yaml.
namespace seaworthy::knowledge {

struct Cycle;
struct Reference;

/// What is known of a tag.
struct TagVerdict {
  /// No tag like it was ever published. False also where nothing is known: of images without a row, of releases that
  /// are newer than the table, of candidates for releases and builds of a day, and of words that no tag has had yet.
  bool never = false;
  /// A tag that was published and is likely meant; "" when none is near.
  std::string meant;
};
/// Judges the tag of a reference; one without a tag is `latest`.
TagVerdict judge_tag(const Reference& reference);

/// Whether Docker Hub has, or had, an official image of this name: one without a namespace, "library/" left out.
bool is_official_image(std::string_view repository);

/// The release of a distribution that an image is built on, as its tag names it, or as the newest image under that tag
/// is built; null where neither is known.
const Cycle* distribution_of(const Reference& reference);
/// The same, and for a patch release the newest release that it can be built on: what its line is built on today, or
/// was until then. It may as well be built on an older one.
const Cycle* newest_distribution_of(const Reference& reference);

struct PublishedEnding {
  std::string_view ending;  ///< What follows the version: "-alpine", "" for nothing; begins with "v" for one before it.
  std::string_view parts;   ///< Digits: of how many parts the version may be, 3 for three and more.
  std::string_view lines;   ///< Runs of release lines: "9-13 9.6-13.3".
};
/// Tags that do not name the release they are built on.
struct BuiltOn {
  std::string_view ending;    ///< As PublishedEnding::ending.
  std::string_view codename;  ///< "bookworm"
  std::string_view lines;     ///< Versions of one or two parts, as written, with blanks between.
};
/// What patch releases of a line before one of them are built on, a row of knowledge/patch_bases.yaml.
struct PatchBase {
  std::string_view image, line, below;
  std::string_view codename;  ///< As BuiltOn::codename.
};
struct PublishedTags {
  std::string_view image;                    ///< Of Docker's official ones.
  std::string_view majors;                   ///< Numbers with blanks between.
  std::string_view ended;                    ///< Last lines of majors that get no more of them, with blanks between.
  std::string_view words;                    ///< Tags without a version, with blanks between.
  std::span<const PublishedEnding> endings;  ///< Sorted.
  std::span<const BuiltOn> built_on;
};
struct TagPrefix {
  std::string_view image;
  bool wants_v = false;  ///< Versions begin with `v`; else they never do.
};

namespace tables {

extern const std::span<const PublishedTags> published_tags;
extern const std::span<const std::string_view> tag_tokens;  ///< All parts of words and endings, sorted.
extern const std::span<const TagPrefix> tag_prefixes;
extern const std::span<const PatchBase> patch_bases;  // in order of the table

}  // namespace tables
}  // namespace seaworthy::knowledge
