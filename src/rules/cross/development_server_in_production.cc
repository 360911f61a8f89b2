#include "rules/rule.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "knowledge/knowledge.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/manifests.h"
#include "rules/lib/node_scripts.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::development_server_in_production {

/// Whether the environment makes the same command a server for production: Rails asks it for its mode.
static bool is_told_otherwise(const project::Service& service, const knowledge::DevTool& tool) {
  if (tool.program != "rails") return false;
  return std::ranges::any_of(std::initializer_list<std::string_view>{"RAILS_ENV", "RACK_ENV"},
                             [&](std::string_view name) {
                               const auto mode = project::container_variable(service, name);
                               return mode.has_value() && !is_one_of("development test", mode->value);
                             });
}

/// Where the code that `python app.py` runs starts the server of its framework that is meant for development; null
/// where it starts none, or one for production.
static const code::ListenCall* own_call(const project::Application* application, std::string_view program) {
  if (application == nullptr || !base_name(program).starts_with("python")) return nullptr;
  const std::vector<code::ListenCall>& listens = application->program.listens;
  const auto call = std::ranges::find_if(listens, &code::ListenCall::development);
  return call != listens.end() && listens.size() == 1 ? &*call : nullptr;
}

/// The tool behind a start script: `exec uvicorn shop:app --reload`.
static const knowledge::DevTool* started_by_script(const project::Project& project, const project::Service& service,
                                                   Span& place) {
  if (service.startup == nullptr) return nullptr;
  const project::ProgramLine line = project::program_line(project, service);
  if (line.words.empty()) return nullptr;
  const knowledge::DevTool* const tool = knowledge::dev_tool(line.words);
  if (tool != nullptr) place = line.span;
  return tool;
}

static void check(const project::Service& service, Report& report) {
  const project::Role role = service.stack->role;
  if (!service.builds || (role != project::Role::production && role != project::Role::unknown)) return report.skip();
  // Of a Dockerfile that a stack builds its services tell.
  if (service.standalone && std::ranges::any_of(report.project().services, [&](const project::Service& other) {
        return other.dockerfile != nullptr && other.dockerfile == service.dockerfile;
      }))
    return report.skip();
  const auto program = project::started_program(service);
  if (!program.has_value()) return report.skip();
  std::vector<std::string_view> words{program->word};
  words.insert(words.end(), program->arguments.begin(), program->arguments.end());
  const knowledge::DevTool* tool = knowledge::dev_tool(words);
  Span script_span;
  if (tool == nullptr && knowledge::is_node_package_manager(base_name(program->word))) {
    const NodeCall call = node_call(words);
    if (call.kind == NodeCall::Kind::script && service.build->inside_root && service.builds) {
      const project::Manifest* const manifest =
          project::manifest_in(report.project(), service.build->directory, project::Ecosystem::node);
      const project::ManifestScript* const script = manifest != nullptr ? manifest->script(call.script) : nullptr;
      if (script != nullptr) {
        tool = dev_tool_of(script->text);
        script_span = script->span;
      }
    }
  }
  Span behind_script;
  if (tool == nullptr) tool = started_by_script(report.project(), service, behind_script);
  std::string framework;
  if (tool == nullptr) {
    const project::Application* const application = project::application(report.project(), service);
    if (const code::ListenCall* const call = own_call(application, program->word); call != nullptr) {
      framework = ascii::lowered(application->program.framework);
      tool = knowledge::dev_tool(std::vector<std::string_view>{framework, "run"});
      script_span = call->span;
    }
  }
  if (tool == nullptr || is_told_otherwise(service, *tool)) return;
  const Span span = behind_script.valid() ? behind_script : program->span.valid() ? program->span : service.span;
  // A file for development that a production stack includes says by its name what it is for.
  if (const project::File* const file = report.project().file(span.file);
      file != nullptr && file->role == project::Role::development)
    return report.skip();
  Builder finding =
      service.standalone ? report.at(span, "The image that is shipped starts {}", tool->title)
      : tool->instead.empty()
          ? report.at(span, "`{}` starts {} in a production stack", service.name, tool->title)
          : report.at(span, "`{}` starts {} in a production stack; use {}", service.name, tool->title, tool->instead);
  if (script_span.valid())
    finding.note(script_span, framework.empty() ? "The script starts it" : "This call starts it");
  // Whoever develops mounts the sources and stops the stack in the evening.
  const compose::Text& restart = service.definition->restart;
  const bool is_kept_up = (is_one_of("always unless-stopped", restart.value) || !framework.empty()) &&
                          std::ranges::none_of(service.definition->mounts, [](const compose::Mount& mount) {
                            return mount.type == compose::MountType::bind && mount.inside_root && !mount.read_only;
                          });
  if (role == project::Role::unknown && !is_kept_up) finding.severity(Severity::low).confidence(Confidence::possible);
  if (tool->kind == knowledge::DevTool::Kind::debugger) finding.severity(Severity::high);
}

extern const Rule rule = {
    .code = "SW4460",
    .summary = "Development server in production",
    .why =
        "It serves one request at a time or rebuilds on every change, shows its errors to visitors, and was never "
        "hardened; a debugger lets whoever reaches it run code.",
    .remedy = "Start the production server of the framework.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .strength = "start production servers",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::development_server_in_production
