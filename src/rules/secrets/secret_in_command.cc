#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/secret_shapes.h"
#include "rules/lib/secret_source.h"

namespace seaworthy::rules::secret_in_command {

static void look(const compose::Command& command, const project::Service& service, std::string_view what,
                 Report& report) {
  for (std::size_t index = 0; index < command.words.size(); ++index) {
    const std::string_view word = command.words[index];
    if (!word.starts_with('-')) continue;
    const std::size_t equals = word.find('=');
    const std::string_view option = word.substr(0, equals);
    if (!name_is_secret(option)) continue;
    std::string_view value;
    std::size_t at = index;
    if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else if (index + 1 < command.words.size()) {
      value = command.words[at = index + 1];
    }
    if (value.starts_with('-') || value.starts_with('/')) continue;
    const SecretValue kind = classify_secret_value(value);
    if (kind == SecretValue::empty) continue;
    // The words are interpolated already: a reference that is left is one the container's shell resolves.
    if (kind == SecretValue::reference) continue;
    const Span span = at < command.word_spans.size() ? command.word_spans[at] : command.span();
    report
        .at(span,
            "The {} of `{}` passes `{}` on the command line, where every process list and `docker inspect` shows it",
            what, service.name, option)
        .severity(is_throwaway(service) ? Severity::low : Severity::medium);
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
    .controls = "CIS Docker 1.6:4.10; NIST 800-190:4.1.4; OWASP Docker:12",
    .severity = Severity::medium,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::secret_in_command
