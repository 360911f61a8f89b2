#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "project/application.h"
#include "project/facts.h"
#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_file_variable_not_read {

using Sources = std::unordered_multimap<std::string_view, const Source*>;
static Sources sources_by_path(const project::Project& project) {
  Sources sources;
  for (std::size_t index = 0; index < project.sources.size(); ++index) {
    const Source& source = project.sources[static_cast<FileId>(index)];
    sources.emplace(source.path(), &source);
  }
  return sources;
}

/// Whether the sources of a program have a text.
static bool code_has(const project::Project& project, const project::Application& application, std::string_view text) {
  const Sources& all = project::fact<sources_by_path>(project);
  return std::ranges::any_of(application.program.sources, [&](std::string_view path) {
    const auto [begin, end] = all.equal_range(path);
    return std::any_of(begin, end, [&](const auto& source) { return contains(source.second->text(), text); });
  });
}

/// Whether the sources put `_FILE` behind a name: `MAX_FILE_SIZE` has it in the middle.
static bool adds_ending(const project::Project& project, const project::Application& application) {
  for (const std::string_view text : {"_FILE\"", "_FILE'", "_FILE`"})
    if (code_has(project, application, text)) return true;
  return false;
}

/// The text of what starts the program: its start script, or the words of its command.
static std::string start_text(const project::Project& project, const project::Service& service) {
  std::string text;
  if (service.startup != nullptr && service.startup->span.valid()) text += project.sources.text(service.startup->span);
  if (service.entrypoint_script != nullptr && service.entrypoint_script->has_content)
    text += project.sources[service.entrypoint_script->source].text();
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const std::string_view word : command->words) (text += word) += ' ';
  // A script that the Dockerfile itself writes.
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if (const std::string_view written = project.sources.text(instruction->span); contains(written, "/run/secrets"))
        text += written;
  return text;
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  const project::Application* const application = project::application(project, service);
  if (!service.builds || application == nullptr || application->program.files == 0) return report.skip();
  bool asks = false;
  std::string start;
  const compose::EnvironmentEntry* first = nullptr;
  std::size_t count = 0;
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.name.ends_with("_FILE") || entry.name.size() < 8 || !entry.value.has_value() ||
        !entry.value->starts_with("/run/secrets/"))
      continue;
    if (!asks) start = start_text(project, service);
    asks = true;
    const std::string_view name = entry.name.substr(0, entry.name.size() - 5);
    // A helper may put the ending on, and a start script may take the path itself.
    if (contains(start, "_FILE") || contains(start, *entry.value) || contains(start, "/run/secrets/*") ||
        !code_has(project, *application, name) || code_has(project, *application, entry.name) ||
        adds_ending(project, *application))
      continue;
    if (first == nullptr) first = &entry;
    ++count;
  }
  if (!asks) return report.skip();
  if (first == nullptr) return;
  const std::string_view name = first->name.substr(0, first->name.size() - 5);
  if (contains(start, "/run/secrets/")) {
    report
        .at(first->span, "Nothing reads `{}`: the start script of `{}` takes the files by names of its own",
            first->name, service.name)
        .severity(Severity::low)
        .rung(Rung::operate);
    return;
  }
  if (count == 1)
    report
        .at(first->span, "The code of `{}` reads `{}` and nothing reads `{}`, so the secret never arrives",
            service.name, name, first->name)
        .note(service.span, "It is built from `{}`", application->entry);
  else
    report
        .at(first->span, "The code of `{}` reads `{}` and nothing reads `{}`, nor {} more such variables", service.name,
            name, first->name, count - 1)
        .note(service.span, "It is built from `{}`", application->entry);
}

extern const Rule rule = {
    .code = "SW4844",
    .summary = "Secret given by a `_FILE` variable that the code does not read",
    .why =
        "That a variable with the ending `_FILE` names a file is a custom of some images. Code that does not know it "
        "finds its own variable empty: it ends at its start, or runs without a password.",
    .remedy = "Read the file in the start script (`export NAME=\"$(cat /run/secrets/name)\"`) or in the code.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_file_variable_not_read
