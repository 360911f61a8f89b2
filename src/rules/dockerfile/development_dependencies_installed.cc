#include "rules/rule.h"

#include <algorithm>

#include "knowledge/knowledge.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/layers.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/npm_programs.h"
#include "rules/lib/once.h"
#include "rules/lib/package_command.h"
#include "rules/lib/run_commands.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::development_dependencies_installed {

static std::string_view variable(const dockerfile::Stage& stage, std::string_view name) {
  for (const dockerfile::Variable& item : stage.variables)
    if (item.name == name) return item.value;
  return {};
}

/// The value in force for a RUN, of ARG too.
static std::string_view value_before(const dockerfile::Instruction& run, std::string_view name) {
  const dockerfile::Word* const value = env_before(run, name, true);
  return value == nullptr ? std::string_view() : value->text;
}

static bool set_in_command(const shell::Script& script, std::string_view name, std::string_view value) {
  for (const shell::Node* node : script.commands) {
    for (const shell::Assignment& assignment : node->assignments)
      if (assignment.name == name && contains(assignment.value.text, value)) return true;
    for (const shell::Word& word : node->words)
      if (word.text.starts_with(name) && contains(word.text, value)) return true;
  }
  return false;
}

/// Installs what the manifest's development part lists, as far as the command tells.
static std::string_view flag_that_is_missing(const PackageCommand& command, const dockerfile::Stage& stage,
                                             const dockerfile::Instruction& run) {
  const shell::Script& script = *run.script;
  if (command.action != PackageAction::install || command.verb == nullptr) {
    if (command.tool == nullptr || (command.tool->family != "yarn" && command.tool->family != "bundle")) return {};
    if (command.action != PackageAction::install) return {};
  }
  const std::string_view family = command.tool->family;
  if (!command.packages.empty()) return {};
  if (is_one_of("npm pnpm yarn", family)) {
    if (command.has_flag("-g") || command.has_flag("--global") || command.has_flag("--omit") ||
        command.has_flag("--production") || command.has_flag("--prod") || command.has_flag("-P") ||
        command.has_flag("--only") || command.has_flag("--package-lock-only"))
      return {};
    if (variable(stage, "NODE_ENV") == "production" || set_in_command(script, "NODE_ENV", "production") ||
        variable(stage, "NPM_CONFIG_OMIT") == "dev" || variable(stage, "NPM_CONFIG_PRODUCTION") == "true")
      return {};
    for (const dockerfile::Variable& item : stage.variables)
      if (item.name == "NODE_ENV" && !item.known) return {};
    return family == "npm" ? "--omit=dev" : family == "pnpm" ? "--prod" : "--production";
  }
  if (family == "composer") {
    if (command.verb == nullptr || command.verb->text != "install" || command.has_flag("--no-dev")) return {};
    if (!is_one_of("0 false", value_before(run, "COMPOSER_NO_DEV")) && !value_before(run, "COMPOSER_NO_DEV").empty())
      return {};
    if (set_in_command(script, "COMPOSER_NO_DEV", "1")) return {};
    return "--no-dev";
  }
  if (family == "bundle") {
    if (command.has_flag("--without") || command.has_flag("--with")) return {};
    if (is_one_of("development test", value_before(run, "RAILS_ENV")) ||
        is_one_of("development test", value_before(run, "RACK_ENV")))
      return {};
    if (contains(value_before(run, "BUNDLE_WITHOUT"), "development") ||
        contains(value_before(run, "BUNDLE_ONLY"), "production") ||
        set_in_command(script, "BUNDLE_WITHOUT", "development"))
      return {};
    return "BUNDLE_WITHOUT=development:test";
  }
  return {};
}

