#include "rules/rule.h"

#include <optional>
#include <string>

#include "project/image_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/settled.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_file_in_container {

/// A path that a program is given for its log.
struct LogFile {
  std::string_view path;
  Span span;
};

static bool is_log_file(std::string_view value) {
  return value.ends_with(".log") && value.find_first_of("$*?%{}<>") == std::string_view::npos &&
         !value.starts_with("/dev/") && !value.starts_with("/proc/");
}

static bool is_log_option(std::string_view option) {
  return option.starts_with('-') && (contains(option, "log") || contains(option, "LOG"));
}

/// `--access-logfile /srv/access.log` among the words of a command line, which stand at `span`.
static std::optional<LogFile> given_in(std::span<const std::string_view> words, Span span) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!is_log_option(words[at])) continue;
    const std::size_t equals = words[at].find('=');
    const std::string_view value = equals != std::string_view::npos ? words[at].substr(equals + 1)
                                   : at + 1 < words.size()          ? words[at + 1]
                                                                    : std::string_view();
    if (is_log_file(value)) return LogFile{value, span};
  }
  return std::nullopt;
}

/// The same of a script, and `>> /srv/app.log` behind the program that the container is for.
static std::optional<LogFile> given_in(const shell::Script& script) {
  if (script.root == nullptr || script.root->children.empty()) return std::nullopt;
  for (const shell::Node* const node : script.commands) {
    for (std::size_t at = 1; at < node->words.size(); ++at) {
      const shell::Word& word = node->words[at];
      if (!is_log_option(word.text)) continue;
      const std::size_t equals = word.text.find('=');
      if (equals != std::string_view::npos && is_log_file(word.text.substr(equals + 1)))
        return LogFile{word.text.substr(equals + 1), word.span};
      if (equals == std::string_view::npos && at + 1 < node->words.size() && is_log_file(node->words[at + 1].text))
        return LogFile{node->words[at + 1].text, join(word.span, node->words[at + 1].span)};
    }
    const shell::Node* statement = node;
    while (statement->parent != nullptr &&
           (statement->parent->kind == shell::NodeKind::and_or || statement->parent->kind == shell::NodeKind::pipeline))
      statement = statement->parent;
    // What a script starts in the background before it becomes the program itself are helpers of that.
    const shell::Node& last = *script.root->children.back();
    const bool helps = node->background && last.kind == shell::NodeKind::simple && !last.words.empty() &&
                       last.words.front().text == "exec";
    if (statement != &last && (!node->background || helps)) continue;
    for (const shell::Redirection& redirection : node->redirections)
      if ((redirection.operation == ">" || redirection.operation == ">>" || redirection.operation == "&>") &&
          redirection.target.literal && is_log_file(redirection.target.text))
        return LogFile{redirection.target.text, redirection.span};
  }
  return std::nullopt;
}

static std::optional<LogFile> log_file_of(const project::Service& service) {
  for (const project::CommandInForce* const line : {&service.command, &service.entrypoint}) {
    if (line->from != project::Provenance::compose && line->from != project::Provenance::dockerfile) continue;
    if (line->script != nullptr) {
      if (const auto given = given_in(*line->script); given.has_value()) return given;
    } else if (const auto given = given_in(line->words, line->span); given.has_value()) {
      return given;
    }
  }
  if (service.startup != nullptr)
    if (const auto given = given_in(*service.startup); given.has_value()) return given;
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value() && is_log_file(*entry.value) && entry.value->starts_with('/') &&
        (entry.name.ends_with("LOG_FILE") || entry.name.ends_with("LOGFILE") || entry.name.ends_with("LOG_PATH")))
      return LogFile{*entry.value, entry.value_span.valid() ? entry.value_span : entry.span};
  return std::nullopt;
}

/// Whether the build says something of the file: a link to the output, a program that cuts it.
static bool is_cared_for(const project::Service& service, std::string_view path, const Report& report) {
  if (service.stage == nullptr) return false;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
    if (instruction->op != dockerfile::Op::run && instruction->op != dockerfile::Op::copy) continue;
    const std::string_view text = report.text(instruction->span);
    if (contains(text, "logrotate") || (contains(text, "/dev/std") && contains(text, base_name(path)))) return true;
  }
  return false;
}

/// Whether a Compose file mounts a volume or folder where an image has its log that no service is seen to build.
static bool is_kept_by_stack(const project::Project& project, const project::Service& service, std::string_view path) {
  return service.standalone && std::ranges::any_of(project.services, [&](const project::Service& other) {
           return std::ranges::any_of(other.definition->mounts, [&](const compose::Mount& mount) {
             return project::is_below(path, mount.target);
           });
         });
}

/// `tail -f /var/log/shop/*.log &` of a start script puts the lines on the output.
static bool is_shown_by_script(const project::Service& service, std::string_view path) {
  const auto shows = [&](const shell::Script* script) {
    return script != nullptr && std::ranges::any_of(script->commands, [&](const shell::Node* node) {
             return node->program == "tail" && std::ranges::any_of(node->words, [&](const shell::Word& word) {
                      const std::string_view name = word.text;
                      return name == path ||
                             (name.ends_with("/*.log") && path.starts_with(name.substr(0, name.size() - 5)));
                    });
           });
  };
  return shows(service.startup) || shows(service.command.script) || shows(service.entrypoint.script);
}

static void check(const project::Service& service, Report& report) {
  if (is_short_lived(*service.stack)) return report.skip();
  const std::optional<LogFile> given = log_file_of(service);
  if (!given.has_value()) return report.skip();
  const std::string path = project::container_path(service.working_dir.value, given->path);
  const Keeper keeper = state_place(service, path).keeper;
  if (keeper == Keeper::volume || keeper == Keeper::bind || is_cared_for(service, path, report)) return;
  // Another process may read it from there.
  for (const project::CommandInForce* const line : {&service.command, &service.entrypoint})
    for (const std::string_view word : line->words)
      if (contains(word, "tail ")) return;
  if (is_shown_by_script(service, path) || is_kept_by_stack(report.project(), service, path)) return;
  // A name that a variable completes has no full form here.
  if (is_settled(service.definition->command.source))
    report.at(given->span, "`{}` logs into `{}` in its container, where nothing cuts or collects it; log to the output",
              service.name, path);
  else
    report.at(given->span,
              "`{}` logs into a file in its container, where nothing cuts or collects it; log to the output",
              service.name);
}

extern const Rule rule = {
    .code = "SW4941",
    .summary = "Log that is a file in the container",
    .why =
        "The file grows until the disk of the host is full, `docker logs` and every collector see nothing of it, and "
        "it is gone with the container, just when somebody wants to know why.",
    .remedy = "Let the program write to its standard output (often `-`), and set `max-size` of the log driver.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::log_file_in_container
