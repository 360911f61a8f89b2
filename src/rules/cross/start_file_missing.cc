#include <algorithm>

#include "knowledge/build_facts.h"
#include "project/container_files.h"
#include "project/copy_sources.h"
#include "project/git_ignore.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/parse.h"

namespace seaworthy::rules::start_file_missing {

/// The file that an option or an operand names to a program which ends without it.
static std::string_view settings_of(const project::StartedProgram& started) {
  const knowledge::StartFile* const row = knowledge::start_file(base_name(started.word));
  if (row == nullptr) return {};
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    const std::string_view word = started.arguments[at];
    for (const std::string_view option : row->options) {
      if (word == option && at + 1 < started.arguments.size()) return started.arguments[at + 1];
      if (word.starts_with(option) && word.substr(option.size()).starts_with('='))
        return word.substr(option.size() + 1);
    }
    if (!row->operand.empty() && word.ends_with(row->operand) && !word.starts_with('-')) return word;
  }
  return {};
}

/// Whether an image may have a file in its working directory; `name#text`: one that has the text.
static bool may_have(const project::Project& project, const project::Service& service, std::string_view file) {
  const std::size_t mark = std::min(file.find('#'), file.size());
  const project::ContainerFile found = project::container_file(project, service, file.substr(0, mark));
  if (found.state == project::ContainerFile::State::absent) return false;
  const project::File* const source = project.file(found.source_path);
  return mark == file.size() || source == nullptr || !source->has_content ||
         contains(project.sources[source->source].text(), file.substr(mark + 1));
}

/// A program that looks for a file of a fixed name in its working directory, where the image has none of them.
static void check_default(const project::Service& service, const project::StartedProgram& started, Report& report) {
  const knowledge::StartFile* const row = knowledge::start_file(base_name(started.word));
  if (row == nullptr || row->files.empty() || !settings_of(started).empty()) return;
  if (!row->verb.empty() && std::ranges::find(started.arguments, row->verb) == started.arguments.end()) return;
  for (const std::string_view word : started.arguments)
    if (word.starts_with("-d") || word.starts_with("--cwd") || contains(word, "$")) return;
  for (const std::string_view file : row->files)
    if (may_have(report.project(), service, file)) return;
  report
      .at(started.span, "`{}` runs `{}`, which needs `{}` in `{}`, and nothing puts it there", service.name,
          base_name(started.word), row->files.front(), service.working_dir.value)
      .note(image_span(service), "The image begins here")
      .confidence(Confidence::likely);
}

/// The folder of migrations beside the settings of Alembic, relative to them: the one with `env.py` and `versions`. ""
/// where there is none, or several.
static std::string migrations_beside(const project::Project& project, std::string_view settings) {
  std::string found;
  const std::string_view folder = project::parent_path(settings);
  for (const std::string_view child : project.children(folder)) {
    if (project.path_state(std::string(child) + "/env.py") != project::PathState::file ||
        project.path_state(std::string(child) + "/versions") != project::PathState::directory)
      continue;
    if (!found.empty()) return {};
    found = base_name(child);
  }
  return found;
}

/// `alembic upgrade head` in an image that has the settings and not the migrations that lie beside them.
static void check_migrations(const project::Service& service, const project::StartedProgram& started, Report& report) {
  if (base_name(started.word) != "alembic" || service.stage == nullptr ||
      std::ranges::find(started.arguments, "upgrade") == started.arguments.end())
    return;
  const project::ContainerFile settings = project::container_file(report.project(), service, "alembic.ini");
  if (settings.state != project::ContainerFile::State::there || settings.mount != nullptr) return;
  const std::string folder = migrations_beside(report.project(), settings.source_path);
  if (folder.empty() || project::container_file(report.project(), service, folder + "/env.py").state !=
                            project::ContainerFile::State::absent)
    return;
  report.at(started.span, "`{}` runs the migrations of `{}`, which nothing puts into its image", service.name, folder)
      .note(image_span(service), "The image begins here")
      .confidence(Confidence::likely);
}

