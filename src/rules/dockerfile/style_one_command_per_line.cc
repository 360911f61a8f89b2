#include "rules/rule.h"

#include <algorithm>
#include <vector>

#include "rules/lib/words.h"

namespace seaworthy::rules::style_one_command_per_line {

/// The commands that `&&` and `||` join; null where there are fewer than two.
static const shell::Node* chain_of(const dockerfile::Instruction& instruction) {
  if (instruction.script == nullptr || instruction.script->root == nullptr) return nullptr;
  const shell::Node* root = instruction.script->root;
  while (root->kind == shell::NodeKind::list && root->children.size() == 1) root = root->children.front();
  return root->kind == shell::NodeKind::and_or && root->children.size() > 1 ? root : nullptr;
}

/// The chains of a step: all of it, or those that `;` and line ends part.
static std::vector<const shell::Node*> chains_of(const dockerfile::Instruction& run) {
  std::vector<const shell::Node*> chains;
  if (const shell::Node* const whole = chain_of(run); whole != nullptr) chains.push_back(whole);
  if (run.script == nullptr || run.script->root == nullptr || run.script->root->kind != shell::NodeKind::list ||
      run.script->root->children.size() < 2)
    return chains;
  for (const shell::Node* const part : run.script->root->children)
    if (part->kind == shell::NodeKind::and_or && part->children.size() > 1) chains.push_back(part);
  return chains;
}

/// The second `--mount` where all of them stand on one line; else null.
static const dockerfile::Flag* second_mount_on_line(const dockerfile::Instruction& run, const Report& report) {
  const dockerfile::Flag* first = nullptr;
  const dockerfile::Flag* second = nullptr;
  for (const dockerfile::Flag& flag : run.flags) {
    if (flag.name != "mount") continue;
    if (first != nullptr && contains(report.text({run.span.file, first->span.begin, flag.span.begin}), "\n"))
      return nullptr;
    if (first != nullptr && second == nullptr) second = &flag;
    if (first == nullptr) first = &flag;
  }
  return second;
}

static void check_run(const dockerfile::Instruction& run, Report& report) {
  const std::vector<const shell::Node*> chains =
      run.heredocs.empty() ? chains_of(run) : std::vector<const shell::Node*>{};
  const dockerfile::Flag* const mount = second_mount_on_line(run, report);
  if (chains.empty() && mount == nullptr) return report.skip();
  if (mount != nullptr) {
    report.at(mount->span, "Several mounts on one line; a line each is easier to read and compare");
    return;
  }
  for (const shell::Node* const chain : chains)
    for (std::size_t i = 1; i < chain->children.size(); ++i) {
      const Span between{run.span.file, chain->children[i - 1]->span.end, chain->children[i]->span.begin};
      if (between.begin > between.end || contains(report.text(between), "\n")) continue;
      report.at(chain->children[i]->span, "Several commands on one line; a line each is easier to read and compare");
      return;
    }
}

/// A line for each option and each command of the probe.
static void check_probe(const dockerfile::Instruction& probe, Report& report) {
  if (probe.health_none || probe.arguments.empty()) return report.skip();
  const shell::Node* const chain = chain_of(probe);
  const std::size_t parts = probe.flags.size() + (chain == nullptr ? 1 : chain->children.size());
  if (parts < 2) return report.skip();
  const std::string_view text = report.text(probe.span);
  if (static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1 < parts)
    report.at(probe.keyword_span, "The probe's options and commands share lines; a line each is easier to compare");
}

static void check_label(const dockerfile::Instruction& label, Report& report) {
  if (label.pairs.size() < 2) return report.skip();
  for (std::size_t i = 1; i < label.pairs.size(); ++i) {
    const Span between{label.span.file, label.pairs[i - 1].value.span.end, label.pairs[i].key.span.begin};
    if (between.begin > between.end || contains(report.text(between), "\n")) continue;
    report.at(label.pairs[i].key.span, "Several labels on one line; a line each is easier to read and compare");
    return;
  }
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.op == dockerfile::Op::run) return check_run(instruction, report);
  return instruction.op == dockerfile::Op::label ? check_label(instruction, report) : check_probe(instruction, report);
}

extern const Rule rule = {
    .code = "SW1307",
    .summary = "Several commands, mounts, labels or options on one line",
    .why = "In a difference the whole line changes, and the eye misses what stands far to the right.",
    .remedy = "Break the line before each `&&`, each `--mount`, each label and each option of a probe.",
    .peers = "tally:tally/newline-per-chained-call",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_instruction<check, dockerfile::Op::run, dockerfile::Op::label, dockerfile::Op::healthcheck>(),
};

}  // namespace seaworthy::rules::style_one_command_per_line
