#include "project/paths.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/once.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::build_wrapper_incomplete {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  bool asks = false;
  const dockerfile::Stage* reported = nullptr;
  for (const BuildStep& step : once<build_steps>(report, dockerfile)) {
    if (step.stage == reported || step.invocation.program_word == nullptr) continue;
    std::string_view wrapper = step.invocation.program_word->text;
    // `sh ./gradlew build`
    if (is_one_of("sh bash", step.invocation.program) && !step.invocation.arguments.empty())
      wrapper = step.invocation.arguments.front().text;
    const std::string_view name = base_name(wrapper);
    if (name != "gradlew" && name != "mvnw") continue;
    const std::string folder =
        project::container_path(step.folder, wrapper.substr(0, wrapper.size() - name.size()).empty()
                                                 ? "."
                                                 : wrapper.substr(0, wrapper.size() - name.size()));
    asks = true;
    if (may_fail(*step.invocation.node)) continue;
    const std::string_view needed =
        name == "gradlew" ? "gradle/wrapper/gradle-wrapper.jar" : ".mvn/wrapper/maven-wrapper.properties";
    if (!certainly_absent(report.project(), step, project::container_path(folder, needed))) continue;
    if (name == "gradlew" &&
        !certainly_absent(report.project(), step,
                          project::container_path(folder, "gradle/wrapper/gradle-wrapper.properties")) &&
        report.project().path_state(project::join_path(step.context->context, needed).value_or("")) ==
            project::PathState::unknown)
      continue;
    reported = step.stage;
    Builder finding =
        report.at(step.invocation.span(), "`{}` needs `{}` beside it, which no COPY before this brings", name, needed);
    finding.confidence(weaker(Confidence::likely, confidence_of(*step.context)));
    if (const project::IgnorePattern* const by = step.context->ignore.excluding(needed); by != nullptr)
      finding.note(by->span, "This pattern leaves it out of the context");
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4228",
    .summary = "Build wrapper without the files that it loads",
    .why =
        "`gradlew` loads a jar and `mvnw` a properties file from a folder of their own: left out of the image, or "
        "swallowed by `*.jar` in an ignore file, they end with an error.",
    .remedy = "Copy `gradle/` or `.mvn/` together with the wrapper, and keep them out of the ignore files.",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::build,
    .category = Category::architecture,
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::build_wrapper_incomplete
