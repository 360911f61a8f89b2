#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "knowledge/ci_actions.h"
#include "project/model.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::ci_output_never_made {

static bool is_name_part(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-'; }

static std::string_view name_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_name_part(text[end])) ++end;
  return text.substr(at, end - at);
}

/// `steps.ID.outputs.NAME` and `needs.JOB.outputs.NAME` of a text.
struct Reference {
  bool of_step = false;
  std::string_view from, name;
  std::size_t at = 0;
};

/// Adds those of an expression that begins at `open` of the text.
static void add_references(std::string_view expression, std::size_t open, std::vector<Reference>& result) {
  for (const std::string_view prefix : {"steps.", "needs."})
    for (std::size_t at = expression.find(prefix); at != std::string_view::npos; at = expression.find(prefix, at + 1)) {
      const std::string_view from = name_at(expression, at + prefix.size());
      const std::size_t behind = at + prefix.size() + from.size();
      if (from.empty() || !expression.substr(behind).starts_with(".outputs.")) continue;
      const std::string_view name = name_at(expression, behind + 9);
      if (!name.empty()) result.push_back({prefix == "steps.", from, name, open + at});
    }
}

static std::vector<Reference> references_in(std::string_view text) {
  std::vector<Reference> result;
  for (std::size_t open = text.find("${{"); open != std::string_view::npos; open = text.find("${{", open + 3)) {
    const std::size_t close = std::min(text.find("}}", open), text.size());
    add_references(text.substr(open, close - open), open, result);
  }
  // `if:` is an expression without the brackets.
  for (std::size_t line = text.find("if: "); line != std::string_view::npos; line = text.find("if: ", line + 4)) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    const std::string_view in_front = text.substr(0, line);
    const std::size_t begin = in_front.find_last_not_of(" -");
    const std::string_view expression = text.substr(line, end - line);
    if ((begin == std::string_view::npos || in_front[begin] == '\n') &&
        expression.find("${{") == std::string_view::npos)
      add_references(expression, line, result);
  }
  std::ranges::sort(result, {}, &Reference::at);
  return result;
}

/// Whether an action is known to give no output of a name.
static bool gives_none(const yaml::Node& uses, std::string_view name) {
  const knowledge::ActionInputs* const row = knowledge::action_inputs(before(uses.text, '@'));
  return row != nullptr && row->outputs_known && std::ranges::find(row->outputs, name) == row->outputs.end();
}

/// Whether a step of shell may write an output: its name stands in the text, or some name there only a run can tell.
static bool may_write(std::string_view run, std::string_view name) {
  if (contains(run, name) || !contains(run, "GITHUB_OUTPUT")) return true;
  for (std::size_t at = run.find("GITHUB_OUTPUT"); at != std::string_view::npos;
       at = run.find("GITHUB_OUTPUT", at + 1)) {
    const std::size_t line = at == 0 ? 0 : run.rfind('\n', at) + 1;
    std::string_view text = run.substr(line, at - line);
    text.remove_prefix(std::min(text.find_first_not_of(" \t{"), text.size()));
    if (!text.starts_with("echo ")) return true;
    text.remove_prefix(5);
    while (text.starts_with('"') || text.starts_with('\'') || text.starts_with(' ')) text.remove_prefix(1);
    const std::string_view key = text.substr(0, text.find_first_of("=<\"' "));
    if (key.size() == text.size() || text[key.size()] != '=' || !std::ranges::all_of(key, is_name_part)) return true;
  }
  return false;
}

static void check_job(const project::Project& project, const project::File& file, const yaml::Node& jobs,
                      const yaml::Entry& job, Report& report, bool& any) {
  const yaml::Node& body = job.value->resolved();
  const std::string_view text = project.sources[file.source].text(body.span);
  std::set<std::string> told;
  for (const Reference& reference : references_in(text)) {
    any = true;
    const auto begin = static_cast<std::uint32_t>(body.span.begin + reference.at);
    const Span span{file.source, begin,
                    static_cast<std::uint32_t>(begin + 6 + reference.from.size() + 9 + reference.name.size())};
    if (!told.insert(std::string(reference.from) + "." + std::string(reference.name)).second) continue;
    if (!reference.of_step) {
      const yaml::Node* const other = value_of(jobs, reference.from);
      if (other == nullptr || value_of(*other, "uses") != nullptr) continue;
      const yaml::Node* const outputs = value_of(*other, "outputs");
      if (outputs != nullptr && (outputs->get(reference.name) != nullptr || !outputs->is_mapping())) continue;
      report.at(span, "The job `{}` gives no output `{}`, so that this is empty text", reference.from, reference.name)
          .note(other->span, "Its `outputs` would stand here");
      continue;
    }
    const yaml::Node* const steps = value_of(body, "steps");
    if (steps == nullptr) continue;
    for (const yaml::Node* const step : steps->items) {
      const yaml::Node* const id = value_of(step->resolved(), "id");
      const yaml::Node* const run = value_of(step->resolved(), "run");
      if (const yaml::Node* const uses = value_of(step->resolved(), "uses");
          id != nullptr && id->text == reference.from && uses != nullptr && gives_none(*uses, reference.name))
        report
            .at(span, "The action of the step `{}` gives no output `{}`, so that this is empty text", reference.from,
                reference.name)
            .note(uses->span, "The action");
      if (id == nullptr || id->text != reference.from || run == nullptr || may_write(run->text, reference.name))
        continue;
      report.at(span, "The step `{}` writes no output `{}`, so that this is empty text", reference.from, reference.name)
          .note(run->span, "What it runs");
    }
  }
}

static bool is_plain(std::string_view text) {
  return !text.empty() && text.find_first_of("${*") == std::string_view::npos;
}

