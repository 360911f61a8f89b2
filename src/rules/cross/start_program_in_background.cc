#include <algorithm>
#include <utility>
#include <vector>

#include "knowledge/daemon.h"
#include "knowledge/program_kinds.h"
#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/upstreams.h"
#include "rules/lib/handed_on.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::start_program_in_background {

/// Whether a configuration file of nginx in the container keeps it in front.
static bool configured_in_front(const project::Project& project, const project::Service& service) {
  return std::ranges::any_of(project::configuration_files(project, service), [](const project::File* file) {
    const nginx::Directive* const daemon = file->nginx != nullptr ? file->nginx->root->child("daemon") : nullptr;
    return daemon != nullptr && daemon->parameter(0) == "off";
  });
}

/// Whether the Dockerfile puts a program of its own where the command finds it, which may be called like another.
static bool is_own_program(const project::Project& project, const project::Service& service, std::string_view word) {
  if (service.stage == nullptr) return false;
  const auto is_put = [&](std::string_view path) {
    return project::container_file(project, service, path).image.by != nullptr;
  };
  return contains(word, "/") ? is_put(word)
                             : is_put("/usr/local/bin/" + std::string(word)) || is_put("/usr/bin/" + std::string(word));
}

/// The last program that a script starts in the background when nothing stays in front of it: `server & sleep 3` and
/// the end. Null for scripts that wait, hand over or run something that lasts.
static const shell::Node* left_behind(const shell::Script& script) {
  if (script.root == nullptr || script.root->kind != shell::NodeKind::list) return nullptr;
  const auto steps = script.root->children;
  std::size_t last = steps.size();
  for (std::size_t at = 0; at < steps.size(); ++at)
    if (steps[at]->background) last = at;
  if (last == steps.size()) return nullptr;
  for (const shell::Node* const node : script.commands) {
    const shell::Invocation command = shell::invocation(*node);
    if (is_one_of("wait exec fg trap source . eval", command.program) || command.wrapped_by("exec")) return nullptr;
    if (!node->background && node->words.size() > 0 && contains(node->words.front().text, "$")) return nullptr;
  }
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const shell::Node& step = *steps[at];
    if (step.background) continue;
    const shell::Invocation command = shell::invocation(step);
    const bool is_short = step.kind == shell::NodeKind::simple &&
                          is_one_of("echo printf true : export set date ls sleep", command.program);
    if (at > last && !is_short) return nullptr;
    if (step.kind == shell::NodeKind::simple && knowledge::tables::lasting_programs.contains(command.program))
      return nullptr;
    if (command.program == "sleep" && (command.arguments.empty() || !is_digit(command.arguments[0].text.front())))
      return nullptr;
  }
  return steps[last];
}

/// Whether a container runs a script that leaves its program in the background and ends.
static bool check_script(const project::Service& service, Report& report) {
  const project::File* const behind = project::handed_over_script(report.project(), service);
  const bool own = service.entrypoint.from != project::Provenance::base_image ||
                   service.command.from != project::Provenance::base_image;
  const shell::Script* const script = behind != nullptr                      ? behind->script
                                      : service.startup != nullptr           ? service.startup
                                      : service.entrypoint.script != nullptr ? service.entrypoint.script
                                                                             : service.command.script;
  if (!own || script == nullptr) return false;
  const shell::Node* const node = left_behind(*script);
  if (node == nullptr) return false;
  report
      .at(node->span, "This runs in the background, and the container of `{}` ends with its script; end with `wait`",
          service.name)
      .note(service.span, "This starts it");
  return true;
}

static void check(const project::Service& service, Report& report) {
  if (check_script(service, report)) return;
  auto program = project::started_program(service);
  if (!program.has_value()) return report.skip();
  // A start script that ends in `exec "$@"` runs what it is given.
  if (service.startup != nullptr && runs_arguments(*service.startup) != nullptr)
    if (std::vector<project::StartedProgram> programs = project::started_programs(report.project(), service);
        programs.size() > 1)
      program = std::move(programs[1]);
  std::string_view name = base_name(program->word);
  std::span<const std::string_view> words = program->arguments;
  // `/etc/init.d/nginx start` does what `service nginx start` does.
  if (program->word.starts_with("/etc/init.d/")) name = "service";
  // `./bin/cron` is a program of the image's own.
  if (contains(program->word, "/") && name != "service" && !contains(program->word, "bin/")) return report.skip();
  if (program->word.starts_with('.')) return report.skip();
  const knowledge::Daemon* const daemon = knowledge::leaves_foreground(name, words);
  if (daemon == nullptr || is_own_program(report.project(), service, program->word)) return;
  // A mode that does its work and ends is not meant to stay.
  if (is_one_of("-t -T -v -V -h --version --help", words.empty() ? std::string_view() : words.front())) return;
  // Configuration of the image or of a RUN may say `daemon off`.
  if (name == "nginx" && configured_in_front(report.project(), service)) return;
  const Span span = program->span.valid() ? program->span : service.span;
  Builder finding =
      !daemon->instead.empty()
          ? report.at(span, "`{}` returns at once, and the container ends with it; start `{}`", name, daemon->instead)
      : daemon->background.empty()
          ? report.at(span, "`{}` returns at once, and the container ends with it; start the program itself", name)
          : report.at(span, "`{}` is told to go to the background, and the container ends; leave that out", name);
  finding.note(service.span, "It is the main program of `{}`", service.name);
}

extern const Rule rule = {
    .code = "SW4650",
    .summary = "Main program that goes to the background",
    .why =
        "The engine stops a container when its first process ends, whatever that process left running; with `restart` "
        "it "
        "comes and goes for ever.",
    .remedy = "Start the program in the foreground.",
    .references = "https://docs.docker.com/engine/containers/multi-service_container/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .strength = "keep their main program in the foreground",
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::start_program_in_background
