#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "project/model.h"
#include "text/source.h"

/// What an ignore file leaves out of a build context, with the matching of the engine: patterns are rooted at the
/// context, `**` spans folders, `!` takes back, the last pattern that matches the path or a folder above it decides.
namespace seaworthy::project {

struct IgnorePattern {
  Span span;            ///< The line without surrounding blanks.
  std::string pattern;  ///< Cleaned: no `!`, no leading or trailing `/`.
  bool negated = false;
};

/// A path against one pattern, as the engine compiles it: `*`, `?`, `[...]`, `\x`, `**`.
bool matches_pattern(std::string_view pattern, std::string_view path);

/// The pattern of COPY and ADD sources: as Go's filepath.Match on each component, without `**`.
bool matches_copy_pattern(std::string_view pattern, std::string_view path);

class IgnoreRules {
 public:
  IgnoreRules() = default;
  explicit IgnoreRules(const Source& source);

  const std::vector<IgnorePattern>& patterns() const { return patterns_; }
  bool has_exceptions() const { return has_exceptions_; }
  /// The pattern that leaves a path (relative to the context) out; null when it stays in.
  const IgnorePattern* excluding(std::string_view path) const;
  bool excludes(std::string_view path) const { return excluding(path) != nullptr; }

 private:
  std::vector<IgnorePattern> patterns_;
  bool has_exceptions_ = false;
};

/// The rules in force when a Dockerfile is built with a context (relative to the root).
IgnoreRules ignore_rules(const Project& project, const Dockerfile& dockerfile, std::string_view context);

}  // namespace seaworthy::project
