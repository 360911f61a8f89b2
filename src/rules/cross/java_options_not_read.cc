#include <algorithm>
#include <array>
#include <optional>

#include "project/container_variables.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::java_options_not_read {

/// Names that start scripts expand by custom. The Java machine itself reads JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS.
static constexpr std::array<std::string_view, 6> by_custom = {"JAVA_OPTS", "JVM_OPTS",     "JAVA_ARGS",
                                                              "JVM_ARGS",  "JAVA_OPTIONS", "JAVA_OPT"};

/// Whether the container starts the Java machine itself, without a shell or a script in front.
static bool starts_java_directly(const project::Service& service) {
  const project::CommandInForce& first = service.entrypoint.words.empty() ? service.command : service.entrypoint;
  return !first.shell_form && first.script == nullptr && service.startup == nullptr &&
         service.entrypoint_script == nullptr && !first.words.empty() &&
         project::base_name(first.words.front()) == "java";
}

static void check(const project::Service& service, Report& report) {
  if (!service.builds || !starts_java_directly(service)) return report.skip();
  bool asks = false;
  for (const std::string_view name : by_custom) {
    const std::optional<project::ContainerVariable> given = project::container_variable(service, name);
    if (!given.has_value() || !given->span.valid() || !given->value.starts_with('-')) continue;
    asks = true;
    Builder finding = report.at(given->span,
                                "Nothing reads `{}` of `{}`, which starts `java` without a shell; call it "
                                "`JAVA_TOOL_OPTIONS`",
                                name, service.name);
    const project::CommandInForce& first = service.entrypoint.words.empty() ? service.command : service.entrypoint;
    if (first.span.valid()) finding.note(first.span, "The Java machine is started here");
    if (!contains(given->value, "Xm") && !contains(given->value, "RAM")) finding.severity(Severity::low);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4072",
    .summary = "Options for Java in a variable that nobody reads",
    .why =
        "Only a shell puts the variable into the command line. Without one the limits of memory and all other options "
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
