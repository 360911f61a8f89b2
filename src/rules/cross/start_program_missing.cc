#include <algorithm>

#include "knowledge/knowledge.h"
#include "knowledge/program_kinds.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_program_missing {

/// Whether the text that the container starts with may bring programs before it comes to one: by a package manager, a
/// download, or corepack. The program itself brings nothing before it runs.
static bool may_be_installed_at_start(const project::Service& service, std::string_view word) {
  for (const shell::Script* const script : {service.command.script, service.entrypoint.script}) {
    if (script == nullptr) continue;
    for (const shell::Node* const node : script->commands) {
      const std::string_view program = shell::invocation(*node).program;
      if (program == word) break;
      if (knowledge::package_manager(program) != nullptr || is_one_of("corepack curl wget", program)) return true;
    }
  }
  return false;
}

/// Whether a mount puts a folder of its PATH into the container, as `node_modules/.bin` of the sources.
static bool searches_mounts(const project::Service& service) {
  if (service.stage == nullptr) return false;
  for (const dockerfile::Variable& variable : service.stage->variables) {
    if (variable.name != "PATH") continue;
    for (const compose::Mount& mount : service.definition->mounts)
      if (mount.target.size() > 1 && contains(variable.value, std::string(mount.target) + "/")) return true;
  }
  return false;
}

/// Whether whoever runs an image that no Compose file starts mounts something there: it declares the folder a volume.
static bool is_in_own_volume(const project::Service& service, std::string_view path) {
  return service.standalone && service.stage != nullptr &&
         std::ranges::any_of(service.stage->volumes,
                             [&](const dockerfile::Word& volume) { return project::is_below(path, volume.text); });
}

/// Whether an image that no Compose file builds is pulled by one under a name that does not tell it, and gets a file of
/// the repository at the path.
static bool is_mounted_somewhere(const project::Project& project, const project::Service& service,
                                 std::string_view path) {
  return service.standalone && std::ranges::any_of(project.services, [&](const project::Service& other) {
           return !other.builds && other.image == nullptr &&
                  std::ranges::any_of(other.definition->mounts, [&](const compose::Mount& mount) {
                    return mount.type == compose::MountType::bind && mount.target == path;
                  });
         });
}

/// Whether a build step of the image calls the program too: without it the build fails there, which is told of the
/// step.
static bool is_called_while_building(const project::Service& service, std::string_view word) {
  for (const dockerfile::Stage* stage = service.stage; stage != nullptr; stage = stage->parent)
    for (const dockerfile::Instruction* const instruction : stage->instructions)
      if (instruction->op == dockerfile::Op::run && instruction->script != nullptr &&
          std::ranges::any_of(instruction->script->commands,
                              [&](const shell::Node* node) { return shell::invocation(*node).program == word; }))
        return true;
  return false;
}

/// Whether a COPY of the image takes a file of the program's name that its context lacks, which is told of the COPY.
/// One that the context has went where the COPY says, and not to the program's path.
static bool is_told_of_copy(const project::Project& project, const project::Service& service, std::string_view path) {
  const project::BuildContext* const context = project::build_context(project, service);
  return context != nullptr && service.stage != nullptr &&
         std::ranges::any_of(context->sources, [&](const project::CopySource& source) {
           // A pattern for what the build of the program leaves, `target/*-runner`, matches nothing before it.
           const std::string_view name =
               source.pattern ? source.instruction->arguments.back().text : std::string_view(source.text);
           return project::base_name(name) == project::base_name(path) &&
                  (source.state == project::CopyState::no_match || source.state == project::CopyState::missing ||
                   source.state == project::CopyState::excluded || source.state == project::CopyState::git_ignored) &&
                  std::ranges::find(service.stage->with_inherited, source.instruction) !=
                      service.stage->with_inherited.end();
         });
}

