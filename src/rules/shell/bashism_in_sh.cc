#include "rules/rule.h"

#include <string>
#include <unordered_set>

#include "rules/lib/bashisms.h"
#include "rules/lib/once.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::bashism_in_sh {

/// Reports the first few of a script: one construct of bash makes a script bash's, and the cure is mostly the `#!`
/// line.
class Reporter {
 public:
  /// `starts`: a container is started by the script.
  Reporter(const ScriptSite& site, bool is_ash, bool certain, bool starts, Report& report)
      : site_(site), is_ash_(is_ash), certain_(certain), starts_(starts), report_(report) {}

  void look_at(const shell::Node& node) {
    if (found_ >= most) return;
    const std::string_view source = report_.project().sources[site_.script->span.file].text();
    for (const Bashism& bashism : bashisms_of(node, source)) {
      if (bashism.everywhere || (is_ash_ && bashism.in_ash) || found_ >= most || bashism.span.begin == last_) continue;
      if (is_assigned_name(bashism.span) ||
          (contains(bashism.what, "pipefail") && (status_is_asked(node) || is_tried_first(node))))
        continue;
      add(bashism);
    }
  }

 private:
  static constexpr int most = 5;

  /// `(set -o | grep -q pipefail) && set -o pipefail`: only where the shell has it.
  bool is_tried_first(const shell::Node& node) const {
    if (node.parent == nullptr || node.parent->kind != shell::NodeKind::and_or) return false;
    const shell::Node& first = *node.parent->children.front();
    return &first != &node && contains(report_.text(first.span), "pipefail");
  }

  /// Whether a variable is one of the script or the stage, whatever bash calls so.
  bool is_assigned_name(Span span) const {
    std::string_view name = report_.text(span);
    if (!name.starts_with('$')) return false;
    name.remove_prefix(1);
    if (name.starts_with('{')) name = name.substr(1, name.size() - 2);
    if (!is_one_of("EUID UID OSTYPE", name)) return false;
    for (const shell::Node* node : site_.script->commands)
      for (const shell::Assignment& assignment : node->assignments)
        if (assignment.name == name) return true;
    if (site_.stage != nullptr)
      for (const dockerfile::Variable& variable : site_.stage->variables)
        if (variable.name == name) return true;
    return false;
  }

  void add(const Bashism& bashism) {
    ++found_;
    last_ = bashism.span.begin;
    Builder finding = report_.at(bashism.span, is_ash_ ? "BusyBox `sh` has no {}; {}" : "`sh` has no {}; {}",
                                 OurWords{bashism.what}, OurWords{bashism.instead});
    finding.peers(bashism.peers).also_peers("hadolint-shellcheck:SC2039");
    if (site_.site == CommandSite::run) {
      finding.rung(Rung::build);
      if (!certain_) finding.severity(Severity::low).confidence(Confidence::possible);
    } else {
      finding.confidence(Confidence::likely);
      // The shell ends with a syntax error, and so does the container.
      if (starts_ && bashism.unreadable) finding.severity(Severity::high).rung(Rung::start);
    }
    if (!bashism.replacement.empty())
      finding.fix(Safety::safe, "Write it as `sh` knows it", bashism.span, bashism.replacement);
  }

  const ScriptSite& site_;
  bool is_ash_;
  bool certain_;
  bool starts_;
  Report& report_;
  int found_ = 0;
  std::uint32_t last_ = 0xffffffff;
};

/// The scripts of the repository that start a container.
static std::unordered_set<const project::File*> starting_scripts(const project::Project& project) {
  std::unordered_set<const project::File*> scripts;
  for (std::size_t number = 0; number < project.container_count(); ++number)
    scripts.insert(project.container(number).entrypoint_script);
  return scripts;
}

/// The `sh` of macOS is bash.
static bool is_for_macos(std::string_view path) {
  return contains(path, "darwin") || contains(path, "macos") || contains(path, "osx");
}

static void check(const project::File& file, Report& report) {
  bool any = false;
  const dockerfile::Stage* last_stage = nullptr;
  bool last_has_rpm = false;
  for_each_script(file, [&](const ScriptSite& site) {
    const shell::Dialect dialect = site.script->dialect;
    if (dialect != shell::Dialect::posix && dialect != shell::Dialect::ash) return;
    const std::string_view line = first_line(*site.script, &file, report.project());
    const std::optional<shell::Dialect> shell = site.script == file.script
                                                    ? shell_where_it_runs(*site.script, file, report.project())
                                                    : known_shell(*site.script, site.stage, line);
    if (site.site == CommandSite::script && (!shell.has_value() || !concerns_deployment(file, report.project())))
      return;
    if (site.stage != nullptr && !shell.has_value()) {
      if (site.stage != last_stage) {
        last_stage = site.stage;
        last_has_rpm = uses_rpm(*last_stage);
      }
      if (last_has_rpm) return;
    }
    if (asks_for_shell(report.text(site.script->span)) || is_for_macos(file.path)) return;
    any = true;
    const bool is_ash = dialect == shell::Dialect::ash || shell == shell::Dialect::ash;
    Reporter reporter(site, is_ash, shell.has_value(),
                      site.script == file.script && once<starting_scripts>(report).contains(&file), report);
    for_each_node_deep(*site.script, [&](const shell::Node& node) {
      if (node.script->dialect == dialect) reporter.look_at(node);
    });
  });
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW3023",
    .summary = "Bash syntax in a script of `sh`",
    .why =
        "`sh` is dash on Debian and Ubuntu and BusyBox on Alpine. They stop at what only bash knows, or, worse, take "
        "it for something else "
        "and go on.",
    .remedy =
        "Write `#!/bin/bash` where bash is installed (in a Dockerfile `SHELL [\"/bin/bash\", \"-c\"]`), or what every "
        "`sh` knows.",
    .peers =
        "hadolint-shellcheck:SC2039 hadolint-shellcheck:SC2112 hadolint-shellcheck:SC2113 hadolint-shellcheck:SC2127 "
        "hadolint-shellcheck:SC3001 hadolint-shellcheck:SC3003 hadolint-shellcheck:SC3005 hadolint-shellcheck:SC3006 "
        "hadolint-shellcheck:SC3008 "
        "hadolint-shellcheck:SC3010 hadolint-shellcheck:SC3011 hadolint-shellcheck:SC3014 hadolint-shellcheck:SC3015 "
        "hadolint-shellcheck:SC3020 hadolint-shellcheck:SC3021 hadolint-shellcheck:SC3024 hadolint-shellcheck:SC3025 "
        "hadolint-shellcheck:SC3028 hadolint-shellcheck:SC3029 hadolint-shellcheck:SC3030 hadolint-shellcheck:SC3032 "
        "hadolint-shellcheck:SC3033 hadolint-shellcheck:SC3037 hadolint-shellcheck:SC3039 hadolint-shellcheck:SC3040 "
        "hadolint-shellcheck:SC3044 hadolint-shellcheck:SC3045 hadolint-shellcheck:SC3047 hadolint-shellcheck:SC3050 "
        "hadolint-shellcheck:SC3053 hadolint-shellcheck:SC3054 hadolint-shellcheck:SC3057 hadolint-shellcheck:SC3059 "
        "hadolint-shellcheck:SC3060",
    .differs =
        "What BusyBox does know (`[[`, `${x/a/b}`, `source`) is no hit where it is the shell; `source` and braces have "
        "rules of their own.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .fixes = Fixes::sometimes,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::bashism_in_sh
