#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "knowledge/account_commands.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::account_password_in_script {

/// A password that stands there in full, and is not plainly something to be replaced.
static bool is_written_out(std::string_view value) {
  const SecretValue kind = classify_secret_value(value);
  return (kind == SecretValue::weak || kind == SecretValue::literal) && !contains(value, "$") && !contains(value, "`");
}

/// The word that holds the password of a command which makes an account, and the password; an empty one for others.
struct Given {
  const shell::Word* word = nullptr;
  std::string_view password;
};

static Given password_of(const shell::Invocation& command) {
  for (const knowledge::AccountCommand& row : knowledge::tables::account_commands) {
    if (row.program != command.program) continue;
    const std::vector<const shell::Word*> operands = command.operands();
    std::size_t next = 0, behind = 0;
    for (; behind < operands.size() && next < row.operands.size(); ++behind)
      if (operands[behind]->text == row.operands[next]) ++next;
    if (next < row.operands.size()) continue;
    for (const std::string_view option : row.options) {
      const shell::Word* const word = command.flag(option);
      const auto value = command.option(option);
      if (word != nullptr && value.has_value()) return {word, *value};
    }
    const std::size_t place = behind + static_cast<std::size_t>(row.place) - 1;
    if (row.place > 0 && place < operands.size()) return {operands[place], operands[place]->text};
  }
  return {};
}

/// The third argument of `create_superuser("admin", "a@example.org", "...")`, or the one called `password`, with its
/// quotes; "" for none.
static std::string_view superuser_password(std::string_view text) {
  const std::size_t call = text.find("create_superuser(");
  if (call == std::string_view::npos) return {};
  text.remove_prefix(call + std::string_view("create_superuser(").size());
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",)"), text.size());
    const std::string_view argument = ascii::trim(text.substr(0, end));
    ++number;
    if (argument.starts_with("password=")) return ascii::trim(argument.substr(argument.find('=') + 1));
    if (number == 3 && !contains(argument, "=")) return argument;
    if (end >= text.size() || text[end] == ')') break;
    text.remove_prefix(end + 1);
  }
  return {};
}

/// What stands between quotes, which the shell may have behind a backslash; "" for anything else.
static std::string_view unquoted(std::string_view text) {
  while (text.starts_with('\\')) text.remove_prefix(1);
  if (text.size() < 3 || (text.front() != '\'' && text.front() != '"')) return {};
  const std::size_t end = text.find(text.front(), 1);
  if (end == std::string_view::npos) return {};
  std::string_view inside = text.substr(1, end - 1);
  while (inside.ends_with('\\')) inside.remove_suffix(1);
  return inside;
}

static Span place_of_superuser(const shell::Node& node, Report& report) {
  Span span = node.span;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr && redirection.heredoc->body.text.size() > 0)
      if (is_written_out(unquoted(superuser_password(redirection.heredoc->body.text)))) return span;
  return is_written_out(unquoted(superuser_password(report.text(span)))) ? span : Span();
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site == CommandSite::readme || subject.site == CommandSite::probe || subject.site == CommandSite::ci ||
      subject.file == nullptr || subject.file->role == project::Role::test ||
      !concerns_deployment(subject, report.project()))
    return report.skip();
  const shell::Node& node = *subject.invocation.node;
  const Given given = password_of(subject.invocation);
  if (given.word != nullptr) {
    if (is_written_out(given.password))
      report.at(given.word->span, "`{}` makes an account whose password stands here, for everybody who has the script",
                subject.invocation.program);
    return;
  }
  for (const shell::Assignment& assignment : node.assignments)
    if (assignment.name == "DJANGO_SUPERUSER_PASSWORD" && assignment.value.literal &&
        is_written_out(assignment.value.text)) {
      report.at(assignment.value.span,
                "Django's first account gets a password that stands here, for everybody to read");
      return;
    }
  if (!is_one_of("echo printf cat python python3 manage.py django-admin", subject.invocation.program))
    return report.skip();
  const Span place = place_of_superuser(node, report);
  if (!place.valid()) return report.skip();
  report.at(place, "Django's first account gets a password that stands here, for everybody to read");
}

extern const Rule rule = {
    .code = "SW6133",
    .summary = "First account of an application with a password that a script has",
    .why =
        "The account is mostly that of the administrator, and the script is in Git and in the image: whoever reads "
        "either logs in.",
    .remedy = "Let the script take the password from a secret or a required variable, and change the one that is set.",
    .controls = "OWASP Docker:12",
    .references = "https://developer.wordpress.org/cli/commands/core/install/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_command<check>(),
};

}  // namespace seaworthy::rules::account_password_in_script
