#include "rules/rule.h"

#include "rules/lib/layers.h"
#include "rules/lib/package_command.h"
#include "rules/lib/script_order.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::pip_keeps_cache {

/// pip reads the variable as a boolean: any number but 0, and the usual words.
static bool is_true(std::string_view value) {
  return !value.empty() && !equal_ignoring_case(value, "0") && !equal_ignoring_case(value, "false") &&
         !equal_ignoring_case(value, "no") && !equal_ignoring_case(value, "off") && !equal_ignoring_case(value, "n") &&
         !equal_ignoring_case(value, "f");
}

static bool is_off(const CommandSubject& subject) {
  for (const dockerfile::Variable& variable : subject.stage->variables) {
    if ((variable.name == "PIP_NO_CACHE_DIR" && (!variable.known || is_true(variable.value))) ||
        variable.name == "PIP_CACHE_DIR" || variable.name == "PIP_CONFIG_FILE")
      return true;
  }
  for (const shell::Node* node : subject.script->commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == "PIP_NO_CACHE_DIR" && is_true(assignment.value.text)) return true;
    for (const shell::Word& word : node->words)
      if (word.text.starts_with("PIP_NO_CACHE_DIR=") && is_true(word.text.substr(17))) return true;
    if (node == subject.invocation.node) break;
  }
  return false;
}

static void check(const CommandSubject& subject, Report& report) {
  const PackageCommand command = package_command(subject.invocation);
  if (subject.site != CommandSite::run || !command.is("pip", PackageAction::install) ||
      subject.invocation.program == "uv")
    return report.skip();
  if (!is_shipped(subject, report) || is_development_stage(*subject.stage)) return report.skip();
  if (command.has_flag("--no-cache-dir") || command.has_flag("--no-cache") || command.has_flag("--cache-dir") ||
      has_cache_mount(*subject.instruction, "~/.cache/pip") || is_off(subject))
    return;
  for (const shell::Invocation& later : commands_after(subject)) {
    if (deletes(later, ".cache")) return;
    const PackageCommand other = package_command(later);
    if (other.is("pip", PackageAction::clean)) return;
  }
  report
      .at(subject.invocation.program == "pip" || subject.invocation.program == "pip3"
              ? join(subject.invocation.program_word->span, command.verb->span)
              : command.verb->span,
          "This layer keeps pip's cache; add `--no-cache-dir`")
      .fix(Safety::safe, "Add `--no-cache-dir`",
           {command.verb->span.file, command.verb->span.end, command.verb->span.end}, " --no-cache-dir");
}

extern const Rule rule = {
    .code = "SW1137",
    .summary = "Package cache left in the layer (pip)",
    .why =
        "pip keeps every downloaded archive and built wheel below the home folder; a layer ships them with every pull, "
        "although nothing ever reads them.",
    .remedy =
        "Add `--no-cache-dir`, set `PIP_NO_CACHE_DIR=1`, or mount a cache over ~/.cache/pip, which speeds up the next "
        "build as well.",
    .peers = "hadolint:DL3042 kics:pip_install_keeping_cached_packages semgrep:missing-pip-no-cache-dir",
    .differs =
        "Mounts, PIP_NO_CACHE_DIR and removal in the same RUN count (kics: none of them). Stages that are not shipped "
        "are left alone.",
    .severity = Severity::low,
    .rung = Rung::operate,
    .category = Category::architecture,
    .fixes = Fixes::always,
    .check = each_command<check>(pip_programs),
};

}  // namespace seaworthy::rules::pip_keeps_cache
