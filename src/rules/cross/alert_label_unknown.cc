#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "knowledge/metrics.h"
#include "project/code_signs.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/lib/yaml_values.h"
#include "rules/rule.h"

namespace seaworthy::rules::alert_label_unknown {

/// One matcher of a selector: `metric{label="value"}`.
struct Matcher {
  std::string_view metric, label, value;
  bool equal = false;
  std::size_t at = 0;
};

static bool is_name(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || is_digit(c) || c == '_' || c == ':'; }

/// The matchers of a PromQL expression. A quoted brace ends the reading.
static std::vector<Matcher> matchers_in(std::string_view text) {
  std::vector<Matcher> result;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    std::size_t begin = open;
    while (begin > 0 && is_name(text[begin - 1])) --begin;
    const std::string_view metric = text.substr(begin, open - begin);
    for (std::size_t at = open + 1; at < text.size() && text[at] != '}';) {
      if (!is_name(text[at])) {
        ++at;
        continue;
      }
      Matcher matcher;
      matcher.metric = metric;
      matcher.at = at;
      std::size_t end = at;
      while (end < text.size() && is_name(text[end])) ++end;
      matcher.label = text.substr(at, end - at);
      const std::size_t quote = text.find_first_of("\"'", end);
      if (quote == std::string_view::npos) return result;
      const std::string_view operation = text.substr(end, quote - end);
      const std::size_t close = text.find(text[quote], quote + 1);
      if (close == std::string_view::npos) return result;
      matcher.value = text.substr(quote + 1, close - quote - 1);
      matcher.equal = contains(operation, "=") && !contains(operation, "!") && !contains(operation, "~");
      result.push_back(matcher);
      at = close + 1;
    }
  }
  return result;
}

/// What a server collects: its jobs, and whether something adds or changes labels.
struct Jobs {
  std::set<std::string_view> names, labels;
  std::map<std::string_view, const yaml::Node*> renamed;  ///< Jobs whose label is written anew, and where.
  bool known = false;
};

/// The word that a job writes over its own label for every target: `{target_label: job, replacement: node}`.
static const yaml::Node* new_name_of(const yaml::Node& job) {
  const yaml::Node* const steps = value_of(job, "relabel_configs");
  if (steps == nullptr) return nullptr;
  const yaml::Node* result = nullptr;
  for (const yaml::Node* const item : steps->items) {
    const yaml::Node& step = item->resolved();
    const yaml::Node* const target = value_of(step, "target_label");
    if (target == nullptr || target->text != "job") continue;
    const yaml::Node* const word = value_of(step, "replacement");
    if (word == nullptr || !word->is_scalar() || contains(word->text, "$") ||
        value_of(step, "source_labels") != nullptr || value_of(step, "regex") != nullptr ||
        value_of(step, "action") != nullptr)
      return nullptr;
    result = word;
  }
  return result;
}

/// Whether something below a node writes the label of jobs.
static bool writes_job(const yaml::Node& node) {
  for (const yaml::Node* const item : node.items)
    if (writes_job(item->resolved())) return true;
  return std::ranges::any_of(node.entries, [](const yaml::Entry& entry) {
    return (entry.key->text == "target_label" && entry.value->resolved().text == "job") ||
           writes_job(entry.value->resolved());
  });
}

static void note_labels(const yaml::Node& node, Jobs& jobs) {
  for (const yaml::Node* const item : node.items) note_labels(item->resolved(), jobs);
  for (const yaml::Entry& entry : node.entries) {
    const std::string_view key = entry.key->text;
    if (key == "labels" || key == "external_labels")
      for (const yaml::Entry& label : entry.value->resolved().entries) jobs.labels.insert(label.key->text);
    if (key == "target_label") jobs.labels.insert(entry.value->resolved().text);
    if (key == "job" && entry.value->resolved().is_scalar()) jobs.names.insert(entry.value->resolved().text);
    note_labels(entry.value->resolved(), jobs);
  }
}

