#include "score/score.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

#include "base/parallel.h"
#include "rules/registry.h"
#include "score/formula.h"
#include "score/ladder.h"

namespace seaworthy::score {
namespace {

using rules::Results;
using rules::RuleResult;

/// Which findings count; by index. Used to ask what the marks would be after some of them were repaired.
using OpenFindings = std::vector<bool>;

double weight_of(Severity severity) { return severity_weights[static_cast<std::size_t>(severity)]; }
std::size_t slot(Category category) { return static_cast<std::size_t>(category); }

std::string decimal(double number) {
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, 1);
  return {text, end.ptr};
}

/// How much of a subject's share is lost: all of it, or a part when its findings are milder here than the rule is.
/// Nothing when all of them are repaired.
class Losses {
 public:
  /// With all findings open.
  explicit Losses(const Results& results) : results_(results) {
    for (std::uint32_t index = 0; index < results.findings.size(); ++index) {
      const Finding& finding = results.findings[index];
      for (const std::uint32_t subject : finding.failed_subjects) faults_.push_back({finding.rule, subject, index});
    }
    std::sort(faults_.begin(), faults_.end());
  }
  /// With the open ones of those.
  Losses(const Losses& all, const OpenFindings& open) : results_(all.results_) {
    std::copy_if(all.faults_.begin(), all.faults_.end(), std::back_inserter(faults_),
                 [&](const Fault& fault) { return open[fault.finding]; });
  }

  struct Fault {
    RuleId rule;
    std::uint32_t subject;
    std::uint32_t finding;
    auto operator<=>(const Fault&) const = default;
  };
  /// Open findings that fail a subject of a rule.
  std::span<const Fault> of(RuleId rule, std::uint32_t subject) const {
    const auto first = std::lower_bound(faults_.begin(), faults_.end(), Fault{rule, subject, 0});
    auto last = first;
    while (last != faults_.end() && last->rule == rule && last->subject == subject) ++last;
    return {first, last};
  }
  double share(std::span<const Fault> faults, Severity of_rule) const {
    double lost = 0;
    for (const Fault& fault : faults) lost = std::max(lost, weight_of(results_.findings[fault.finding].severity));
    return std::min(1.0, lost / weight_of(of_rule));
  }

 private:
  const Results& results_;
  std::vector<Fault> faults_;
};

/// The subjects of one rule that a score is about: all of them for the total, those of one file for a component.
struct Asked {
  const RuleResult* result = nullptr;
  std::uint32_t total = 0;
  std::vector<std::uint32_t> failed;  ///< Indices into the result's subjects.

