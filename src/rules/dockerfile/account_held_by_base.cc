#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/tools.h"
#include "rules/lib/accounts.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::account_held_by_base {

/// A user or group that a command adds.
struct Added {
  bool group = false;
  const shell::Word* name = nullptr;
  const shell::Word* number = nullptr;  ///< Null when the system chooses.
  bool same_number = false;             ///< A number in use is no error.
  bool system = false;  ///< Debian's `adduser --system` takes a system account that is there for its own.
};

/// The word that holds the value of an option: the next one, or `--uid=1000` itself.
static const shell::Word* value_of(const shell::Invocation& command, std::string_view brief, std::string_view full) {
  for (std::size_t at = 0; at < command.arguments.size(); ++at) {
    const std::string_view text = command.arguments[at].text;
    if (text == full || (text.size() > 1 && text.front() == '-' && text[1] != '-' && text.ends_with(brief)))
      return at + 1 < command.arguments.size() ? &command.arguments[at + 1] : nullptr;
    if (text.size() > full.size() && text.starts_with(full) && text[full.size()] == '=') return &command.arguments[at];
  }
  return nullptr;
}

static std::optional<Added> added_by(const shell::Invocation& command, bool is_busybox) {
  const bool is_user = is_one_of("useradd adduser", command.program);
  if (!is_user && !is_one_of("groupadd addgroup", command.program)) return std::nullopt;
  const bool is_script = is_one_of("adduser addgroup", command.program);
  const std::vector<const shell::Word*> words =
      is_user ? operands(command.arguments,
                         "-u --uid -g --gid -G --groups -d --home --home-dir -s --shell -c --comment --gecos -h -k "
                         "--skel -b --base-dir -e --expiredate -f --inactive -p --password -K --key -Z -R "
                         "--root --ingroup --firstuid --lastuid --conf -m_")
              : operands(command.arguments, "-g --gid -K --key -p --password -R --root -P --prefix -U --users");
  // Two names add a member to a group.
  if (words.size() != 1) return std::nullopt;
  Added added;
  added.group = !is_user;
  added.name = words.front();
  added.number = is_user ? value_of(command, "u", "--uid") : value_of(command, "g", "--gid");
  if (is_script) {
    added.system = !is_busybox && command.has_flag("--system");
  } else {
    added.same_number = command.has_any_flag({"-o", "--non-unique"});
    // `groupadd -f` is content with a group that is there.
    if (!is_user && command.has_any_flag({"-f", "--force"})) return std::nullopt;
  }
  return added;
}

/// Whether the shell goes on with the next command of the list when this one fails.
static bool goes_on(const BuildStep& step) {
  const shell::Script* const script = step.called != nullptr ? step.called : step.run->script;
  return next_in_list(*step.invocation.node) != nullptr && script != nullptr &&
         !strict_mode(*script, "", step.invocation.node).errexit;
}

/// Whether the step, or one before it in its stage, looks at accounts first or takes some away.
static bool looks_first(const BuildStep& step, const Report& report) {
  for (const dockerfile::Instruction* const instruction : step.stage->with_inherited) {
    if (instruction->op == dockerfile::Op::run)
      for (const std::string_view sign : {"getent", "id -u", "id -g", "/etc/passwd", "/etc/group", "deluser", "userdel",
                                          "delgroup", "groupdel", "usermod", "groupmod", " id \"", " id $", "set +e"})
        if (contains(report.text(instruction->span), sign)) return true;
    if (instruction == step.run) break;
  }
  return false;
}

/// True when the account is reported: what the RUN would add behind it is never reached.
static bool check_step(const project::Dockerfile& dockerfile, const BuildStep& step, const Added& added,
                       Report& report) {
  const std::vector<GivenWord> names = given_words(report.project(), dockerfile, step, *added.name);
  const std::vector<GivenWord> numbers = added.number != nullptr && !added.same_number
                                             ? given_words(report.project(), dockerfile, step, *added.number)
                                             : std::vector<GivenWord>{};
  const std::string_view kind = added.group ? "group" : "user";
  const Confidence confidence = weaker(confidence_of_base(*step.stage), confidence_of(*step.context));
  for (const knowledge::HeldAccount* const row : held_by_base(*step.stage)) {
    if (row->group != added.group) continue;
    const auto is_name = [&](const GivenWord& given) { return given.text == row->name; };
    const auto is_number = [&](const GivenWord& given) {
      const std::string_view text = given.text;
      return text.substr(text.find('=') + 1) == row->number;
    };
    if (std::ranges::any_of(names, is_name)) {
      if (added.system) return false;
      report
          .at(added.name->span, "`{}` ends here, for `{}` has a {} `{}` already; take that one",
              step.invocation.program, step.stage->root().base, OurWords{kind}, row->name)
          .note(step.stage->root().base_span, "The base")
          .confidence(added.name->literal ? confidence : weaker(confidence, Confidence::likely));
      return true;
    }
    if (std::ranges::any_of(numbers, is_number)) {
      report
          .at(added.number->span, "`{}` ends here, for {} {} is `{}` in `{}` already; take that {} or another number",
              step.invocation.program, OurWords{kind}, row->number, row->name, step.stage->root().base, OurWords{kind})
          .note(step.stage->root().base_span, "The base")
          .confidence(added.number->literal ? confidence : weaker(confidence, Confidence::likely));
      return true;
    }
  }
  return false;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported) continue;
    if (project::base_image(*step.stage) == nullptr || project::base_variant(*step.stage) == nullptr ||
        step.stage->root().base.find('@') != std::string_view::npos)
      continue;
    const std::optional<Added> added =
        added_by(step.invocation, is_one_of("alpine busybox", project::base_variant(*step.stage)->base));
    if (!added.has_value()) continue;
    asks = true;
    if (may_fail(*step.invocation.node) || goes_on(step) || looks_first(step, report)) continue;
    if (check_step(dockerfile, step, *added, report)) reported = step.stage;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW1700",
    .summary = "User or group that the base has already",
    .why =
        "Names and numbers of accounts are given once: the command ends with `in use` or `is not unique`, and the "
        "build with it.",
    .remedy = "Use the account that the base brings, or choose another name and number.",
    .references = "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#non-root-user",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "add accounts that their base does not have",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::account_held_by_base
