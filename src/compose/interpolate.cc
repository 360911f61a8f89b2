// The reference implementation finds references with a regular expression whose braces are greedy, then cuts at the
// first balanced brace. Both steps are kept, since they decide what `${A:-{}}` or `${A:-x} }` mean.

#include "compose/interpolate.h"

#include <algorithm>
#include <string>

namespace seaworthy::compose {
namespace {

constexpr int deepest_default = 60;

bool begins_name(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return begins_name(c) || (c >= '0' && c <= '9'); }

/// Index of the brace that closes the first `{` of `text`, npos when none does. The byte behind a `{` is never looked
/// at, as in the reference.
std::size_t closing_brace(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}' && --open == 0) return i;
    if (text[i] == '{') {
      ++open;
      ++i;
    }
  }
  return std::string_view::npos;
}

class Interpolator {
 public:
  Interpolator(const MappedText& whole, const Lookup& lookup, Arena& arena, std::vector<Interpolation>& trace,
               std::vector<InterpolationProblem>& problems)
      : whole_(whole), lookup_(lookup), arena_(arena), trace_(trace), problems_(problems) {}

  bool failed() const { return failed_; }

  /// Interpolates [begin, end) of the whole text and appends the result.
  void run(std::size_t begin, std::size_t end, int depth, std::string& out) {
    const std::string_view text = whole_.text;
    if (depth > deepest_default) {
      fail(InterpolationProblem::Kind::invalid, begin, end, {}, {});
      return;
    }
    std::size_t at = begin;
    std::size_t line_end = begin;    // End of the line that `last_brace` belongs to.
    std::size_t last_brace = begin;  // Last `}` of that line.
    while (at < end) {
      const std::size_t dollar = std::min(text.substr(0, end).find('$', at), end);
      out += text.substr(at, dollar - at);
      at = dollar;
      if (at >= end) return;
      const char next = at + 1 < end ? text[at + 1] : '\0';
      if (next == '$') {
        out += '$';
        at += 2;
      } else if (begins_name(next)) {
        std::size_t stop = at + 1;
        while (stop < end && is_name(text[stop])) ++stop;
        plain(text.substr(at + 1, stop - at - 1), at, stop, out);
        at = stop;
      } else if (next == '{') {
        if (at >= line_end) {
          line_end = std::min(text.substr(0, end).find('\n', at), end);
          const std::size_t found = text.substr(0, line_end).rfind('}');
          last_brace = found == std::string_view::npos ? begin : found;
        }
        at = braced(at, end, last_brace, depth, out);
      } else {
        out += '$';
        ++at;
      }
    }
  }

 private:
  /// `${` at `at`; returns where to go on.
  std::size_t braced(std::size_t at, std::size_t end, std::size_t last_brace, int depth, std::string& out) {
    const std::string_view text = whole_.text;
    std::size_t stop = at + 2;
    if (stop < end && begins_name(text[stop]))
      while (stop < end && is_name(text[stop])) ++stop;
    const std::string_view name = text.substr(at + 2, stop - at - 2);
    if (!name.empty() && stop < end && text[stop] == '}') {
      plain(name, at, stop + 1, out);
      return stop + 1;
    }
    std::size_t operation_end = stop;
    if (operation_end < end && text[operation_end] == ':') ++operation_end;
    const bool operation = !name.empty() && operation_end < end &&
                           (text[operation_end] == '-' || text[operation_end] == '+' || text[operation_end] == '?');
    if (!operation || last_brace <= operation_end) {
      fail(InterpolationProblem::Kind::invalid, at, std::min(end, at + 2), {}, {});
      return at + 2;
    }
    ++operation_end;
    // The greedy match runs to the last brace of the line; within it the first balanced brace closes.
    const std::string_view greedy = text.substr(at, last_brace + 1 - at);
    const std::size_t balanced = closing_brace(greedy);
    const std::size_t close = balanced == std::string_view::npos ? last_brace : at + balanced;
    if (close < operation_end) {
      fail(InterpolationProblem::Kind::invalid, at, std::min(end, at + 2), {}, {});
      return at + 2;
    }
    operate(name, text.substr(stop, operation_end - stop), operation_end, close, at, depth, out);
    return close + 1;
  }

