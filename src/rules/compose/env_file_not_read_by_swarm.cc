#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/swarm.h"

namespace seaworthy::rules::env_file_not_read_by_swarm {

static void check(const project::Stack& stack, Report& report) {
  const project::ComposeCommand* const swarm = started_by(stack, report.project()).swarm;
  if (swarm == nullptr) return report.skip();
  // Who deploys may export the file first; that it is spoken of is enough to say nothing.
  const bool speaks = report.project().sources[swarm->file->source].text().find(".env") != std::string_view::npos;
  if (speaks) return;
  for (const compose::VariableUse& use : stack.model->variables) {
    const compose::Interpolation* const given = use.interpolation;
    if (given == nullptr || given->source != compose::VariableSource::unread_env_file) continue;
    // Once a stack: what helps one variable helps all.
    report
        .at(use.span, "`docker stack deploy` reads no `.env`, so `{}` is {} there; export it first", use.name,
            given->operation.ends_with('-')   ? "its default"
            : given->operation.ends_with('?') ? "missing"
                                              : "empty")
        .note(given->source_span, "The `.env` that only Compose reads")
        .note(swarm->span, "The stack is deployed to Swarm here");
    return;
  }
}

extern const Rule rule = {
    .code = "SW2386",
    .summary = "Stack file that counts on `.env`",
    .why =
        "Compose reads `.env`, `docker stack deploy` does not: an image gets no tag, a password becomes empty, and all "
        "it "
        "says is nothing.",
    .remedy = "Export the file before the command: `set -a; . ./.env; set +a`.",
    .references = "https://docs.docker.com/reference/cli/docker/stack/deploy/",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::env_file_not_read_by_swarm
