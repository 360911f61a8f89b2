#include "rules/lib/shipped_template.h"

#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "shell/command.h"

namespace seaworthy::rules {

static const project::File* template_at(const project::Project& project, std::string_view folder,
                                        std::string_view name) {
  const auto path = project::join_path(folder, name);
  const project::File* const file = path.has_value() ? project.file(*path) : nullptr;
  return file != nullptr && file->kind == project::FileKind::env_template && file->has_content ? file : nullptr;
}

static bool is_env_file(std::string_view path) { return base_name(path) == ".env"; }

ShippedTemplate shipped_template(const project::Project& project, const project::Service& service) {
  const project::BuildContext* const context = project::build_context(project, service);
  if (context == nullptr || service.stage == nullptr) return {};
  ShippedTemplate found;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const auto arguments = instruction->arguments;
    if (instruction->op == dockerfile::Op::copy && arguments.size() == 2 && instruction->flag("from") == nullptr &&
        is_env_file(arguments.back().text)) {
      const project::File* const file = template_at(project, context->context, arguments.front().text);
      if (file != nullptr && !context->ignore.excludes(arguments.front().text)) found = {file, instruction->span};
      continue;
    }
    if (instruction->op != dockerfile::Op::run || instruction->script == nullptr) continue;
    for (const shell::Node* const node : instruction->script->commands) {
      const shell::Invocation command = shell::invocation(*node);
      const auto operands = command.operands();
      if (command.program != "cp" || operands.size() != 2 || !operands[0]->literal || !is_env_file(operands[1]->text))
        continue;
      const project::ImageView image{project,          *service.stage, context->context,
                                     &context->ignore, instruction,    context->arguments()};
      const std::string path = project::container_path(project::working_directory_at(*instruction), operands[0]->text);
      const auto folder = project::context_folder(image, project::parent_path(path));
      const project::File* const file = folder.has_value() ? template_at(project, *folder, base_name(path)) : nullptr;
      if (file == nullptr) continue;
      const std::string_view inside =
          std::string_view(file->path)
              .substr(context->context.empty() ? 0 : std::min(context->context.size() + 1, file->path.size()));
      if (!context->ignore.excludes(inside)) found = {file, node->span};
    }
  }
  return found;
}

}  // namespace seaworthy::rules
