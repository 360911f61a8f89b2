#include "rules/lib/ci_jobs.h"

#include <algorithm>

#include "knowledge/program_kinds.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {

std::string_view scalar_text(const yaml::Node* node) {
  return node != nullptr && node->resolved().is_scalar() ? node->resolved().text : std::string_view();
}

const yaml::Node* CiStep::input(std::string_view name) const { return with != nullptr ? with->get(name) : nullptr; }

std::string_view CiStep::text(std::string_view name) const { return scalar_text(input(name)); }

std::optional<unsigned> CiStep::major() const {
  constexpr unsigned most = 1000;
  std::string_view rest = version;
  if (rest.starts_with('v')) rest.remove_prefix(1);
  unsigned number = 0;
  std::size_t digits = 0;
  while (digits < rest.size() && is_digit(rest[digits]) && number < most)
    number = number * 10 + static_cast<unsigned>(rest[digits++] - '0');
  // A commit may begin with digits.
  const bool ends = digits == rest.size() || rest[digits] == '.';
  return digits > 0 && ends && number < most ? std::optional(number) : std::nullopt;
}

bool CiStep::pushes() const {
  if (action == "docker/build-push-action") return text("push") == "true" && major().value_or(2) >= 2;
  return contains(run, "docker push ") || contains(run, "docker image push ") ||
         (contains(run, "docker") && contains(run, "build") && contains(run, " --push"));
}

Span CiStep::place(std::string_view part) const {
  if (script == nullptr) return uses;
  std::size_t at = part.empty() ? 0 : run.find(part);
  if (at == std::string_view::npos) at = 0;
  std::size_t begin = at == 0 ? 0 : run.rfind('\n', at);
  begin = begin == std::string_view::npos ? 0 : begin;
  while (begin < run.size() && (run[begin] == '\n' || run[begin] == ' ')) ++begin;
  const std::size_t end = std::min(run.find('\n', begin), run.size());
  return script->mapped().span(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
}

Span CiStep::push_place() const {
  for (const std::string_view part : {"docker push ", "docker image push ", " --push"})
    if (contains(run, part)) return place(part);
  return place();
}

const CiStep* CiJob::step(std::string_view id) const {
  for (const CiStep& each : steps)
    if (scalar_text(each.node->get("id")) == id) return &each;
  return nullptr;
}

static CiStep read_step(const yaml::Node& node) {
  CiStep step;
  step.node = &node;
  if (const yaml::Node* const uses = node.get("uses"); uses != nullptr) {
    const std::string_view written = scalar_text(uses);
    const std::size_t at = written.find('@');
    step.action = written.substr(0, at);
    if (at != std::string_view::npos) step.version = written.substr(at + 1);
    step.uses = uses->span;
  }
  if (const yaml::Node* const with = node.get("with"); with != nullptr && with->resolved().is_mapping())
    step.with = &with->resolved();
  if (const yaml::Node* const run = node.get("run"); run != nullptr) {
    step.run = scalar_text(run);
    if (!step.run.empty()) step.script = &run->resolved();
  }
  return step;
}

std::vector<CiJob> github_jobs(const project::File& file) {
  std::vector<CiJob> result;
  if (file.kind != project::FileKind::ci || !contains(file.path, ".github/") || file.yaml == nullptr) return result;
  const yaml::Node* const root = file.yaml->root();
  const yaml::Node* const jobs = root != nullptr && root->is_mapping() ? root->get("jobs") : nullptr;
  if (jobs == nullptr) return result;
  for (const yaml::Entry& entry : jobs->resolved().entries) {
    const yaml::Node& node = entry.value->resolved();
    const yaml::Node* const steps = node.is_mapping() ? node.get("steps") : nullptr;
    if (steps == nullptr) continue;
    CiJob job{.name = scalar_text(entry.key), .node = &node, .runs_on = scalar_text(node.get("runs-on")), .steps = {}};
    for (const yaml::Node* const step : steps->resolved().items)
      if (step->resolved().is_mapping()) job.steps.push_back(read_step(step->resolved()));
    result.push_back(std::move(job));
  }
  return result;
}

bool runs_on_hosted_runner(const project::ComposeCommand& command) {
  if (command.place.ends_with("over SSH")) return false;
  const std::vector<CiJob> jobs = github_jobs(*command.file);
  return std::ranges::any_of(jobs, [&](const CiJob& job) {
    return job.node->span.contains(command.span) && job.runs_on.starts_with("ubuntu-");
  });
}

std::vector<const shell::Script*> scripts_of(const project::File& file, const CiStep& step) {
  std::vector<const shell::Script*> result;
  if (step.script == nullptr) return result;
  for (const shell::Script* const script : file.embedded)
    if (script != nullptr && script->root != nullptr && step.script->span.contains(script->span))
      result.push_back(script);
  return result;
}

const shell::Script* remote_script_of(const project::File& file, const yaml::Node& text) {
  for (const shell::Script* const script : file.embedded)
    if (script->span.file == text.span.file && script->span.begin >= text.span.begin &&
        script->span.end <= text.span.end)
      return script;
  return nullptr;
}

bool runs_tests(const shell::Node& node) {
  if (node.kind != shell::NodeKind::simple) return false;
  const auto words = node.words;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = base_name(words[at].text);
    if (knowledge::tables::test_runners.contains(word)) return true;
    if (at + 1 >= words.size() || !is_one_of("npm pnpm yarn bun go cargo mvn mvnw gradle gradlew make dotnet deno mix "
                                             "manage.py artisan rails bundle composer",
                                             word))
      continue;
    for (const shell::Word& next : words.subspan(at + 1))
      if (next.text == "test" || next.text == "tests" || next.text.starts_with("test:")) return true;
  }
  return false;
}

bool workflow_deploys(std::string_view text) {
  for (const std::string_view word :
       {"docker push", "push: true", "up -d", "stack deploy", "kubectl apply", "helm upgrade", "--push"})
    if (contains(text, word)) return true;
  return false;
}

}  // namespace seaworthy::rules
