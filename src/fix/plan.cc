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
      accept(chosen, accepted, repaired, result);
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

  /// Adds as many of `findings` as leave the tree better; halves the list to find the one that does not.
  void accept(std::span<const Finding* const> findings, EditSet& accepted, std::vector<const Finding*>& repaired,
              Audit& result) {
    EditSet tried = accepted;
    std::vector<const Finding*> all = repaired;
    for (const Finding* finding : findings) {
      tried.add(finding->fixes.front().edits);
      all.push_back(finding);
    }
    Audit after = audit_(Overlay(files_, with(tried)));
    const std::string worse = what_got_worse(current_, after, all);
    if (worse.empty()) {
      accepted = std::move(tried);
      repaired = std::move(all);
      result = std::move(after);
    } else if (findings.size() == 1) {
      PlannedFix refused = describe(*findings.front());
      refused.refused = worse;
      plan_.refused.push_back(std::move(refused));
      refused_.insert(key_of(*findings.front()));
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
