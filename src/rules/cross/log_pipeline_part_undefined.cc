#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <vector>

#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::log_pipeline_part_undefined {

struct Place {
  std::string text;
  Span span;
};

static const yaml::Node* get(const yaml::Node* node, std::string_view key) {
  if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
  const yaml::Node* const value = node->resolved().get(key);
  return value == nullptr ? nullptr : &value->resolved();
}

/// Vector: `inputs` of transforms and sinks name sources and transforms; one of a route has the route's name behind it.
static bool check_vector(const project::File& file, Report& report) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return false;
  const yaml::Node* const root = &file.yaml->root()->resolved();
  const yaml::Node* const sinks = get(root, "sinks");
  const yaml::Node* const sources = get(root, "sources");
  // One file of several may use what another defines.
  if (sinks == nullptr || sources == nullptr || !sinks->is_mapping() || !sources->is_mapping()) return false;
  std::vector<std::string_view> names;
  for (const yaml::Node* const part : {sources, get(root, "transforms")})
    if (part != nullptr && part->is_mapping())
      for (const yaml::Entry& entry : part->entries) names.push_back(entry.key->text);
  bool any = false;
  for (const yaml::Node* const part : {get(root, "transforms"), sinks}) {
    if (part == nullptr || !part->is_mapping()) continue;
    for (const yaml::Entry& entry : part->entries) {
      const yaml::Node* const inputs = get(entry.value, "inputs");
      if (inputs == nullptr || !inputs->is_sequence()) continue;
      for (const yaml::Node* const item : inputs->items) {
        const yaml::Node& input = item->resolved();
        if (!input.is_scalar() || input.text.find_first_of("*${") != std::string_view::npos) continue;
        any = true;
        if (std::ranges::find(names, before(input.text, '.')) != names.end() ||
            std::ranges::find(names, input.text) != names.end())
          continue;
        report.at(input.span,
                  "`{}` takes its input from `{}`, which is no source and no transform, so Vector does not start",
                  entry.key->text, input.text);
      }
    }
  }
  return any;
}

/// Alloy: `loki.write.local.receiver` needs a block `loki.write "local"`.
static bool check_alloy(const project::File& file, Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
  std::vector<std::string> defined;
  std::vector<Place> asked;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    line = line.substr(0, line.find("//"));
    // Blocks of modules bring components that stand elsewhere.
    if (line.starts_with("import.") || line.starts_with("declare ")) return false;
    const std::size_t stop = std::min(line.find_first_not_of(letters), line.size());
    const std::size_t quote = line.find('"');
    if (stop > 0 && contains(line.substr(0, stop), ".") && quote == stop + 1) {
      const std::size_t close = line.find('"', quote + 1);
      if (close != std::string_view::npos)
        defined.push_back(std::string(line.substr(0, stop)) + "." +
                          std::string(line.substr(quote + 1, close - quote - 1)));
    } else {
      bool quoted = false;
      for (std::size_t at = 0; at < line.size();) {
        if (line[at] == '"') quoted = !quoted;
        if (quoted || !contains(letters, line.substr(at, 1))) {
          ++at;
          continue;
        }
        const std::size_t last = std::min(line.find_first_not_of(letters, at), line.size());
        const std::string_view word = line.substr(at, last - at);
        for (const std::string_view field : {".receiver", ".targets", ".output", ".input"})
          if (word.ends_with(field) && std::ranges::count(word, '.') > 2)
            asked.push_back(
                {std::string(word.substr(0, word.size() - field.size())),
                 {file.source, static_cast<std::uint32_t>(begin + at), static_cast<std::uint32_t>(begin + last)}});
        at = last;
      }
    }
    begin = end + 1;
  }
  for (const Place& place : asked)
    if (std::ranges::find(defined, place.text) == defined.end()) {
      const std::size_t label = place.text.rfind('.');
      report.at(place.span, "Nothing here defines `{} \"{}\"`, so Alloy does not start", place.text.substr(0, label),
                place.text.substr(label + 1));
    }
  return !asked.empty();
}

/// Fluent Bit: a pattern of `Match` that no `Tag` of an input has.
static bool check_fluent_bit(const project::File& file, Report& report) {
  const std::string_view text = report.project().sources[file.source].text();
  if (contains(text, "@INCLUDE") || contains(text, "Tag_Regex")) return false;
  std::string_view section;
  std::vector<std::string> tags;
  std::vector<Place> patterns;
  bool open = false;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    const std::size_t from = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view content = line.substr(from);
    if (content.starts_with('[')) {
      section = before(content.substr(1), ']');
    } else if (const std::size_t gap = content.find_first_of(" \t"); gap != std::string_view::npos) {
      const std::size_t value_at = content.find_first_not_of(" \t", gap);
      const std::string_view key = content.substr(0, gap);
      std::string_view value = value_at == std::string_view::npos ? std::string_view() : content.substr(value_at);
      while (value.ends_with('\r') || value.ends_with(' ')) value.remove_suffix(1);
      const auto place = static_cast<std::uint32_t>(begin + from + (value_at == std::string_view::npos ? 0 : value_at));
      if (section == "INPUT" && equal_ignoring_case(key, "tag")) tags.emplace_back(value);
      // A filter may give records another tag.
      if (section == "FILTER" && equal_ignoring_case(key, "name") && equal_ignoring_case(value, "rewrite_tag"))
        open = true;
      // Senders of this protocol bring their own.
      if (section == "INPUT" && equal_ignoring_case(key, "name") && is_one_of("forward http opentelemetry", value))
        open = true;
      if (section == "OUTPUT" && equal_ignoring_case(key, "match"))
        patterns.push_back(
            {std::string(value), {file.source, place, place + static_cast<std::uint32_t>(value.size())}});
    }
    begin = end + 1;
  }
  if (open || tags.empty() || patterns.empty()) return false;
  for (const Place& pattern : patterns) {
    const std::string_view front = before(pattern.text, '*');
    const bool matches = std::ranges::any_of(tags, [&](const std::string& tag) {
      const std::string_view known = before(tag, '*');
      return std::string_view(tag).starts_with(front) || (tag.size() != known.size() && front.starts_with(known)) ||
             contains(tag, "$");
    });
    if (matches) continue;
    report
        .at(pattern.span, "No input has a tag that `{}` matches, so nothing is sent; an input has `{}`", pattern.text,
            tags.front())
        .rung(Rung::operate);
  }
  return true;
}

static void check(const project::File& file, Report& report) {
  if (!file.has_content) return report.skip();
  bool any = false;
  if (file.path.ends_with(".alloy"))
    any = check_alloy(file, report);
  else if (contains(base_name(file.path), "vector") || contains(project::parent_path(file.path), "vector"))
    any = check_vector(file, report);
  else if (contains(base_name(file.path), "fluent") && file.path.ends_with(".conf"))
    any = check_fluent_bit(file, report);
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW5702",
    .summary = "Part of a pipeline of logs that is not defined",
    .why = "The shipper does not start, or drops what it reads; the logs are missed on the day they are needed.",
    .remedy = "Name a part that the file defines, or define it.",
    .references =
        "https://vector.dev/docs/reference/configuration/ "
        "https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/ "
        "https://docs.fluentbit.io/manual/concepts/data-pipeline/router",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::monitoring,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::log_pipeline_part_undefined