/// A later command takes them out again.
static bool is_cleaned(const dockerfile::Stage& stage, const dockerfile::Instruction& run, std::string_view family,
                       Report& report) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run) continue;
      // Bundler takes nothing out again: what it is told later comes too late.
      if (family == "bundle" && instruction->span.begin > run.span.begin) continue;
      const std::string_view text = report.text(instruction->span);
      if (contains(text, " prune") || contains(text, "rm -rf node_modules") || contains(text, "rm -r node_modules") ||
          contains(text, "config set without") || contains(text, "config set --local without") ||
          contains(text, "config --local without") || contains(text, "config --global without") ||
          contains(text, "config without") || contains(text, "config set --global without") ||
          contains(text, "omit dev") || contains(text, "omit=dev") || contains(text, "focus --production") ||
          contains(text, "--production --ignore-scripts") || contains(text, "yarn install --production") ||
          contains(text, "yarn --production") || contains(text, "npm install --production") ||
          contains(text, "pnpm install --prod"))
        return true;
    }
  return false;
}

/// A later step of the stage builds with what the install brought (`npm run build`).
static bool builds_after(const dockerfile::Stage& stage, Span install) {
  return any_run_command(stage, [&](const dockerfile::Instruction&, const shell::Node& node) {
    return node.span.begin >= install.end && std::ranges::any_of(node.words, [](const shell::Word& word) {
             return is_one_of("build tsc webpack vite prisma nest turbo nx ng esbuild", word.text) ||
                    word.text.starts_with("build:");
           });
  });
}

/// Rails asks the environment for its mode.
static bool is_told_otherwise(const dockerfile::Stage& stage, const knowledge::DevTool& tool) {
  return tool.program == "rails" &&
         (variable(stage, "RAILS_ENV") == "production" || variable(stage, "RACK_ENV") == "production");
}

static bool starts_development(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Instruction* start : {stage.entrypoint, stage.cmd})
    if (start != nullptr) {
      std::vector<std::string_view> words;
      if (start->form == dockerfile::Form::exec)
        for (const dockerfile::Word& word : start->arguments) words.push_back(word.text);
      const knowledge::DevTool* const tool = words.empty() ? nullptr : knowledge::dev_tool(words);
      if (tool != nullptr && !is_told_otherwise(stage, *tool)) return true;
      const std::string_view text = report.text(start->span);
      if (contains(text, "\"dev\"") || contains(text, " dev") || contains(text, "nodemon") ||
          contains(text, "start:dev") || contains(text, "ts-node") || contains(text, "tsx") || contains(text, "test") ||
          contains(text, "\"ng\"") || contains(text, "ng serve") || contains(text, "cypress") ||
          contains(text, "watch"))
        return true;
    }
  return is_one_of("development test", variable(stage, "NODE_ENV")) || variable(stage, "RAILS_ENV") == "development" ||
         variable(stage, "APP_ENV") == "dev";
}

/// The manifest that a command installs from; null where it cannot be told.
static const project::Manifest* manifest_of(const dockerfile::Instruction& run, const shell::Node& node,
                                            project::Ecosystem ecosystem, Report& report) {
  const project::Dockerfile* const dockerfile = dockerfile_of(run, report);
  if (dockerfile == nullptr) return nullptr;
  for (const BuildStep& step : once<build_steps>(report, *dockerfile))
    if (step.invocation.node == &node) return manifest_at(report.project(), step, ecosystem, step.folder);
  return nullptr;
}

/// Whether a script, or one that it calls, runs a program of a package for development: `tsc && node dist`.
static bool needs_development(const project::Manifest& manifest, std::string_view text) {
  return std::ranges::any_of(programs_of_script(manifest, text), [&](std::string_view program) {
    const project::Dependency* const dependency = dependency_with_program(manifest, program);
    return dependency != nullptr && dependency->development;
  });
}

/// The stage starts a script of the manifest that is a tool for development, which the packages are there for.
static bool starts_tool_of(const dockerfile::Stage& stage, const project::Manifest& manifest) {
  const dockerfile::Instruction* const start = stage.cmd != nullptr ? stage.cmd : stage.entrypoint;
  if (start == nullptr) return false;
  std::vector<std::string_view> words;
  if (start->form == dockerfile::Form::exec)
    for (const dockerfile::Word& word : start->arguments) words.push_back(word.text);
  else if (start->script != nullptr && !start->script->commands.empty())
    words = texts(shell::invocation(*start->script->commands.back()));
  if (words.empty()) return false;
  const NodeCall call = node_call(words);
  const project::ManifestScript* const script =
      call.kind == NodeCall::Kind::script ? manifest.script(call.script) : nullptr;
  return script != nullptr && (dev_tool_of(script->text) != nullptr || needs_development(manifest, script->text));
}

