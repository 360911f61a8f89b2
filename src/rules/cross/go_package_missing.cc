#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::go_package_missing {

/// Whether any Go file of a folder of the tree is in the image when the step runs.
static bool any_go_file_in_image(const project::Project& project, const BuildStep& step, std::string_view folder,
                                 std::string_view in_image, bool& has_go_files) {
  for (const std::string_view child : project.children(folder)) {
    if (!child.ends_with(".go") || child.ends_with("_test.go")) continue;
    has_go_files = true;
    if (!certainly_absent(project, step, project::container_path(in_image, project::base_name(child)))) return true;
  }
  return false;
}

static void check_operand(const BuildStep& step, const project::Manifest& manifest, Span place, std::string_view word,
                          Report& report) {
  const project::Project& project = report.project();
  const bool is_file = word.ends_with(".go");
  const auto path = project::join_path(manifest.folder, word);
  if (!path.has_value()) return;
  const project::PathState state = project.path_state(*path);
  Confidence confidence = confidence_of(*step.context);
  // The manifest may have been copied to a folder above the sources' own.
  if (state == project::PathState::missing) {
    const std::string in_image = project::container_path(step.folder, word);
    if (project::image_file(step.image(project), in_image).origin != project::ImageFileOrigin::unknown ||
        project::image_folder(step.image(project), in_image))
      return;
    // A step before may write it.
    if (!certainly_absent(project, step, in_image)) confidence = weaker(confidence, Confidence::likely);
    const std::string_view near = project.nearest_path(*path);
    Builder finding = near.empty()
                          ? report.at(place, "`{}` does not exist, so the build fails here", *path)
                          : report.at(place, "`{}` does not exist, so the build fails here; `{}` does", *path, near);
    finding.note(manifest.name.span, "The module begins here").confidence(confidence);
    if (!contains(report.text(place), word)) note_context(finding, *step.context);
    return;
  }
  if (is_file || state != project::PathState::directory) return;
  bool has_go_files = false;
  if (any_go_file_in_image(project, step, *path, project::container_path(step.folder, word), has_go_files)) return;
  if (!has_go_files) {
    if (path->empty()) return;  // The root of a module may hold generated files.
    report.at(place, "`{}` holds no Go file, so the build fails here", *path)
        .confidence(weaker(confidence, Confidence::likely));
    return;
  }
  Builder finding = report.at(place, "No COPY before this brings the Go files of `{}`, so the build fails here",
                              path->empty() ? std::string_view(".") : std::string_view(*path));
  finding.confidence(confidence);
  const std::string_view inside = std::string_view(*path).substr(
      step.context->context.empty() ? 0 : std::min(path->size(), step.context->context.size() + 1));
  if (const project::IgnorePattern* const by = step.context->ignore.excluding(inside); by != nullptr)
    finding.note(by->span, "This pattern leaves the folder out of the context");
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.invocation.program != "go" || step.invocation.has_flag("-C") || may_fail(*step.invocation.node) ||
        step.context->use == nullptr || !step.context->known)
      continue;
    const std::vector<const shell::Word*> operands = step.invocation.operands(
        {"-o", "-ldflags", "-tags", "-p", "-gcflags", "-asmflags", "-mod", "-modfile", "-overlay", "-buildmode",
         "-installsuffix", "-compiler", "-pkgdir", "-toolexec", "-exec", "-covermode", "-pgo"});
    if (operands.size() < 2 || !is_one_of("build install run", operands.front()->text)) continue;
    const project::Manifest* const manifest = manifest_at(report.project(), step, project::Ecosystem::go, step.folder);
    if (manifest == nullptr) continue;
    for (const shell::Word* const word : std::span(operands).subspan(1)) {
      if (contains(word->text, "...") || contains(word->text, "*")) continue;
      const bool relative = word->text.starts_with("./") || word->text.ends_with(".go");
      if (!relative || word->text.starts_with('/')) continue;
      asks = true;
      for (const GivenWord& given : given_words(report.project(), dockerfile, step, *word)) {
        BuildStep there = step;
        there.context = given.context;
        check_operand(there, *manifest, word->span, given.text, report);
      }
      if (operands.front()->text == "run") break;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4216",
    .summary = "Go package that is built but not there",
    .why = "`go build` stops at a folder that the repository does not have or that no COPY brings into the image.",
    .remedy = "Name the folder of the main package; look whether an ignore file swallows it.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "build Go packages that are there",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::go_package_missing
