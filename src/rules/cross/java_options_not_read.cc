#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::java_options_not_read {

/// Names that start scripts expand by custom. The Java machine itself reads JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS.
static constexpr std::array<std::string_view, 6> by_custom = {"JAVA_OPTS", "JVM_OPTS",     "JAVA_ARGS",
                                                              "JVM_ARGS",  "JAVA_OPTIONS", "JAVA_OPT"};

static const project::CommandInForce& first_command(const project::Service& service) {
  return service.entrypoint.words.empty() ? service.command : service.entrypoint;
}

/// Whether the container starts the Java machine itself, without a shell or a script in front.
static bool starts_java_directly(const project::Service& service) {
  const project::CommandInForce& first = first_command(service);
  return !first.shell_form && first.script == nullptr && service.startup == nullptr &&
         service.entrypoint_script == nullptr && !first.words.empty() &&
         project::base_name(first.words.front()) == "java";
}

/// The one program that a shell starts where the container's command is a line of it, with nothing around it; "" when
/// there is more than that.
static std::string_view program_of_line(const project::Service& service) {
  const project::CommandInForce& first = first_command(service);
  if (first.script == nullptr || first.script->commands.size() != 1 || service.entrypoint_script != nullptr) return "";
  const std::string_view program = shell::invocation(*first.script->commands.front()).program;
  return is_one_of("java mvn mvnw", program) ? program : "";
}

/// Whether a line of a shell puts a variable into what it starts.
static bool expands(const project::Service& service, std::string_view name) {
  return std::ranges::any_of(first_command(service).words,
                             [&](std::string_view word) { return contains(word, name) || contains(word, "$@"); });
}

/// Whether options give the program settings of its own, which it then lacks: `-DDB_HOST=db`.
static bool gives_settings(std::string_view options) {
  for (std::size_t at = options.find("-D"); at != std::string_view::npos; at = options.find("-D", at + 2)) {
    const std::string_view name = options.substr(at + 2);
    if (!name.starts_with("java.") && !name.starts_with("file.") && !name.starts_with("user.") &&
        !name.starts_with("sun.") && !name.starts_with("com.sun."))
      return true;
  }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds) return report.skip();
  const bool directly = starts_java_directly(service);
  const std::string_view program = directly ? std::string_view("java") : program_of_line(service);
  if (program.empty()) return report.skip();
  bool asks = false;
  for (const std::string_view name : by_custom) {
    const std::optional<project::ContainerVariable> given = project::container_variable(service, name);
    if (!given.has_value() || !given->span.valid() || !ascii::trim(given->value).starts_with('-')) continue;
    asks = true;
    if (!directly && expands(service, name)) continue;
    Builder finding = directly ? report.at(given->span,
                                           "Nothing reads `{}` of `{}`, which starts `java` without a shell; call it "
                                           "`JAVA_TOOL_OPTIONS`",
                                           name, service.name)
                               : report.at(given->span,
                                           "Nothing reads `{}` of `{}`, whose command starts `{}` without it; call it "
                                           "`JAVA_TOOL_OPTIONS`",
                                           name, service.name, program);
    const project::CommandInForce& first = first_command(service);
    if (first.span.valid()) finding.note(first.span, "The Java machine is started here");
    if (!contains(given->value, "Xm") && !contains(given->value, "RAM") && !gives_settings(given->value))
      finding.severity(Severity::low);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4072",
    .summary = "Options for Java in a variable that nobody reads",
    .why =
        "Only a shell whose line names it puts the variable into the command line. Without that the limits of memory "
        "and all other options "
        "in it have no effect, and the machine takes its own defaults.",
    .remedy = "Give the options in `JAVA_TOOL_OPTIONS`, or start through `sh -c \"exec java $JAVA_OPTS -jar ...\"`.",
    .references =
        "https://docs.oracle.com/en/java/javase/21/troubleshoot/environment-variables-and-system-properties.html",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::java_options_not_read
