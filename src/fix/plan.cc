#include "fix/plan.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "fix/overlay.h"
#include "rules/lib/secret_shapes.h"
#include "text/edit.h"

namespace seaworthy::fix {
namespace {

/// Each round repairs at least one finding of every place where several fixes meet; more are needed only when fixes
/// undo each other.
constexpr int most_rounds = 40;
constexpr std::uint64_t largest_file = 1u << 30;

using Texts = std::map<std::string, std::string, std::less<>>;
/// Rule, path and message of a finding: how it is known again in the next round.
using Key = std::tuple<RuleId, std::string, std::string>;

class Planner {
 public:
  Planner(const FileSystem& files, const Auditor& audit, const Options& options)
      : files_(files), audit_(audit), options_(options), current_(audit(files)) {}

  Plan run() {
    for (int round = 0; round < most_rounds; ++round) {
      const std::vector<const Finding*> chosen = choose();
      if (chosen.empty()) break;
      EditSet accepted;
      std::vector<const Finding*> repaired;
      Audit result;
      if (!accept_by_parts(chosen, accepted, repaired, result)) accept(chosen, accepted, repaired, result);
      for (const Finding* finding : repaired) plan_.applied.push_back(describe(*finding));
      if (repaired.empty()) continue;  // What was refused is not chosen again.
      keep(accepted);
      current_ = std::move(result);
    }
    for (auto& [path, text] : texts_) {
      ReadResult original = files_.read(path, largest_file);
      if (original.error != FileError::none || original.bytes == text) continue;
      plan_.changes.push_back({path, std::move(original.bytes), std::move(text)});
    }
    return std::move(plan_);
  }

 private:
  std::string path_of(const Finding& finding) const {
    return finding.span.valid() ? std::string(current_.project->sources[finding.span.file].path()) : std::string();
  }
  Key key_of(const Finding& finding) const { return {finding.rule, path_of(finding), finding.message}; }

  PlannedFix describe(const Finding& finding) const {
    const Fix& fix = finding.fixes.front();
    const std::uint32_t line =
        finding.span.valid() ? current_.project->sources[finding.span.file].place(finding.span.begin).line : 0;
    return {finding.rule, fix.level, fix.title, path_of(finding), line, {}};
  }

  /// Findings whose fixes may go together, in the order of the report.
  std::vector<const Finding*> choose() const {
    std::vector<const Finding*> chosen;
    EditSet taken;
    for (const Finding& finding : current_.results.findings) {
      if (finding.fixes.empty() || finding.fixes.front().edits.empty()) continue;
      if (finding.fixes.front().level > options_.level) continue;
      if (options_.wanted && !options_.wanted(finding)) continue;
      if (refused_.contains(key_of(finding)) || !taken.add(finding.fixes.front().edits)) continue;
      chosen.push_back(&finding);
    }
    return chosen;
  }

  /// The texts of all changed files with further edits on top.
  Texts with(const EditSet& edits) const {
    Texts texts = texts_;
    std::set<FileId> done;
    for (const Edit& edit : edits.edits()) {
      if (!done.insert(edit.span.file).second) continue;
      const Source& source = current_.project->sources[edit.span.file];
      texts[std::string(source.path())] = edits.apply(source);
    }
    return texts;
  }
  void keep(const EditSet& edits) { texts_ = with(edits); }

  /// Adds the fixes of `findings`, and says how the tree gets worse.
  std::vector<Worsening> attempt(std::span<const Finding* const> findings, EditSet& edits,
                                 std::vector<const Finding*>& repaired, Audit& after) const {
    for (const Finding* finding : findings) {
      edits.add(finding->fixes.front().edits);
      repaired.push_back(finding);
    }
    after = audit_(Overlay(files_, with(edits)));
    return what_got_worse(current_, after, repaired);
  }

  void refuse(const Finding& finding, std::string reason) {
    PlannedFix refused = describe(finding);
    refused.refused = std::move(reason);
    plan_.refused.push_back(std::move(refused));
    refused_.insert(key_of(finding));
  }

  /// Fixes that have a file in common, and what of them is still to be tried.
  struct Part {
    std::vector<std::vector<const Finding*>> waiting;
    std::vector<const Finding*> tried;
  };

