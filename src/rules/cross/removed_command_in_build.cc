#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/build_facts.h"
#include "knowledge/knowledge.h"
#include "project/manifests.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/versions.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::removed_command_in_build {

using knowledge::RemovedCommand;

/// Which release a build has, and where that is said.
struct Release {
  std::string version;  ///< "" the newest.
  Span span;            ///< Invalid where the step itself says it.
};

/// The word of a command that its tool does not know any more; null when the row does not fit.
static const shell::Word* removed_word(const RemovedCommand& row, const shell::Invocation& invocation) {
  if (invocation.program != row.program) return nullptr;
  const std::vector<const shell::Word*> operands = invocation.operands();
  const std::string_view verb = operands.empty() ? std::string_view() : std::string_view(operands.front()->text);
  if (!row.verbs.empty() && std::ranges::find(row.verbs, verb) == row.verbs.end()) return nullptr;
  for (const shell::Word& word : invocation.arguments)
    if (std::ranges::find(row.options, std::string_view(word.text)) != row.options.end()) return &word;
  // `npm config set python=/usr/bin/python3`; what is deleted or asked for need not be known.
  const bool sets = std::ranges::none_of(
      operands, [](const shell::Word* word) { return is_one_of("get delete rm list ls", word->text); });
  for (std::size_t at = 1; sets && at < operands.size(); ++at)
    if (std::ranges::find(row.operands, before(operands[at]->text, '=')) != row.operands.end()) return operands[at];
  return row.options.empty() && row.operands.empty() && !operands.empty() ? operands.front() : nullptr;
}

/// What stands behind the name in `poetry==1.8.3`, `"poetry>=2,<3"` and `poetry[extra]==2.0`; nothing for another
/// package.
static std::optional<std::string_view> requirement_of(std::string_view text, std::string_view package) {
  if (!text.starts_with(package)) return std::nullopt;
  text.remove_prefix(package.size());
  if (text.starts_with('[')) text.remove_prefix(std::min(text.find(']'), text.size() - 1) + 1);
  if (!text.empty() && std::string_view("=<>~!").find(text.front()) == std::string_view::npos) return std::nullopt;
  return text;
}

/// A word with the one variable put in that ends it, as in `poetry==$POETRY_VERSION`; nothing when it is not known.
static std::optional<std::string> with_variable(const BuildStep& step, const shell::Word& word) {
  const std::size_t dollar = word.text.find('$');
  if (dollar == std::string_view::npos) return std::string(word.text);
  std::string_view name = std::string_view(word.text).substr(dollar + 1);
  if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  const std::optional<std::string> value = variable_at(step, name);
  if (!value.has_value() || contains(*value, "$")) return std::nullopt;
  return std::string(std::string_view(word.text).substr(0, dollar)) + *value;
}

/// Whether a stage has what an instruction of another one did.
static bool is_within(const dockerfile::Stage& stage, const dockerfile::Instruction* instruction) {
  return std::ranges::find(stage.with_inherited, instruction) != stage.with_inherited.end();
}

/// The release of a Python package that the steps in front of one leave; nothing when none installs it, or it cannot be
/// told.
static std::optional<Release> python_release(std::span<const BuildStep> steps, const BuildStep& step,
                                             std::string_view package, Report& report) {
  std::optional<Release> found;
  for (const BuildStep& each : steps) {
    if (&each == &step) break;
    if (!is_within(*step.stage, each.run)) continue;
    if (each.package.is("pip", PackageAction::install)) {
      for (const shell::Word* const word : each.package.packages) {
        if (!contains(word->text, package)) continue;
        const std::optional<std::string> text = with_variable(each, *word);
        if (!text.has_value()) return std::nullopt;
        const std::optional<std::string_view> asked = requirement_of(*text, package);
        if (!asked.has_value()) continue;
        // An upper bound may be below what the row is about.
        if (asked->find_first_of("<!") != std::string_view::npos) return std::nullopt;
        found = Release{std::string(asked->starts_with("==") || asked->starts_with("~=") ? asked->substr(2) : ""),
                        word->span};
      }
    }
    // `curl -sSL https://install.python-poetry.org | POETRY_VERSION=1.8.0 python3 -`
    const std::string_view text = report.text(each.run->span);
    const std::string installer = "install.python-" + std::string(package) + ".org";
    if (!contains(text, installer)) continue;
    std::string variable = std::string(package) + "_VERSION";
    for (char& c : variable)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (contains(text, "--version") || contains(text, variable + "=")) return std::nullopt;
    found = Release{variable_at(each, variable).value_or(""), each.run->span};
    if (contains(found->version, "$")) return std::nullopt;
  }
  return found;
}

