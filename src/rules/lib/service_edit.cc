#include "rules/lib/service_edit.h"

#include "yaml/node.h"

namespace seaworthy::rules {
namespace {

/// The blanks in front of `offset` on its line, or nothing when something else stands there.
std::optional<std::string> indentation(const Source& source, std::uint32_t offset) {
  const std::uint32_t start = source.line_start(source.place(offset).line);
  const std::string_view blanks = source.text().substr(start, offset - start);
  if (blanks.find_first_not_of(' ') != std::string_view::npos) return std::nullopt;
  return std::string(blanks);
}

std::string_view newline_of(const Source& source) {
  return source.text().find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
}

}  // namespace

std::optional<Insertion> insert_into_service(const compose::Service& service, const SourceSet& sources,
                                             std::string_view block) {
  const yaml::Node* const node = service.source != nullptr ? service.source->node : nullptr;
  if (node == nullptr || !node->is_mapping() || node->style == yaml::Style::flow || !node->anchor.empty() ||
      node->entries.empty())
    return std::nullopt;
  const Span first = node->entries.front().key->span;
  // A service that is an alias keeps its keys elsewhere: the edit would reach whoever shares them.
  if (service.name_span.file != first.file || service.name_span.end > first.begin) return std::nullopt;
  const Source& source = sources[first.file];
  const auto indent = indentation(source, first.begin);
  if (!indent) return std::nullopt;
  // Behind a first key of one line, usually `image`, where people look for it; else in front of it.
  const yaml::Node& value = *node->entries.front().value;
  const std::uint32_t line = source.place(first.begin).line;
  const bool behind = value.is_scalar() && value.anchor.empty() && source.place(value.span.end).line == line;
  const auto end_of_line = static_cast<std::uint32_t>(source.line_start(line) + source.line(line).size());
  const std::uint32_t at = behind ? end_of_line : first.begin;
  Insertion insertion{.at = {first.file, at, at}, .text = {}};
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    if (behind) (insertion.text += newline_of(source)) += *indent;
    insertion.text += block.substr(0, end);
    if (!behind) (insertion.text += newline_of(source)) += *indent;
    block = end == std::string_view::npos ? std::string_view() : block.substr(end + 1);
  }
  return insertion;
}

std::optional<Insertion> append_to_list(const compose::Value& list, const SourceSet& sources, std::string_view item) {
  const yaml::Node* const node = list.node;
  if (node == nullptr || !node->is_sequence() || node->style == yaml::Style::flow || !node->anchor.empty() ||
      node->items.empty())
    return std::nullopt;
  const yaml::Node& last = *node->items.back();
  if (last.kind == yaml::Kind::alias || !last.is_scalar()) return std::nullopt;
  const Source& source = sources[last.span.file];
  const std::uint32_t line = source.place(last.span.begin).line;
  const std::uint32_t start = source.line_start(line);
  const std::string_view before = source.text().substr(start, last.span.begin - start);
  const std::size_t dash = before.find_first_not_of(' ');
  if (dash == std::string_view::npos || before[dash] != '-' || source.place(last.span.end).line != line)
    return std::nullopt;
  const auto end = static_cast<std::uint32_t>(start + source.line(line).size());
  std::string text(newline_of(source));
  text += before.substr(0, dash);
  text += "- ";
  text += item;
  return Insertion{.at = {last.span.file, end, end}, .text = std::move(text)};
}

std::optional<Insertion> insert_probe(const project::Service& service, const SourceSet& sources) {
  if (service.image == nullptr || service.builds || service.image->probe.empty()) return std::nullopt;
  std::string block = "healthcheck:\n  test: ";
  block += service.image->probe;
  return insert_into_service(*service.definition, sources, block);
}

}  // namespace seaworthy::rules
