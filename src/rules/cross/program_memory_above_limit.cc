#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>

#include "project/container_variables.h"
#include "project/upstreams.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::program_memory_above_limit {

/// A bound that a program is given for its memory.
struct Bound {
  std::string_view setting;
  std::int64_t bytes = 0;
  Span span;
};

/// The last `-Xmx512m` or `--max-old-space-size=2048` of a text, which means MiB without a unit for Node.
static std::optional<std::int64_t> heap_in(std::string_view text, std::string_view flag, std::string_view unit) {
  const std::size_t at = text.rfind(flag);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(at + flag.size());
  if (!rest.empty() && (rest.front() == '=' || rest.front() == ' ')) rest.remove_prefix(1);
  std::string value(rest.substr(0, rest.find_first_of(" \t\"',;]")));
  if (is_number(value)) value += unit;
  return size_in_bytes(value);
}

/// Of a word of a command line, or of such a line as a whole.
static std::optional<Bound> bound_in_word(std::string_view word, Span span) {
  if (word.starts_with("-Xmx") || contains(word, " -Xmx"))
    if (const auto heap = heap_in(word, "-Xmx", ""); heap.has_value())
      return Bound{.setting = "-Xmx", .bytes = *heap, .span = span};
  if (const auto heap = heap_in(word, "--max-old-space-size", "m"); heap.has_value())
    return Bound{.setting = "--max-old-space-size", .bytes = *heap, .span = span};
  return std::nullopt;
}

/// `innodb_buffer_pool_size = 1G`, `shared_buffers = 2GB` of a configuration file that the service reads. The server of
/// MySQL takes `-` for `_`.
static std::optional<Bound> assigned(const project::Service& service, const project::Project& project,
                                     std::string_view name) {
  const auto is_same = [&](std::string_view written) {
    return written.size() == name.size() && std::ranges::equal(written, name, [](char left, char right) {
             return left == right || ((left == '-' || left == '_') && (right == '-' || right == '_'));
           });
  };
  for (const project::File* const file : project::configuration_files(project, service)) {
    if (!file->has_content || file->yaml != nullptr || file->script != nullptr) continue;
    const std::string_view text = project.sources[file->source].text();
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view line = text.substr(begin, end - begin);
      const std::size_t sign = line.find('=');
      const Span span{file->source, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      begin = end + 1;
      if (sign == std::string_view::npos) continue;
      std::string_view key = line.substr(0, sign);
      while (key.ends_with(' ') || key.ends_with('\t')) key.remove_suffix(1);
      if (!is_same(key)) continue;
      const std::size_t value = line.find_first_not_of(" \t'\"", sign + 1);
      if (value == std::string_view::npos) continue;
      const std::string_view written = line.substr(value, line.find_first_of(" \t'\"#\r", value) - value);
      if (is_number(written) && written.size() < 6) continue;  // Of blocks, not of bytes.
      if (const auto bytes = size_in_bytes(written); bytes.has_value() && *bytes > 0)
        return Bound{.setting = name, .bytes = *bytes, .span = span};
    }
  }
  return std::nullopt;
}

