#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/dockerignore.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "project/promised_variables.h"
#include "rules/lib/secret_files.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::env_file_not_ignored_by_build {

using dockerfile::Instruction;

static bool takes_whole_context(const Instruction& copy) {
  if (copy.op != dockerfile::Op::copy && copy.op != dockerfile::Op::add) return false;
  if (copy.flag("from") != nullptr || copy.arguments.size() < 2) return false;
  return std::ranges::any_of(copy.arguments.first(copy.arguments.size() - 1),
                             [](const dockerfile::Word& source) { return source.text == "." || source.text == "./"; });
}

/// Whether a COPY takes from a stage the folder into which that stage copied everything.
static bool takes_folder_of(const Instruction& copy, const dockerfile::Stage& from, const Instruction& whole) {
  if (copy.op != dockerfile::Op::copy || copy.flag("from") == nullptr || copy.arguments.size() < 2) return false;
  const std::string folder = project::copy_destination(whole, project::working_directory_at(whole)).path;
  const std::string_view name = copy.flag("from")->value;
  if (name != from.name && name != std::to_string(from.index)) return false;
  return std::ranges::any_of(copy.arguments.first(copy.arguments.size() - 1), [&](const dockerfile::Word& source) {
    return !folder.empty() && project::container_path("/", source.text) == folder;
  });
}

/// The COPY by which everything of the context gets into an image: its own, that of a stage whose folder it takes as a
/// whole, or that of the stage whose standalone output of Next.js it takes, which has the env files in it.
static const Instruction* whole_copy(const dockerfile::Stage& stage, bool& of_next) {
  for (const Instruction* const instruction : stage.with_inherited)
    if (takes_whole_context(*instruction)) return instruction;
  for (const dockerfile::Stage* const other : stage.copies_from)
    for (const Instruction* const whole : other->with_inherited)
      if (takes_whole_context(*whole) && std::ranges::any_of(stage.with_inherited, [&](const Instruction* copy) {
            return takes_folder_of(*copy, *other, *whole);
          }))
        return whole;
  const bool standalone = std::ranges::any_of(stage.with_inherited, [](const Instruction* instruction) {
    return instruction->op == dockerfile::Op::copy && instruction->flag("from") != nullptr &&
           !instruction->arguments.empty() && contains(instruction->arguments.front().text, ".next/standalone");
  });
  if (!standalone) return nullptr;
  for (const dockerfile::Stage* const other : stage.copies_from)
    for (const Instruction* const instruction : other->with_inherited)
      if (takes_whole_context(*instruction)) {
        of_next = true;
        return instruction;
      }
  return nullptr;
}

/// `path` as seen from a folder above it, or empty when it is elsewhere.
static std::string_view below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return path;
  if (!path.starts_with(folder) || path.size() <= folder.size() || path[folder.size()] != '/') return {};
  return path.substr(folder.size() + 1);
}

/// An env file below a folder that a stack needs, that each machine has of its own and that no pattern keeps out; ""
/// for none.
static std::string_view env_file_in(const project::Project& project, const project::Stack& stack,
                                    std::string_view folder, const project::IgnoreRules& rules, bool of_next) {
  for (const project::Service* const service : stack.services)
    for (const compose::EnvFile& file : service->definition->env_files) {
      const std::string_view path = below(file.resolved, folder);
      if (path.empty() || rules.excludes(path)) continue;
      if (of_next && !is_one_of(".env .env.production", path)) continue;
      // What is in Git is no secret any more, and has a rule of its own.
      if (project.path_state(file.resolved) == project::PathState::file) continue;
      const auto& promised = project::promised_variables(project, *service);
      if (promised.empty() || std::ranges::any_of(promised, [](const compose::EnvironmentEntry& entry) {
            return name_is_secret(entry.name);
          }))
        return file.resolved;
    }
  return {};
}

/// A file with credentials that the `.gitignore` of the context names and no pattern keeps out of builds: Rails'
/// `config/master.key`. "" for none.
static std::string_view ignored_secret_in(const project::Project& project, std::string_view folder,
                                          const project::IgnoreRules& rules, Span& where) {
  const project::File* const ignored =
      project.file(folder.empty() ? std::string(".gitignore") : std::string(folder) + "/.gitignore");
  if (ignored == nullptr || !ignored->has_content) return {};
  const std::string_view text = project.sources[ignored->source].text();
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = ascii::trim(text.substr(begin, end - begin));
    const auto offset = static_cast<std::uint32_t>(begin);
    begin = end + 1;
    if (line.starts_with('/')) line.remove_prefix(1);
    // Env files are what deployments name; of these the name alone tells.
    if (line.empty() || line.find_first_of("#*!?[") != std::string_view::npos || base_name(line).starts_with(".env") ||
        secret_file(line).empty() || rules.excludes(line))
      continue;
    where = {ignored->source, offset, offset + static_cast<std::uint32_t>(end - offset)};
    return line;
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!service.built_with_stack || service.stage == nullptr || service.dockerfile == nullptr || !service.build->local ||
      !service.build->inside_root || service.stack->role == project::Role::development ||
      service.stack->role == project::Role::test)
    return report.skip();
  bool of_next = false;
  const Instruction* const copy = whole_copy(*service.stage, of_next);
  if (copy == nullptr) return report.skip();
  const std::string_view context = service.build->directory;
  const project::IgnoreRules rules = project::ignore_rules(project, *service.dockerfile, context);
  // Without any, everything is copied, which is said elsewhere.
  if (rules.patterns().empty()) return report.skip();
  const std::string_view file = env_file_in(project, *service.stack, context, rules, of_next);
  if (file.empty()) {
    Span where;
    const std::string_view secret = of_next ? std::string_view() : ignored_secret_in(project, context, rules, where);
    if (!secret.empty())
      report
          .at(copy->span, "This copies `{}`, which Git leaves out, into the image of `{}`; ignore it in builds", secret,
              service.name)
          .note(where, "Git is told to leave it out here");
    return;
  }
  Builder finding =
      of_next ? report.at(copy->span, "Next.js puts `{}`, which this copies, into what `{}` ships; ignore it in builds",
                          below(file, context), service.name)
              : report.at(copy->span, "This copies `{}` with its secrets into the image of `{}`; ignore it in builds",
                          below(file, context), service.name);
  finding.note(rules.patterns().front().span, "This `.dockerignore` does not name it");
}

extern const Rule rule = {
    .code = "SW4386",
    .summary = "Env file of the deployment that is copied into the image",
    .why =
        "The file lies in the build context of the machine that builds, `.dockerignore` lets it through, and everybody "
        "who can pull the image reads the passwords and keys of production.",
    .remedy =
        "Add `**/.env*` to `.dockerignore`, with `!**/.env.example` behind it where that is needed. A pattern without "
        "`**/` means the top folder of the context alone.",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .references = "https://docs.docker.com/build/concepts/context/#dockerignore-files",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .strength = "keep their env files out of the build",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::env_file_not_ignored_by_build