/// Artifacts that one job of a workflow fetches and none leaves.
static void check_artifacts(const yaml::Node& jobs, Report& report, bool& any) {
  std::set<std::string_view> left;
  bool known = true;
  struct Fetched {
    std::string_view name;
    Span span;
  };
  std::vector<Fetched> fetched;
  for (const yaml::Entry& job : jobs.entries) {
    const yaml::Node& body = job.value->resolved();
    if (value_of(body, "uses") != nullptr) known = false;
    const yaml::Node* const steps = value_of(body, "steps");
    if (steps == nullptr) continue;
    for (const yaml::Node* const step : steps->items) {
      const yaml::Node* const uses = value_of(step->resolved(), "uses");
      if (uses == nullptr) continue;
      const yaml::Node* const with = value_of(step->resolved(), "with");
      const yaml::Node* const name = with != nullptr ? value_of(*with, "name") : nullptr;
      // Other actions leave artifacts too, under names that they are given or make up.
      if (with != nullptr && !uses->text.starts_with("actions/"))
        for (const yaml::Entry& entry : with->entries)
          if (contains(entry.key->text, "artifact") || contains(entry.key->text, "upload")) known = false;
      if (uses->text.starts_with("actions/upload-artifact")) {
        if (name != nullptr && !is_plain(name->text)) known = false;
        left.insert(name != nullptr ? name->text : std::string_view("artifact"));
      } else if (contains(uses->text, "upload") && contains(uses->text, "artifact")) {
        known = false;
      } else if (uses->text.starts_with("./")) {
        known = false;
      } else if (uses->text.starts_with("actions/download-artifact")) {
        const bool elsewhere =
            with != nullptr && (value_of(*with, "run-id") != nullptr || value_of(*with, "pattern") != nullptr ||
                                value_of(*with, "github-token") != nullptr);
        if (!elsewhere && name != nullptr && is_plain(name->text)) fetched.push_back({name->text, name->span});
      }
    }
  }
  for (const Fetched& each : fetched) {
    any = true;
    if (!known || left.contains(each.name)) continue;
    report.at(each.span, "No job of this workflow leaves an artifact `{}`, so that this step fails", each.name);
  }
}

/// GitLab: `echo "NAME=..." > file.env` in one job, and NAME in another, which gets it only through a dotenv report.
static void check_dotenv(const project::File& file, const yaml::Node& root, Report& report, bool& any) {
  struct Made {
    std::string_view variable, path, job;
    Span span;
  };
  std::vector<Made> made;
  std::set<std::string_view> reported;
  for (const yaml::Entry& job : root.entries) {
    const yaml::Node& body = job.value->resolved();
    if (const yaml::Node* const artifacts = value_of(body, "artifacts"); artifacts != nullptr)
      if (const yaml::Node* const reports = value_of(*artifacts, "reports"); reports != nullptr)
        if (const yaml::Node* const path = value_of(*reports, "dotenv"); path != nullptr) {
          reported.insert(path->text);
          for (const yaml::Node* const item : path->items) reported.insert(item->resolved().text);
        }
    const yaml::Node* const script = value_of(body, "script");
    if (script == nullptr) continue;
    for (const yaml::Node* const item : script->items) {
      const std::string_view line = item->resolved().text;
      const std::size_t redirect = line.find('>');
      if (!line.starts_with("echo ") || redirect == std::string_view::npos || !line.ends_with(".env")) continue;
      std::string_view text = line.substr(5);
      while (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
      const std::string_view variable = text.substr(0, text.find('='));
      if (variable.empty() || !std::ranges::all_of(variable, [](char c) { return is_name_part(c); })) continue;
      std::string_view path = line.substr(redirect);
      path.remove_prefix(std::min(path.find_first_not_of("> "), path.size()));
      made.push_back({variable, path, job.key->text, item->resolved().span});
    }
  }
  for (const Made& each : made) {
    any = true;
    if (reported.contains(each.path)) continue;
    for (const yaml::Entry& job : root.entries) {
      if (job.key->text == each.job || !job.value->resolved().is_mapping()) continue;
      const std::string_view text = report.text(job.value->resolved().span);
      const std::string plain = "$" + std::string(each.variable);
      if ((!contains(text, plain) && !contains(text, "${" + std::string(each.variable))) || contains(text, each.path))
        continue;
      if (const yaml::Node* const variables = value_of(root, "variables");
          variables != nullptr && variables->get(each.variable) != nullptr)
        continue;
      report
          .at(each.span, "`{}` stays in the job `{}`: no `artifacts.reports.dotenv` carries `{}` on", each.variable,
              each.job, each.path)
          .note(job.key->span, "The job `{}` uses it", job.key->text)
          .subject(file.path);
      break;
    }
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::ci || file.yaml == nullptr || file.yaml->root() == nullptr) return report.skip();
  const yaml::Node& root = file.yaml->root()->resolved();
  bool any = false;
  if (contains(file.path, "gitlab-ci")) {
    check_dotenv(file, root, report, any);
  } else if (const yaml::Node* const jobs = value_of(root, "jobs");
             jobs != nullptr && jobs->is_mapping() && contains(file.path, "workflows/")) {
    for (const yaml::Entry& job : jobs->entries) check_job(report.project(), file, *jobs, job, report, any);
    // A workflow that others call finds what their jobs have left.
    if (!contains(report.project().sources[file.source].text(), "workflow_call")) check_artifacts(*jobs, report, any);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW7131",
    .summary = "Output, artifact or variable of a pipeline that no job makes",
    .why = "The value is empty text, and what is built, tagged or deployed with it is not what was meant.",
    .remedy = "Write the output in the step, list it in the job's `outputs`, or carry the file on as an artifact.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::automation,
    .strength = "use only outputs that their jobs make",
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::ci_output_never_made
