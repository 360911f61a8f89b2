#include <algorithm>

#include "knowledge/build_facts.h"
#include "knowledge/published_tags.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/building.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::binary_without_its_libc {

enum class Libc : unsigned char { unknown, none, glibc, musl };

static Libc libc_of(const dockerfile::Stage& stage) {
  if (stage.root().base == "scratch") return Libc::none;
  const knowledge::ImageVariant* const variant = project::base_variant(stage);
  const knowledge::Image* const image = project::base_image(stage);
  if (variant == nullptr || image == nullptr) return Libc::unknown;
  if (variant->base == "alpine") return Libc::musl;
  if (is_one_of("debian ubuntu buildpack redhat redhat-minimal", variant->base)) return Libc::glibc;
  if (contains(stage.root().base, "distroless/static") || contains(stage.root().base, "chainguard/static"))
    return Libc::none;
  return Libc::unknown;
}

/// The release of the GNU C library that the base of a stage brings, as far as its name tells; 0 for none.
static unsigned release_of(const dockerfile::Stage& stage) {
  const knowledge::Cycle* const cycle = knowledge::distribution_of(knowledge::parse_reference(stage.root().base));
  return cycle != nullptr ? knowledge::c_library(cycle->product, cycle->cycle) : 0;
}

/// The step of a stage that links the file at `path` against the stage's C library; null when none does for certain.
static const BuildStep* dynamic_build(const std::vector<BuildStep>& steps, const dockerfile::Stage& stage,
                                      std::string_view path) {
  for (const BuildStep& step : steps) {
    if (step.stage != &stage) continue;
    const std::string_view program = step.invocation.program;
    bool is_static = false;
    for (const shell::Word& word : step.invocation.arguments)
      is_static = is_static || contains(word.text, "static") || contains(word.text, "musl") ||
                  contains(word.text, "netgo") || (!word.literal && !word.text.starts_with("./"));
    if (is_static) continue;
    if (program == "go" && step.invocation.verb() == "build") {
      const auto output = step.invocation.option("-o");
      if (!output.has_value() || project::container_path(step.folder, *output) != path) continue;
      const auto cgo = variable_at(step, "CGO_ENABLED");
      // Without a compiler Go turns cgo off by itself.
      if (cgo == "1" ||
          (!cgo.has_value() && project::stage_has_tool(stage, "gcc", *step.run, *step.invocation.node).value_or(false)))
        return variable_at(step, "GOOS").value_or("linux") == "linux" ? &step : nullptr;
    }
    if (program == "cargo" && step.invocation.verb() == "build" && contains(path, "/target/release/") &&
        !step.invocation.has_flag("--target") && !variable_at(step, "RUSTFLAGS").has_value() &&
        !variable_at(step, "CARGO_BUILD_TARGET").has_value())
      return &step;
    // A release of Elixir brings the machine along on which it was built.
    if (program == "mix" && contains(path, "/rel/") &&
        std::ranges::any_of(step.invocation.arguments, [](const shell::Word& word) { return word.text == "release"; }))
      return &step;
    if (is_one_of("gcc cc g++ c++ clang", program)) {
      const auto output = step.invocation.option("-o");
      if (output.has_value() && project::container_path(step.folder, *output) == path) return &step;
    }
  }
  return nullptr;
}

/// Public images whose one program is linked against glibc and libraries of the image.
static bool is_linked_image(std::string_view image, std::string_view path) {
  const knowledge::Reference reference = knowledge::parse_reference(image);
  return is_one_of("linuxserver/ffmpeg", reference.repository) && is_one_of("ffmpeg ffprobe", base_name(path));
}

/// Whether the stage that a program comes to brings a loader along, or a library that stands in for one.
static bool brings_loader(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Stage* each = &stage; each != nullptr; each = each->parent)
    for (const dockerfile::Instruction* const instruction : each->instructions)
      for (const std::string_view word : {"gcompat", "libc6-compat", "glibc", "ld-linux", "lib64", "musl"})
        if (contains(report.text(instruction->span), word)) return true;
  return false;
}

