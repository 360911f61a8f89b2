#include "rules/rule.h"

#include <string>

#include "knowledge/knowledge.h"
#include "project/image_files.h"
#include "rules/lib/layers.h"
#include "rules/lib/ruby.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::root_with_persistent_state {

/// Folders whose contents outlive a process by their very purpose (Filesystem Hierarchy Standard 3.0).
static bool is_state_path(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path == "/data" || path == "/srv") return true;
  for (const std::string_view folder : {"/var/lib", "/var/log", "/var/cache", "/var/run", "/var/spool"})
    if (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/')) return true;
  return false;
}

struct State {
  Span span;
  std::string path;
};

static State state_of_run(const dockerfile::Instruction& run) {
  if (run.script == nullptr) return {};
  for (const shell::Node* node : run.script->commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (command.program != "mkdir") continue;
    for (const shell::Word* word : command.operands({"-m", "--mode"}))
      // What a package manager keeps there is no state of the program.
      if (word->literal && is_state_path(word->text) && !contains(word->text, "/apt") && !contains(word->text, "/dpkg"))
        return {word->span, std::string(word->text)};
  }
  return {};
}

/// Where an instruction shows that the image keeps state; no place when it does not.
static State state_of(const dockerfile::Instruction& instruction) {
  using dockerfile::Op;
  if (instruction.op == Op::run) return state_of_run(instruction);
  if (instruction.arguments.empty()) return {};
  const dockerfile::Word& word =
      instruction.op == Op::volume ? instruction.arguments.front() : instruction.arguments.back();
  if (instruction.op == Op::volume) return {word.span, std::string(word.text)};
  if (instruction.op != Op::workdir && instruction.op != Op::copy && instruction.op != Op::add) return {};
  if (!word.literal) return {};
  std::string path = absolute_path(instruction, word.text);
  if (!is_state_path(path)) return {};
  return {word.span, std::move(path)};
}

static bool names_switch(std::string_view text) {
  for (const std::string_view part : {"gosu", "su-exec", "setpriv", "runuser", "s6-", "chpst"})
    if (contains(text, part)) return true;
  return false;
}

/// Whether the container starts with a program that changes the account first. CMD does that only without ENTRYPOINT.
static bool drops_root(const dockerfile::Stage& stage) {
  const dockerfile::Instruction* const start = stage.entrypoint != nullptr ? stage.entrypoint : stage.cmd;
  for (const std::string_view word : start_words(start))
    if (names_switch(base_name(word))) return true;
  return false;
}

/// Whether something else than what the Dockerfile shows may change the account: a script that starts the program.
static bool starts_script(const dockerfile::Stage& stage) {
  const std::vector<std::string_view> words = start_words(stage.entrypoint);
  return !words.empty() && (words.front().ends_with(".sh") || contains(words.front(), "entrypoint"));
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (is_windows_stage(stage) || (stage.cmd == nullptr && stage.entrypoint == nullptr)) return report.skip();
  const bool explicit_root = stage.user.span.valid();
  if (explicit_root && !is_root(stage.user.value)) return;
  const dockerfile::Stage& root = stage.root();
  const knowledge::Image* const base = root.base_known ? knowledge::image(root.base) : nullptr;
  if (!explicit_root) {
    if (contains(root.base, "nonroot") || contains(root.base, "cgr.dev/") || contains(root.base, "chainguard/")) return;
    if (base != nullptr && !base->user.empty() && !is_root(base->user)) return;
    if (base != nullptr && !base->runtime_user.empty() && stage.entrypoint == nullptr) return;
  }
  State state;
  bool switches = false;
  for (const dockerfile::Stage* source : stage.copies_from)
    for (const dockerfile::Instruction* instruction : source->instructions)
      switches = switches || names_switch(report.text(instruction->span));
  for (const dockerfile::Instruction* instruction : stage.with_inherited) {
    if (!state.span.valid()) state = state_of(*instruction);
    switches = switches || names_switch(report.text(instruction->span));
  }
  if (!state.span.valid()) return report.skip();
  if (drops_root(stage) || (switches && starts_script(stage))) return;
  Builder finding = report.at(
      state.span, "`{}` holds state, and the program runs as root: what it writes there belongs to root", state.path);
  if (explicit_root)
    finding.note(stage.user.span, "Root is chosen here");
  else
    finding.note(root.base_span, "No USER is set, so the base image decides");
  if (starts_script(stage) || (!explicit_root && base == nullptr)) finding.confidence(Confidence::possible);
}

extern const Rule rule = {
    .code = "SW1185",
    .summary = "Root with state that outlives the container",
    .why =
        "A hole in the program is root over the data, and files left by root hinder every later move to another "
        "account.",
    .remedy =
        "Run as an account of its own and give it the volume. It says again what final-user-is-root says, so it is off "
        "by default.",
    .peers = "tally:tally/stateful-root-runtime",
    .differs =
        "Folders of a package manager are no state. A known base image that brings or switches to a user of its own "
        "passes.",
    .controls = "CIS Docker 1.6:4.1",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .on = false,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::root_with_persistent_state
