#include <algorithm>
#include <string>

#include "project/application.h"
#include "project/manifests.h"
#include "project/model.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/building.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::bundle_of_other_platform {

/// The platforms of a Gemfile.lock; `place` is the line of the first one.
static std::vector<std::string_view> platforms_of(const code::SourceFile& file, Span& place) {
  std::vector<std::string_view> result;
  constexpr std::string_view mark = "\nPLATFORMS\n";
  const std::size_t begin = file.text.find(mark);
  if (begin == std::string_view::npos) return result;
  for (std::size_t at = begin + mark.size(); at < file.text.size() && file.text[at] == ' ';) {
    const std::size_t end = std::min(file.text.find('\n', at), file.text.size());
    const std::string_view line = file.text.substr(at, end - at);
    const std::string_view name = line.substr(std::min(line.find_first_not_of(' '), line.size()));
    if (result.empty()) {
      const auto first = static_cast<std::uint32_t>(name.data() - file.text.data());
      place = {file.id, first, first + static_cast<std::uint32_t>(name.size())};
    }
    result.push_back(name);
    at = end + 1;
  }
  return result;
}

/// Whether the bundle is held to its lock file, so that nothing is added to it.
static bool is_frozen(const BuildStep& step, const Report& report) {
  if (step.invocation.has_any_flag({"--deployment", "--frozen"})) return true;
  for (const std::string_view name : {"BUNDLE_DEPLOYMENT", "BUNDLE_FROZEN"})
    if (const auto value = variable_at(step, name); value.has_value() && !is_one_of("0 false", *value)) return true;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (instruction->op == dockerfile::Op::run && contains(text, "bundle config") &&
        (contains(text, "deployment") || contains(text, "frozen")))
      return true;
    if (instruction == step.run) break;
  }
  return false;
}

/// Whether anything makes the bundle fit another platform first.
static bool adds_platform(const BuildStep& step, const Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    if (contains(text, "add-platform") || contains(text, "FORCE_RUBY_PLATFORM") ||
        contains(text, "force_ruby_platform"))
      return true;
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "bundle" || step.invocation.verb() != "install" || may_fail(*step.invocation.node))
      continue;
    const project::Manifest* const manifest =
        manifest_at(report.project(), step, project::Ecosystem::ruby, step.folder);
    const code::SourceFile* const lock = manifest != nullptr && manifest->lock != nullptr
                                             ? project::configuration(report.project(), manifest->lock->path)
                                             : nullptr;
    if (lock == nullptr) continue;
    Span place;
    const std::vector<std::string_view> platforms = platforms_of(*lock, place);
    if (platforms.empty()) continue;
    asks = true;
    const bool fits = std::ranges::any_of(platforms, [](std::string_view platform) {
      return platform == "ruby" || platform == "java" || contains(platform, "linux");
    });
    if (fits || !is_frozen(step, report) || adds_platform(step, report)) continue;
    report
        .at(step.invocation.span(), "The bundle is locked for `{}` alone, and the image is Linux; add the platform",
            platforms.front())
        .note(place, "These are its platforms")
        .confidence(confidence_of(*step.context))
        .advise("Run `bundle lock --add-platform x86_64-linux` and commit the lock file");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4795",
    .summary = "Bundle that is locked for another platform",
    .why =
        "Bundler refuses to install a frozen bundle whose lock file lacks the platform of the image: `Your bundle only "
        "supports platforms [...]`.",
    .remedy = "Add the platform of the image to the lock file (`bundle lock --add-platform x86_64-linux`).",
    .references = "https://bundler.io/man/bundle-lock.1.html",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::bundle_of_other_platform
