#include "rules/lib/python_versions.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/tools.h"
#include "rules/lib/backups.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

using Parts = std::array<int, 3>;
constexpr Parts no_least = {0, 0, 0};
constexpr Parts no_limit = {std::numeric_limits<int>::max(), 0, 0};

/// How many numbers of a version are given, of up to three.
int given(const Version& version) {
  int count = 0;
  while (count < 3 && version.parts[static_cast<std::size_t>(count)] >= 0) ++count;
  return count;
}

Parts filled(const Version& version) {
  Parts parts = version.parts;
  for (int& part : parts) part = std::max(part, 0);
  return parts;
}

/// The first release behind all that begin with the first `count` numbers.
Parts behind(Parts parts, int count) {
  for (int at = count; at < 3; ++at) parts[static_cast<std::size_t>(at)] = 0;
  ++parts[static_cast<std::size_t>(std::max(count, 1) - 1)];
  return parts;
}

/// From `least` up to, but not with, `limit`.
struct Bounds {
  Parts least = no_least;
  Parts limit = no_limit;
};

/// What one clause allows: "==2.2.2", "~=1.4", ">=1.8", "^0.100.0", "2.0.*". PEP 440, and the signs of Poetry.
void narrow(std::string_view clause, Bounds& bounds) {
  const std::size_t digits = clause.find_first_of("0123456789");
  if (digits == std::string_view::npos) return;
  const std::string_view sign = ascii::trim(clause.substr(0, digits));
  const std::optional<Version> version = read_version(clause.substr(digits));
  if (!version.has_value()) return;
  const Parts parts = filled(*version);
  const int count = given(*version);
  const auto at_least = [&] { bounds.least = std::max(bounds.least, parts); };
  const auto below = [&](const Parts& limit) { bounds.limit = std::min(bounds.limit, limit); };
  if (sign == ">=" || sign == ">") {
    at_least();
  } else if (sign == "<") {
    below(parts);
  } else if (sign == "<=") {
    below(behind(parts, 3));
  } else if (sign == "~=") {
    at_least();
    below(behind(parts, std::max(count - 1, 1)));
  } else if (sign == "~") {
    at_least();
    below(behind(parts, std::min(count, 2)));
  } else if (sign == "^") {
    at_least();
    const int first = parts[0] > 0 ? 1 : parts[1] > 0 ? 2 : 3;
    below(behind(parts, std::min(first, count)));
  } else if (sign.empty() || sign == "==" || sign == "===") {
    at_least();
    below(behind(parts, contains(clause, "*") ? count : 3));
  }
}

Bounds bounds_of(std::string_view asked) {
  Bounds bounds;
  while (!asked.empty()) {
    const std::string_view clause = before(asked, ',');
    narrow(clause, bounds);
    asked.remove_prefix(std::min(clause.size() + 1, asked.size()));
  }
  return bounds;
}

/// Whether all that a text says is understood: no marker of another kind, no address.
bool is_plain(std::string_view asked) {
  return !contains(asked, "@") && !contains(asked, "|") && !contains(asked, "$") && !contains(asked, "/");
}

}  // namespace

PythonInstalls all_python_installs(const project::Project& project, const project::Dockerfile& dockerfile) {
  PythonInstalls all;
  for (const BuildStep& step : build_steps(project, dockerfile)) {
    PythonInstalls installs = python_installs(project, step);
    all.known = all.known && installs.known;
    all.packages.insert(all.packages.end(), installs.packages.begin(), installs.packages.end());
  }
  return all;
}

std::optional<int> python_of(const dockerfile::Stage& stage) {
  const knowledge::Image* const image = project::base_image(stage);
  if (image == nullptr || image->name != "python") return std::nullopt;
  const std::string_view tag = knowledge::parse_reference(stage.root().base).tag;
  if (contains(tag, "$")) return std::nullopt;
  // "3.11-slim" tells it; "3-slim" and "slim" are the newest.
  const std::string_view words = !tag.empty() && is_digit(tag.front()) ? tag : "3";
  if (const std::optional<Version> version = read_version(words); version->parts[0] != 3)
    return std::nullopt;
  else if (version->parts[1] >= 0)
    return version->parts[1];
  const knowledge::Cycle* const newest = knowledge::cycle("python", "3");
  const std::optional<Version> version = newest != nullptr ? read_version(newest->cycle) : std::nullopt;
  return version.has_value() && version->parts[1] >= 0 ? std::optional(version->parts[1]) : std::nullopt;
}

const PythonPackage* surely_between(std::span<const PythonPackage> packages, std::string_view name,
                                    std::string_view from, std::string_view limit) {
  const std::optional<Version> first = read_version(from);
  const std::optional<Version> last = read_version(limit);
  for (const PythonPackage& package : packages) {
    if (package.name != name || package.locked || !is_plain(package.version)) continue;
    const Bounds bounds = bounds_of(package.version);
    if (first.has_value() && bounds.least < filled(*first)) continue;
    if (last.has_value() && bounds.limit > filled(*last)) continue;
    return &package;
  }
  return nullptr;
}

std::optional<bool> code_has(const project::Project& project, const project::Dockerfile& dockerfile,
                             std::string_view word) {
  if (word.empty()) return true;
  std::optional<bool> found;
  for (const project::BuildUse& build : dockerfile.builds) {
    if (build.service == nullptr) continue;
    const project::ReadFolder* const folder = project::code_folder(project, *build.service);
    if (contains(command_text(project, *build.service), word)) return true;
    if (folder == nullptr) continue;
    if (project::has_text(project, *folder, word)) return true;
    if (folder->whole) found = false;
  }
  return found;
}

bool may_reach(std::span<const PythonPackage> packages, std::string_view name, std::string_view release) {
  const std::optional<Version> wanted = read_version(release);
  if (!wanted.has_value()) return false;
  return std::ranges::none_of(packages, [&](const PythonPackage& package) {
    return package.name == name &&
           (package.locked || !is_plain(package.version) || bounds_of(package.version).limit <= filled(*wanted));
  });
}

}  // namespace seaworthy::rules