/// A program of a known image that is copied to a stage without the loader it asks for.
static void check_linked_images(const project::Dockerfile& dockerfile, bool& asks, Report& report) {
  for (const dockerfile::Stage* const stage : dockerfile.parsed->stages)
    for (const dockerfile::Instruction* const instruction : stage->instructions) {
      const dockerfile::Flag* const from = instruction->flag("from");
      if (instruction->op != dockerfile::Op::copy || from == nullptr || instruction->arguments.empty()) continue;
      const dockerfile::Word& source = instruction->arguments.front();
      const dockerfile::Stage* const other = dockerfile.parsed->stage(from->value);
      const std::string_view image = other != nullptr ? other->root().base : from->value;
      if (!is_linked_image(image, source.text)) continue;
      asks = true;
      const Libc run = libc_of(*stage);
      if ((run != Libc::musl && run != Libc::none) || brings_loader(*stage, report)) continue;
      report
          .at(source.span,
              "This program is linked against the C library of `{}`, which `{}` does not have, so it cannot start",
              image, stage->root().base)
          .note(stage->root().base_span, "It runs on this");
      // One for each stage.
      break;
    }
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep>& steps = once<build_steps>(report, dockerfile);
  bool asks = false;
  std::vector<Span> reported;
  for (const project::BuildContext& context : project::build_contexts(report.project(), dockerfile))
    for (const project::CopySource& source : context.sources) {
      if (source.stage == nullptr || source.instruction->stage == nullptr) continue;
      const Libc built = libc_of(*source.stage);
      const Libc run = libc_of(*source.instruction->stage);
      if (built == Libc::unknown || run == Libc::unknown || built == Libc::none) continue;
      asks = true;
      const unsigned built_release = release_of(*source.stage), run_release = release_of(*source.instruction->stage);
      const bool is_newer =
          built == Libc::glibc && run == Libc::glibc && run_release != 0 && built_release > run_release;
      if (built == run && !is_newer) continue;
      // rust on Alpine links statically.
      const BuildStep* const step = dynamic_build(steps, *source.stage, project::container_path("/", source.text));
      if (step == nullptr || (built == Libc::musl && step->invocation.program == "cargo")) continue;
      bool compatible = false;
      for (const dockerfile::Instruction* const other : source.instruction->stage->instructions)
        compatible = compatible || contains(report.text(other->span), "gcompat") ||
                     contains(report.text(other->span), "libc6-compat") ||
                     contains(report.text(other->span), "glibc") || contains(report.text(other->span), "musl");
      if (compatible) continue;
      bool known = false;
      for (const Span span : reported) known = known || span == source.span;
      if (known) continue;
      reported.push_back(source.span);
      const bool go = step->invocation.program == "go";
      if (is_newer) {
        report
            .at(source.span,
                "This program is linked against glibc 2.{} of `{}`, and `{}` has 2.{} only, so it may not start",
                built_release, source.stage->root().base, source.instruction->stage->root().base, run_release)
            .note(step->invocation.span(), "Built here, linked dynamically")
            .note(source.instruction->stage->root().base_span, "It runs on this")
            .confidence(Confidence::likely);
        continue;
      }
      report
          .at(source.span,
              "This program is linked against the C library of `{}`, which `{}` does not have, so it cannot start",
              source.stage->root().base, source.instruction->stage->root().base)
          .note(step->invocation.span(),
                go ? "Built here with cgo on, which links it dynamically" : "Built here, linked dynamically")
          .note(source.instruction->stage->root().base_span, "It runs on this")
          .confidence(Confidence::likely);
    }
  check_linked_images(dockerfile, asks, report);
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4226",
    .summary = "Program copied to an image without the C library that it needs",
    .why =
        "A program linked against glibc finds no loader on Alpine, scratch or a static base: the container ends with "
        "`no "
        "such file or directory` for a file that is there.",
    .remedy =
        "Link statically (`CGO_ENABLED=0`, a musl target, `-static`), or build and run on the same family of bases.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::binary_without_its_libc