/// Whether a step of the stage brings sources that are not in the repository.
static bool clones_sources(const dockerfile::Stage& stage) {
  return std::ranges::any_of(stage.with_inherited, [](const dockerfile::Instruction* instruction) {
    return instruction->op == dockerfile::Op::run && instruction->script != nullptr &&
           std::ranges::any_of(instruction->script->commands, [](const shell::Node* node) {
             const shell::Invocation invocation = shell::invocation(*node);
             return invocation.program == "git" && invocation.verb() == "clone";
           });
  });
}

/// Whether what an install lacks a flag for is meant otherwise: nothing of the manifest is for development, or what is
/// started is.
static bool needs_all(const dockerfile::Stage& shipped, const dockerfile::Instruction& run, const shell::Node& node,
                      const PackageCommand& command, Report& report) {
  const auto lists_none = [](const project::Manifest& manifest) {
    return std::ranges::none_of(manifest.dependencies, &project::Dependency::development);
  };
  if (command.tool->family == "bundle") {
    const project::Manifest* const gemfile = manifest_of(run, node, project::Ecosystem::ruby, report);
    return gemfile != nullptr && !gemfile->dependencies.empty() && lists_none(*gemfile);
  }
  if (!is_one_of("npm pnpm yarn", command.tool->family)) return false;
  const project::Manifest* const manifest = manifest_of(run, node, project::Ecosystem::node, report);
  // Of a package that the build unpacked or cloned somewhere nothing is known.
  if (manifest == nullptr) return command.has_flag("--prefix") || clones_sources(*run.stage);
  return starts_tool_of(shipped, *manifest) || lists_none(*manifest);
}

/// The stage that a COPY takes from; null for an image and for none.
static const dockerfile::Stage* stage_copied_from(const dockerfile::Instruction& copy, Report& report) {
  const dockerfile::Flag* const from = copy.flag("from");
  if (from == nullptr) return nullptr;
  const project::Dockerfile* const dockerfile = dockerfile_of(copy, report);
  if (dockerfile == nullptr) return nullptr;
  for (const dockerfile::Stage* const stage : dockerfile->parsed->stages)
    if (!stage->name.empty() && equal_ignoring_case(stage->name, from->value)) return stage;
  return nullptr;
}

/// Whether a stage puts what one package needs into a folder of its own: `pnpm --filter api deploy --prod /out`.
static bool deploys_into(const dockerfile::Stage& stage, std::string_view folder) {
  return any_run_command(stage, [&](const dockerfile::Instruction& run, const shell::Node& node) {
    const shell::Invocation invocation = shell::invocation(node);
    return invocation.program == "pnpm" &&
           std::ranges::any_of(invocation.arguments, [](const shell::Word& word) { return word.text == "deploy"; }) &&
           std::ranges::any_of(invocation.arguments, [&](const shell::Word& word) {
             return word.text.find_first_of("/.") != std::string_view::npos && absolute_path(run, word.text) == folder;
           });
  });
}