static std::optional<Bound> bound_of(const project::Service& service, const project::Project& project) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    const Span span = entry.value_span.valid() ? entry.value_span : entry.span;
    if (const auto heap = heap_in(*entry.value, "-Xmx", ""); heap.has_value())
      return Bound{.setting = "-Xmx", .bytes = *heap, .span = span};
    if (const auto heap = heap_in(*entry.value, "--max-old-space-size", "m"); heap.has_value())
      return Bound{.setting = "--max-old-space-size", .bytes = *heap, .span = span};
  }
  if (service.stage != nullptr)
    for (const std::string_view name : {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "NODE_OPTIONS"}) {
      const std::optional<project::ContainerVariable> variable = project::container_variable(service, name);
      if (!variable.has_value() || !variable->span.valid()) continue;
      if (const auto heap = heap_in(variable->value, "-Xmx", ""); heap.has_value())
        return Bound{.setting = "-Xmx", .bytes = *heap, .span = variable->span};
      if (const auto heap = heap_in(variable->value, "--max-old-space-size", "m"); heap.has_value())
        return Bound{.setting = "--max-old-space-size", .bytes = *heap, .span = variable->span};
    }
  for (const project::CommandInForce* const line : {&service.command, &service.entrypoint})
    for (const std::string_view word : line->words)
      if (const auto bound = bound_in_word(word, line->span); bound.has_value()) return bound;
  if (service.startup != nullptr)
    for (const shell::Node* const node : service.startup->commands)
      for (const shell::Word& word : node->words)
        if (const auto bound = bound_in_word(word.text, word.span); bound.has_value()) return bound;
  if (service.image == nullptr || service.image->memory_option.empty() || !runs_image_program(service))
    return std::nullopt;
  std::string_view option = service.image->memory_option;
  if (option.starts_with("-c ")) {
    // PostgreSQL takes `-c name=value`; the word behind `-c` is what is looked for.
    option.remove_prefix(3);
    if (const auto given = given_option(service, option); given.has_value())
      if (const auto bytes = size_in_bytes(given->value); bytes.has_value() && !is_number(given->value))
        return Bound{.setting = option, .bytes = *bytes, .span = given->span};
    return assigned(service, project, option);
  }
  if (option.ends_with("_MB")) {
    // A variable that counts in MiB.
    const std::optional<project::ContainerVariable> variable = project::container_variable(service, option);
    if (!variable.has_value() || !is_number(variable->value)) return std::nullopt;
    const auto bytes = size_in_bytes(std::string(variable->value) + "m");
    return bytes.has_value() ? std::optional(Bound{.setting = option, .bytes = *bytes, .span = variable->span})
                             : std::nullopt;
  }
  if (!option.starts_with('-')) return std::nullopt;
  auto given = given_option(service, option);
  if (!given.has_value() && option.starts_with("--")) given = configured(project, service, option.substr(2));
  if (!given.has_value()) return option.starts_with("--") ? assigned(service, project, option.substr(2)) : std::nullopt;
  std::string value(given->value);
  // Memcached counts in MiB, WiredTiger in GiB.
  if (is_number(value) && option == "-m") value += 'm';
  if (option == "--wiredTigerCacheSizeGB") value += 'g';
  const auto bytes = size_in_bytes(value);
  if (!bytes.has_value() && option.starts_with("--")) return assigned(service, project, option.substr(2));
  if (!bytes.has_value() || *bytes == 0) return std::nullopt;
  return Bound{.setting = option, .bytes = *bytes, .span = given->span};
}

/// `-Xms` in the environment of a service.
static std::optional<std::int64_t> initial_heap(const project::Service& service) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (entry.value.has_value())
      if (const auto heap = heap_in(*entry.value, "-Xms", ""); heap.has_value()) return heap;
  return std::nullopt;
}

static void check(const project::Service& service, Report& report) {
  const auto& limit = service.definition->limits.memory;
  if (!limit || limit.value <= 0) return report.skip();
  const std::optional<Bound> bound = bound_of(service, report.project());
  if (!bound.has_value()) return report.skip();
  if (bound->bytes < limit.value) return;
  Builder finding = bound->bytes == limit.value
                        ? report.at(bound->span, "`{}` gives `{}` {}, all that its container may take", service.name,
                                    bound->setting, readable_size(bound->bytes))
                        : report.at(bound->span, "`{}` gives `{}` {}, and its container may take {}", service.name,
                                    bound->setting, readable_size(bound->bytes), readable_size(limit.value));
  finding.note(limit.entry_span(), "The limit of the container");
  // Search engines touch the whole of the heap that they begin with.
  const auto begins = initial_heap(service);
  if (service.kind == knowledge::ImageKind::search && begins.has_value() && *begins >= limit.value)
    finding.severity(Severity::high).confidence(Confidence::likely).rung(Rung::start);
}

extern const Rule rule = {
    .code = "SW4430",
    .summary = "Program that may use more memory than its container",
    .why =
        "The program never reaches its own bound, at which it would evict or collect: the kernel kills it before, "
        "under "
        "load and without a word in its log.",
    .remedy = "Leave a quarter of the container's limit for what the program needs beside its heap or cache.",
    .severity = Severity::medium,
    .rung = Rung::operate,
    .category = Category::orchestration,
    .strength = "bound their memory below the container's limit",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::program_memory_above_limit
