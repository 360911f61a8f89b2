#include "rules/merge.h"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>

namespace seaworthy::rules {
namespace {

constexpr std::size_t most_subjects_named = 6;

bool names_own_service(const RawFinding& raw) {
  if (raw.service.empty()) return false;
  const std::string_view message = raw.finding.message;
  for (std::size_t at = message.find(raw.service); at != std::string_view::npos;
       at = message.find(raw.service, at + 1)) {
    const std::size_t end = at + raw.service.size();
    if (at > 0 && message[at - 1] == '`' && end < message.size() && message[end] == '`') return true;
  }
  return false;
}

/// The message with the service's own name taken out, so that two services that share a line say the same.
std::string without_name(const RawFinding& raw) {
  std::string message = raw.finding.message;
  const std::string quoted = "`" + std::string(raw.service) + "`";
  for (std::size_t at = message.find(quoted); at != std::string::npos; at = message.find(quoted, at + 2))
    message.replace(at, quoted.size(), "``");
  return message;
}

template <class T>
void unite(std::vector<T>& into, const std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

/// "service `a`", "service `b`" -> "services `a`, `b`"
std::string join_subjects(const std::vector<std::string>& subjects) {
  if (subjects.size() == 1) return subjects.front();
  std::string_view kind = std::string_view(subjects.front()).substr(0, subjects.front().find(" `"));
  for (const std::string& subject : subjects)
    if (!subject.starts_with(std::string(kind) + " `")) kind = {};
  std::string joined = kind.empty() ? std::string() : std::string(kind) + "s ";
  const std::size_t named = std::min(subjects.size(), most_subjects_named);
  for (std::size_t index = 0; index < named; ++index) {
    if (index > 0) joined += ", ";
    joined += kind.empty() ? subjects[index] : subjects[index].substr(kind.size() + 1);
  }
  if (named < subjects.size()) joined += " and " + std::to_string(subjects.size() - named) + " more";
  return joined;
}

/// " (also `b`, `c`)"
std::string also(const std::vector<std::string_view>& services) {
  if (services.empty()) return {};
  std::string text = " (also ";
  const std::size_t named = std::min(services.size(), most_subjects_named);
  for (std::size_t index = 0; index < named; ++index)
    text += (index > 0 ? ", `" : "`") + std::string(services[index]) + "`";
  if (named < services.size()) text += " and " + std::to_string(services.size() - named) + " more";
  return text + ")";
}

bool same_edits(const std::vector<Fix>& left, const std::vector<Fix>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const Fix& a, const Fix& b) {
    return a.level == b.level && std::equal(a.edits.begin(), a.edits.end(), b.edits.begin(), b.edits.end(),
                                            [](const Edit& one, const Edit& other) {
                                              return one.span == other.span && one.text == other.text;
                                            });
  });
}

void absorb(Finding& finding, Finding&& other) {
  finding.severity = std::max(finding.severity, other.severity);
  finding.confidence = std::max(finding.confidence, other.confidence);
  finding.rung = std::min(finding.rung, other.rung);
  unite(finding.stacks, other.stacks);
  unite(finding.failed_subjects, other.failed_subjects);
  for (const std::string_view alias : other.aliases)
    if (std::find(finding.aliases.begin(), finding.aliases.end(), alias) == finding.aliases.end())
      finding.aliases.push_back(alias);
  for (Note& note : other.notes) {
    const auto known = std::find_if(finding.notes.begin(), finding.notes.end(), [&](const Note& own) {
      return own.span == note.span && own.message == note.message;
    });
    if (known == finding.notes.end()) finding.notes.push_back(std::move(note));
  }
  // Two ways to repair one line: neither is right for both.
  if (!same_edits(finding.fixes, other.fixes)) finding.fixes.clear();
}

/// What a rule says of one place in two stacks, for certain in the one and less so in the other, which knows less of
/// the service, is one fault: the certain words stay. Findings of one place and rule stand together.
void unite_told_twice(std::vector<Finding>& findings) {
  std::size_t kept = 0;
  for (std::size_t index = 0; index < findings.size(); ++index) {
    Finding& next = findings[index];
    Finding* const last = kept > 0 ? &findings[kept - 1] : nullptr;
    const bool same = last != nullptr && last->rule == next.rule && last->span == next.span && next.span.valid() &&
                      last->subject == next.subject && last->confidence != next.confidence &&
                      std::ranges::none_of(next.stacks, [&](const auto& stack) {
                        return std::ranges::find(last->stacks, stack) != last->stacks.end();
                      });
    if (!same) {
      if (kept != index) findings[kept] = std::move(next);
      ++kept;
      continue;
    }
    if (next.confidence > last->confidence) std::swap(*last, next);
    unite(last->stacks, next.stacks);
    unite(last->failed_subjects, next.failed_subjects);
  }
  findings.resize(kept);
}

}  // namespace

std::vector<Finding> merge(std::vector<RawFinding> raw) {
  struct Keyed {
    RawFinding* raw;
    std::string_view message;  ///< Without the service's own name.
  };
  std::deque<std::string> changed;
  std::vector<Keyed> keyed;
  keyed.reserve(raw.size());
  for (RawFinding& item : raw) {
    std::string_view message = item.finding.message;
    if (names_own_service(item)) message = changed.emplace_back(without_name(item));
    keyed.push_back({&item, message});
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const Keyed& left, const Keyed& right) {
    const Finding& a = left.raw->finding;
    const Finding& b = right.raw->finding;
    // What a service runs into comes first: that an image alone does so too is nothing more.
    return std::tie(a.span, a.rule, left.message, left.raw->standalone, a.subject) <
           std::tie(b.span, b.rule, right.message, right.raw->standalone, b.subject);
  });
  // Told before anything is moved.
  std::vector<bool> repeats(keyed.size());
  for (std::size_t index = 1; index < keyed.size(); ++index) {
    const Finding& a = keyed[index - 1].raw->finding;
    const Finding& b = keyed[index].raw->finding;
    repeats[index] = a.rule == b.rule && a.span == b.span && keyed[index - 1].message == keyed[index].message;
  }

  std::vector<Finding> findings;
  findings.reserve(static_cast<std::size_t>(std::count(repeats.begin(), repeats.end(), false)));
  std::vector<std::string> subjects;
  std::vector<std::string_view> others;  // Services that share the finding whose message names the first.
  const RawFinding* first = nullptr;
  const auto close = [&] {
    if (subjects.size() > 1) findings.back().subject = join_subjects(subjects);
    if (!others.empty()) findings.back().message += also(others);
  };
  for (std::size_t index = 0; index < keyed.size(); ++index) {
    RawFinding& item = *keyed[index].raw;
    if (repeats[index] && item.standalone && !first->standalone) {
      unite(findings.back().failed_subjects, item.finding.failed_subjects);
    } else if (repeats[index]) {
      if (std::find(subjects.begin(), subjects.end(), item.finding.subject) == subjects.end())
        subjects.push_back(item.finding.subject);
      if (item.service != first->service && item.finding.message != findings.back().message &&
          std::find(others.begin(), others.end(), item.service) == others.end())
        others.push_back(item.service);
      absorb(findings.back(), std::move(item.finding));
    } else {
      close();
      first = &item;
      subjects.assign(1, item.finding.subject);
      others.clear();
      findings.push_back(std::move(item.finding));
    }
  }
  close();
  unite_told_twice(findings);
  return findings;
}

}  // namespace seaworthy::rules
