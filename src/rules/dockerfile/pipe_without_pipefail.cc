#include "rules/rule.h"

#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules::pipe_without_pipefail {

static bool shell_sets_it(const dockerfile::Instruction& run) {
  const dockerfile::Instruction* in_force = nullptr;
  for (const dockerfile::Stage* stage = run.stage; stage != nullptr && in_force == nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (stage == run.stage && instruction->span.begin >= run.span.begin) break;
      if (instruction->op == dockerfile::Op::shell) in_force = instruction;
    }
  if (in_force == nullptr) return false;
  for (const dockerfile::Word& word : in_force->arguments)
    if (contains(word.text, "pipefail")) return true;
  return false;
}

static bool script_sets_it(const shell::Script& script) {
  for (const shell::Node* node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "set" && !is_one_of("bash zsh ash sh", command.program)) continue;
    for (const shell::Word& word : command.arguments)
      if (word.text == "pipefail" || contains(word.text, "o pipefail")) return true;
  }
  return false;
}

/// Whether the failure of a command before the last one would matter: something that fetches or makes what is read.
static bool matters(const shell::Node& pipeline) {
  for (std::size_t i = 0; i + 1 < pipeline.children.size(); ++i) {
    const shell::Node& child = *pipeline.children[i];
    if (child.kind != shell::NodeKind::simple) return true;
    const std::string_view program = shell::invocation(child).program;
    if (!is_one_of("echo printf yes cat true : ls find grep sed awk cut head tail sort tr env set ldd dpkg dpkg-query "
                   "xargs which "
                   "command uname id date getent scanelf apk seq wc basename dirname dpkg-architecture rpm nproc find",
                   program))
      return true;
  }
  return false;
}

/// `if a | b; then`: the state of the pipeline is asked for.
static bool is_condition_of(const shell::Node& clause, const shell::Node* part) {
  for (std::size_t i = 0; i < clause.children.size(); ++i) {
    if (clause.children[i] != part) continue;
    if (clause.kind != shell::NodeKind::if_clause) return i == 0;
    return i % 2 == 0 && !(clause.has_else && i + 1 == clause.children.size());
  }
  return false;
}

static const shell::Node* find_pipeline(const shell::Node& node, int depth) {
  if (depth > 60) return nullptr;
  if (node.kind == shell::NodeKind::pipeline && node.children.size() > 1) {
    const shell::Node* const parent = node.parent;
    bool is_condition = false;
    for (const shell::Node* part = &node; part->parent != nullptr; part = part->parent) {
      const shell::NodeKind kind = part->parent->kind;
      if (kind == shell::NodeKind::if_clause || kind == shell::NodeKind::while_loop ||
          kind == shell::NodeKind::until_loop)
        is_condition = is_condition || is_condition_of(*part->parent, part);
    }
    // `a | b || true` says that a failure does not matter.
    bool excused = false;
    if (parent != nullptr && parent->kind == shell::NodeKind::and_or)
      for (std::size_t i = 0; i + 1 < parent->children.size(); ++i)
        excused = excused || (parent->children[i] == &node && parent->children[i + 1]->joined_by == "||");
    if (!is_condition && !excused && matters(node)) return &node;
  }
  for (const shell::Node* child : node.children)
    if (const shell::Node* const found = find_pipeline(*child, depth + 1)) return found;
  return nullptr;
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.script == nullptr || instruction.script->root == nullptr) return report.skip();
  const shell::Node* const pipeline = find_pipeline(*instruction.script->root, 0);
  if (pipeline == nullptr) return report.skip();
  if (shell_sets_it(instruction) || script_sets_it(*instruction.script)) return;
  const shell::Node& first = *pipeline->children.front();
  const std::string_view program =
      first.kind == shell::NodeKind::simple ? shell::invocation(first).program : std::string_view();
  const bool downloads = program == "curl" || program == "wget";
  const shell::Node& last = *pipeline->children.back();
  const std::string_view reader =
      last.kind == shell::NodeKind::simple ? shell::invocation(last).program : std::string_view();
  // These fail on empty input by themselves.
  if (is_one_of("tar bsdtar gpg gpg2 gzip gunzip zcat unxz xz bunzip2 unzip funzip jq apt-key psql patch", reader)) {
    report.at(pipeline->span, "A failure before the `|` shows only as an error of `{}`; set `pipefail`", reader)
        .severity(Severity::info);
    return;
  }
  Builder finding = program.empty()
                        ? report.at(pipeline->span, "A failure before the last `|` goes unnoticed; set `pipefail`")
                        : report.at(pipeline->span, "A failure of `{}` goes unnoticed; set `pipefail`", program);
  finding.severity(downloads ? Severity::medium : Severity::low);
}

extern const Rule rule = {
    .code = "SW1243",
    .summary = "Pipe without pipefail",
    .why =
        "A pipeline ends with the state of its last command. A download that fails gives the next command nothing to "
        "do, which is a "
        "success, and the layer is cached without the file.",
    .remedy =
        "`SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` (or /bin/ash on Alpine), or `set -o pipefail` at the "
        "start of the RUN.",
    .peers = "hadolint:DL4006 kics:shell_running_a_pipe_without_pipefail_flag semgrep:set-pipefail",
    .differs =
        "`set -o pipefail` in the RUN counts, and SHELL is inherited through FROM (hadolint: neither). Pipes whose "
        "left side hardly fails "
        "(`echo`, `grep`, `find` ...), conditions and pipes with `||` behind are no hits. semgrep takes `||` for a "
        "pipe.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .check = each_instruction<check, dockerfile::Op::run>(),
};

}  // namespace seaworthy::rules::pipe_without_pipefail
