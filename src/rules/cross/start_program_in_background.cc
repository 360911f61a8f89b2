#include <algorithm>

#include "knowledge/daemon.h"
#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

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

static void check(const project::Service& service, Report& report) {
  const auto program = project::started_program(service);
  if (!program.has_value()) return report.skip();
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
