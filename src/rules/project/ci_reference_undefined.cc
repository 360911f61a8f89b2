#include "rules/rule.h"

#include <set>
#include <string>
#include <string_view>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"

namespace seaworthy::rules::ci_reference_undefined {

/// The name behind `prefix.` at a place of a text; "" when none stands there.
static std::string_view name_after(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && (is_one_of("_ -", text.substr(end, 1)) || is_digit(text[end]) ||
                               (lower(text[end]) >= 'a' && lower(text[end]) <= 'z')))
    ++end;
  return text.substr(at, end - at);
}

/// A job's text, in which references stand.
static void check_job(const project::Project& project, const project::File& file, const yaml::Entry& job,
                      std::string_view job_name, Report& report, bool& any) {
  const yaml::Node& body = job.value->resolved();
  std::set<std::string_view> steps;
  if (const yaml::Node* const list = value_of(body, "steps"); list != nullptr && list->is_sequence())
    for (const yaml::Node* const step : list->items)
      if (const yaml::Node* const id = value_of(step->resolved(), "id"); id != nullptr) steps.insert(id->text);
  std::set<std::string_view> needs;
  if (const yaml::Node* const given = value_of(body, "needs"); given != nullptr) {
    if (given->is_scalar()) needs.insert(given->text);
    for (const yaml::Node* const item : given->items) needs.insert(item->resolved().text);
  }
  const Source& source = project.sources[file.source];
  const std::string_view text = source.text(body.span);
  std::set<std::string_view> told;
  for (std::size_t open = text.find("${{"); open != std::string_view::npos; open = text.find("${{", open + 3)) {
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) break;
    const std::string_view expression = text.substr(open, close - open);
    for (const std::string_view prefix : {"steps.", "needs."}) {
      for (std::size_t at = expression.find(prefix); at != std::string_view::npos;
           at = expression.find(prefix, at + prefix.size())) {
        if (at > 0 && !is_one_of("{ ( ! = & | ,", expression.substr(at - 1, 1)) && expression[at - 1] != ' ') continue;
        const std::string_view name = name_after(expression, at + prefix.size());
        if (name.empty()) continue;
        any = true;
        const bool is_step = prefix == "steps.";
        if ((is_step ? steps : needs).contains(name) || !told.insert(name).second) continue;
        const auto begin = static_cast<std::uint32_t>(body.span.begin + open + at);
        const Span span{file.source, begin, static_cast<std::uint32_t>(begin + prefix.size() + name.size())};
        if (is_step)
          report.at(span, "The job `{}` has no step with the id `{}`, so this is empty text", job_name, name);
        else
          report.at(span, "The job `{}` does not need `{}`, so this is empty text", job_name, name);
      }
    }
  }
}

/// Calls `visit` for a name, or for every name of a list; of a mapping for what stands under `key`.
template <class Visit>
static void each_name(const yaml::Node* given, std::string_view key, const Visit& visit) {
  // `!reference [...]` names what stands elsewhere.
  if (given == nullptr || !given->tag.empty()) return;
  if (given->is_scalar() && !given->text.empty() && !contains(given->text, "$")) visit(*given);
  for (const yaml::Node* const item : given->items) {
    const yaml::Node& node = item->resolved();
    // Jobs of other projects and pipelines are not known.
    if (node.get("project") != nullptr || node.get("pipeline") != nullptr) continue;
    each_name(node.is_mapping() ? value_of(node, key) : &node, key, visit);
  }
}

static void check_github(const project::File& file, const yaml::Node& jobs, Report& report, bool& any) {
  for (const yaml::Entry& job : jobs.entries) {
    check_job(report.project(), file, job, job.key->text, report, any);
    each_name(value_of(job.value->resolved(), "needs"), {}, [&](const yaml::Node& name) {
      any = true;
      if (jobs.get(name.text) != nullptr) return;
      report
          .at(name.span, "The job `{}` needs `{}`, which this workflow does not have, so GitHub refuses it",
              job.key->text, name.text)
          .severity(Severity::high);
    });
  }
}

/// `needs`, `dependencies` and `extends` of jobs. What `include` brings along is not known.
static void check_gitlab(const yaml::Node& root, Report& report, bool& any) {
  if (root.get("include") != nullptr) return;
  const auto refused = [&](const yaml::Entry& job, const yaml::Node& name, std::string_view verb) {
    any = true;
    // `test 1/3` and `test: [a, b]` are what `parallel` makes of one job.
    if (root.get(name.text) != nullptr || contains(name.text, "/") || contains(name.text, ": [")) return;
    report
        .at(name.span, "The job `{}` {} `{}`, which this pipeline does not have, so GitLab refuses it", job.key->text,
            verb, name.text)
        .severity(Severity::high);
  };
  const yaml::Node* const stages = value_of(root, "stages");
  std::set<std::string_view> known = {".pre", ".post"};
  each_name(stages, {}, [&](const yaml::Node& name) { known.insert(name.text); });
  for (const yaml::Entry& job : root.entries) {
    const yaml::Node& body = job.value->resolved();
    if (!body.is_mapping()) continue;
    each_name(value_of(body, "needs"), "job", [&](const yaml::Node& name) { refused(job, name, "needs"); });
    each_name(value_of(body, "dependencies"), {},
              [&](const yaml::Node& name) { refused(job, name, "takes files of"); });
    each_name(value_of(body, "extends"), {}, [&](const yaml::Node& name) { refused(job, name, "extends"); });
    const yaml::Node* const stage = value_of(body, "stage");
    if (stages == nullptr || stage == nullptr || !stage->is_scalar() || contains(stage->text, "$")) continue;
    any = true;
    if (!known.contains(stage->text))
      report
          .at(stage->span, "The job `{}` belongs to the stage `{}`, which `stages` does not list, so GitLab refuses it",
              job.key->text, stage->text)
          .severity(Severity::high);
  }
}