/// `folder` is where it is started; "" when that cannot be told.
static void check_word(const project::Service& service, std::string_view word, std::string_view folder, Span span,
                       Report& report) {
  if (word.empty() || word.ends_with(".wasm") || word.find_first_of("$`") != std::string_view::npos) return;
  if (contains(word, "/")) {
    // Folders of the base are not listed anywhere: a path in them is only judged by its name.
    if (folder.empty() && !word.starts_with('/')) return;
    const std::string path = project::container_path(folder, word);
    if (is_in_own_volume(service, path) || is_mounted_somewhere(report.project(), service, path)) return;
    const project::ContainerFile file = project::container_file(report.project(), service, path);
    if (file.state == project::ContainerFile::State::absent && file.mount != nullptr) {
      // A mount whose own source is missing is a matter of another rule.
      if (report.project().path_state(file.mount->host_path) == project::PathState::missing) return;
      report.at(span, "`{}` starts `{}`, which the mount over it does not have", service.name, word)
          .note(file.mount->span(), "This is mounted there")
          .confidence(Confidence::likely);
      return;
    }
    // Packages of the system bring what is here.
    if (project::is_below(path, "/etc")) return;
    const bool system_folder =
        is_one_of("/bin /usr/bin /usr/local/bin /sbin /usr/sbin /usr/local/sbin", project::parent_path(path));
    if (!system_folder) {
      if (file.state != project::ContainerFile::State::absent) {
        const std::string source = project::folder_without_source(report.project(), service, path);
        if (source.empty()) return;
        report
            .at(span, "`{}` starts `{}`, which is not among the files of `{}` that its image gets", service.name, word,
                source)
            .note(image_span(service), "The image begins here")
            .confidence(Confidence::likely);
        return;
      }
      if (is_told_of_copy(report.project(), service, path)) return;
      report.at(span, "`{}` starts `{}`, which nothing puts into its image", service.name, word)
          .note(image_span(service), "The image begins here");
      return;
    }
    word = project::base_name(word);
  }
  if (may_be_installed_at_start(service, word)) return;
  std::optional<Confidence> absent = service_lacks_tool(service, word);
  // Programs of Node.js need it, whoever brings them.
  if (!absent.has_value() && is_one_of("npm npx yarn pnpm", word) && !service.has_tool(word).has_value())
    absent = service_lacks_tool(service, "node");
  if (!absent.has_value() || searches_mounts(service) || is_called_while_building(service, word)) return;
  report.at(span, "`{}` starts `{}`, which `{}` does not have", service.name, word, image_of(service))
      .note(image_span(service), "The base of the image")
      .confidence(*absent);
}

static void check(const project::Service& service, Report& report) {
  const std::optional<project::StartedProgram> started = project::started_program(service);
  // Another runtime starts what it likes: modules of WebAssembly are no programs of the image.
  if (!started.has_value() || service.definition->runtime || service.definition->platform.value.starts_with("wasi"))
    return report.skip();
  // The text of the shell form is handed to a shell, which a distroless base does not have.
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    if (command->shell_form && command->from == project::Provenance::dockerfile && !command->words.empty() &&
        command->words.front() == "/bin/sh" && (command == &service.entrypoint || !service.entrypoint)) {
      if (service_lacks_tool(service, "sh").has_value() || command->script == nullptr ||
          command->script->commands.size() != 1)
        return check_word(service, command->words.front(), "/", command->span, report);
      break;
    }
  // An init program or a switch of the user in front has to be there as well.
  const std::vector<std::string_view> words = project::start_words(service);
  if (!words.empty() && words.front() != started->word &&
      (base_name(words.front()) == "bash" || knowledge::tables::init_programs.contains(base_name(words.front())) ||
       knowledge::tables::user_switches.contains(base_name(words.front()))))
    check_word(service, words.front(), project::container_path(service.working_dir.value, ""),
               service.entrypoint.from != project::Provenance::none &&
                       service.entrypoint.from != project::Provenance::base_image
                   ? service.entrypoint.span
                   : service.command.span,
               report);
  check_word(service, started->word, started->folder, started->span, report);
  const std::vector<project::StartedProgram> programs = project::started_programs(report.project(), service);
  for (std::size_t at = 1; at < programs.size(); ++at)
    check_word(service, programs[at].word, programs[at].folder, programs[at].span, report);
  // Behind a start script a supervisor is known by what it starts alone.
  const auto supervisor = std::ranges::find(words, "supervisord", base_name);
  if (supervisor != words.end() && *supervisor != started->word &&
      std::ranges::none_of(programs, [](const auto& each) { return base_name(each.word) == "supervisord"; }))
    check_word(service, *supervisor, project::container_path(service.working_dir.value, ""),
               service.command.span.valid() ? service.command.span : service.entrypoint.span, report);
}

extern const Rule rule = {
    .code = "SW4240",
    .summary = "Container that starts a program which is not there",
    .why =
        "The engine reports `executable file not found` or `no such file or directory`, and the container never runs.",
    .remedy = "Install the program, copy it to that path, or name the one that is there.",
    .severity = Severity::high,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "start a program that their image has",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_program_missing
