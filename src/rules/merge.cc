#include "rules/merge.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <tuple>

#include "rules/lib/secret_shapes.h"
#include "rules/registry.h"

namespace seaworthy::rules {
namespace {

constexpr std::size_t most_subjects_named = 6;
constexpr std::size_t longest_content = 400;

/// The message with the service's own name taken out, so that two services that share a line say the same.
std::string without_name(const RawFinding& raw) {
  std::string message = raw.finding.message;
  if (raw.service.empty()) return message;
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

std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  for (const char letter : text) seed = (seed ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  return (seed ^ 0xff) * 0x100000001b3;  // Ends the text, so that "ab" + "c" is not "a" + "bc".
}

std::string without_extra_space(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const bool is_space = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    if (!is_space) {
      result += letter;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

}  // namespace

std::vector<Finding> merge(std::vector<RawFinding> raw, const project::Project& project) {
  struct Keyed {
    RawFinding* raw;
    std::string message;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(raw.size());
  for (RawFinding& item : raw) keyed.push_back({&item, without_name(item)});
  std::stable_sort(keyed.begin(), keyed.end(), [](const Keyed& left, const Keyed& right) {
    const Finding& a = left.raw->finding;
    const Finding& b = right.raw->finding;
    return std::tie(a.span, a.rule, left.message, a.subject) < std::tie(b.span, b.rule, right.message, b.subject);
  });

  std::vector<Finding> findings;
  std::vector<std::string> subjects;
  std::vector<std::string_view> others;  // Services that share the finding whose message names the first.
  const Keyed* first = nullptr;
  const auto close = [&] {
    if (findings.empty()) return;
    findings.back().subject = join_subjects(subjects);
    findings.back().message += also(others);
  };
  for (const Keyed& item : keyed) {
    Finding& finding = item.raw->finding;
    const bool same = first != nullptr && findings.back().rule == finding.rule &&
                      findings.back().span == finding.span && first->message == item.message;
    if (same) {
      if (std::find(subjects.begin(), subjects.end(), finding.subject) == subjects.end())
        subjects.push_back(finding.subject);
      if (item.raw->service != first->raw->service && finding.message != findings.back().message &&
          std::find(others.begin(), others.end(), item.raw->service) == others.end())
        others.push_back(item.raw->service);
      absorb(findings.back(), std::move(finding));
    } else {
      close();
      first = &item;
      subjects.assign(1, finding.subject);
      others.clear();
      findings.push_back(std::move(finding));
    }
  }
  close();
  give_ids(findings, project);
  return findings;
}

void give_ids(std::vector<Finding>& findings, const project::Project& project) {
  std::map<std::uint64_t, std::uint32_t> seen;
  // Hidden secrets stay hidden: an id is public, and a short value could be guessed from it. Findings come by place, so
  // that each line is looked at once.
  std::string line;
  const Source* source = nullptr;
  std::uint32_t line_number = 0;
  for (Finding& finding : findings) {
    std::uint64_t id = hash(registered(finding.rule).name, 0xcbf29ce484222325);
    if (finding.span.valid()) {
      const Source& own = project.sources[finding.span.file];
      const Place place = own.place(finding.span.begin);
      if (source != &own || line_number != place.line) {
        source = &own;
        line_number = place.line;
        line = redact(own.line(place.line).substr(0, longest_content));
      }
      id = hash(own.path(), id);
      id = hash(without_extra_space(line), id);
      const std::size_t first = std::min<std::size_t>(place.column - 1, line.size());
      id = hash(without_extra_space(std::string_view(line).substr(first, finding.span.size())), id);
    } else {
      id = hash(finding.message, id);
    }
    if (const std::uint32_t earlier = seen[id]++; earlier > 0) id = hash(std::to_string(earlier), id);
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(id));
    finding.id = text;
  }
}

}  // namespace seaworthy::rules