/// Jobs of a workflow of CircleCI, and what they require of each other.
static void check_circle(const yaml::Node& root, const yaml::Node& jobs, Report& report, bool& any) {
  const yaml::Node* const workflows = value_of(root, "workflows");
  if (workflows == nullptr || !workflows->is_mapping()) return;
  for (const yaml::Entry& workflow : workflows->entries) {
    const yaml::Node* const list = value_of(workflow.value->resolved(), "jobs");
    if (list == nullptr) continue;
    // A job goes by its own name, or by the one that the workflow gives it; a matrix makes names of its own.
    std::set<std::string_view> names;
    bool open = false;
    for (const yaml::Node* const item : list->items) {
      const yaml::Node& job = item->resolved();
      if (job.is_scalar()) names.insert(job.text);
      for (const yaml::Entry& entry : job.entries) {
        names.insert(entry.key->text);
        const yaml::Node& settings = entry.value->resolved();
        if (const yaml::Node* const name = value_of(settings, "name"); name != nullptr) names.insert(name->text);
        open = open || value_of(settings, "matrix") != nullptr;
        const yaml::Node* const type = value_of(settings, "type");
        if (jobs.get(entry.key->text) != nullptr || type != nullptr || contains(entry.key->text, "/")) continue;
        any = true;
        report
            .at(entry.key->span, "The workflow `{}` runs the job `{}`, which is not defined, so CircleCI refuses it",
                workflow.key->text, entry.key->text)
            .severity(Severity::high)
            .confidence(value_of(root, "orbs") != nullptr ? Confidence::likely : Confidence::certain);
      }
    }
    for (const yaml::Node* const item : list->items)
      for (const yaml::Entry& entry : item->resolved().entries)
        each_name(value_of(entry.value->resolved(), "requires"), {}, [&](const yaml::Node& name) {
          any = true;
          if (open || names.contains(name.text)) return;
          report
              .at(name.span, "The job `{}` requires `{}`, which the workflow `{}` does not run, so CircleCI refuses it",
                  entry.key->text, name.text, workflow.key->text)
              .severity(Severity::high);
        });
  }
}

/// `depends_on` between the steps of a pipeline of Drone or Woodpecker.
static void check_steps(const yaml::Node& root, Report& report, bool& any) {
  const yaml::Node* const steps = value_of(root, "steps");
  if (steps == nullptr) return;
  std::set<std::string_view> names;
  const auto each_step = [&](const auto& visit) {
    for (const yaml::Entry& entry : steps->entries) visit(entry.value->resolved(), entry.key->text);
    for (const yaml::Node* const item : steps->items)
      if (const yaml::Node* const name = value_of(item->resolved(), "name"); name != nullptr)
        visit(item->resolved(), name->text);
  };
  each_step([&](const yaml::Node&, std::string_view name) { names.insert(name); });
  // Drone has its services and its own clone among what a step may wait for.
  names.insert("clone");
  if (const yaml::Node* const services = value_of(root, "services"); services != nullptr) {
    for (const yaml::Entry& entry : services->entries) names.insert(entry.key->text);
    for (const yaml::Node* const item : services->items)
      if (const yaml::Node* const name = value_of(item->resolved(), "name"); name != nullptr) names.insert(name->text);
  }
  each_step([&](const yaml::Node& step, std::string_view step_name) {
    each_name(value_of(step, "depends_on"), "name", [&](const yaml::Node& name) {
      any = true;
      if (names.contains(name.text)) return;
      report
          .at(name.span, "The step `{}` depends on `{}`, which this pipeline does not have, so it is refused",
              step_name, name.text)
          .severity(Severity::high);
    });
  });
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  bool any = false;
  for (const yaml::Node* const document : file.yaml->documents) {
    const yaml::Node& root = document->resolved();
    if (!root.is_mapping()) continue;
    const yaml::Node* const jobs = value_of(root, "jobs");
    // GitHub reads no folders below that one.
    if (project::parent_path(file.path).ends_with(".github/workflows")) {
      if (jobs != nullptr && jobs->is_mapping()) check_github(file, *jobs, report, any);
    } else if (base_name(file.path).starts_with(".gitlab-ci.y")) {
      // `build.gitlab-ci.yml` is a part that another file includes, beside what it refers to.
      check_gitlab(root, report, any);
    } else if (contains(file.path, ".circleci/")) {
      if (jobs != nullptr && jobs->is_mapping()) check_circle(root, *jobs, report, any);
    } else if (contains(file.path, ".drone.y") || contains(file.path, ".woodpecker")) {
      check_steps(root, report, any);
    }
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7104",
    .summary = "Reference to a step or job that does not exist",
    .why =
        "GitHub puts empty text in the place of an output that nobody gives: the image gets no tag, a condition is "
        "false. A job that waits for one which does not exist is refused with its whole pipeline.",
    .remedy =
        "Give the step that `id`, or name the one that has it; list jobs whose outputs are read below `needs`, and "
        "spell jobs, stages and steps as they are defined.",
    .references =
        "https://docs.github.com/actions/learn-github-actions/contexts https://docs.gitlab.com/ci/yaml/ "
        "https://circleci.com/docs/configuration-reference/",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "refer only to steps and jobs that exist",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_reference_undefined