/// The file that an interpreter is given; "" when it is given none that can be told.
static std::string_view file_of(const project::StartedProgram& started) {
  const std::string_view program = base_name(started.word);
  std::string_view with_value;
  if (is_one_of("node nodejs bun", program))
    with_value = "-r --require --import --loader --experimental-loader --env-file -C --conditions --inspect-port";
  else if (is_one_of("python python3", program))
    with_value = "-W -X";
  else if (program == "ruby")
    with_value = "-I -r -C";
  else if (shell::is_shell(program))
    with_value = "-o";
  else if (!is_one_of("php perl java", program))
    return settings_of(started);
  bool is_archive = false;
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    const std::string_view word = started.arguments[at];
    if (program == "java") {
      // Options may stand behind `-jar` as well.
      is_archive = is_archive || word == "-jar";
      if (is_one_of("-cp -classpath --class-path -m --module -p --module-path", word)) return {};
      if (!word.starts_with('-')) return is_archive ? word : std::string_view{};
      continue;
    }
    if (is_one_of("-c -m -e -p -S -r --eval --print --test --run -s -i run", word) && !is_one_of(with_value, word))
      return {};
    if (is_one_of(with_value, word)) {
      ++at;
      continue;
    }
    if (word.starts_with('-')) continue;
    return word;
  }
  return {};
}

/// The COPY that takes a script of that name to another place, when none takes it to where it is looked for and no step
/// moves it; null otherwise.
static const dockerfile::Instruction* put_elsewhere(Report& report, const project::Service& service,
                                                    const std::string& path) {
  const std::string_view name = base_name(path);
  if (service.stage == nullptr || project::mount_over(service, path) != nullptr ||
      !(name.ends_with(".sh") || name.ends_with(".py")))
    return nullptr;
  if (project::image_file({report.project(), *service.stage, service.build->directory}, path).origin !=
      project::ImageFileOrigin::unknown)
    return nullptr;
  const dockerfile::Instruction* found = nullptr;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    const bool copies = instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add;
    if (instruction->op == dockerfile::Op::run && contains(report.text(instruction->span), name)) return nullptr;
    if (!copies || instruction->arguments.size() != 2) continue;
    const dockerfile::Word& source = instruction->arguments.front();
    if (source.literal && base_name(source.text) == name && instruction->flag("from") == nullptr) found = instruction;
  }
  return found;
}

/// A pattern of a COPY that would bring files of that kind and matches nothing in the tree; null when there is none.
static const project::CopySource* unmatched_pattern(Report& report, const project::Service& service,
                                                    const std::string& path) {
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (context == nullptr) return nullptr;
  const std::string_view name = base_name(path);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return nullptr;
  for (const project::CopySource& source : context->sources)
    if (source.state == project::CopyState::no_match && source.text.ends_with(name.substr(dot + 1)) &&
        std::ranges::find(service.stage->with_inherited, source.instruction) != service.stage->with_inherited.end())
      return &source;
  return nullptr;
}

/// Whether the script that starts the container fetches, unpacks or copies files itself, and the file may be among
/// them.
static bool may_put(const shell::Script* startup, std::string_view path) {
  return startup != nullptr && std::ranges::any_of(startup->commands, [&](const shell::Node* node) {
           const shell::Invocation command = shell::invocation(*node);
           if (is_one_of("tar unzip rsync git curl wget", command.program)) return true;
           if (!is_one_of("cp mv ln install", command.program) || command.arguments.empty()) return false;
           // Where a copy goes is its last word.
           const shell::Word& target = command.arguments.back();
           return !target.literal || !target.text.starts_with('/') || project::is_below(path, target.text);
         });
}

/// Whether what starts the container builds first: `npm run build && node dist/main.js`.
static bool builds_first(const project::Service& service) {
  const std::vector<std::string_view> words = project::start_words(service);
  if (std::ranges::any_of(words, [](std::string_view word) { return contains(word, "build") && contains(word, "&&"); }))
    return true;
  return service.startup != nullptr && std::ranges::any_of(service.startup->commands, [](const shell::Node* node) {
           return is_one_of("tsc make webpack vite", shell::invocation(*node).program) ||
                  std::ranges::any_of(node->words,
                                      [](const shell::Word& word) { return word.text.starts_with("build"); });
         });
}

/// Whether the folder of a file of the image is a copy of the repository's from which the ignore file takes the file.
static bool is_left_out(Report& report, const project::Service& service, const std::string& path) {
  const project::BuildContext* const context = project::build_context(report.project(), service);
  if (context == nullptr || service.stage == nullptr) return false;
  const project::ImageView image{report.project(), *service.stage, context->context, &context->ignore};
  if (project::image_file(image, path).origin != project::ImageFileOrigin::unknown) return false;
  const auto folder = project::context_folder(image, project::parent_path(path));
  if (!folder.has_value()) return false;
  std::string inside = folder->empty() ? std::string(base_name(path)) : *folder + "/" + std::string(base_name(path));
  if (!context->context.empty()) inside.erase(0, context->context.size() + 1);
  if (context->ignore.excluding(inside) == nullptr) return false;
  // A step of the build may write it.
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    if (instruction->op == dockerfile::Op::run && contains(report.text(instruction->span), base_name(path)))
      return false;
  return true;
}