  void add(std::uint32_t subject) {
    ++total;
    if (!result->subjects[subject].passed) failed.push_back(subject);
  }
};

std::vector<Asked> all_subjects(const Results& results) {
  std::vector<Asked> asked;
  for (const RuleResult& result : results.rules) {
    asked.push_back({.result = &result});
    for (std::uint32_t subject = 0; subject < result.subjects.size(); ++subject) asked.back().add(subject);
  }
  return asked;
}

std::array<CategoryScore, category_count> score_categories(const Losses& losses, const std::vector<Asked>& asked) {
  std::array<CategoryScore, category_count> categories;
  for (std::size_t index = 0; index < categories.size(); ++index) {
    categories[index].category = static_cast<Category>(index);
    categories[index].weight = category_weights[index];
  }
  struct Sum {
    double weights = 0, passed = 0;
    std::vector<LostPoints> lost;  // To be added up by finding and divided by `weights` once these are known.
  };
  std::array<Sum, category_count> sums;
  for (const auto& [result, subjects, failed] : asked) {
    const rules::Rule& rule = *rules::registered(result->rule).rule;
    const double weight = weight_of(rule.severity);
    if (weight == 0 || subjects == 0) continue;
    const auto total = static_cast<double>(subjects);
    Sum& sum = sums[slot(rule.category)];
    double passed = total - static_cast<double>(failed.size());
    for (const std::uint32_t subject : failed) {
      const std::span<const Losses::Fault> faults = losses.of(result->rule, subject);
      const double share = losses.share(faults, rule.severity);
      passed += 1 - share;
      for (const Losses::Fault& fault : faults)
        sum.lost.push_back({fault.finding, weight * share / static_cast<double>(faults.size()) / total});
    }
    sum.weights += weight;
    sum.passed += weight * passed / total;
  }
  for (std::size_t index = 0; index < categories.size(); ++index) {
    CategoryScore& category = categories[index];
    Sum& sum = sums[index];
    category.applicable = sum.weights > 0;
    if (!category.applicable) continue;
    category.score = 10 * sum.passed / sum.weights;
    // Stable, since what is added in another order may differ in its last bits.
    std::stable_sort(sum.lost.begin(), sum.lost.end(),
                     [](const LostPoints& left, const LostPoints& right) { return left.finding < right.finding; });
    for (auto first = sum.lost.begin(); first != sum.lost.end();) {
      LostPoints lost{first->finding, 0};
      for (; first != sum.lost.end() && first->finding == lost.finding; ++first) lost.points += first->points;
      if (lost.points > 0) category.lost.push_back({lost.finding, 10 * lost.points / sum.weights});
    }
  }
  return categories;
}

double total_of(const std::array<CategoryScore, category_count>& categories) {
  double weights = 0, points = 0;
  for (const CategoryScore& category : categories) {
    if (!category.applicable) continue;
    weights += category.weight;
    points += category.weight * category.score;
  }
  return weights > 0 ? points / weights : 10;
}

/// The cap that a finding imposes where it concerns the verdict; null for most.
const Cap* cap_of(const Finding& finding) {
  if (finding.confidence < Confidence::likely) return nullptr;
  const auto rung = static_cast<std::size_t>(finding.rung);
  if (rung < rung_caps.size() && breaks_rung(finding)) return &rung_caps[rung];
  switch (finding.severity) {
    case Severity::critical:
      return &critical_cap;
    case Severity::high:
      return &high_cap;
    case Severity::medium:
      return &medium_cap;
    default:
      return nullptr;
  }
}

bool is_of_rung(const Cap& cap) { return &cap >= rung_caps.data() && &cap < rung_caps.data() + rung_caps.size(); }

/// Holds a category down; what that costs is shared among the findings that do it. The category's lost points are by
/// finding.
void apply_cap(CategoryScore& category, const Results& results, const std::vector<std::uint32_t>& capping) {
  const Cap* strictest = nullptr;
  for (const std::uint32_t index : capping) {
    const Cap* const cap = cap_of(results.findings[index]);
    if (strictest == nullptr || cap->category < strictest->category) strictest = cap;
  }
  // A category that no weighty rule applies to does not count, capped or not: counting it only until the repair would
  // let the repair lower the total.
  if (strictest == nullptr || !category.applicable || category.score <= strictest->category) return;
  std::vector<std::uint32_t> holding;
  for (const std::uint32_t index : capping)
    if (cap_of(results.findings[index]) == strictest) holding.push_back(index);
  const double lost = (category.score - strictest->category) / static_cast<double>(holding.size());
  const auto known_size = static_cast<std::ptrdiff_t>(category.lost.size());
  for (const std::uint32_t index : holding) {
    const auto end = category.lost.begin() + known_size;
    const auto known =
        std::lower_bound(category.lost.begin(), end, index,
                         [](const LostPoints& item, std::uint32_t finding) { return item.finding < finding; });
    if (known != end && known->finding == index) {
      known->points += lost;
    } else {
      category.lost.push_back({index, lost});
    }
  }
  category.score = strictest->category;
  category.cap = std::string(strictest->reason) + " holds it at " + decimal(strictest->category);
}

void sort_lost(CategoryScore& category) {
  std::sort(category.lost.begin(), category.lost.end(), [](const LostPoints& left, const LostPoints& right) {
    return left.points != right.points ? left.points > right.points : left.finding < right.finding;
  });
}

struct Marks {
  std::array<CategoryScore, category_count> categories;
  double total = 10;
  std::string cap;
  Verdict verdict = Verdict::seaworthy;  ///< The best that the caps leave.
};

/// The whole score table with some findings repaired.
Marks mark(const project::Project& project, const Results& results, const std::vector<bool>& judged,
           const OpenFindings& open, const Losses& losses, const std::vector<Asked>& asked) {
  Marks marks;
  marks.categories = score_categories(losses, asked);
  std::array<std::vector<std::uint32_t>, category_count> capping;
  const Cap* strictest = nullptr;
  for (std::uint32_t index = 0; index < results.findings.size(); ++index) {
    const Finding& finding = results.findings[index];
    const Cap* const cap = open[index] ? cap_of(finding) : nullptr;
    if (cap == nullptr || !concerns_verdict(project, judged, finding)) continue;
    // Files that nothing starts hold no deployment down, where there is one.
    if (is_of_rung(*cap) && finding.stacks.empty() && !project.stacks.empty()) continue;
    capping[slot(rules::registered(finding.rule).rule->category)].push_back(index);
    if (strictest == nullptr || cap->total < strictest->total) strictest = cap;
    marks.verdict = std::max(marks.verdict, cap->verdict);
  }
  for (std::size_t index = 0; index < capping.size(); ++index) {
    apply_cap(marks.categories[index], results, capping[index]);
    sort_lost(marks.categories[index]);
  }
  marks.total = total_of(marks.categories);
  if (strictest != nullptr && marks.total > strictest->total) {
    marks.total = strictest->total;
    marks.cap = std::string(strictest->reason) + " holds it at " + decimal(strictest->total);
  }
  return marks;
}

/// The findings that reach each stack.
std::vector<std::vector<std::uint32_t>> sort_by_stack(const project::Project& project, const Results& results) {
  std::vector<std::vector<std::uint32_t>> of_stacks(project.stacks.size());
  for (std::uint32_t index = 0; index < results.findings.size(); ++index)
    for (const std::uint32_t stack : results.findings[index].stacks) of_stacks[stack].push_back(index);
  return of_stacks;
}

std::string grade_of(double total) {
  // What is printed with one decimal decides, so that no report shows 9.0 with an A-.
  const double printed = std::round(total * 10) / 10;
  for (const GradeStep& step : grades)
    if (printed >= step.from) return std::string(step.grade);
  return "F";
}

/// The best verdict that a total or a component's score allows.
Verdict verdict_of(double score) {
  return score < least_for_repair      ? Verdict::not_seaworthy
         : score < least_for_seaworthy ? Verdict::needs_repair
                                       : Verdict::seaworthy;
}

bool is_component(discover::FileKind kind) {
  using discover::FileKind;
  switch (kind) {
    case FileKind::dockerfile:
    case FileKind::compose:
    case FileKind::bake:
    case FileKind::nginx:
    case FileKind::traefik:
    case FileKind::caddy:
    case FileKind::haproxy:
    case FileKind::prometheus:
    case FileKind::alertmanager:
    case FileKind::entrypoint:
    case FileKind::script:
    case FileKind::makefile:
    case FileKind::ci:
      return true;
    default:
      return false;
  }
}

/// What is said of each file, sorted by file.
class SaidOfFiles {
 public:
  SaidOfFiles(const project::Project& project, const Results& results) : results_(results) {
    std::vector<std::uint32_t> file_of_subject;
    file_of_subject.reserve(results.subjects.size());
    for (const rules::Subject& subject : results.subjects) file_of_subject.push_back(index_of(subject.span));
    const std::size_t files = project.sources.size();
    // The files' parts are counted first, so that everything fits into one list.
    first_subject_.resize(files + 1);
    const auto each_subject = [&](auto take) {
      for (std::uint32_t rule = 0; rule < results.rules.size(); ++rule) {
        const RuleResult& result = results.rules[rule];
        for (std::uint32_t subject = 0; subject < result.subjects.size(); ++subject)
          if (const std::uint32_t file = file_of_subject[result.subjects[subject].subject]; file != none)
            take(file, Subject{rule, subject});
      }
    };
    each_subject([&](std::uint32_t file, Subject) { ++first_subject_[file + 1]; });
    std::partial_sum(first_subject_.begin(), first_subject_.end(), first_subject_.begin());
    subjects_.resize(first_subject_.back());
    std::vector<std::size_t> next(first_subject_.begin(), first_subject_.end() - 1);
    each_subject([&](std::uint32_t file, Subject subject) { subjects_[next[file]++] = subject; });

    findings_.resize(files);
    for (std::uint32_t index = 0; index < results.findings.size(); ++index)
      if (const std::uint32_t file = index_of(results.findings[index].span); file != none)
        findings_[file].push_back(index);
  }