  /// Fixes of unrelated files are searched at the same time for those that do harm: an audit judges one trial of each
  /// part, and what got worse in a part's files is that part's fault. So a tree takes about as many audits as its worst
  /// part, not as all of its parts together. False, and nothing is changed, when that supposition does not hold, since
  /// a fix may do harm far away from its own files.
  bool accept_by_parts(std::span<const Finding* const> findings, EditSet& accepted,
                       std::vector<const Finding*>& repaired, Audit& result) {
    std::map<std::string, std::size_t, std::less<>> part_of_path;
    std::vector<Part> parts = split(findings, part_of_path);
    std::set<const Finding*> good;
    std::vector<std::pair<const Finding*, std::string>> bad;
    const auto is_waiting = [](const Part& part) { return !part.waiting.empty(); };
    for (;;) {
      std::vector<const Finding*> trial(good.begin(), good.end());
      const bool is_last = std::ranges::none_of(parts, is_waiting);
      for (Part& part : parts) {
        part.tried.clear();
        if (part.waiting.empty()) continue;
        part.tried = std::move(part.waiting.back());
        part.waiting.pop_back();
        trial.insert(trial.end(), part.tried.begin(), part.tried.end());
      }
      EditSet edits;
      std::vector<const Finding*> all;
      const std::vector<Worsening> worse = attempt(in_order(findings, trial), edits, all, result);
      if (worse.empty() && std::ranges::none_of(parts, is_waiting)) {
        accepted = std::move(edits);
        repaired = std::move(all);
        for (auto& [finding, reason] : bad) refuse(*finding, std::move(reason));
        return true;
      }
      // What has been found good part by part does harm together.
      if (is_last) return false;
      std::vector<std::vector<const Worsening*>> blame(parts.size());
      for (const Worsening& each : worse) {
        const auto part = part_of_path.find(each.path);
        if (part == part_of_path.end() || parts[part->second].tried.empty()) return false;
        blame[part->second].push_back(&each);
      }
      for (std::size_t index = 0; index < parts.size(); ++index) {
        Part& part = parts[index];
        if (blame[index].empty())
          good.insert(part.tried.begin(), part.tried.end());
        else if (part.tried.size() == 1)
          bad.emplace_back(part.tried.front(), blame[index].front()->reason);
        else
          divide(part, blame[index]);
      }
    }
  }

  /// Fixes by the files that they touch or that their findings stand in.
  std::vector<Part> split(std::span<const Finding* const> findings,
                          std::map<std::string, std::size_t, std::less<>>& part_of_path) const {
    std::vector<std::vector<const Finding*>> groups;
    for (const Finding* finding : findings) {
      std::set<std::string> paths = {path_of(*finding)};
      for (const Edit& edit : finding->fixes.front().edits)
        paths.emplace(current_.project->sources[edit.span.file].path());
      const std::size_t group = groups.size();
      groups.push_back({finding});
      for (const std::string& path : paths) {
        const auto [known, is_new] = part_of_path.try_emplace(path, group);
        const std::size_t other = known->second;
        if (is_new || other == group) continue;
        groups[group].insert(groups[group].begin(), groups[other].begin(), groups[other].end());
        groups[other].clear();
        for (auto& [_, number] : part_of_path)
          if (number == other) number = group;
      }
    }
    std::vector<Part> parts(groups.size());
    for (std::size_t index = 0; index < groups.size(); ++index)
      if (!groups[index].empty()) parts[index].waiting.push_back(std::move(groups[index]));
    return parts;
  }

  /// Those that did not do what they were to do are tried apart from the others; otherwise the halves.
  void divide(Part& part, const std::vector<const Worsening*>& blame) const {
    const auto is_suspect = [&](const Finding* finding) {
      return std::ranges::any_of(blame, [&](const Worsening* worse) {
        return worse->unrepaired == finding->rule && worse->path == path_of(*finding);
      });
    };
    auto middle = std::stable_partition(part.tried.begin(), part.tried.end(), is_suspect);
    if (middle == part.tried.begin() || middle == part.tried.end())
      middle = part.tried.begin() + static_cast<std::ptrdiff_t>(part.tried.size() / 2);
    part.waiting.emplace_back(middle, part.tried.end());
    part.waiting.emplace_back(part.tried.begin(), middle);
  }

  static std::vector<const Finding*> in_order(std::span<const Finding* const> findings,
                                              std::vector<const Finding*> some) {
    std::ranges::sort(some);
    std::vector<const Finding*> ordered;
    for (const Finding* finding : findings)
      if (std::ranges::binary_search(some, finding)) ordered.push_back(finding);
    return ordered;
  }

  /// Adds as many of `findings` as leave the tree better; halves the list to find the one that does not.
  void accept(std::span<const Finding* const> findings, EditSet& accepted, std::vector<const Finding*>& repaired,
              Audit& result) {
    EditSet tried = accepted;
    std::vector<const Finding*> all = repaired;
    Audit after;
    const std::vector<Worsening> worse = attempt(findings, tried, all, after);
    if (worse.empty()) {
      accepted = std::move(tried);
      repaired = std::move(all);
      result = std::move(after);
    } else if (findings.size() == 1) {
      refuse(*findings.front(), worse.front().reason);
    } else {
      const std::size_t half = findings.size() / 2;
      accept(findings.first(half), accepted, repaired, result);
      accept(findings.subspan(half), accepted, repaired, result);
    }
  }

  const FileSystem& files_;
  const Auditor& audit_;
  const Options& options_;
  Audit current_;
  Texts texts_;
  std::set<Key> refused_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const FileSystem& files, const Auditor& audit, const Options& options) {
  return Planner(files, audit, options).run();
}

std::string diff(const Plan& plan) {
  std::string text;
  for (const FileChange& change : plan.changes) {
    const std::string patch = unified_diff(change.path, change.before, change.after);
    std::string_view rest = patch;
    while (!rest.empty()) {
      const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
      const std::string_view line = rest.substr(0, length);
      rest.remove_prefix(length);
      // The first column says what the line is; headers have no secret to hide.
      const bool is_text = line.front() == ' ' || (line.front() == '+' && !line.starts_with("+++ ")) ||
                           (line.front() == '-' && !line.starts_with("--- "));
      text += is_text ? line.front() + rules::redact(line.substr(1)) : std::string(line);
    }
  }
  return text;
}

}  // namespace seaworthy::fix