  void plain(std::string_view name, std::size_t begin, std::size_t end, std::string& out) {
    const Variable* const variable = lookup_(name);
    if (variable == nullptr) {
      problems_.push_back({InterpolationProblem::Kind::unset, span(begin, end), name, {}});
    } else {
      out += variable->value;
    }
    note(name, {}, {}, variable != nullptr ? variable->value : std::string_view(), begin, end, variable,
         VariableSource::unset);
  }

  void operate(std::string_view name, std::string_view operation, std::size_t argument, std::size_t close,
               std::size_t begin, int depth, std::string& out) {
    const Variable* const variable = lookup_(name);
    const bool colon = operation.starts_with(':');
    const bool falls_back = variable != nullptr && variable->stands_in && operation.back() == '-';
    const bool given = variable != nullptr && !falls_back && !(colon && variable->value.empty());
    const std::size_t entry = trace_.size();
    note(name, operation, whole_.text.substr(argument, close - argument), {}, begin, close + 1, variable,
         VariableSource::unset);
    std::string result;
    const char kind = operation.back();
    if (kind == '?') {
      if (given) {
        result = variable->value;
      } else {
        const bool failed_before = failed_;
        failed_ = false;
        run(argument, close, depth + 1, result);
        if (!failed_) fail(InterpolationProblem::Kind::required, begin, close + 1, name, arena_.copy(result));
        failed_ = failed_ || failed_before;
        result.clear();
      }
    } else if ((kind == '-') != given) {
      trace_[entry].source = kind == '-' ? VariableSource::default_value : VariableSource::alternative;
      trace_[entry].source_span = {};
      run(argument, close, depth + 1, result);
    } else if (variable != nullptr) {
      result = variable->value;
    }
    trace_[entry].result = arena_.copy(result);
    out += result;
  }

  void note(std::string_view name, std::string_view operation, std::string_view argument, std::string_view result,
            std::size_t begin, std::size_t end, const Variable* variable, VariableSource otherwise) {
    Interpolation interpolation;
    interpolation.variable = name;
    interpolation.operation = operation;
    interpolation.argument = argument;
    interpolation.result = result;
    interpolation.span = span(begin, end);
    interpolation.source = variable != nullptr ? variable->source : otherwise;
    if (variable != nullptr) interpolation.source_span = variable->span;
    trace_.push_back(interpolation);
  }

  void fail(InterpolationProblem::Kind kind, std::size_t begin, std::size_t end, std::string_view variable,
            std::string_view reason) {
    failed_ = true;
    problems_.push_back({kind, span(begin, end), variable, reason});
  }

  Span span(std::size_t begin, std::size_t end) const {
    return whole_.span(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }

  const MappedText& whole_;
  const Lookup& lookup_;
  Arena& arena_;
  std::vector<Interpolation>& trace_;
  std::vector<InterpolationProblem>& problems_;
  bool failed_ = false;
};

/// docker/cli matches `$$`, `$SUBSTITUTION` and `${SUBSTITUTION}`, then looks for `:-`, `-`, `:?` and `?` anywhere in
/// the substitution, in that order.
class StackFileInterpolator {
 public:
  StackFileInterpolator(const MappedText& whole, const Lookup& lookup, std::vector<Interpolation>& trace,
                        std::vector<InterpolationProblem>& problems)
      : whole_(whole), lookup_(lookup), trace_(trace), problems_(problems) {}

  bool run(std::string& out) {
    const std::string_view text = whole_.text;
    bool right = true;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t dollar = std::min(text.find('$', at), text.size());
      out += text.substr(at, dollar - at);
      at = dollar;
      if (at == text.size()) break;
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if (next == '$') {
        out += '$';
        at += 2;
        continue;
      }
      const bool in_braces = next == '{';
      const std::size_t begin = at + (in_braces ? 2 : 1);
      const std::size_t end = end_of_substitution(begin);
      if (end == begin || (in_braces && (end >= text.size() || text[end] != '}'))) {
        problems_.push_back({InterpolationProblem::Kind::invalid, span(at, std::min(at + 2, text.size())), {}, {}});
        right = false;
        ++at;
        continue;
      }
      const std::size_t stop = in_braces ? end + 1 : end;
      right = substitute(text.substr(begin, end - begin), in_braces, at, stop, out) && right;
      at = stop;
    }
    return right;
  }