  const std::vector<std::uint32_t>& findings(FileId file) const { return findings_[static_cast<std::size_t>(file)]; }

  /// What the rules were asked about the file, by rule.
  std::vector<Asked> asked(FileId file) const {
    std::vector<Asked> asked;
    const auto index = static_cast<std::size_t>(file);
    for (std::size_t at = first_subject_[index]; at < first_subject_[index + 1]; ++at) {
      const auto [rule, subject] = subjects_[at];
      if (asked.empty() || asked.back().result != &results_.rules[rule])
        asked.push_back({.result = &results_.rules[rule]});
      asked.back().add(subject);
    }
    return asked;
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static std::uint32_t index_of(Span span) { return span.valid() ? static_cast<std::uint32_t>(span.file) : none; }

  struct Subject {
    std::uint32_t rule;     ///< Index into Results::rules.
    std::uint32_t subject;  ///< Index into the rule's subjects.
  };
  const Results& results_;
  std::vector<Subject> subjects_;
  std::vector<std::size_t> first_subject_;  ///< By file; one more at the end.
  std::vector<std::vector<std::uint32_t>> findings_;
};

/// Rules with a strength that the file's subjects all pass.
std::vector<RuleId> strengths_of(const std::vector<Asked>& asked) {
  std::vector<RuleId> strengths;
  for (const Asked& of_rule : asked)
    if (of_rule.failed.empty() && !rules::registered(of_rule.result->rule).rule->strength.empty())
      strengths.push_back(of_rule.result->rule);
  return strengths;
}

/// Nothing for a file that no rule says anything of.
std::optional<ComponentScore> judge_component(const project::File& file, const Results& results, const Losses& losses,
                                              const SaidOfFiles& said) {
  const std::vector<Asked> asked = said.asked(file.source);
  std::vector<std::uint32_t> findings = said.findings(file.source);
  if (asked.empty() && findings.empty()) return std::nullopt;
  const std::array<CategoryScore, category_count> categories = score_categories(losses, asked);
  const bool judged = std::any_of(categories.begin(), categories.end(),
                                  [](const CategoryScore& category) { return category.applicable; });
  for (const CategoryScore& category : categories)
    for (const LostPoints& lost : category.lost) findings.push_back(lost.finding);
  if (!judged && findings.empty()) return std::nullopt;
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());

