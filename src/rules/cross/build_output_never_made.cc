#include <algorithm>

#include "knowledge/web_builders.h"
#include "project/application.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/copy_sources.h"
#include "project/model.h"
#include "project/names.h"
#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/node_installs.h"
#include "rules/lib/once.h"
#include "rules/lib/starting.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_output_never_made {

using Server = knowledge::BuiltServer;

static const Server* server_of(const std::vector<std::string_view>& words) {
  if (words.empty()) return nullptr;
  for (const Server& server : knowledge::tables::built_servers)
    if (base_name(words[0]) == server.program && (server.verb.empty() || (words.size() > 1 && words[1] == server.verb)))
      return &server;
  return nullptr;
}

/// Whether a service starts its package's script `start`, which sets NODE_ENV, or has it set itself: a program of
/// Next.js takes what was built only then.
static bool runs_in_production(const project::Project& project, const project::Service& service) {
  const auto started = project::started_program(service);
  if (started.has_value() && is_one_of("npm yarn pnpm", started->word) &&
      std::ranges::find(started->arguments, "start") != started->arguments.end())
    if (const project::Manifest* const manifest = container_manifest(project, service); manifest != nullptr)
      if (const project::ManifestScript* const script = manifest->script("start");
          script != nullptr && contains(script->text, "NODE_ENV="))
        return contains(script->text, "NODE_ENV=production");
  const auto mode = project::container_variable(service, "NODE_ENV");
  return mode.has_value() && mode->value == "production";
}

/// Of a server of the package's own that loads Next.js, `node server.js`: what `next start` is. Null for anything else.
static const Server* own_next_server(const project::Project& project, const project::Service& service) {
  const project::Application* const application = project::application(project, service);
  if (application == nullptr || application->program.sources.empty()) return nullptr;
  const code::Program& program = application->program;
  if (!base_name(program.sources.front()).ends_with("js") ||
      std::ranges::find(program.modules, "next") == program.modules.end() || !runs_in_production(project, service))
    return nullptr;
  return server_of({"next", "start"});
}

/// Whether any step may build, or bring, what is served.
static bool may_be_made(const project::Project& project, const project::Service& service, const Server& server,
                        Report& report) {
  for (const BuildStep& step : once<build_steps>(report, *service.dockerfile)) {
    if (is_one_of("mkdir chown chmod rm apk apt-get addgroup adduser", step.invocation.program)) continue;
    const std::vector<std::string_view> words = texts(step.invocation);
    for (const std::string_view word : words)
      if (contains(word, "build") || contains(word, "generate") || contains(word, "export")) return true;
    if (is_one_of("make sh bash turbo nx lerna task just", step.invocation.program) ||
        step.invocation.program.ends_with(".sh"))
      return true;
  }
  for (const project::BuildContext& context : project::build_contexts(project, *service.dockerfile))
    for (const project::CopySource& source : context.sources)
      if (source.state == project::CopyState::from_image || contains(source.text, server.folder)) return true;
  const std::string path = project::container_path(service.working_dir.value, server.folder);
  if (project::mount_over(service, path) != nullptr) return true;
  // The folder of the tree that is copied may hold it already.
  return std::ranges::any_of(project::paths_named(project, server.folder), [](const project::Project::TreePath* entry) {
    return entry->directory && !entry->ignored;
  });
}

/// The output of Next.js that a COPY takes from a stage; null for anything else.
static const knowledge::NextOutput* next_output_of(const project::CopySource& source) {
  if (source.stage == nullptr) return nullptr;
  for (const knowledge::NextOutput& output : knowledge::tables::next_outputs)
    if (project::container_path("/", source.text).ends_with(output.path)) return &output;
  return nullptr;
}

/// The manifest beside the configuration of the Next.js package whose output a COPY takes, when the configuration never
/// speaks of `output` as it would have to; null when it does, or is not found.
static const project::File* never_asked_for(const project::Project& project, const project::BuildContext& context,
                                            const project::CopySource& source, const knowledge::NextOutput& output) {
  const project::ImageView image{project,         *source.stage, context.context,
                                 &context.ignore, nullptr,       context.arguments()};
  std::string package(project::container_path("/", source.text));
  package.resize(package.size() - output.path.size());
  const auto folder = project::context_folder(image, package);
  if (!folder.has_value()) return nullptr;
  const project::File* manifest = nullptr;
  for (const std::string_view ending : {".ts", ".js", ".mjs", ".mts", ".cjs"}) {
    const auto path = project::join_path(*folder, "next.config" + std::string(ending));
    if (!path.has_value() || project.path_state(*path) != project::PathState::file) continue;
    const code::SourceFile* const file = project::configuration(project, *path);
    if (file == nullptr) return nullptr;
    // One that is put together elsewhere may say it there.
    for (const std::string_view word :
         {"/next.config", "...base", "...next", "...common", "...shared", "...config", "distDir"})
      if (contains(file->text, word)) return nullptr;
    // `export default` stands in most of them.
    for (const std::string_view quote : {"'", "\"", "`"})
      if (contains(file->text, std::string(quote) + std::string(output.value) + std::string(quote))) return nullptr;
    manifest = project.file(*project::join_path(*folder, "package.json"));
  }
  return manifest;
}

/// Whether a step of the stage exports the pages by a command of its own, as Next.js had one until release 14.
static bool exports_by_command(const project::Project& project, const dockerfile::Stage& stage) {
  return std::ranges::any_of(stage.with_inherited, [&](const dockerfile::Instruction* instruction) {
    const std::string_view text = project.sources.text(instruction->span);
    return instruction->op == dockerfile::Op::run && (contains(text, "export") || contains(text, "out"));
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.stage == nullptr || service.dockerfile == nullptr) return report.skip();
  const project::Project& project = report.project();
  const Server* server = server_of(project::program_words(project, service));
  if (server == nullptr) server = own_next_server(project, service);
  if (server != nullptr) {
    // A start script may build first.
    if (service.startup != nullptr || may_be_made(project, service, *server, report)) return;
    report
        .at(service.command.span, "`{}` serves `{}`, which no step of its image makes; run `{}` in the Dockerfile",
            service.name, server->folder, server->build)
        .note(image_span(service), "The image begins here");
    return;
  }
  const project::Application* const application = project::application(project, service);
  const Span configuration = application != nullptr ? application->program.not_standalone : Span{};
  for (const project::BuildContext& context : project::build_contexts(project, *service.dockerfile))
    for (const project::CopySource& source : context.sources) {
      const knowledge::NextOutput* const output = next_output_of(source);
      if (output == nullptr) continue;
      const bool standalone = output->value == "standalone";
      if (!standalone && exports_by_command(project, *source.stage)) continue;
      const Span known = standalone ? configuration : Span{};
      const project::File* const package = known.valid() ? nullptr : never_asked_for(project, context, source, *output);
      if (!known.valid() && package == nullptr) continue;
      Builder finding =
          report.at(source.span, "Next.js makes `{}` only with `output: '{}'`, which its configuration lacks",
                    source.text, output->value);
      finding.rung(Rung::build);
      if (known.valid())
        finding.note(known, "This is the configuration");
      else
        finding.note({package->source, 0, 0}, "The configuration is beside this file");
      return;
    }
}

extern const Rule rule = {
    .code = "SW4479",
    .summary = "Build output that is served or copied and never made",
    .why =
        "`next start` and its like end at once when nothing was built; `COPY --from` of a folder that the build does "
        "not "
        "make stops the build.",
    .remedy = "Run the build in the Dockerfile and copy its output into the stage that is shipped.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::build_output_never_made
