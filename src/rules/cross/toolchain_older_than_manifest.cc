#include "rules/rule.h"

#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::toolchain_older_than_manifest {

struct Language {
  std::string_view images;    ///< Repositories that carry the toolchain, blank-separated.
  std::string_view tool;      ///< As project::ToolVersion names it.
  project::Ecosystem ecosystem;
  std::string_view programs;  ///< Commands that stop when the toolchain is too old.
  bool stops;                 ///< False: they only warn.
};

static constexpr Language languages[] = {
    // The official Go images set GOTOOLCHAIN=local, so that no newer toolchain is fetched.
    {"golang", "go", project::Ecosystem::go, "go", true},
    {"python", "python", project::Ecosystem::python, "pip pip3 poetry uv", true},
    {"rust", "rust", project::Ecosystem::rust, "cargo", true},
    {"ruby", "ruby", project::Ecosystem::ruby, "bundle", true},
    {"php composer", "php", project::Ecosystem::php, "composer", true},
    {"maven gradle eclipse-temurin amazoncorretto openjdk", "java", project::Ecosystem::java, "mvn mvnw gradle gradlew", true},
    {"node", "node", project::Ecosystem::node, "npm yarn pnpm", false},
};

/// Version of the language in a tag; of Maven and Gradle images the JDK's, which stands behind the tool's own.
static std::optional<Version> toolchain_version(std::string_view repository, std::string_view tag) {
  if (repository == "maven" || repository == "gradle") {
    const std::size_t at = tag.find("jdk");
    if (at != std::string_view::npos) return read_version(tag.substr(at));
    const std::size_t temurin = tag.find("temurin-");
    return temurin == std::string_view::npos ? std::nullopt : read_version(tag.substr(temurin));
  }
  if (tag.empty() || !is_digit(tag.front())) return std::nullopt;
  return read_version(tag);
}

/// A lower bound: "1.23", ">=20", "^3.12", "~> 3.3"; nothing for "<4" or a list of alternatives.
static std::optional<Version> lower_bound(std::string_view text) {
  if (text.empty() || contains(text, "||") || contains(text, "|") || text.starts_with('<') || text.starts_with('!')) return std::nullopt;
  return read_version(before(text, ','));
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : build_steps(report.project(), dockerfile)) {
    const dockerfile::Stage& root = step.stage->root();
    if (!root.base_known || &root == reported) continue;
    const knowledge::Reference base = knowledge::parse_reference(root.base);
    for (const Language& language : languages) {
      if (!is_one_of(language.images, base.repository) || !is_one_of(language.programs, step.invocation.program)) continue;
      const std::optional<Version> have = toolchain_version(base.repository, base.tag);
      const project::Manifest* const manifest = manifest_at(report.project(), step, language.ecosystem, step.folder);
      if (!have.has_value() || manifest == nullptr) continue;
      asks = true;
      for (const project::ToolVersion& asked : manifest->versions) {
        if (asked.tool != language.tool) continue;
        const std::optional<Version> wanted = lower_bound(asked.version);
        if (!wanted.has_value() || !is_older(*have, *wanted)) continue;
        Builder finding = report.at(root.base_span, "`{}` is older than {} `{}`, which `{}` asks for", root.base, asked.tool,
                                    asked.version, manifest->file->path);
        finding.note(asked.span, "asked for here").note(step.invocation.span(), "needed here");
        finding.confidence(confidence_of(*step.context));
        if (!language.stops) finding.severity(Severity::medium).rung(Rung::operate).confidence(Confidence::likely);
        reported = &root;
        break;
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4012",
    .summary = "Toolchain older than the code asks for",
    .why = "Go, Cargo, pip, Bundler, Composer and Java compilers refuse code that asks for a newer version than theirs.",
    .remedy = "Build on an image of the version that the manifest asks for.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "build with the version that the manifest asks for",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::toolchain_older_than_manifest