  ComponentScore component;
  component.path = std::string(file.path);
  component.kind = file.kind;
  component.findings = std::move(findings);
  component.strengths = strengths_of(asked);
  component.score = total_of(categories);
  Verdict best = Verdict::seaworthy;
  for (const std::uint32_t index : component.findings) {
    const Cap* const cap = cap_of(results.findings[index]);
    if (cap == nullptr) continue;
    component.score = std::min(component.score, cap->total);
    best = std::max(best, cap->verdict);
  }
  component.verdict = std::max(best, verdict_of(component.score));
  return component;
}

std::vector<ComponentScore> judge_components(const project::Project& project, const Results& results,
                                             const Losses& losses, unsigned threads) {
  const SaidOfFiles said(project, results);
  std::vector<std::optional<ComponentScore>> of_files(project.files.size());
  parallel_for(project.files.size(), threads, [&](std::size_t index, unsigned) {
    const project::File& file = project.files[index];
    if (is_component(file.kind) && file.source != FileId::none)
      of_files[index] = judge_component(file, results, losses, said);
  });
  std::vector<ComponentScore> components;
  for (std::optional<ComponentScore>& component : of_files)
    if (component.has_value()) components.push_back(std::move(*component));
  return components;
}

std::vector<Strength> find_strengths(const Results& results) {
  std::vector<Strength> strengths;
  for (const RuleResult& result : results.rules) {
    if (rules::registered(result.rule).rule->strength.empty()) continue;
    Strength strength{.rule = result.rule, .total = static_cast<std::uint32_t>(result.subjects.size())};
    for (std::uint32_t index = 0; index < result.subjects.size(); ++index) {
      if (!result.subjects[index].passed) continue;
      ++strength.passed;
      strength.subjects.push_back(index);
    }
    if (strength.passed > 0) strengths.push_back(std::move(strength));
  }
  std::stable_sort(strengths.begin(), strengths.end(), [](const Strength& left, const Strength& right) {
    // passed/total compared without dividing.
    const std::uint64_t a = std::uint64_t{left.passed} * right.total;
    const std::uint64_t b = std::uint64_t{right.passed} * left.total;
    if (a != b) return a > b;
    if (left.total != right.total) return left.total > right.total;
    return rules::registered(left.rule).rule->severity > rules::registered(right.rule).rule->severity;
  });
  return strengths;
}

bool reaches_judged(const Finding& finding, const Score& score) {
  return finding.stacks.empty() || std::any_of(finding.stacks.begin(), finding.stacks.end(), [&](std::uint32_t stack) {
           return stack < score.judged_stacks.size() && score.judged_stacks[stack];
         });
}

std::vector<std::uint32_t> find_urgent(const Results& results, const Score& score) {
  std::vector<double> points(results.findings.size());
  for (const CategoryScore& category : score.categories)
    for (const LostPoints& lost : category.lost) points[lost.finding] += lost.points * category.weight;
  const auto urgency = [&](std::uint32_t index) {
    const Finding& finding = results.findings[index];
    const bool breaks = breaks_rung(finding);
    // Smaller is more urgent. What keeps a stack from coming up, or loses what it holds, stands before what endangers
    // one that runs.
    return std::tuple(phase(finding, score), !reaches_judged(finding, score), !breaks,
                      breaks && finding.rung <= Rung::keep ? static_cast<int>(finding.rung) : rung_count,
                      -static_cast<int>(finding.severity), -static_cast<int>(finding.confidence), -points[index],
                      index);
  };
  // The most urgent finding of each rule.
  std::map<RuleId, decltype(urgency(0))> first;
  for (std::uint32_t index = 0; index < results.findings.size(); ++index) {
    const Finding& finding = results.findings[index];
    if (finding.severity == Severity::info) continue;
    const auto rank = urgency(index);
    const auto [known, is_new] = first.try_emplace(finding.rule, rank);
    if (!is_new && rank < known->second) known->second = rank;
  }
  std::vector<decltype(urgency(0))> ranks;
  for (const auto& [rule, rank] : first) ranks.push_back(rank);
  std::sort(ranks.begin(), ranks.end());
  std::vector<std::uint32_t> order;
  for (const auto& rank : ranks) order.push_back(std::get<7>(rank));
  return order;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::seaworthy:
      return "seaworthy";
    case Verdict::needs_repair:
      return "needs-repair";
    case Verdict::not_seaworthy:
      break;
  }
  return "not-seaworthy";
}

