#include "rules/rule.h"

#include <algorithm>
#include <array>

#include "knowledge/image_kinds.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"

// Bases whose language is not of the version that the code asks for: the tool that builds it refuses.
namespace seaworthy::rules::toolchain_not_as_asked {
namespace {

/// Lowest and first excluded version of a constraint such as ">=3.9,<3.13", "^20.1", "~8.2", "20.x", "1.22".
struct Wanted {
  std::optional<Version> least, below;
  bool exact = false;  ///< A plain version, which Bundler takes literally.
};

/// What `~> 3.4.1`, `~= 3.4` and `^3.4` leave out, from the lowest on. A plain `~` means different things to different
/// tools, unless it has three numbers.
std::optional<Version> first_excluded(std::string_view operation, const Version& version) {
  const std::array<int, 3>& parts = version.parts;
  if (operation.starts_with('^') && parts[0] > 0) return Version{{parts[0] + 1, -1, -1}};
  const bool whole = operation.starts_with("~>") || operation.starts_with("~=");
  if (!whole && !(operation.starts_with('~') && parts[2] >= 0)) return std::nullopt;
  if (parts[2] >= 0) return Version{{parts[0], parts[1] + 1, -1}};
  return parts[1] >= 0 ? std::optional(Version{{parts[0] + 1, -1, -1}}) : std::nullopt;
}

Wanted read_wanted(std::string_view text) {
  Wanted wanted;
  if (contains(text, "||") || contains(text, "|")) {
    // The lowest of the alternatives; what lies between them is not looked at.
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('|', at), text.size());
      const Wanted part = read_wanted(text.substr(at, end - at));
      if (part.least.has_value() && (!wanted.least.has_value() || is_older(*part.least, *wanted.least)))
        wanted.least = part.least;
      at = end + 1;
    }
    return wanted;
  }
  wanted.exact = !text.empty() && is_digit(text.front());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(", ", at), text.size());
    std::string_view part = text.substr(at, end - at);
    at = end + 1;
    const std::size_t operation_end = part.find_first_of("0123456789");
    std::string_view operation = part.substr(0, operation_end);
    // `>= 20` has its number in the next word.
    if (operation_end == std::string_view::npos && !part.empty() && at < text.size()) {
      const std::size_t next_end = std::min(text.find_first_of(", ", at), text.size());
      part = text.substr(at, next_end - at);
      at = next_end + 1;
    }
    const std::optional<Version> version = read_version(part);
    if (!version.has_value()) continue;
    if (operation.starts_with('<')) {
      if (operation == "<") wanted.below = version;
    } else if (!operation.starts_with('!') && !wanted.least.has_value()) {
      wanted.least = version;
      if (!wanted.below.has_value()) wanted.below = first_excluded(operation, *version);
    }
  }
  return wanted;
}

/// Version of the language that a base image brings; nothing when its tag does not say.
std::optional<Version> version_of_base(const dockerfile::Stage& stage, std::string_view tool) {
  const knowledge::Image* const image = project::base_image(stage);
  if (image == nullptr) return std::nullopt;
  const std::string_view tag = knowledge::parse_reference(stage.root().base).tag;
  const bool starts_with_number = !tag.empty() && is_digit(tag.front());
  const auto own = [&](std::string_view name) { return image->name == name && starts_with_number; };
  if (tool == "go" && own("golang")) return read_version(tag);
  if (tool == "rust" && own("rust")) return read_version(tag);
  if (tool == "ruby" && own("ruby")) return read_version(tag);
  if (tool == "python" && own("python")) return read_version(tag);
  if (tool == "node" && own("node")) return read_version(tag);
  if (tool == "php" && own("php")) return read_version(tag);
  if (tool == "dotnet" && image->name.ends_with("dotnet/sdk") && starts_with_number) return read_version(tag);
  if (tool == "java") {
    if (knowledge::tables::java_images.contains(image->name) && starts_with_number) return read_version(tag);
    if (image->name == "maven" || image->name == "gradle")
      for (const std::string_view word : {"temurin-", "openjdk-", "corretto-", "jdk-", "jdk", "zulu-"})
        if (const std::size_t at = tag.find(word);
            at != std::string_view::npos && at + word.size() < tag.size() && is_digit(tag[at + word.size()]))
          return read_version(tag.substr(at + word.size()));
  }
  return std::nullopt;
}

