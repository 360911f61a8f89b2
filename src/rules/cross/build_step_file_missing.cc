#include <algorithm>

#include "project/git_ignore.h"
#include "project/image_files.h"
#include "project/manifests.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/copied_names.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_step_file_missing {

constexpr std::string_view interpreters = "python python3 node ruby php sh bash perl dotnet";

/// A file that a step hands to an interpreter, straight or through a script of its package.
struct Given {
  std::string_view file;
  Span script;  ///< The package's script that names it; invalid when the step does.
  std::string_view verb = "runs";
};

static bool is_source(std::string_view word) {
  for (const std::string_view ending : {".py", ".mjs", ".rb", ".php", ".sh", ".csproj", ".fsproj"})
    if (word.ends_with(ending)) return word.find_first_of("$*{`(") == std::string_view::npos;
  return false;
}

/// The first operand of an interpreter, when it is a source file.
static std::string_view file_of(const std::vector<std::string_view>& words) {
  if (words.size() < 2 || !is_one_of(interpreters, base_name(words.front()))) return {};
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (is_one_of("-c -m -e -r -p --version", words[at])) return {};
    if (is_source(words[at])) return words[at];
    if (words.front() == "php" && is_one_of("artisan bin/console", words[at])) return words[at];
    if (!words[at].starts_with('-') && base_name(words.front()) != "dotnet") return {};
    if (is_one_of("-o --output", words[at])) ++at;
  }
  return {};
}

/// What the scripts that `npm run NAME` reaches give to Node.js, as long as they run in the package's folder.
static void add_scripts(const project::Manifest& manifest, std::string_view name, int depth,
                        std::vector<Given>& result) {
  const project::ManifestScript* const script = manifest.script(name);
  if (script == nullptr || depth > 3 || contains(script->text, "cd ")) return;
  std::vector<std::string_view> words;
  std::string_view rest = script->text;
  const auto close = [&] {
    if (const std::string_view file = file_of(words); !file.empty()) result.push_back({file, script->span});
    const NodeCall call = node_call(words);
    if (call.kind == NodeCall::Kind::script && call.workspaces.empty() && call.folder.empty() && !call.all_workspaces)
      add_scripts(manifest, call.script, depth + 1, result);
    words.clear();
  };
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    if (word == "&&")
      close();
    else if (word.find_first_of("|;&<>") != std::string_view::npos)
      return;
    else if (!word.empty())
      words.push_back(word);
  }
  close();
}

/// What a step copies or moves: all operands but the last, as far as they are plain names seen from where it runs.
static std::vector<Given> copied_by(const project::Project& project, const BuildStep& step) {
  std::vector<Given> result;
  if (!is_one_of("cp mv", step.invocation.program)) return result;
  // What a target copies, a target that it needs has made.
  const project::File* const caller = step.called != nullptr ? project.file(step.called->span.file) : nullptr;
  if (caller != nullptr && caller->kind == project::FileKind::makefile) return result;
  const std::vector<const shell::Word*> operands = step.invocation.operands();
  for (std::size_t at = 0; at + 1 < operands.size(); ++at)
    if (operands[at]->literal && !operands[at]->text.starts_with('/') &&
        operands[at]->text.find_first_of("*?[{~$`") == std::string_view::npos)
      result.push_back({operands[at]->text, {}, "copies"});
  return result;
}

/// Whether a path of the image is a folder of the build context that a COPY before the step brings.
static bool is_folder_of_context(const project::Project& project, const BuildStep& step, std::string_view path) {
  const auto source = project::context_folder(step.image(project), path);
  return source.has_value() && project.path_state(*source) == project::PathState::directory;
}

static std::vector<Given> files_of(const project::Project& project, const BuildStep& step) {
  const std::vector<std::string_view> words = texts(step.invocation);
  if (std::vector<Given> copied = copied_by(project, step); !copied.empty()) return copied;
  if (const std::string_view file = file_of(words); !file.empty()) return {{file, {}}};
  std::vector<Given> result;
  const NodeCall call = node_call(words);
  if (call.kind != NodeCall::Kind::script || !call.workspaces.empty() || !call.folder.empty() || call.all_workspaces)
    return result;
  if (const auto* const manifest = manifest_at(project, step, project::Ecosystem::node, step.folder))
    add_scripts(*manifest, call.script, 0, result);
  return result;
}

/// Whether an earlier command of the same RUN speaks of a name, and so may make what has it:
/// `php -r "copy('https://example.org/installer', 'set-up.php');" && php set-up.php`.
static bool is_spoken_of_before(const BuildStep& step, std::string_view name, Report& report) {
  if (step.called != nullptr) return false;
  Span before = step.run->span;
  before.end = std::clamp(step.invocation.span().begin, before.begin, before.end);
  return contains(report.text(before), name);
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const project::Project& project = report.project();
  bool asks = false;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (may_fail(*step.invocation.node)) continue;
    for (const Given& given : files_of(project, step)) {
      asks = true;
      const std::string path = project::container_path(step.folder, given.file);
      if (mounted_in_run(step, path) || is_copied_by_name(step, base_name(path)) ||
          is_spoken_of_before(step, base_name(path), report))
        continue;
      // `cp -R drizzle /migrations`: a folder is there as soon as anything below it is.
      if (project::image_folder(step.image(project), path) || is_folder_of_context(project, step, path)) continue;
      const std::string folder = project::folder_without_source(step.image(project), path);
      const bool absent = certainly_absent(project, step, path);
      if (folder.empty() && !absent) continue;
      // What is made on each machine and never committed is told of as a preparation, not as a fault.
      const auto in_tree = project::join_path(step.context->context, given.file);
      const Span ignored = in_tree.has_value() ? project::ignored_if_made(project, *in_tree) : Span{};
      if (ignored.valid()) {
        report
            .at(step.invocation.span(), "`{}` has to be made first, or the build fails here: Git ignores it",
                given.file)
            .severity(Severity::low)
            .confidence(Confidence::possible)
            .note(ignored, "By this pattern");
        return;
      }
      Builder finding =
          folder.empty()
              ? report.at(step.invocation.span(),
                          "This {} `{}`, which no COPY before it brings, so the build fails here", OurWords{given.verb},
                          given.file)
              : report.at(step.invocation.span(), "This {} `{}`, which `{}` does not have, so the build fails here",
                          OurWords{given.verb}, given.file, folder);
      if (given.script.valid()) finding.note(given.script, "The script that runs it");
      finding.confidence(folder.empty() ? confidence_of(*step.context) : Confidence::likely);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4512",
    .summary = "Build step that runs a file which is not there",
    .why = "The interpreter ends with `No such file or directory`, and the build with it.",
    .remedy = "Copy the file before the step, or name the one that the repository has.",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_step_file_missing
