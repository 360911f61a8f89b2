#include "rules/rule.h"

#include <set>
#include <string>
#include <string_view>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::ci_reference_undefined {

static const yaml::Node* value(const yaml::Node& node, std::string_view key) {
  if (!node.is_mapping()) return nullptr;
  const yaml::Node* const found = node.get(key);
  return found != nullptr ? &found->resolved() : nullptr;
}

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
  if (const yaml::Node* const list = value(body, "steps"); list != nullptr && list->is_sequence())
    for (const yaml::Node* const step : list->items)
      if (const yaml::Node* const id = value(step->resolved(), "id"); id != nullptr) steps.insert(id->text);
  std::set<std::string_view> needs;
  if (const yaml::Node* const given = value(body, "needs"); given != nullptr) {
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

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || !contains(file.path, ".github/workflows/") || file.yaml == nullptr ||
      file.yaml->root() == nullptr)
    return report.skip();
  const yaml::Node* const jobs = value(file.yaml->root()->resolved(), "jobs");
  if (jobs == nullptr || !jobs->is_mapping()) return report.skip();
  bool any = false;
  for (const yaml::Entry& job : jobs->entries) {
    check_job(report.project(), file, job, job.key->text, report, any);
    const yaml::Node* const needs = value(job.value->resolved(), "needs");
    if (needs == nullptr) continue;
    const auto judge = [&](const yaml::Node& name) {
      if (!name.is_scalar() || jobs->get(name.text) != nullptr || name.text.empty() || contains(name.text, "$")) return;
      report
          .at(name.span, "The job `{}` needs `{}`, which this workflow does not have, so GitHub refuses it",
              job.key->text, name.text)
          .severity(Severity::high);
    };
    any = true;
    judge(*needs);
    for (const yaml::Node* const item : needs->items) judge(item->resolved());
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7104",
    .summary = "Reference to a step or job that does not exist",
    .why =
        "GitHub puts empty text in its place: the image gets no tag, the digest is not signed, a condition is false.",
    .remedy = "Give the step that `id`, or name the one that has it; list jobs whose outputs are read below `needs`.",
    .references = "https://docs.github.com/actions/learn-github-actions/contexts",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "refer only to steps and jobs that exist",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_reference_undefined