 private:
  /// Behind the longest `NAME`, `NAME-text`, `NAME:-text`, `NAME?text` or `NAME:?text` whose text has no `}`.
  std::size_t end_of_substitution(std::size_t begin) const {
    const std::string_view text = whole_.text;
    std::size_t end = begin;
    if (end >= text.size() || !begins_name(text[end])) return begin;
    while (end < text.size() && is_name(text[end])) ++end;
    const std::size_t operation = end < text.size() && text[end] == ':' ? end + 1 : end;
    if (operation >= text.size() || (text[operation] != '-' && text[operation] != '?')) return end;
    return std::min(text.find('}', operation), text.size());
  }

  bool substitute(std::string_view substitution, bool in_braces, std::size_t begin, std::size_t end, std::string& out) {
    std::string_view operation;
    std::size_t at = std::string_view::npos;
    for (const std::string_view each : {":-", "-", ":?", "?"}) {
      at = substitution.find(each);
      if (at == std::string_view::npos) continue;
      operation = each;
      break;
    }
    const std::string_view name = substitution.substr(0, at);
    const std::string_view argument =
        operation.empty() ? std::string_view() : substitution.substr(at + operation.size());
    const Variable* const variable = lookup_(name);
    const bool given = variable != nullptr && !(variable->stands_in && operation.ends_with('-')) &&
                       !(operation.starts_with(':') && variable->value.empty());
    if (operation.ends_with('?') && !given) {
      problems_.push_back({InterpolationProblem::Kind::required, span(begin, end), name, argument});
      note(name, operation, argument, {}, begin, end, nullptr, VariableSource::unset);
      return false;
    }
    const bool falls_back = operation.ends_with('-') && !given;
    const std::string_view result = falls_back ? argument : variable != nullptr ? variable->value : std::string_view();
    if (operation.empty() && variable == nullptr)
      problems_.push_back({InterpolationProblem::Kind::unset, span(begin, end), name, {}});
    // A `?` in the name: the message of a required variable was taken for a default. A `$` in the default stays.
    const bool surprising = name.find_first_of(":?") != std::string_view::npos || (!in_braces && !operation.empty()) ||
                            (falls_back && argument.find('$') != std::string_view::npos);
    if (surprising) problems_.push_back({InterpolationProblem::Kind::surprising, span(begin, end), name, {}});
    note(name, operation, argument, result, begin, end, falls_back ? nullptr : variable,
         falls_back ? VariableSource::default_value : VariableSource::unset);
    out += result;
    return true;
  }

  void note(std::string_view name, std::string_view operation, std::string_view argument, std::string_view result,
            std::size_t begin, std::size_t end, const Variable* variable, VariableSource otherwise) {
    trace_.push_back({name, operation, argument, result, span(begin, end),
                      variable != nullptr ? variable->source : otherwise,
                      variable != nullptr ? variable->span : Span{}});
  }

  Span span(std::size_t begin, std::size_t end) const {
    return whole_.span(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }

  const MappedText& whole_;
  const Lookup& lookup_;
  std::vector<Interpolation>& trace_;
  std::vector<InterpolationProblem>& problems_;
};

}  // namespace

std::vector<Variable> Environment::sorted() const {
  std::vector<Variable> result;
  result.reserve(variables_.size());
  for (const auto& [name, variable] : variables_) result.push_back(variable);
  std::sort(result.begin(), result.end(),
            [](const Variable& left, const Variable& right) { return left.name < right.name; });
  return result;
}

std::optional<std::string_view> interpolate(const MappedText& text, const Lookup& lookup, Arena& arena,
                                            std::vector<Interpolation>& trace,
                                            std::vector<InterpolationProblem>& problems) {
  if (text.text.find('$') == std::string_view::npos) return text.text;
  Interpolator interpolator(text, lookup, arena, trace, problems);
  std::string out;
  interpolator.run(0, text.text.size(), 0, out);
  if (interpolator.failed()) return std::nullopt;
  return arena.copy(out);
}

std::optional<std::string_view> interpolate_stack_file(const MappedText& text, const Lookup& lookup, Arena& arena,
                                                       std::vector<Interpolation>& trace,
                                                       std::vector<InterpolationProblem>& problems) {
  if (text.text.find('$') == std::string_view::npos) return text.text;
  std::string out;
  if (!StackFileInterpolator(text, lookup, trace, problems).run(out)) return std::nullopt;
  return arena.copy(out);
}

}  // namespace seaworthy::compose
