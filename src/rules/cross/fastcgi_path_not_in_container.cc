#include <algorithm>
#include <string>

#include "nginx/ast.h"
#include "project/connections.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/nginx_includes.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::fastcgi_path_not_in_container {

/// The folder in which PHP looks for scripts, and what says so.
struct Folder {
  std::string path;
  Span span;
};

/// Of `SCRIPT_FILENAME /app/public$fastcgi_script_name` and `$document_root$fastcgi_script_name`; an empty path where
/// the blocks around it do not tell.
static Folder script_folder(const project::Project& project, const nginx::Directive& pass) {
  const auto in_force = [&](std::string_view name, std::string_view parameter) -> const nginx::Directive* {
    for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent)
      for (const nginx::Directive* const child : directives_within(project, *block))
        if (child->name == name && (parameter.empty() || child->parameter(0) == parameter)) return child;
    return nullptr;
  };
  const nginx::Directive* const script = in_force("fastcgi_param", "SCRIPT_FILENAME");
  if (script == nullptr || script->parameters.size() < 2) return {};
  std::string_view value = script->parameter(1);
  constexpr std::string_view root = "$document_root", real = "$realpath_root";
  if (value.starts_with(root) || value.starts_with(real)) {
    const nginx::Directive* const folder = in_force("root", "");
    if (folder == nullptr || in_force("alias", "") != nullptr) return {};
    return {std::string(folder->parameter(0)), folder->span};
  }
  const std::size_t dollar = value.find('$');
  return {std::string(value.substr(0, std::min(dollar, value.size()))), script->span};
}

/// Whether the container of PHP has nothing at a folder for certain: it is an image that is built here, no instruction
/// speaks of the folder or what is above it, and no mount reaches into it.
static bool lacks(const project::Project& project, const project::Service& service, std::string_view path) {
  if (!service.builds || service.stage == nullptr || project::mount_over(service, path) != nullptr) return false;
  for (const compose::Mount& mount : service.definition->mounts)
    if (mount.target.starts_with(path)) return false;
  const std::string_view top = path.substr(0, std::min(path.find('/', 1), path.size()));
  const auto may_be_there = [&](std::string_view folder) {
    return folder.empty() || folder == "/" || folder.starts_with(path) || path.starts_with(folder);
  };
  if (may_be_there(service.working_dir.value)) return false;
  using dockerfile::Op;
  return std::ranges::none_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    if (instruction->op == Op::workdir)
      return !instruction->arguments.empty() && may_be_there(instruction->arguments.front().text);
    if (instruction->op != Op::copy && instruction->op != Op::add && instruction->op != Op::run) return false;
    if (instruction->op == Op::run) return contains(text, top) && contains(text, path);
    const std::string_view target =
        instruction->arguments.empty() ? std::string_view() : instruction->arguments.back().text;
    return contains(target, "$") || (target.starts_with('/') && may_be_there(target));
  });
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr ||
        reference.to == &service || !project::runs_process_manager(report.project(), *reference.to))
      continue;
    const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      if (pass->name != "fastcgi_pass" || place.begin < pass->span.begin || place.end > pass->span.end) continue;
      Folder folder = script_folder(report.project(), *pass);
      while (folder.path.size() > 1 && folder.path.ends_with('/')) folder.path.pop_back();
      if (!folder.path.starts_with('/') || folder.path.size() < 2 || contains(folder.path, "$")) continue;
      asks = true;
      if (!lacks(report.project(), *reference.to, folder.path)) continue;
      report
          .at(folder.span, "PHP is sent to `{}`, which the container of `{}` does not have", folder.path,
              reference.to->name)
          .note(reference.to->stage->from->span, "Its code lies in `{}`", reference.to->working_dir.value);
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5604",
    .summary = "FastCGI path that the container of PHP lacks",
    .why =
        "nginx and PHP-FPM have file systems of their own, and the path holds in the one of PHP: every page is \"File "
        "not found\" with status 404.",
    .remedy = "Write the folder in which the container of PHP has the code, or put the code at the same path in both.",
    .references = "https://www.php.net/manual/en/install.fpm.php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::fastcgi_path_not_in_container
