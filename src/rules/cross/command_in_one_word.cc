#include <algorithm>

#include "project/model.h"
#include "rules/lib/handed_on.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::command_in_one_word {

/// Whether a word is a program with its arguments: "npm start", not a path with a blank in it.
static bool is_command_line(std::string_view word) {
  const std::size_t blank = word.find(' ');
  if (blank == std::string_view::npos || blank == 0 || blank + 1 >= word.size()) return false;
  // An option with its value, which start scripts hand to their program.
  if (word.starts_with('-')) return false;
  return word.find_first_of("\n;&|$<>\"'\\") == std::string_view::npos &&
         word.substr(0, blank).find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") == std::string_view::npos;
}

static bool is_given(const project::CommandInForce& command) {
  return !command.shell_form && !command.words.empty() &&
         (command.from == project::Provenance::compose || command.from == project::Provenance::dockerfile);
}

static void check(const project::Service& service, Report& report) {
  const project::CommandInForce* first = nullptr;
  // A start script hands on what it is given: `exec "$@"`.
  const bool hands_on = service.startup != nullptr && runs_arguments(*service.startup) != nullptr;
  if (hands_on && service.entrypoint.words.size() == 1 && is_given(service.command)) {
    first = &service.command;
  } else if (is_given(service.entrypoint)) {
    first = &service.entrypoint;
  } else if (is_given(service.command)) {
    // So does that of an image.
    const bool handed_on = service.entrypoint.from == project::Provenance::base_image &&
                           service.entrypoint.words.size() == 1 &&
                           contains(service.entrypoint.words.front(), "docker-entrypoint");
    if (service.entrypoint.from == project::Provenance::none ||
        (service.entrypoint.words.empty() && service.image != nullptr) || handed_on)
      first = &service.command;
  }
  if (first == nullptr) return report.skip();
  // Every service that is built of the stage brings a command of its own.
  if (service.standalone && service.stage != nullptr &&
      std::ranges::any_of(report.project().services,
                          [&](const project::Service& other) { return other.stage == service.stage; }))
    return report.skip();
  const std::string_view word = first->words.front();
  // A shell is given its text by itself.
  if (!is_command_line(word) || first->words.size() > 1) return;
  // Of an image that nobody knows the entrypoint may be a shell.
  const bool known = first == &service.entrypoint || service.image != nullptr || hands_on;
  if (!known) return;
  report.at(first->span, "`{}` starts a program of the name `{}`; give every word an item of its own", service.name,
            word);
}

extern const Rule rule = {
    .code = "SW4891",
    .summary = "Container with a whole command line as the name of a program",
    .why = "The engine looks for one program whose name is the whole line, and finds none.",
    .remedy = "Give every word of the command an item of its own, or write it as plain text without the list.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::command_in_one_word