/// Major version of Java: 1.8 is 8.
std::optional<Version> java(std::optional<Version> version) {
  if (version.has_value() && version->parts[0] == 1 && version->parts[1] > 0)
    return Version{{version->parts[1], -1, -1}};
  if (version.has_value()) version->parts = {version->parts[0], -1, -1};
  return version;
}

std::string shown(const Version& version) {
  std::string text;
  for (const int part : version.parts) {
    if (part < 0) break;
    if (!text.empty()) text += '.';
    text += std::to_string(part);
  }
  return text;
}

struct Toolchain {
  std::string_view tool;
  std::string_view title;
  project::Ecosystem ecosystem;
  /// Whether a step is one that refuses a wrong version, and how sure that is; nothing for other steps.
  std::optional<Confidence> (*refuses)(const BuildStep& step, const Version& base);
  bool upper = false;  ///< The upper bound is kept, too.
  bool exact = false;  ///< A version without an operator means this one alone.
};

std::optional<Confidence> go_refuses(const BuildStep& step, const Version& base) {
  if (step.invocation.program != "go") return std::nullopt;
  if (!is_one_of("build install test run vet generate mod", step.invocation.verb())) return std::nullopt;
  // With `auto` the command fetches what it needs.
  if (const auto toolchain = variable_at(step, "GOTOOLCHAIN"); toolchain.has_value() && *toolchain != "local")
    return std::nullopt;
  // Before 1.21 the line was a hint: the build goes on and may fail at what is new.
  return base.parts[0] > 1 || base.parts[1] >= 21 ? Confidence::certain : Confidence::possible;
}

/// `go 1.24.1`: until 1.20 the line has two numbers, and a third is `invalid go version`.
bool go_can_read(const Version& base, std::string_view wanted) {
  return base.parts[0] > 1 || base.parts[1] >= 21 || std::ranges::count(wanted, '.') < 2;
}

std::optional<Confidence> cargo_refuses(const BuildStep& step, const Version&) {
  const bool builds = step.invocation.program == "cargo" && is_one_of("build test run check", step.invocation.verb()) &&
                      !step.invocation.has_flag("--ignore-rust-version");
  return builds ? std::optional(Confidence::certain) : std::nullopt;
}

std::optional<Confidence> java_refuses(const BuildStep& step, const Version&) {
  const std::string_view program = step.invocation.program;
  if (program == "mvn" || program == "mvnw") {
    for (const shell::Word* const word : step.invocation.operands())
      if (is_one_of("compile package install verify test deploy", word->text)) return Confidence::certain;
    return std::nullopt;
  }
  // Gradle may find or fetch another toolchain.
  if (program == "gradle" || program == "gradlew") return Confidence::likely;
  return std::nullopt;
}

std::optional<Confidence> bundler_refuses(const BuildStep& step, const Version&) {
  const bool installs = is_one_of("bundle bundler", step.invocation.program) &&
                        (step.invocation.verb() == "install" || step.invocation.arguments.empty());
  return installs ? std::optional(Confidence::certain) : std::nullopt;
}