Score judge(const project::Project& project, const rules::Results& results, unsigned threads) {
  Score score;
  score.judged_stacks = judged_stacks(project);
  const OpenFindings all_open(results.findings.size(), true);
  const std::vector<std::vector<std::uint32_t>> reaching = sort_by_stack(project, results);
  for (const project::Stack& stack : project.stacks)
    score.ladders.push_back(climb(project, results, stack, reaching[stack.index]));

  const Losses losses(results);
  const std::vector<Asked> asked = all_subjects(results);
  Marks marks;
  // None of these needs what another one makes. The longest comes first.
  const std::size_t phases = score.after_phase.size();
  parallel_for(3 + phases, threads, [&](std::size_t task, unsigned) {
    if (task == 0) {
      score.components = judge_components(project, results, losses, threads);
    } else if (task == 1) {
      marks = mark(project, results, score.judged_stacks, all_open, losses, asked);
    } else if (task == 2) {
      score.strengths = find_strengths(results);
    } else {
      const std::size_t last = task - 3;
      OpenFindings open = all_open;
      for (std::size_t index = 0; index < open.size(); ++index)
        open[index] = open[index] && phase(results.findings[index], score) > static_cast<int>(last);
      score.after_phase[last] = mark(project, results, score.judged_stacks, open, {losses, open}, asked).total;
    }
  });
  score.categories = std::move(marks.categories);
  score.total = marks.total;
  score.cap = std::move(marks.cap);
  score.grade = grade_of(score.total);

  score.verdict = std::max(marks.verdict, verdict_of(score.total));
  for (std::size_t index = 0; index < score.ladders.size(); ++index) {
    if (!score.judged_stacks[index]) continue;
    const int broken = score.ladders[index].first_broken;
    if (broken <= static_cast<int>(Rung::start)) {
      score.verdict = Verdict::not_seaworthy;
    } else if (broken < static_cast<int>(Rung::resist)) {
      score.verdict = std::max(score.verdict, Verdict::needs_repair);
    }
  }

  score.urgent = find_urgent(results, score);
  return score;
}

