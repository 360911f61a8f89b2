#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/published_tags.h"
#include "project/image_files.h"
#include "project/tools.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::managed_python_installed_into {

/// Whether a release marks its Python as managed by its own packages (PEP 668): Debian 12, Ubuntu 23.04, Alpine 3.19
/// and later.
static bool is_managed(const knowledge::Cycle& release) {
  const std::optional<Version> version = read_version(release.cycle);
  if (!version.has_value()) return false;
  if (release.product == "debian") return version->parts[0] >= 12;
  if (release.product == "ubuntu")
    return version->parts[0] >= 24 || (version->parts[0] == 23 && version->parts[1] >= 4);
  if (release.product == "alpine") return version->parts[0] > 3 || (version->parts[0] == 3 && version->parts[1] >= 19);
  return false;
}

/// Whether a base is such a release. A tag `-alpine` without a number moves with the releases of Alpine as long as
/// its own line gets any: those that ended before Alpine 3.19 came stay on an older one.
static bool is_managed_base(const knowledge::Reference& reference) {
  if (const knowledge::Cycle* const release = knowledge::distribution_of(reference); release != nullptr)
    return is_managed(*release);
  const knowledge::Cycle* const own = knowledge::cycle(reference.repository, reference.tag);
  if (reference.repository == "alpine") return own == nullptr ? reference.tag == "latest" : is_managed(*own);
  if (reference.tag != "alpine" && !reference.tag.ends_with("-alpine")) return false;
  constexpr std::string_view alpine_3_19 = "2023-12-07";
  return own == nullptr || !own->ended_by(alpine_3_19);
}

/// Whether the packages of the distribution bring the pip that a step runs, and nothing lets it go on.
static bool uses_managed_pip(const BuildStep& step, Report& report) {
  bool installed = false;
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    const std::string_view text = report.text(instruction->span);
    for (const std::string_view sign : {"EXTERNALLY-MANAGED", "break-system-packages", "BREAK_SYSTEM_PACKAGES", "venv",
                                        "virtualenv", "conda", "pyenv", "get-pip", "deadsnakes", "uv ", "pip.conf"})
      if (contains(text, sign)) return false;
    // Another Python may come along with what is copied or unpacked.
    if ((instruction->op == dockerfile::Op::copy && instruction->flag("from") != nullptr) ||
        instruction->op == dockerfile::Op::add)
      return false;
    if (instruction->op == dockerfile::Op::run) {
      if (instruction->script == nullptr) return false;
      for (const shell::Node* const node : instruction->script->commands) {
        const shell::Invocation invocation = shell::invocation(*node);
        if (is_one_of("make sh bash source .", invocation.program)) return false;
        const PackageCommand command = package_command(invocation);
        if (command.is("apt", PackageAction::install) || command.is("apk", PackageAction::install))
          installed = installed || std::ranges::any_of(command.packages, [](const shell::Word* word) {
                        return is_one_of("python3-pip py3-pip", before(word->text, '='));
                      });
      }
    }
    if (instruction == step.run) break;
  }
  return installed;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    const PackageCommand& command = step.package;
    if (!command.is("pip", PackageAction::install) || step.invocation.program == "uv" || step.stage == reported)
      continue;
    const dockerfile::Stage& root = step.stage->root();
    const knowledge::Image* const base = project::base_image(*step.stage);
    if (base == nullptr || base->name == "python" ||
        (base->kind != knowledge::ImageKind::language && base->kind != knowledge::ImageKind::distribution))
      continue;
    if (!is_managed_base(knowledge::parse_reference(root.base))) continue;
    asks = true;
    if (may_fail(*step.invocation.node) || command.has_flag("--target") || command.has_flag("-t") ||
        command.has_flag("--prefix") || command.has_flag("--root") || command.has_flag("--dry-run") ||
        contains(step.invocation.program_word->text, "/") || !uses_managed_pip(step, report))
      continue;
    reported = step.stage;
    report
        .at(step.invocation.span(),
            "`{}` may not change the Python of the distribution and ends here; make an environment with `python3 -m "
            "venv`",
            step.invocation.program)
        .note(root.base_span, "This base keeps its Python to its own packages (PEP 668)")
        .confidence(weaker(Confidence::likely, confidence_of_base(*step.stage)));
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4881",
    .summary = "Packages installed into a Python that the distribution manages",
    .why =
        "Since Debian 12, Ubuntu 23.04 and Alpine 3.19 pip refuses the Python of the distribution: "
        "`externally-managed-environment`.",
    .remedy =
        "Install into a virtual environment, take an official `python` image, or, in an image that does nothing else, "
        "give `--break-system-packages`.",
    .references = "https://peps.python.org/pep-0668/ https://alpinelinux.org/posts/Alpine-3.19.0-released.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::managed_python_installed_into
