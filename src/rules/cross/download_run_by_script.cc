#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::download_run_by_script {

/// A target of Make that installs one tool of whoever works on the sources: `install-uv`.
static bool installs_tool_of_programmers(const CommandSubject& subject) {
  if (subject.site != CommandSite::make) return false;
  for (std::size_t index = 0; index < subject.file->embedded.size(); ++index)
    if (subject.file->embedded[index] == subject.script && index < subject.file->embedded_places.size())
      return contains(subject.file->embedded_places[index], "install");
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::script && subject.site != CommandSite::make) return report.skip();
  if (!concerns_deployment(subject, report.project())) return report.skip();
  const shell::Node* const pipe = subject.invocation.node->parent;
  if (pipe == nullptr || pipe->kind != shell::NodeKind::pipeline || pipe->children.size() < 2 ||
      pipe->children.front() != subject.invocation.node)
    return report.skip();
  const shell::Invocation last = shell::invocation(*pipe->children.back());
  if (pipe->children.back()->kind != shell::NodeKind::simple ||
      !is_one_of("sh bash dash zsh ash python python3 perl node", last.program))
    return report.skip();
  // `python -m json.tool` reads the answer and runs nothing of it.
  if (is_one_of("python python3 perl node", last.program) &&
      std::ranges::any_of(last.arguments, [](const shell::Word& word) { return word.text != "-"; }))
    return report.skip();
  Builder finding = report.at(pipe->span, "What `{}` fetches is run unseen, with the rights of whoever deploys",
                              subject.invocation.program);
  finding.note(pipe->children.back()->span, "Here it is run");
  if (installs_tool_of_programmers(subject)) finding.severity(Severity::low);
}

static constexpr std::string_view programs[] = {"curl", "wget"};

extern const Rule rule = {
    .code = "SW4622",
    .summary = "Download that a deploy script runs",
    .why =
        "Whoever controls the address, or the way to it, runs commands on the host; half a download runs half a "
        "script.",
    .remedy = "Fetch a named release to a file with `curl -f`, compare its checksum, and run it then.",
    .controls = "OWASP Docker:13",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::download_run_by_script
