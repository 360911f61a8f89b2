#include "rules/rule.h"

#include "rules/lib/building.h"

namespace seaworthy::rules::copy_source_excluded_by_dockerignore {

static void check(const project::Dockerfile& dockerfile, Report& report) {
  using project::CopyState;
  const auto contexts = project::build_contexts(report.project(), dockerfile);
  bool asks = false;
  for (const project::BuildContext& context : contexts)
    asks = asks || (context.ignore_file != nullptr && !context.sources.empty());
  if (!asks) return report.skip();
  const auto excluded = [](const project::BuildContext&, const project::CopySource& source) {
    return source.excluded_by != nullptr &&
           (source.state == CopyState::excluded || source.state == CopyState::no_match);
  };
  each_wrong_source(contexts, excluded, [&](const project::BuildContext& context, const project::CopySource& source) {
    const bool fails = source.state == CopyState::excluded;
    Builder finding = fails ? report.at(source.span, "`{}` is left out of the context by `{}`, so the build fails here",
                                        source.text, context.ignore_file->path)
                            : report.at(source.span, "All that `{}` matches is left out of the context by `{}`",
                                        source.text, context.ignore_file->path);
    finding.note(source.excluded_by->span, "This pattern leaves it out").confidence(confidence_of(context));
    if (!fails) finding.severity(Severity::medium).confidence(Confidence::likely);
    note_context(finding, context);
    spare_other_contexts(finding, report.project(), dockerfile, contexts, source, excluded);
  });
}

extern const Rule rule = {
    .code = "SW4002",
    .summary = "Copied file that the ignore file leaves out",
    .why = "What `.dockerignore` leaves out is not in the context, so the COPY fails as if the file were not there.",
    .remedy = "Take the pattern back with a `!` line, or give the Dockerfile an ignore file of its own.",
    .peers = "buildkit:CopyIgnoredFile",
    .severity = Severity::high,
    .rung = Rung::build,
    .category = Category::architecture,
    .strength = "copy nothing that their ignore file leaves out",
    .check = each_dockerfile<check>(),
};

}  // namespace seaworthy::rules::copy_source_excluded_by_dockerignore