std::optional<Confidence> python_refuses(const BuildStep& step, const Version&) {
  if (step.invocation.program == "poetry" && is_one_of("install sync", step.invocation.verb()))
    return Confidence::certain;
  if (step.invocation.program == "pdm" && is_one_of("install sync", step.invocation.verb())) return Confidence::certain;
  // uv fetches another Python where it may.
  if (step.invocation.program == "uv" && step.invocation.verb() == "sync") {
    const auto downloads = variable_at(step, "UV_PYTHON_DOWNLOADS");
    const bool may_fetch = !downloads.has_value() || !is_one_of("never 0 false", *downloads);
    return may_fetch || step.invocation.has_any_flag({"-p", "--python"}) ? std::nullopt
                                                                         : std::optional(Confidence::certain);
  }
  const PackageCommand& command = step.package;
  if (!command.is("pip", PackageAction::install) || step.invocation.program == "uv") return std::nullopt;
  for (const shell::Word& word : command.arguments)
    if (word.text == "." || word.text == "./" || word.text.starts_with(".[")) return Confidence::certain;
  return std::nullopt;
}

std::optional<Confidence> node_refuses(const BuildStep& step, const Version&) {
  const std::vector<std::string_view> words = texts(step.invocation);
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::install || call.names_packages) return std::nullopt;
  if (step.invocation.has_flag("--ignore-engines")) return std::nullopt;
  // npm warns, and goes on.
  if (call.manager == "pnpm") return Confidence::likely;
  if (call.manager == "npm") return Confidence::possible;
  return std::nullopt;
}

std::optional<Confidence> composer_refuses(const BuildStep& step, const Version&) {
  if (step.invocation.program != "composer" || !is_one_of("install i", step.invocation.verb())) return std::nullopt;
  for (const shell::Word& word : step.invocation.arguments)
    if (word.text.starts_with("--ignore-platform-req")) return std::nullopt;
  return Confidence::certain;
}

std::optional<Confidence> dotnet_refuses(const BuildStep& step, const Version&) {
  const bool builds = step.invocation.program == "dotnet" && is_one_of("build publish restore", step.invocation.verb());
  return builds ? std::optional(Confidence::certain) : std::nullopt;
}

using project::Ecosystem;
constexpr Toolchain go_toolchain{"go", "Go", Ecosystem::go, go_refuses};
constexpr Toolchain rust_toolchain{"rust", "Rust", Ecosystem::rust, cargo_refuses};
constexpr Toolchain java_toolchain{"java", "Java", Ecosystem::java, java_refuses};
constexpr Toolchain ruby_toolchain{"ruby", "Ruby", Ecosystem::ruby, bundler_refuses, true, true};
constexpr Toolchain python_toolchain{"python", "Python", Ecosystem::python, python_refuses, true};
constexpr Toolchain node_toolchain{"node", "Node.js", Ecosystem::node, node_refuses};
constexpr Toolchain php_toolchain{"php", "PHP", Ecosystem::php, composer_refuses};
constexpr Toolchain dotnet_toolchain{"dotnet", ".NET", Ecosystem::dotnet, dotnet_refuses};