/// The release that a build has of the tool of a row; nothing when it cannot be told.
static std::optional<Release> release_of(const RemovedCommand& row, std::span<const BuildStep> steps,
                                         const BuildStep& step, const project::Manifest* manifest, Report& report) {
  switch (row.told_by) {
    case RemovedCommand::ToldBy::python:
      return python_release(steps, step, row.package, report);
    case RemovedCommand::ToldBy::node: {
      const project::Dependency* const dependency = manifest != nullptr ? manifest->dependency(row.package) : nullptr;
      if (dependency == nullptr || contains(dependency->version, "<") || contains(dependency->version, "||"))
        return std::nullopt;
      const bool newest = is_one_of("latest *", dependency->version);
      return Release{newest ? std::string() : std::string(dependency->version), dependency->span};
    }
    case RemovedCommand::ToldBy::manager:
      if (manifest == nullptr) return std::nullopt;
      for (const project::ToolVersion& version : manifest->versions)
        if (version.tool == row.package && !version.version.empty() && is_digit(version.version.front()))
          return Release{std::string(version.version), version.span};
      return std::nullopt;
    case RemovedCommand::ToldBy::image: {
      const dockerfile::Stage& root = step.stage->root();
      const knowledge::Image* const image = root.base_known ? knowledge::image(root.base) : nullptr;
      if (image == nullptr || image->name != row.package) return std::nullopt;
      // Another release may have been put in the place of the one of the image.
      for (const BuildStep& each : steps)
        if (each.package.is("npm", PackageAction::install) &&
            std::ranges::any_of(each.package.packages,
                                [&](const shell::Word* word) { return before(word->text, '@') == row.program; }))
          return std::nullopt;
      // `alpine` and `bookworm` name no release, and so the newest.
      const std::string_view tag = knowledge::parse_reference(root.base).tag;
      return Release{std::string(!tag.empty() && is_digit(tag.front()) ? tag : std::string_view()), root.from->span};
    }
  }
  return std::nullopt;
}

/// Whether a step may stand in a module of Go, where `go get` still adds what the module needs.
static bool may_be_in_module(const BuildStep& step) {
  return std::ranges::any_of(step.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    return (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
           instruction->span.begin < step.run->span.begin;
  });
}

/// Whether a step of the same image installs something that brings the command back.
static bool is_brought_back(const RemovedCommand& row, const BuildStep& step, Report& report) {
  if (row.program == "go" && (may_be_in_module(step) || variable_at(step, "GO111MODULE").has_value())) return true;
  return std::ranges::any_of(row.unless, [&](std::string_view package) {
    return std::ranges::any_of(step.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
      return instruction->op == dockerfile::Op::run && contains(report.text(instruction->span), package);
    });
  });
}

/// A command that a step runs: itself, or one of the script of the package that it starts.
struct Command {
  const BuildStep* step = nullptr;
  shell::Invocation invocation;
  const project::Manifest* manifest = nullptr;
};

static std::vector<Command> commands_of(const project::Project& project, const BuildStep& step) {
  const project::Manifest* const manifest = manifest_at(project, step, project::Ecosystem::node, step.folder);
  std::vector<Command> result{{&step, step.invocation, manifest}};
  if (manifest == nullptr || !knowledge::is_node_package_manager(step.invocation.program)) return result;
  const std::vector<const shell::Word*> operands = step.invocation.operands();
  if (operands.empty()) return result;
  const bool runs = is_one_of("run run-script", operands.front()->text);
  if ((runs && operands.size() < 2) || (!runs && step.invocation.program == "npm")) return result;
  const std::string place = "script `" + std::string(operands[runs ? 1 : 0]->text) + "`";
  for (std::size_t index = 0; index < manifest->file->embedded.size(); ++index)
    if (manifest->file->embedded_places[index] == place)
      for (const shell::Node* const node : manifest->file->embedded[index]->commands)
        if (!node->words.empty()) result.push_back({&step, shell::invocation(*node), manifest});
  return result;
}

static void check(const project::Dockerfile& dockerfile, Report& report) {
  const std::vector<BuildStep>& steps = once<build_steps>(report, dockerfile);
  bool asks = false;
  for (const BuildStep& step : steps) {
    if (may_fail(*step.invocation.node)) continue;
    for (const Command& command : commands_of(report.project(), step)) {
      for (const RemovedCommand& row : knowledge::removed_commands()) {
        if (row.program != command.invocation.program) continue;
        asks = true;
        const shell::Word* const word = removed_word(row, command.invocation);
        if (word == nullptr || !word->literal || may_fail(*command.invocation.node) ||
            is_brought_back(row, step, report))
          continue;
        const std::optional<Release> release = release_of(row, steps, step, command.manifest, report);
        if (!release.has_value()) continue;
        const std::optional<Version> has = read_version(release->version), since = read_version(row.since);
        if (!release->version.empty() && (!has.has_value() || !since.has_value() || is_older(*has, *since))) continue;
        const std::string until = row.told_by == RemovedCommand::ToldBy::image
                                      ? std::string(row.package) + " " + std::string(row.since)
                                      : std::string(row.since);
        const std::string_view gone = before(word->text, '=');
        Builder finding = row.instead.empty()
                              ? report.at(word->span, "`{}` has no `{}` since {}, and the build ends here; drop it",
                                          row.program, gone, until)
                              : report.at(word->span, "`{}` has no `{}` since {}, and the build ends here; write `{}`",
                                          row.program, gone, until, row.instead);
        if (release->version.empty())
          finding.note(release->span, "This installs the newest release");
        else
          finding.note(release->span, "This tells the release");
        if (command.invocation.node != step.invocation.node) finding.note(step.run->span, "The build runs it here");
      }
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4988",
    .summary = "Command or option that the installed release of a tool does not have any more",
    .why =
        "The tool ends with an error such as `The option \"--no-dev\" does not exist`, and the build with it. Where no "
        "release is named, this happens on the day on which the new one comes out.",
    .remedy = "Write what took its place, or pin the release that the command was written for.",
    .references =
        "https://python-poetry.org/history/ https://nextjs.org/docs/app/guides/static-exports "
        "https://yarnpkg.com/migration/guide https://www.php.net/manual/en/migration85.php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::orchestration,
    .strength = "use commands that the installed tools have",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::removed_command_in_build
