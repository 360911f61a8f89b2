#include "rules/rule.h"

#include "rules/lib/words.h"

namespace seaworthy::rules::conda_for_python_packages {

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  const std::vector<const shell::Word*> words =
      subject.invocation.operands({"-c", "--channel", "-n", "--name", "-p", "--prefix"});
  if (words.empty() || words.front()->text != "install") return report.skip();
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view name = words[i]->text.substr(0, words[i]->text.find_first_of("=<>"));
    if (!is_one_of("pytorch torch torchvision torchaudio tensorflow transformers numpy scipy pandas scikit-learn jax",
                   name))
      continue;
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
