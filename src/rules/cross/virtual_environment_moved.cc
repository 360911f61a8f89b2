#include <algorithm>
#include <string>

#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::virtual_environment_moved {

/// Whether a step of a stage makes a virtual environment of Python at a path: by name, or as its tool does in the
/// working directory.
static bool is_made_at(const project::CopySource& source, std::string_view path, const Report& report) {
  for (const dockerfile::Instruction* const instruction : source.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::run && instruction->op != dockerfile::Op::env) continue;
    const std::string_view text = report.text(instruction->span);
    if (contains(text, "relocatable")) return false;
  }
  return std::ranges::any_of(source.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
    if (instruction->op != dockerfile::Op::run) return false;
    const std::string_view text = report.text(instruction->span);
    const std::string name(base_name(path));
    const bool by_name = contains(text, "venv " + std::string(path)) || contains(text, "venv " + name) ||
                         contains(text, "virtualenv " + std::string(path)) || contains(text, "virtualenv " + name);
    const bool by_tool = name == ".venv" && (contains(text, "uv sync") || contains(text, "poetry install") ||
                                             contains(text, "pdm install") || contains(text, "pipenv "));
    return by_name || by_tool;
  });
}

static void check(const project::Service& service, Report& report) {
  const project::BuildContext* const context = project::build_context(report.project(), service);
  const std::optional<project::StartedProgram> started = project::started_program(service);
  if (context == nullptr || !started.has_value() || service.stage == nullptr) return report.skip();
  const std::string_view program = base_name(started->word);
  // The interpreter itself finds its way.
  if (program.starts_with("python") || program.ends_with(".sh") || service.startup != nullptr) return report.skip();
  bool asks = false;
  for (const project::CopySource& source : context->sources) {
    if (source.stage == nullptr || source.instruction->stage != service.stage) continue;
    const std::string from = project::container_path("/", source.text);
    const std::span<const dockerfile::Instruction* const> instructions = service.stage->with_inherited;
    const project::Directories directories(instructions);
    const auto at = std::ranges::find(instructions, source.instruction);
    if (at == instructions.end()) continue;
    const project::Destination destination = project::copy_destination(
        *source.instruction, directories[static_cast<std::size_t>(at - instructions.begin())]);
    if (destination.path.empty() || destination.path == from || !is_made_at(source, from, report)) continue;
    asks = true;
    // Its programs must be what is started: by the path, or through PATH.
    const std::string folder = destination.path + "/bin";
    bool is_found = project::is_below(started->word, folder);
    if (!contains(started->word, "/"))
      for (const dockerfile::Variable& variable : service.stage->variables)
        is_found = is_found || (variable.name == "PATH" && contains(variable.value, folder));
    if (!is_found) continue;
    report
        .at(source.span, "The virtual environment is made at `{}` and copied to `{}`, where `{}` does not start", from,
            destination.path, program)
        .note(started->span, "Its first line names the interpreter at the old path");
    return;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4793",
    .summary = "Virtual environment that is copied to another path",
    .why =
        "The programs of a virtual environment begin with the absolute path of its interpreter: at another path they "
        "end with `no such file or directory`, though they are there.",
    .remedy = "Make the environment at the path where it will lie, or start its programs with `python -m`.",
    .references = "https://docs.python.org/3/library/venv.html",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::virtual_environment_moved