static Jobs jobs_of(const std::vector<const project::File*>& files, const project::Service& server) {
  Jobs jobs;
  for (const project::File* const file : files) {
    if (file->kind != project::FileKind::prometheus || file->yaml == nullptr || file->yaml->root() == nullptr) continue;
    const yaml::Node& root = file->yaml->root()->resolved();
    const yaml::Node* const list = value_of(root, "scrape_configs");
    if (list == nullptr) continue;
    jobs.known = true;
    for (const yaml::Node* const job : list->items) {
      const yaml::Node* const name = value_of(job->resolved(), "job_name");
      if (name == nullptr) continue;
      if (const yaml::Node* const other = new_name_of(job->resolved()); other != nullptr) {
        jobs.names.insert(other->text);
        jobs.renamed.emplace(name->text, other);
        continue;
      }
      jobs.names.insert(name->text);
      // With the labels that a target brings nobody knows what it is called in the end.
      if (writes_job(job->resolved())) jobs.known = false;
    }
    note_labels(root, jobs);
    for (const std::string_view key : {"scrape_config_files", "remote_read"})
      if (value_of(root, key) != nullptr) jobs.known = false;
  }
  for (const std::string_view word : server.command.words)
    if (contains(word, "remote-write-receiver") || contains(word, "otlp")) jobs.known = false;
  return jobs;
}

/// Labels that a metric of the stack's own code has, and where it is declared; null when none declares it.
static const code::Sign* declared(const project::Project& project, const project::Stack& stack,
                                  std::string_view metric) {
  std::string_view base = metric;
  for (const std::string_view suffix : {"_total", "_bucket", "_count", "_sum", "_created"})
    if (base.ends_with(suffix)) base.remove_suffix(suffix.size());
  for (const project::Service* const service : stack.services) {
    const project::ReadFolder* const folder = project::code_folder(project, *service);
    if (folder == nullptr) continue;
    for (const code::Sign& sign : folder->signs)
      if (sign.row->kind == knowledge::CodeSign::Kind::metric &&
          (sign.value == metric || sign.value == base || sign.value == std::string(base) + "_total"))
        return &sign;
  }
  return nullptr;
}

/// Whether a label stands among the texts of a declaration.
static bool names_label(std::string_view declaration, std::string_view label) {
  for (const char quote : {'"', '\'', '`'})
    if (contains(declaration, quote + std::string(label) + quote)) return true;
  return false;
}

static void check_expression(const project::Project& project, const project::Service& server,
                             const yaml::Node& expression, const Jobs& jobs, std::set<std::string, std::less<>>& told,
                             Report& report) {
  for (const Matcher& matcher : matchers_in(expression.text)) {
    if (matcher.label == "job") {
      if (!jobs.known || !matcher.equal || jobs.names.contains(matcher.value) || contains(matcher.value, "$") ||
          !told.emplace(matcher.value).second)
        continue;
      const auto renamed = jobs.renamed.find(matcher.value);
      if (renamed != jobs.renamed.end())
        report
            .at(expression.span, "The job `{}` is called `{}` once it is relabelled, so that this never fires",
                matcher.value, renamed->second->text)
            .note(renamed->second->span, "Its label is written anew here");
      else
        report.at(expression.span, "No scrape job is called `{}`, so that this never fires", matcher.value)
            .note(server.span, "`{}` evaluates it", server.name);
      return;
    }
    if (is_one_of("instance le quantile severity alertname __name__ exported_job exported_instance", matcher.label) ||
        jobs.labels.contains(matcher.label))
      continue;
    const code::Sign* const sign = declared(project, *server.stack, matcher.metric);
    if (sign == nullptr || names_label(project.sources.text(sign->span), matcher.label)) continue;
    report.at(expression.span, "`{}` has no label `{}`, so that this never fires", matcher.metric, matcher.label)
        .note(sign->span, "The metric is declared here");
    return;
  }
}