template <const Toolchain& T>
void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  const dockerfile::Stage* stage = nullptr;
  std::optional<Version> base;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage != stage) base = version_of_base(*step.stage, T.tool);
    stage = step.stage;
    if (!base.has_value() || step.stage == reported) continue;
    std::optional<Confidence> refuses = T.refuses(step, *base);
    if (!refuses.has_value() || may_fail(*step.invocation.node)) continue;
    const project::Manifest* const manifest = T.ecosystem == Ecosystem::dotnet
                                                  ? named_dotnet_project(report.project(), step)
                                                  : manifest_at(report.project(), step, T.ecosystem, step.folder);
    if (manifest == nullptr) continue;
    for (const project::ToolVersion& version : manifest->versions) {
      if (version.tool != T.tool || contains(version.version, "$")) continue;
      const Wanted wanted = read_wanted(version.version);
      asks = true;
      if (T.tool == "go" && !go_can_read(*base, version.version)) refuses = Confidence::certain;
      Version have = *base;
      std::optional<Version> least = wanted.least;
      if (T.tool == "java") {
        have = java(have).value_or(have);
        least = java(least);
      }
      const bool too_old = least.has_value() && is_older(have, *least);
      const bool too_new = (T.upper && wanted.below.has_value() && !is_older(have, *wanted.below) &&
                            have.parts[0] >= 0 && (have.parts[1] >= 0 || wanted.below->parts[1] <= 0)) ||
                           (T.exact && wanted.exact && least.has_value() && is_older(*least, have));
      if (too_old || too_new) {
        reported = step.stage;
        const bool only_hints = *refuses == Confidence::possible;
        Builder finding =
            only_hints
                ? report.at(step.stage->root().base_span,
                            "`{}` builds with {} {}, `{}` asks for {}; `{}` goes on, and what is new since fails",
                            step.stage->root().base, T.title, shown(have), manifest->file->path, version.version,
                            step.invocation.program)
                : report.at(step.stage->root().base_span, "`{}` builds with {} {}, `{}` asks for {}; `{}` refuses that",
                            step.stage->root().base, T.title, shown(have), manifest->file->path, version.version,
                            step.invocation.program);
        finding.note(version.span, "The version is asked for here")
            .note(step.invocation.span(), only_hints ? "This step builds with it" : "This step refuses")
            .confidence(weaker(weaker(*refuses, confidence_of_base(*step.stage)), confidence_of(*step.context)));
        if (only_hints) finding.severity(Severity::low);
      }
      break;
    }
  }
  if (!asks) report.skip();
}

constexpr Rule row(std::string_view code, std::string_view summary, std::string_view why, Check check) {
  Rule rule;
  rule.code = code;
  rule.summary = summary;
  rule.why = why;
  rule.remedy = "Take a base of the version that the manifest asks for, and keep both in one place.";
  rule.severity = Severity::high;
  rule.rung = Rung::build;
  rule.category = Category::architecture;
  rule.check = check;
  return rule;
}

}  // namespace

extern constinit const FamilyRule family[] = {
    {"go-older-than-module",
     row("SW4205", "Base with an older Go than go.mod asks for",
         "Since 1.21 Go refuses a module that asks for a newer one, and the official images do not let it fetch that.",
         each_dockerfile<check<go_toolchain>>())},
    {"rust-older-than-crate", row("SW4206", "Base with an older Rust than the crate asks for",
                                  "Cargo stops at a package whose `rust-version` is newer than its compiler.",
                                  each_dockerfile<check<rust_toolchain>>())},
    {"jdk-older-than-release",
     row("SW4207", "Base with an older JDK than the project compiles for",
         "The compiler knows no release newer than itself: `error: release version 21 not supported`.",
         each_dockerfile<check<java_toolchain>>())},
    {"ruby-other-than-gemfile", row("SW4208", "Base with another Ruby than the Gemfile asks for",
                                    "Bundler stops when the running Ruby is not the one that the Gemfile names.",
                                    each_dockerfile<check<ruby_toolchain>>())},
    {"python-outside-project-range",
     row("SW4209", "Base with a Python that the project does not allow",
         "Poetry, PDM and pip refuse to install a project whose `requires-python` leaves the running one out.",
         each_dockerfile<check<python_toolchain>>())},
    {"node-older-than-engines", row("SW4210", "Base with an older Node.js than the package asks for",
                                    "pnpm refuses, npm warns and the program may use what the older one does not have.",
                                    each_dockerfile<check<node_toolchain>>())},
    {"php-older-than-composer",
     row("SW4211", "Base with an older PHP than composer.json asks for",
         "Composer checks the platform and stops: `requires php >=8.3 but your php version (8.1) does not satisfy`.",
         each_dockerfile<check<php_toolchain>>())},
    {"dotnet-sdk-older-than-target", row("SW4212", "Base with an older .NET SDK than the project targets",
                                         "An SDK cannot build for a framework newer than itself (NETSDK1045).",
                                         each_dockerfile<check<dotnet_toolchain>>())},
};
extern const std::size_t family_size = std::size(family);

}  // namespace seaworthy::rules::toolchain_not_as_asked