/// Whether Git ignores a file of the folder that the image has a copy of, so that a program of the start script may
/// make it: `php init` of Yii writes `yii`.
static bool may_be_made_at_start(Report& report, const project::Service& service, const std::string& path) {
  if (service.startup == nullptr || service.startup->commands.size() < 2) return false;
  const project::ImageView image{report.project(), *service.stage, service.build->directory};
  const auto folder = project::context_folder(image, project::parent_path(path));
  if (!folder.has_value()) return false;
  const std::string file = (folder->empty() ? "" : *folder + "/") + std::string(base_name(path));
  return project::ignored_if_made(report.project(), file).valid();
}

/// `node --env-file=.env`: without the file Node.js ends, unless it is told that the file may be missing.
static void check_env_file(const project::Service& service, const project::StartedProgram& started, Report& report) {
  if (!is_one_of("node bun", base_name(started.word)) || service.stage == nullptr) return;
  for (std::size_t at = 0; at < started.arguments.size(); ++at) {
    const std::string_view word = started.arguments[at];
    if (!word.starts_with('-')) return;
    std::string_view file;
    if (word.starts_with("--env-file=")) file = word.substr(std::string_view("--env-file=").size());
    if (word == "--env-file" && at + 1 < started.arguments.size()) file = started.arguments[++at];
    if (file.empty() || file.find_first_of("$*`") != std::string_view::npos ||
        (base_name(started.word) == "bun" && !word.starts_with("--env-file=")))
      continue;
    const project::ContainerFile found = project::container_file(report.project(), service, file);
    const bool granted = std::ranges::any_of(service.definition->secrets, [&](const compose::SecretGrant& grant) {
      return base_name(file) == grant.name || file == grant.target;
    });
    // Here the file may lie in the folder, ignored by Git and by the build alike.
    const bool left_out = found.mount == nullptr && found.state != project::ContainerFile::State::there &&
                          is_left_out(report, service, project::container_path(service.working_dir.value, file));
    if (granted || (found.state != project::ContainerFile::State::absent && !left_out)) continue;
    report.at(started.span, "`{}` runs `node` with `{}`, which nothing puts into its container", service.name, file)
        .note(service.stage->from->span, "The image begins here")
        .confidence(Confidence::likely);
  }
}

/// Whether every service that is made of the stage has something mounted where the file is looked for: nobody starts
/// the image as it is.
static bool is_mounted_by_services(const project::Project& project, const project::Service& image,
                                   const std::string& path) {
  bool any = false;
  for (const project::Service& service : project.services) {
    if (service.stage != image.stage) continue;
    if (project::mount_over(service, path) == nullptr) return false;
    any = true;
  }
  return any;
}

