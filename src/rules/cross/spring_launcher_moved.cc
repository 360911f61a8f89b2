#include <algorithm>
#include <optional>

#include "project/container_files.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::spring_launcher_moved {

// Spring Boot 3.2 moved its launchers:
// https://github.com/spring-projects/spring-boot/wiki/Spring-Boot-3.2-Release-Notes
constexpr std::string_view before_3_2 = "org.springframework.boot.loader.";
constexpr std::string_view since_3_2 = "org.springframework.boot.loader.launch.";

struct BootVersion {
  Version version;
  std::string_view text;
  Span span;
};

/// The version of Spring Boot that the poms of the repository have for their parent; nothing when they differ.
static std::optional<BootVersion> boot_version(const project::Project& project) {
  constexpr std::string_view parent = "<artifactId>spring-boot-starter-parent</artifactId>";
  std::optional<BootVersion> found;
  for (const project::Manifest& manifest : project::manifests(project)) {
    if (manifest.ecosystem != project::Ecosystem::java) continue;
    const std::string_view text = project.sources[manifest.file->source].text();
    const std::size_t at = text.find(parent);
    const std::size_t open = at == std::string_view::npos ? at : text.find("<version>", at);
    if (open == std::string_view::npos) continue;
    const std::size_t begin = open + 9;
    const std::string_view written = before(text.substr(begin, 40), '<');
    const std::optional<Version> version = read_version(written);
    if (!version.has_value()) return std::nullopt;
    if (found.has_value() && found->text != written) return std::nullopt;
    found = BootVersion{
        *version,
        written,
        {manifest.file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + written.size())}};
  }
  return found;
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (!started.has_value() || base_name(started->word) != "java") return report.skip();
  const auto launcher = std::ranges::find_if(started->arguments, [](std::string_view word) {
    return word.starts_with(before_3_2) && word.ends_with("Launcher");
  });
  if (launcher == started->arguments.end()) return report.skip();
  const std::optional<BootVersion> boot = boot_version(report.project());
  if (!boot.has_value()) return report.skip();
  const bool is_new = boot->version.parts[0] > 3 || (boot->version.parts[0] == 3 && boot->version.parts[1] >= 2);
  const bool names_new = launcher->starts_with(since_3_2);
  if (is_new == names_new) return;
  report
      .at(started->span, "Spring Boot {} has no class `{}`; its launchers are in `{}`", boot->text, *launcher,
          (is_new ? since_3_2 : before_3_2).substr(0, (is_new ? since_3_2 : before_3_2).size() - 1))
      .note(boot->span, "The version is set here");
}

extern const Rule rule = {
    .code = "SW4508",
    .summary = "Launcher of Spring Boot that this version has elsewhere",
    .why = "Java ends with `Could not find or load main class`: the layered jar holds the launcher under another name.",
    .remedy = "Write `org.springframework.boot.loader.launch.JarLauncher` since 3.2, without `launch` before.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::spring_launcher_moved
