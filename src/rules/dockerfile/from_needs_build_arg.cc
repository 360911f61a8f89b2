#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/name_text.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "yaml/node.h"

namespace seaworthy::rules::from_needs_build_arg {

/// Names of the variables in a word.
static std::vector<std::string_view> variables(std::string_view word) {
  std::vector<std::string_view> names;
  for (std::size_t at = word.find('$'); at != std::string_view::npos; at = word.find('$', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < word.size() && word[begin] == '{') ++begin;
    std::size_t end = begin;
    while (end < word.size() && ascii::is_name_character(word[end])) ++end;
    if (end > begin) names.push_back(word.substr(begin, end - begin));
  }
  return names;
}

/// Whether the file passes a variable on (`- NAME`), which an audit takes as not set.
static bool passes_on(const compose::Build& build, std::string_view name) {
  if (build.source->node == nullptr) return false;
  const yaml::Node* const arguments = build.source->node->resolved().get("args");
  if (arguments == nullptr) return false;
  const std::span<const yaml::Node* const> items = arguments->resolved().items;
  if (std::any_of(items.begin(), items.end(), [&](const yaml::Node* item) { return item->text == name; })) return true;
  return arguments->resolved().get(name) != nullptr;
}

static bool gives_all(const compose::Build& build, const std::vector<std::string_view>& names) {
  return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
    return passes_on(build, name) ||
           std::any_of(build.arguments.begin(), build.arguments.end(),
                       [&](const compose::BuildArgument& argument) { return argument.name == name; });
  });
}

/// Whether an ARG before the first FROM gives the variable a value.
static bool has_default(const dockerfile::File& file, std::string_view name) {
  for (const dockerfile::Instruction* const argument : file.global_args)
    for (const dockerfile::Pair& pair : argument->pairs)
      if (pair.key.text == name && pair.has_value && !pair.value.text.empty()) return true;
  return false;
}

/// Whether a variable in a word is undeclared there.
static bool is_undeclared(const dockerfile::File& file, Span word) {
  return std::any_of(file.problems.begin(), file.problems.end(), [&](const dockerfile::Problem& problem) {
    return problem.kind == "undefined-arg-in-from" && problem.span.begin >= word.begin && problem.span.end <= word.end;
  });
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  for (const dockerfile::Problem& problem : dockerfile.parsed->problems) {
    if (problem.kind != "from-arg-default-invalid") continue;
    // A name that is declared nowhere before is told by `undeclared-arg-in-from`.
    if (is_undeclared(*dockerfile.parsed, problem.span)) continue;
    if (problem.confidence == Confidence::certain) {
      open_problem(problem, report);
      continue;
    }
    // A build argument decides. What Compose builds, it builds with the arguments of its file.
    std::vector<std::string_view> names = variables(report.text(problem.span));
    std::erase_if(names, [&](std::string_view name) { return has_default(*dockerfile.parsed, name); });
    const project::BuildUse* without = nullptr;
    bool builds = false;
    for (const project::BuildUse& use : dockerfile.builds) {
      if (use.service == nullptr) continue;
      builds = true;
      if (without == nullptr && !gives_all(use.service->definition->build, names)) without = &use;
    }
    if (builds && without == nullptr) continue;
    Builder finding = open_problem(problem, report);
    if (without != nullptr)
      finding.confidence(Confidence::likely)
          .severity(Severity::high)
          .note(without->span, "This build does not give the argument");
    else
      finding.severity(Severity::low);  // Whoever writes it so gives the argument, mostly.
  }
}

extern const Rule rule = {
    .code = "SW1453",
    .summary = "FROM that is no image without a build argument",
    .why = "A build without the argument ends at this line: the base image or the platform is empty or no valid name.",
    .remedy = "Give the ARG a default that builds.",
    .peers =
        "buildkit:InvalidDefaultArgInFrom buildkit-error:from-blank hadolint:DL3029 kics:using_platform_with_from "
        "semgrep:avoid-platform-with-from",
    .differs =
        "A Dockerfile whose services all give the argument in Compose is no finding; one whose service does not cannot "
        "be "
        "built, and is high.",
    .references = "https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/",
    .severity = Severity::medium,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::from_needs_build_arg