/// `COPY --from=build /app/node_modules ...` or `/app/vendor`, where that stage installed for the build and left all of
/// it there.
static bool check_copied(const dockerfile::Stage& stage, Report& report) {
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* copy : part->instructions) {
      const dockerfile::Stage* const source =
          copy->op == dockerfile::Op::copy ? stage_copied_from(*copy, report) : nullptr;
      const std::string_view taken =
          copy->arguments.size() == 2 ? base_name(copy->arguments[0].text) : std::string_view();
      const std::string_view managers = taken == "node_modules" ? "npm pnpm yarn" : "composer";
      if (source == nullptr || !is_one_of("node_modules vendor", taken) ||
          deploys_into(*source, project::parent_path(project::container_path("/", copy->arguments[0].text))))
        continue;
      for (const dockerfile::Stage* built = source; built != nullptr; built = built->parent)
        for (const dockerfile::Instruction* run : built->instructions) {
          if (run->op != dockerfile::Op::run || run->script == nullptr) continue;
          for (const shell::Node* node : run->script->commands) {
            const PackageCommand command = package_command(shell::invocation(*node));
            if (command.tool == nullptr || !is_one_of(managers, command.tool->family)) continue;
            const std::string_view missing = flag_that_is_missing(command, *built, *run);
            if (missing.empty() || is_cleaned(*source, *run, command.tool->family, report) ||
                needs_all(stage, *run, *node, command, report))
              continue;
            report
                .at(copy->arguments[0].span,
                    "These are the packages of the build, those for development too; take them from a stage that "
                    "installs with `{}`",
                    missing)
                .note(node->span, "Installed here, with everything")
                .peers("");
            return true;
          }
        }
    }
  return false;
}

static void check(const dockerfile::Stage& stage, Report& report) {
  if (is_for_development(stage, report) || starts_development(stage, report)) return report.skip();
  if (check_copied(stage, report)) return;
  bool any = false;
  for (const dockerfile::Stage* part = &stage; part != nullptr; part = part->parent)
    for (const dockerfile::Instruction* instruction : part->instructions) {
      if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
      for (const shell::Node* node : instruction->script->commands) {
        const shell::Invocation invocation = shell::invocation(*node);
        const PackageCommand command = package_command(invocation);
        if (command.tool == nullptr || !is_one_of("npm pnpm yarn composer bundle", command.tool->family)) continue;
        any = true;
        const std::string_view missing = flag_that_is_missing(command, *part, *instruction);
        if (missing.empty() || is_cleaned(stage, *instruction, command.tool->family, report)) continue;
        if (needs_all(stage, *instruction, *node, command, report)) continue;
        const bool needed = is_one_of("npm pnpm yarn", command.tool->family) && builds_after(stage, invocation.span());
        Builder finding =
            needed
                ? report.at(invocation.span(),
                            "The build's dependencies stay in the shipped image; build in a stage of its own, or "
                            "drop them afterwards (`{} prune`)",
                            command.tool->family == "yarn" ? "npm" : command.tool->family)
                : report.at(invocation.span(), "Development dependencies enter the shipped image; add `{}`", missing);
        const std::string_view family = command.tool->family;
        finding.peers(family == "composer" ? "tally:tally/php/composer-no-dev-in-production"
                      : family == "bundle" ? "tally:tally/ruby/missing-bundle-without-development"
                                           : "");
        // Without an entry point of its own nothing is known of how it runs.
        if (stage.cmd == nullptr && stage.entrypoint == nullptr) finding.severity(Severity::low);
        if (command.tool->family == "composer" && command.verb != nullptr)
          finding.fix(Safety::review, "Leave development packages out",
                      {command.verb->span.file, command.verb->span.end, command.verb->span.end}, " --no-dev");
        return;
      }
    }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW1214",
    .summary = "Development dependencies in the shipped image",
    .why =
        "Test runners, bundlers and debuggers are most of what a manifest lists. They are pulled, scanned and patched, "
        "and they widen what an "
        "attacker can use.",
    .remedy =
        "Install without them in the shipped stage (`npm ci --omit=dev`, `composer install --no-dev`, "
        "`BUNDLE_WITHOUT`); build in another "
        "stage where they are needed.",
    .peers = "tally:tally/php/composer-no-dev-in-production tally:tally/ruby/missing-bundle-without-development",
    .differs = "npm, pnpm and yarn are judged as well, and only in shipped stages that start no development server.",
    .controls = "NIST 800-190:4.1.2",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .fixes = Fixes::sometimes,
    .check = each_final_stage<check>(),
};

}  // namespace seaworthy::rules::development_dependencies_installed
