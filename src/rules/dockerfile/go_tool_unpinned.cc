#include "rules/rule.h"

#include "knowledge/knowledge.h"
#include "rules/lib/package_command.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::go_tool_unpinned {

/// A module of the standard library or of the sources at hand.
static bool is_local(std::string_view path) {
  return path.starts_with('.') || path.starts_with('/') || path.ends_with(".go") || !contains(before(path, '/'), ".") ||
         !contains(path, "/");
}

/// Whether a go.mod may stand in the stage, whose versions `go install` without one obeys.
static bool has_sources(const CommandSubject& subject) {
  if (subject.instruction == nullptr || subject.stage == nullptr) return false;
  if (!subject.instruction->mounts.empty()) return true;
  for (const dockerfile::Stage* stage = subject.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions)
      if ((instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
          instruction->span.begin < subject.instruction->span.begin)
        return true;
  for (const shell::Node* node : subject.script->commands) {
    if (node == subject.invocation.node) break;
    const shell::Invocation earlier = shell::invocation(*node);
    if (earlier.program == "git" || earlier.program == "cd") return true;
    if (earlier.program == "go" && earlier.verb() == "mod") return true;
  }
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::run) return report.skip();
  std::vector<const shell::Word*> words =
      operands(subject.invocation.arguments, knowledge::package_manager("go")->value_options);
  if (words.size() < 2) return report.skip();
  const std::string_view verb = words.front()->text;
  if (verb != "install" && verb != "get" && verb != "run") return report.skip();
  words.erase(words.begin());
  if (verb == "run") words.resize(1);
  const bool sources = has_sources(subject);
  for (const shell::Word* word : words) {
    if (is_local(word->text)) continue;
    const std::size_t at = word->text.find('@');
    if (at == std::string_view::npos) {
      if (!word->literal || sources) continue;
      report.at(word->span, "`{}` has no version, so two builds may get two releases; write `{}@VERSION`", word->text,
                word->text);
    } else if (is_one_of("latest none master main HEAD upgrade patch", word->text.substr(at + 1))) {
      report.at(word->span, "`{}` moves, so two builds may get two releases; name a version", word->text);
    }
  }
}

static constexpr std::string_view programs[] = {"go"};

extern const Rule rule = {
    .code = "SW1108",
    .summary = "Go tool without a version",
    .why =
        "`@latest` is resolved anew in every build: a rebuild of an old commit gets a tool that nobody tested with it, "
        "or one that an attacker just published.",
    .remedy = "Name a version, `go install example.com/tool@v1.2.3`, or list the tool in go.mod.",
    .peers = "hadolint:DL3062 scorecard:pinned/goCommand",
    .differs =
        "Inside a module, `go install` without a version obeys go.mod; hadolint reports it all the same, this rule "
        "does only where nothing was copied into the stage. scorecard wants the hash of a commit.",
    .severity = Severity::low,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::go_tool_unpinned