/// The expressions of a dashboard, or of a file of alerts that Grafana evaluates. Aliases are not followed: what they
/// stand for is met at its own place, and a few of them can stand for millions.
static void add_expressions(const yaml::Node& node, std::vector<const yaml::Node*>& found) {
  for (const yaml::Node* const item : node.items) add_expressions(*item, found);
  for (const yaml::Entry& entry : node.entries) {
    const yaml::Node& value = *entry.value;
    if (entry.key->text == "expr" && value.resolved().is_scalar())
      found.push_back(&value.resolved());
    else
      add_expressions(value, found);
  }
}

/// The only server of metrics of its stack, which whatever Grafana asks there is for.
static bool is_only_server(const project::Service& service) {
  return std::ranges::none_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->image != nullptr &&
           knowledge::tables::metric_servers.contains(other->image->name);
  });
}

/// What Grafana shows and evaluates of jobs that nobody collects. True when it asks for any.
static bool check_grafana(const project::Service& server, const Jobs& jobs, std::set<std::string, std::less<>>& told,
                          Report& report) {
  if (!jobs.known || !is_only_server(server)) return false;
  bool any = false;
  for (const project::Service* const grafana : server.stack->services) {
    if (grafana->image == nullptr || grafana->image->name != "grafana/grafana") continue;
    for (const project::File* const file : grafana->mounted_files) {
      // A file of alerts looks like one of Prometheus.
      if ((file->kind != project::FileKind::grafana && file->kind != project::FileKind::prometheus_rules) ||
          file->yaml == nullptr || file->yaml->root() == nullptr)
        continue;
      std::vector<const yaml::Node*> expressions;
      add_expressions(file->yaml->root()->resolved(), expressions);
      const bool evaluates = value_of(file->yaml->root()->resolved(), "groups") != nullptr;
      for (const yaml::Node* const expression : expressions)
        for (const Matcher& matcher : matchers_in(expression->text)) {
          // A selector without a metric is one of log lines.
          if (matcher.label != "job" || matcher.metric.empty() || !matcher.equal) continue;
          any = true;
          if (jobs.names.contains(matcher.value) || contains(matcher.value, "$") || !told.emplace(matcher.value).second)
            continue;
          report
              .at(expression->span, "No scrape job is called `{}`, so that {}", matcher.value,
                  OurWords{evaluates ? "this never fires" : "this panel stays empty"})
              .severity(evaluates ? Severity::medium : Severity::low)
              .note(server.span, "`{}` collects the metrics", server.name);
        }
    }
  }
  return any;
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "prom/prometheus") return report.skip();
  const std::vector<const project::File*>& files = project::configuration_files(report.project(), service);
  const Jobs jobs = jobs_of(files, service);
  bool any = false;
  // One missing job is one fault, however many alerts wait for it.
  std::set<std::string, std::less<>> told;
  for (const project::File* const file : files) {
    if (file->kind != project::FileKind::prometheus_rules || file->yaml == nullptr || file->yaml->root() == nullptr)
      continue;
    const yaml::Node* const groups = value_of(file->yaml->root()->resolved(), "groups");
    if (groups == nullptr) continue;
    for (const yaml::Node* const group : groups->items) {
      const yaml::Node* const rules = value_of(group->resolved(), "rules");
      if (rules == nullptr) continue;
      for (const yaml::Node* const item : rules->items)
        if (const yaml::Node* const expression = value_of(item->resolved(), "expr"); expression != nullptr) {
          any = true;
          check_expression(report.project(), service, *expression, jobs, told, report);
        }
    }
  }
  any = check_grafana(service, jobs, told, report) || any;
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4830",
    .summary = "Alert or panel on a job or a label that nothing has",
    .why = "A selector that fits no series is empty, and an empty result is no alarm: the alert is green for ever.",
    .remedy = "Name the job and the labels as the scrape configuration and the code have them.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::operate,
    .category = Category::monitoring,
    .strength = "alert on jobs and labels that exist",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::alert_label_unknown
