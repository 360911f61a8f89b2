#include "rules/rule.h"

#include <algorithm>

#include "rules/lib/download.h"
#include "rules/lib/shell_context.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::health_request_accepts_error {

/// Whether something looks at the answer or its status: a pipe, a substitution, `-w`.
static bool is_looked_at(const CommandSubject& subject) {
  const shell::Node& node = *subject.invocation.node;
  if (subject.invocation.has_any_flag({"-w", "--write-out", "-I", "--head", "-O", "--remote-name"})) return true;
  // What sends something does a thing, and asks nothing.
  if (subject.invocation.has_any_flag({"-d", "--data", "--data-raw", "--data-binary", "--json", "-F", "--form"}))
    return true;
  // What is kept is a download, not a question.
  for (const std::string_view option : {"-o", "--output"})
    if (const auto file = subject.invocation.option(option); file.has_value() && *file != "/dev/null") return true;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.descriptor != 2 && is_one_of("> >> >|", redirection.operation) &&
        redirection.target.text != "/dev/null")
      return true;
  if (node.parent != nullptr && node.parent->kind == shell::NodeKind::pipeline) return true;
  // The script of a substitution.
  return node.script != subject.script || (node.script->root != nullptr && node.script->root->parent != nullptr);
}

/// Whether what runs after it asks for the same address and looks at the answer.
static bool is_asked_again(const CommandSubject& subject, std::string_view address) {
  const shell::Node& node = *subject.invocation.node;
  if (node.parent == nullptr || node.parent->kind != shell::NodeKind::and_or) return false;
  bool again = false;
  for (const shell::Node* const member : node.parent->children) {
    if (member->span.begin <= node.span.begin || member->joined_by != "&&") continue;
    const auto looks = [&](const shell::Node& each) {
      if (each.kind != shell::NodeKind::pipeline || each.children.size() < 2) return;
      for (const shell::Word& word : each.children.front()->words) again = again || word.text == address;
    };
    shell_context::visit_node<shell_context::Reach::substitutions>(*member, looks);
  }
  return again;
}

/// `curl ... || true`: how it went is nobody's matter, as in what puts load on a server.
static bool is_passed_over(const shell::Node& node) {
  const shell::Node* const otherwise = caught_by(node);
  return otherwise != nullptr && otherwise->kind == shell::NodeKind::simple &&
         is_one_of("true :", shell::invocation(*otherwise).program);
}

static bool speaks_of_health(std::string_view address) {
  for (const std::string_view sign : {"health", "ready", "live", "ping", "status"})
    if (contains(address, sign)) return true;
  return false;
}

/// Whether the answer is shown to whoever runs the script, and a word in its place where there is none: `curl -s
/// .../catalog || echo "nothing there"`.
static bool is_shown(const CommandSubject& subject) {
  const shell::Node& node = *subject.invocation.node;
  const shell::Node* const otherwise = caught_by(node);
  if (otherwise == nullptr || otherwise->kind != shell::NodeKind::simple ||
      !is_one_of("echo printf", shell::invocation(*otherwise).program))
    return false;
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.descriptor != 2) return false;
  return !subject.invocation.option("-o").has_value() && !subject.invocation.option("--output").has_value() &&
         std::ranges::none_of(subject.invocation.arguments,
                              [](const shell::Word& word) { return speaks_of_health(word.text); });
}

/// Whether every address is one of somebody else's server, and none speaks of health.
static bool asks_the_world(const CommandSubject& subject) {
  bool any = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    if (!is_url(word.text)) continue;
    const std::string_view host = url_host(word.text);
    if (contains(host, "$") || is_local_host(host)) return false;
    if (speaks_of_health(url_path(word.text))) return false;
    any = true;
  }
  return any;
}

static void check(const CommandSubject& subject, Report& report) {
  if (subject.site != CommandSite::script && subject.site != CommandSite::make && subject.site != CommandSite::ci)
    return report.skip();
  if (!concerns_deployment(subject, report.project()) || !status_is_asked(*subject.invocation.node) ||
      is_passed_over(*subject.invocation.node) || is_looked_at(subject) || is_shown(subject))
    return report.skip();
  bool asks_http = false;
  for (const shell::Word& word : subject.invocation.arguments) {
    const std::string_view text = word.text;
    if (text.starts_with("telnet://") || text.starts_with("tcp://")) return report.skip();
    if (is_asked_again(subject, text)) return report.skip();
    asks_http = asks_http || text.starts_with("http://") || text.starts_with("https://") ||
                text.starts_with("localhost") || text.starts_with("127.0.0.1") || contains(text, "/health");
  }
  if (!asks_http) return report.skip();
  // A test that takes any certificate asks whether TLS answers at all.
  if (subject.file != nullptr && subject.file->role == project::Role::test &&
      subject.invocation.has_any_flag({"-k", "--insecure"}))
    return report.skip();
  if (subject.invocation.has_any_flag({"-f", "--fail", "--fail-with-body", "--fail-early"})) return;
  Builder finding = report.at(subject.invocation.span(),
                              "An error page is a success for curl without `-f`, so this holds for any answer");
  // Whether the way into the world is open at all, any answer tells.
  if (asks_the_world(subject)) finding.severity(Severity::low).confidence(Confidence::possible);
}

static constexpr std::string_view programs[] = {"curl"};

extern const Rule rule = {
    .code = "SW4579",
    .summary = "Check with curl that takes an error page for success",
    .why = "A program that answers 500 or 404 to everything is called healthy, and the deployment goes on.",
    .remedy = "Add `-f`, or compare the status: `curl -s -o /dev/null -w '%{http_code}'`.",
    .severity = Severity::medium,
    .confidence = Confidence::certain,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "notice an error status",
    .check = each_command<check>(programs),
};

}  // namespace seaworthy::rules::health_request_accepts_error
