#include <algorithm>
#include <string>

#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::volume_keeps_old_files {

/// What a step of the build makes, and how the folder is called in which it does.
struct Made {
  std::string_view step, folders;
};
constexpr Made makes[] = {
    {"collectstatic", "static staticfiles static_root assets"},
    {"assets:precompile", "public assets"},
    {"cache:clear", "var cache"},
    {"cache:warmup", "var cache"},
    {"bundle install", "bundle"},
    {"composer install", "vendor"},
    {"npm ci", "node_modules"},
    {"npm install", "node_modules"},
    {"pnpm install", "node_modules"},
    {"yarn install", "node_modules"},
    {"run build", "dist build .next public"},
};

/// The step of the image that fills a folder, by its name; null when none is known to.
static const dockerfile::Instruction* filled_by_step(const project::Service& service, const Report& report,
                                                     std::string_view folder, std::string_view& step) {
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    if (instruction->op == dockerfile::Op::run)
      for (const Made& made : makes)
        if (is_one_of(made.folders, base_name(folder)) && contains(report.text(instruction->span), made.step)) {
          step = made.step;
          return instruction;
        }
  return nullptr;
}

/// Whether a folder holds what a build makes for browsers, and nothing that visitors add.
static bool is_of_pages(std::string_view folder) {
  return is_one_of("public static dist build web", base_name(folder));
}

/// The COPY that fills a folder: one from another stage, into it or into what it serves, or one of the whole context;
/// null when none does.
static const dockerfile::Instruction* filled_by_copy(const project::Service& service, std::string_view folder) {
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::copy || instruction->arguments.size() != 2) continue;
    const std::string directory = project::working_directory_at(*instruction);
    if (directory.empty()) continue;
    const project::Destination destination = project::copy_destination(*instruction, directory);
    const bool whole = is_one_of(". ./", instruction->arguments[0].text);
    if (instruction->flag("from") == nullptr
            ? whole && destination.path == folder
            : destination.path == folder || (is_of_pages(folder) && project::is_below(destination.path, folder)))
      found = instruction;
  }
  return found;
}

/// Whether what starts the container brings the folder up to date, or anything that people run does in the container.
static bool is_renewed(const project::Project& project, const project::Service& service, std::string_view step) {
  const auto renews = [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
             if (node->words.empty()) return false;
             if (is_one_of("cp rsync", node->words.front().text)) return true;
             return std::ranges::any_of(node->words, [&](const shell::Word& word) {
               return is_one_of("install ci collectstatic assets:precompile cache:clear cache:warmup", word.text) ||
                      (!step.empty() && contains(word.text, step));
             });
           });
  };
  for (const shell::Script* const script : {service.startup, service.command.script, service.entrypoint.script})
    if (renews(script)) return true;
  if (service.entrypoint_script != nullptr && service.entrypoint_script->script == nullptr) return true;
  // `docker compose exec app php bin/console cache:clear` behind each deployment.
  const auto renews_inside = [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
             const bool inside = std::ranges::any_of(
                 node->words, [](const shell::Word& word) { return is_one_of("exec run", word.text); });
             return inside && renews(node->script);
           });
  };
  return std::ranges::any_of(project.files, [&](const project::File& file) {
    return renews_inside(file.script) ||
           std::ranges::any_of(file.embedded, [&](const shell::Script* script) { return renews_inside(script); });
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr) return report.skip();
  bool any = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    if (mount.type != compose::MountType::volume || mount.source_text.empty() || mount.target.empty()) continue;
    std::string_view step;
    const dockerfile::Instruction* filled = filled_by_step(service, report, mount.target, step);
    if (filled == nullptr) filled = filled_by_copy(service, mount.target);
    if (filled == nullptr) continue;
    any = true;
    if (is_renewed(report.project(), service, step)) continue;
    using project::Role;
    const Role role = service.stack->role;
    Builder finding = report.at(
        mount.span(), "The volume keeps what the first image of `{}` had in `{}`: later builds do not reach it",
        service.name, mount.target);
    finding.note(filled->span, "The build fills the folder here");
    if (role == Role::development || role == Role::test || role == Role::example || role == Role::ci)
      finding.severity(Severity::low);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4374",
    .summary = "Named volume over files that each build makes anew",
    .why =
        "The engine copies the image's files to a named volume once, when the volume is empty. After an update the "
        "container runs new code with the old assets, packages or compiled cache of its first start.",
    .remedy =
        "Drop the volume and serve the folder from the image, or copy the files to the volume when the container "
        "starts.",
    .references = "https://docs.docker.com/engine/storage/volumes/#populate-a-volume-using-a-container",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::volume_keeps_old_files