/// Reports what a program is given and does not find.
static void check_program(const project::Service& service, const project::StartedProgram& given, Report& report) {
  const project::StartedProgram started = behind_runner(given);
  check_default(service, started, report);
  check_env_file(service, started, report);
  check_migrations(service, started, report);
  const std::string_view file = file_of(started);
  if (file.empty() || file.find_first_of("$*?`:") != std::string_view::npos || file == ".") return;
  // Behind a `cd` the name is looked for elsewhere.
  if (!file.starts_with('/') && !started.folder.empty() && started.folder != service.working_dir.value) return;
  // What a base brings along is not listed file by file.
  const std::string path = project::container_path(service.working_dir.value, file);
  for (const std::string_view folder :
       {"/bin", "/sbin", "/lib", "/etc", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/share"})
    if (project::is_below(path, folder)) return;
  const std::string_view program = base_name(started.word);
  const bool is_node = is_one_of("node nodejs bun", program);
  bool absent = true;
  project::ContainerFile found;
  for (const std::string_view ending : {"", ".js", ".mjs", ".cjs", "/index.js", "/package.json"}) {
    const project::ContainerFile at =
        project::container_file(report.project(), service, std::string(file) + std::string(ending));
    if (ending.empty()) found = at;
    absent = absent && at.state == project::ContainerFile::State::absent;
    // A name with its ending is the file itself.
    if (!is_node || base_name(file).ends_with("js")) break;
  }
  if (const std::string folder = project::folder_without_source(report.project(), service, file);
      !folder.empty() && found.mount == nullptr) {
    report
        .at(started.span, "`{}` runs `{}`, which is not among the files of `{}` that its image gets", service.name,
            file, folder)
        .note(service.stage != nullptr ? service.stage->from->span : service.span, "The image begins here")
        .confidence(Confidence::likely);
    return;
  }
  if (const dockerfile::Instruction* const copy = put_elsewhere(report, service, path); copy != nullptr && !absent) {
    // What is not where it stands, bash looks for along PATH.
    const std::string_view target = copy->arguments.back().text;
    if (program == "bash" && !contains(file, "/") && (target.starts_with("/usr/") || target.starts_with("/bin/")))
      return;
    report.at(started.span, "`{}` runs `{}`, but its file is put elsewhere", service.name, path)
        .note(copy->span, "It is copied here")
        .confidence(Confidence::likely);
    return;
  }
  // `bun install` and `node dist` are no names of files, or of folders that are made while the image is built.
  const bool is_bare = is_node && !contains(base_name(file), ".") && (program == "bun" || !contains(file, "/"));
  if (!absent || is_bare) return;
  // What Git ignores is made before the start, perhaps.
  if (found.mount != nullptr && project::ignored_if_made(report.project(), found.source_path).valid()) return;
  if (found.mount != nullptr) {
    if (builds_first(service)) return;
    // A mount whose own source is missing is a matter of another rule.
    if (report.project().path_state(found.mount->host_path) == project::PathState::missing) return;
    const std::string_view near = report.project().nearest_path(found.source_path);
    Builder finding =
        near.empty()
            ? report.at(started.span, "`{}` runs `{}`, which the mount over it does not have", service.name, path)
            : report.at(started.span, "`{}` runs `{}`, which the mount over it does not have; it has `{}`",
                        service.name, path, near);
    finding.note(found.mount->span(), "This is mounted there").confidence(Confidence::likely);
    return;
  }
  if (service.stage == nullptr || may_put(service.startup, path) || may_be_made_at_start(report, service, path)) return;
  if (service.standalone && is_mounted_by_services(report.project(), service, path)) return;
  if (const project::CopySource* const pattern = unmatched_pattern(report, service, path); pattern != nullptr) {
    const bool is_made = project::ignored_if_made(report.project(), pattern->path).valid();
    report
        .at(started.span, "`{}` runs `{}`, which no build step makes: `{}` matches nothing until it is built before",
            service.name, path, pattern->text)
        .note(pattern->span, "It would be copied here")
        .confidence(is_made ? Confidence::possible : Confidence::likely);
    return;
  }
  report.at(started.span, "`{}` runs `{}`, which nothing puts into its image", service.name, path)
      .note(service.stage->from->span, "The stage that it runs begins here")
      .confidence(Confidence::likely);
}

/// Whether the image is never made, because a COPY before its end fails.
static bool is_never_built(const project::Project& project, const project::Service& service) {
  const project::BuildContext* const context = project::build_context(project, service);
  return context != nullptr && std::ranges::any_of(context->sources, [](const project::CopySource& source) {
           return source.state == project::CopyState::missing || source.state == project::CopyState::excluded;
         });
}

static void check(const project::Service& service, Report& report) {
  if (is_never_built(report.project(), service)) return report.skip();
  const std::vector<project::StartedProgram> programs = project::started_programs(report.project(), service);
  if (programs.empty()) return report.skip();
  const project::StartedProgram* const started = &programs.front();
  for (const project::StartedProgram& each : programs) check_program(service, each, report);
  // `npm start` runs what the script says.
  if (const project::ProgramLine line = project::program_line(report.project(), service);
      line.words.size() > 1 && line.words.front() != started->word && service.startup == nullptr &&
      !line.builds_first) {
    project::StartedProgram behind = *started;
    behind.word = line.words.front();
    behind.arguments.assign(line.words.begin() + 1, line.words.end());
    behind.folder = line.folder;
    check_program(service, behind, report);
  }
  for (const project::CommandInForce* const command : {&service.entrypoint, &service.command})
    for (const project::StartedProgram& each : programs_in_front(*command)) check_program(service, each, report);
  if (service.startup == nullptr) return;
  for (const project::StartedProgram& each : programs_of(*service.startup)) check_program(service, each, report);
}

extern const Rule rule = {
    .code = "SW4241",
    .summary = "Container whose interpreter is given a file that is not there",
    .why =
        "The interpreter ends at once (`Cannot find module`, `can't open file`), and with `restart` it does so for "
        "ever.",
    .remedy = "Copy the file to the path that the command names, or name the one that is there.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_file_missing
