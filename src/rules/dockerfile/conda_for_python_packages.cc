#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "knowledge/package_kinds.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::conda_for_python_packages {

/// A stage that computes on GPUs, as far as its base tells: there the wheels bring all that conda would.
static bool computes_on_gpu(const dockerfile::Stage& stage) {
  const std::string_view repository = knowledge::parse_reference(stage.root().base).repository;
  return repository.starts_with("nvidia/") || repository.ends_with("/nvidia/cuda") ||
         is_one_of("pytorch/pytorch tensorflow/tensorflow huggingface/transformers-pytorch-gpu", repository);
}

/// Somebody who works with environments of conda uses more of it than its packages.
static bool has_environment(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "env create") || contains(text, "env update") || contains(text, "environment.y") ||
          contains(text, "conda-lock"))
        return true;
    }
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run || subject.stage == nullptr || !computes_on_gpu(*subject.stage))
    return report.skip();
  const std::vector<const shell::Word*> words =
      subject.invocation.operands({"-c", "--channel", "-n", "--name", "-p", "--prefix"});
  if (words.empty() || words.front()->text != "install") return report.skip();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view name = words[i]->text.substr(0, words[i]->text.find_first_of("=<>"));
    if (!knowledge::tables::wheels.contains(name)) continue;
    if (has_environment(*subject.stage, report)) return report.skip();
    report.at(words[i]->span,
              "`{}` is published for pip and uv as well, which resolve in seconds and need no environment", name);
    return;
  }
}

static constexpr std::string_view programs[] = {"conda", "mamba", "micromamba"};

extern const Rule rule = {
    .code = "SW1276",
    .summary = "Conda used for Python packages",
    .why = "Conda brings its own Python and system libraries: gigabytes, where the image has both.",
    .remedy = "Use pip or uv with the wheels of the project. A matter of taste, so this rule is off by default.",
    .peers = "tally:tally/gpu/prefer-uv-over-conda",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::architecture,
    .on = false,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::conda_for_python_packages
