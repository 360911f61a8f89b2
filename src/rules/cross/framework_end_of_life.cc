#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "knowledge/frameworks.h"
#include "knowledge/knowledge.h"
#include "project/code_signs.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::framework_end_of_life {

/// A release that a manifest asks for.
struct Asked {
  std::string_view version;
  Span span;
  bool whole_major = false;  ///< Newer lines of the same first number will do: "^5.3".
};

/// The version of a dependency that keeps to one release line: "==2.2.1", "2.7.5", "^9.19", "~> 6.1.4". Nothing for
/// what lets newer lines in: ">=3.2", "*".
static std::optional<Asked> one_line(const project::Dependency& dependency) {
  const std::string_view text = ascii::trim(dependency.version);
  const std::size_t digit = text.find_first_of("0123456789");
  if (digit == std::string_view::npos || text.find_first_of(",|$@/ ", digit) != std::string_view::npos)
    return std::nullopt;
  const std::string_view sign = ascii::trim(text.substr(0, digit));
  const std::string_view version = text.substr(digit);
  const bool has_three = std::ranges::count(version, '.') >= 2;
  if (sign.empty() || sign == "==" || sign == "=" || sign == "v" || ((sign == "~=" || sign == "~>") && has_three) ||
      sign == "~" || sign == "^")
    return Asked{version, dependency.span, sign == "^" || (sign == "~" && !has_three)};
  return std::nullopt;
}

/// The version of a plugin in a file of Gradle: `id 'org.springframework.boot' version '2.7.5'`.
static std::optional<Asked> plugin_version(const project::Project& project, const project::Manifest& manifest,
                                           std::string_view plugin) {
  const std::string_view text = project.sources[manifest.file->source].text();
  const std::size_t at = text.find(plugin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view line = before(text.substr(at + plugin.size()), '\n');
  const std::size_t word = line.find("version");
  const std::size_t digit = line.find_first_of("0123456789", std::min(word, line.size()));
  if (word == std::string_view::npos || digit == std::string_view::npos || contains(line, "$")) return std::nullopt;
  const std::string_view version = line.substr(digit, line.find_first_not_of("0123456789.", digit) - digit);
  const auto begin = static_cast<std::uint32_t>(version.data() - text.data());
  return Asked{version, {manifest.file->source, begin, begin + static_cast<std::uint32_t>(version.size())}};
}

/// What a manifest asks for of a framework.
static std::optional<Asked> asked_of(const project::Project& project, const project::Manifest& manifest,
                                     const knowledge::Framework& framework) {
  if (!framework.plugin.empty() && !manifest.file->path.ends_with(".xml"))
    return plugin_version(project, manifest, framework.plugin);
  for (const project::Dependency& dependency : manifest.dependencies)
    if (!dependency.development && equal_ignoring_case(dependency.name, framework.package)) return one_line(dependency);
  return std::nullopt;
}

/// Months from one day ("2026-10-31") to another.
static int months_between(std::string_view from, std::string_view to) {
  const auto months = [](std::string_view day) {
    int year = 0, month = 0;
    for (const char c : day.substr(0, 4)) year = year * 10 + (c - '0');
    for (const char c : day.substr(5, 2)) month = month * 10 + (c - '0');
    return year * 12 + month;
  };
  return from.size() < 7 || to.size() < 7 ? 0 : months(to) - months(from);
}

/// The manifests of an ecosystem that belong to the code of a service: the one in its folder; of Python also that of
/// the folder which the image is built from, and the parts of the list in a folder of its own, `requirements/base.txt`.
static std::vector<const project::Manifest*> manifests_of(const project::Project& project,
                                                          const project::Service& service, std::string_view code,
                                                          project::Ecosystem ecosystem) {
  if (const project::Manifest* const own = project::manifest_in(project, code, ecosystem); own != nullptr) return {own};
  std::vector<const project::Manifest*> found;
  if (ecosystem != project::Ecosystem::python || !service.builds) return found;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != ecosystem) continue;
    const bool is_part =
        project::base_name(manifest.folder) == "requirements" &&
        !is_one_of("local.txt dev.txt develop.txt development.txt test.txt tests.txt testing.txt ci.txt docs.txt",
                   project::base_name(manifest.file->path));
    const std::string_view folder = is_part ? project::parent_path(manifest.folder) : manifest.folder;
    if (folder == service.build->directory || folder == code) found.push_back(&manifest);
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return report.skip();
  bool any = false;
  for (const knowledge::Framework& framework : knowledge::tables::frameworks) {
    const std::optional<project::Ecosystem> ecosystem = project::ecosystem_named(framework.ecosystem);
    if (!ecosystem.has_value()) continue;
    std::optional<Asked> asked;
    for (const project::Manifest* const manifest : manifests_of(project, service, code->path, *ecosystem))
      if (!asked.has_value()) asked = asked_of(project, *manifest, framework);
    if (!asked.has_value()) continue;
    any = true;
    const knowledge::Cycle* const cycle = knowledge::cycle(framework.product, asked->version);
    if (cycle == nullptr || !cycle->ended_by(knowledge::date())) continue;
    // Of a framework whose lines have two numbers the lock file may hold a later one.
    if (asked->whole_major && contains(cycle->cycle, ".")) continue;
    Builder finding = report.at(asked->span, "{} {} gets no fixes since {}; move to {}", framework.title, cycle->cycle,
                                cycle->end_of_life, cycle->latest);
    finding.note(service.span, "`{}` is made of this", service.name);
    // What has just ended is no emergency yet.
    if (months_between(cycle->end_of_life, knowledge::date()) < 6) finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4280",
    .summary = "Framework after its end of life",
    .why =
        "Holes that are found in the framework from now on stay open, and it is the part of the program that everybody "
        "reaches.",
    .remedy = "Move to a release line that still gets fixes, one line at a time.",
    .references = "https://endoflife.date/",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "are made with a framework that still gets fixes",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::framework_end_of_life
