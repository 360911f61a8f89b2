#include "rules/rule.h"

#include <vector>

#include "dockerfile/predefined.h"
#include "dockerfile/suggest.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::build_arg_not_declared {

static std::vector<std::string_view> declared(const dockerfile::File& file) {
  std::vector<std::string_view> names;
  for (const dockerfile::Instruction* instruction : file.instructions) {
    const dockerfile::Instruction& inner = instruction->trigger != nullptr ? *instruction->trigger : *instruction;
    if (inner.op != dockerfile::Op::arg) continue;
    for (const dockerfile::Pair& pair : inner.pairs) names.push_back(pair.key.text);
  }
  return names;
}

static Builder report_argument(std::string_view name, const std::vector<std::string_view>& names,
                               const project::Dockerfile& dockerfile, Span span, Report& report) {
  std::string_view meant = dockerfile::nearest(name, names);
  // `API_URL` for `NEXT_PUBLIC_API_URL`
  constexpr std::size_t tells_something = 4;
  for (const std::string_view other : names)
    if (meant.empty() && name.size() > tells_something && other.size() > tells_something &&
        (contains(other, name) || contains(name, other)))
      meant = other;
  Builder finding =
      meant.empty() ? report.at(span, "No ARG of {} declares `{}`, so the value is not used", dockerfile.path, name)
                    : report.at(span, "No ARG of {} declares `{}`; did you mean `{}`?", dockerfile.path, name, meant);
  if (!meant.empty()) finding.severity(Severity::medium);
  return finding;
}

static void check(const project::Project& project, Report& report) {
  bool any = false;
  const auto misses = [](const std::vector<std::string_view>& names, std::string_view name) {
    return !name.empty() && !contains(name, "$") && !dockerfile::is_predefined_argument(name) &&
           std::find(names.begin(), names.end(), name) == names.end();
  };
  for (const project::BuildCommand& command : project.build_commands) {
    if (command.arguments.empty() || !command.dockerfile_known) continue;
    const project::File* const path = project.file(command.dockerfile);
    if (path == nullptr || path->dockerfile == nullptr || path->dockerfile->parsed->stages.empty()) continue;
    any = true;
    const std::vector<std::string_view> names = declared(*path->dockerfile->parsed);
    const bool bake = command.file->kind == project::FileKind::bake;
    for (const std::string_view argument : command.arguments)
      if (misses(names, argument))
        report_argument(argument, names, *path->dockerfile, command.span, report)
            .subject(command.file->path)
            .peers(bake ? "docker-language-server:bake/arg-undefined" : "");
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1452",
    .summary = "Build argument that the Dockerfile does not declare",
    .why =
        "The builder drops the value with a warning at the end of a long log: the image is built with the default, or "
        "with nothing.",
    .remedy = "Correct the name, declare it with ARG in the stage that uses it, or delete the argument.",
    .peers = "docker-language-server:bake/arg-undefined",
    .differs =
        "Scripts and CI are judged as well, of which no peer says anything; for Compose files another rule does.",
    .references = "https://docs.docker.com/reference/dockerfile/#arg",
    .severity = Severity::low,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::automation,
    .check = whole_project<check>(),
};

}  // namespace seaworthy::rules::build_arg_not_declared
