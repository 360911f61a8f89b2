#include "rules/rule.h"

#include <algorithm>

#include "project/model.h"
#include "rules/lib/layers.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::user_name_not_resolvable {

/// Whether a source of COPY is plainly one file that is no table of accounts.
static bool is_other_file(std::string_view source) {
  const std::string_view name = base_name(source);
  return contains(name, ".") && name.find_first_of("*?[") == std::string_view::npos && name.front() != '.' &&
         !name.ends_with(".gz") && !name.ends_with(".tar") && !name.ends_with(".xz") && !name.ends_with(".tgz");
}

/// Whether the stage may hold an /etc/passwd or /etc/group by now.
static bool may_hold_passwd(const dockerfile::Instruction& at) {
  for (const dockerfile::Stage* stage = at.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* instruction : stage->instructions) {
      if (instruction->span.begin >= at.span.begin) break;
      if (instruction->op == dockerfile::Op::run) return true;
      if (instruction->op != dockerfile::Op::copy && instruction->op != dockerfile::Op::add) continue;
      bool only_other_files = instruction->arguments.size() > 1;
      for (std::size_t i = 0; i + 1 < instruction->arguments.size(); ++i)
        only_other_files =
            only_other_files && instruction->arguments[i].literal && is_other_file(instruction->arguments[i].text);
      for (const dockerfile::Word& word : instruction->arguments)
        if (!word.literal || contains(word.text, "passwd") || contains(word.text, "/etc/group") || word.text == "/" ||
            ((word.text == "/etc" || word.text == "/etc/") && !only_other_files) || word.text.ends_with(".tar.gz") ||
            word.text.ends_with(".tar") || word.text.ends_with(".tar.xz"))
          return true;
    }
  return false;
}

/// Whether the account of a stage is ever looked up: by a step of it, or when a container starts.
static bool is_used(const dockerfile::Instruction& user, const Report& report) {
  const dockerfile::Stage& stage = *user.stage;
  const project::Dockerfile* const dockerfile = dockerfile_of(user, report);
  if (dockerfile == nullptr || shipped_stages(*dockerfile)[stage.index]) return true;
  return std::ranges::any_of(dockerfile->parsed->instructions, [&](const dockerfile::Instruction* other) {
    if (other->op != dockerfile::Op::run || other->stage == nullptr) return false;
    for (const dockerfile::Stage* below = other->stage; below != nullptr; below = below->parent)
      if (below == &stage) return other->span.begin > user.span.begin;
    return false;
  });
}

static void check(const dockerfile::Instruction& instruction, Report& report) {
  if (instruction.stage == nullptr) return report.skip();
  const dockerfile::Stage& root = instruction.stage->root();
  if (!root.base_known || !equal_ignoring_case(root.base, "scratch")) return report.skip();
  std::string_view name;
  Span span;
  if (instruction.op == dockerfile::Op::user) {
    if (instruction.arguments.empty() || !instruction.arguments.front().literal) return report.skip();
    name = instruction.arguments.front().text;
    span = instruction.arguments.front().span;
  } else {
    const dockerfile::Flag* const owner = instruction.flag("chown");
    if (owner == nullptr || contains(owner->value, "$")) return report.skip();
    name = owner->value;
    span = owner->value_span;
  }
  const std::string_view user = user_name(name);
  const std::string_view group = user.size() < name.size() ? name.substr(user.size() + 1) : std::string_view();
  const bool user_resolves = user.empty() || is_number(user), group_resolves = group.empty() || is_number(group);
  if ((user_resolves && group_resolves) || may_hold_passwd(instruction)) return;
  Builder finding = report.at(span, "There is no {} in this stage to look `{}` up in; write a number such as 65532",
                              user_resolves ? "/etc/group" : "/etc/passwd", user_resolves ? group : user);
  // BuildKit gives what it cannot look up to root.
  if (instruction.op != dockerfile::Op::user)
    finding.severity(Severity::medium).rung(Rung::resist);
  else if (!is_used(instruction, report))
    finding.severity(Severity::low).rung(Rung::operate);
}

extern const Rule rule = {
    .code = "SW1184",
    .summary = "User name that nothing can resolve",
    .why = "`scratch` holds no account: the container does not start, or the copied files belong to root instead.",
    .remedy = "Write a number, or copy /etc/passwd from the build stage before.",
    .peers = "tally:tally/named-identity-in-passwdless-stage",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_instruction<check, dockerfile::Op::user, dockerfile::Op::copy, dockerfile::Op::add>(),
};

}  // namespace seaworthy::rules::user_name_not_resolvable