int phase(const Finding& finding, const Score& score) {
  if (!reaches_judged(finding, score) || finding.confidence < Confidence::likely) return 2;
  if (finding.severity == Severity::critical) return 0;
  if (finding.severity == Severity::high) return finding.rung <= Rung::start ? 0 : 1;
  return 2;
}

std::vector<std::string> explain_formula() {
  const auto list = [](const auto& names, const auto& values) {
    std::string text;
    for (std::size_t index = 0; index < values.size(); ++index) {
      if (index > 0) text += ", ";
      text += std::string(names(index)) + " " + decimal(values[index]);
    }
    return text;
  };
  std::vector<std::string> lines;
  lines.push_back(
      "Category: 10 x sum(weight x share of subjects that pass) / sum(weights), over the rules that apply.");
  lines.push_back(
      "Weight of a rule: " +
      list([](std::size_t index) { return seaworthy::name(static_cast<Severity>(index)); }, severity_weights) +
      "; a subject whose findings are milder than the rule fails in proportion.");
  lines.push_back(
      "Total: mean of the categories that apply, weighted " +
      list([](std::size_t index) { return seaworthy::name(static_cast<Category>(index)); }, category_weights) + ".");
  std::string caps = "Caps on category and total: ";
  const auto add_cap = [&](const Cap& cap) {
    if (!caps.ends_with(' ')) caps += ", ";
    caps += std::string(cap.reason) + " " + decimal(cap.category) + " and " + decimal(cap.total);
  };
  for (const Cap& cap : rung_caps) add_cap(cap);
  for (const Cap& cap : {critical_cap, high_cap, medium_cap}) add_cap(cap);
  caps += "; of stacks meant for production, or of all where none is, and of findings that are at least likely.";
  lines.push_back(std::move(caps));
  std::string steps = "Grades: ";
  for (const GradeStep& step : grades) {
    if (&step != &grades.front()) steps += ", ";
    steps += std::string(step.grade) + " from " + decimal(step.from);
  }
  lines.push_back(steps + ".");
  lines.push_back(
      "Verdict: not seaworthy when a finding is critical, such a stack does not come up, or the total is below " +
      decimal(least_for_repair) +
      "; needs repair when a finding is high, such a stack breaks before `resist`, or the "
      "total is below " +
      decimal(least_for_seaworthy) + ".");
  return lines;
}

}  // namespace seaworthy::score
