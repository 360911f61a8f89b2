#include "rules/rule.h"

#include <vector>

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::secret_in_command {

struct Token {
  std::string_view text;
  Span span;
};

/// The words of a command; a word that holds a whole command line (of `sh -c`, or a probe) falls into its own.
static std::vector<Token> tokens_of(const compose::Command& command) {
  std::vector<Token> tokens;
  for (std::size_t index = 0; index < command.words.size(); ++index) {
    const Span span = index < command.word_spans.size() ? command.word_spans[index] : command.span();
    std::string_view rest = command.words[index];
    if (rest.find(' ') == std::string_view::npos) {
      tokens.push_back({rest, span});
      continue;
    }
    while (!rest.empty()) {
      const std::size_t end = rest.find_first_of(" \t\n;|&()");
      std::string_view token = rest.substr(0, end);
      while (!token.empty() && (token.front() == '\'' || token.front() == '"')) token.remove_prefix(1);
      while (!token.empty() && (token.back() == '\'' || token.back() == '"')) token.remove_suffix(1);
      if (!token.empty()) tokens.push_back({token, span});
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return tokens;
}

/// Clients that take the password right behind `-p`.
static bool is_mysql_client(std::string_view program) {
  program = base_name(program);
  return program.starts_with("mysql") || program.starts_with("mariadb");
}

static bool is_redis_client(std::string_view program) {
  return is_one_of("redis-cli valkey-cli keydb-cli", base_name(program));
}

/// The variable of a secret that Compose, not the container's shell, puts into a text: `${DB_PASSWORD}`; "" when there
/// is none.
static std::string_view put_in_by_compose(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    if (at > 0 && text[at - 1] == '$') continue;
    const std::size_t end = text.find_first_of(":-?+}", at + 2);
    if (end == std::string_view::npos) return {};
    const std::string_view name = text.substr(at + 2, end - at - 2);
    if (name_is_secret(name)) return name;
  }
  return {};
}

static void look(const compose::Command& command, const project::Service& service, std::string_view what,
                 Report& report) {
  const std::vector<Token> tokens = tokens_of(command);
  bool mysql = false;
  bool redis = false;
  for (std::size_t index = 0; index < tokens.size(); ++index) {
    const std::string_view word = tokens[index].text;
    mysql = mysql || is_mysql_client(word);
    redis = redis || is_redis_client(word);
    const bool option = word.starts_with('-');
    const std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    std::string_view value;
    std::size_t at = index;
    if (option && mysql && word.starts_with("-p") && word.size() > 2) {
      name = "-p";
      value = word.substr(2);
    } else if (redis && (word == "-a" || word == "--pass") && index + 1 < tokens.size()) {
      value = tokens[at = index + 1].text;
    } else if (!name_is_secret(name) || (!option && equals == std::string_view::npos)) {
      continue;
    } else if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else if (index + 1 < tokens.size()) {
      value = tokens[at = index + 1].text;
    }
    while (!value.empty() && (value.front() == '\'' || value.front() == '"')) value.remove_prefix(1);
    // `s|DB_PASSWORD=.*|...|` of sed looks for any value.
    if (value.starts_with('-') || value.starts_with('/') || value.starts_with("file:") || value.starts_with(".*"))
      continue;
    const SecretValue kind = classify_secret_value(value);
    // The words are interpolated already: a reference that is left is one the container's shell resolves, or one to a
    // required variable that has no value here.
    if (contains(value, "$") || kind == SecretValue::empty || kind == SecretValue::reference) {
      const std::string_view variable = put_in_by_compose(report.text(tokens[at].span));
      if (variable.empty()) continue;
      report
          .at(tokens[at].span, "Compose puts the value of `{}` into the {} of `{}`, where every process list shows it",
              variable, what, service.name)
          .severity(Severity::low);
      return;
    }
    report
        .at(tokens[at].span,
            "The {} of `{}` passes `{}` on the command line, where every process list and `docker inspect` shows it",
            what, service.name, name)
        .severity(is_throwaway(service) ? Severity::low : Severity::medium);
    return;
  }
}

static void check(const project::Service& service, Report& report) {
  const compose::Service& definition = *service.definition;
  if (!definition.command && !definition.entrypoint && !definition.healthcheck.test) return report.skip();
  look(definition.command, service, "command", report);
  look(definition.entrypoint, service, "entrypoint", report);
  look(definition.healthcheck.test, service, "health check", report);
}

extern const Rule rule = {
    .code = "SW6005",
    .summary = "Credential on the command line",
    .why =
        "Arguments are visible to every user of the host, in `docker inspect`, and in the logs of monitoring "
        "agents.",
    .remedy =
        "Let the program read the credential from a file or an environment variable: a configuration file as "
        "a secret, or the option's `-file` sibling.",
    .peers = "compose-lint:CL-0020",
    .controls = "NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_in_command
