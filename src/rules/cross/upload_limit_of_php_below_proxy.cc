#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "nginx/ast.h"
#include "project/connections.h"
#include "project/model.h"
#include "project/tools.h"
#include "project/upstreams.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::upload_limit_of_php_below_proxy {

constexpr std::int64_t mebibyte = 1 << 20, unlimited = std::numeric_limits<std::int64_t>::max();

/// What PHP lets through, and where that is said; without a place it is what PHP does by itself.
struct Limit {
  std::int64_t bytes = 0;
  Span span;
};

/// The value behind a setting of PHP in a text: `upload_max_filesize = 20M`,
/// `php_admin_value[upload_max_filesize] = 20M`. The last one counts.
static std::optional<Limit> setting_in(std::string_view text, FileId file, std::string_view name) {
  std::optional<Limit> found;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + name.size())) {
    const std::size_t line = text.rfind('\n', at) + 1;
    if (text[text.find_first_not_of(" \t", line)] == ';') continue;
    std::string_view rest = text.substr(at + name.size(), 64);
    rest.remove_prefix(std::min(rest.find_first_not_of("] \t"), rest.size()));
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\"'"), rest.size()));
    const std::string_view value = rest.substr(0, rest.find_first_not_of("0123456789kKmMgG"));
    // 0 is no limit.
    if (const auto bytes = size_in_bytes(value); bytes.has_value())
      found = Limit{*bytes > 0 ? *bytes : unlimited,
                    {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + name.size())}};
  }
  return found;
}

/// The limit that a service of PHP is set to; nothing where the image may have another than PHP's own.
static std::optional<Limit> limit_of(const project::Project& project, const project::Service& service,
                                     std::string_view name, std::int64_t by_default) {
  const knowledge::Image* const image = service.stage != nullptr ? project::base_image(*service.stage) : service.image;
  if (image == nullptr || !is_one_of("php wordpress", image->name)) return std::nullopt;
  std::optional<Limit> found;
  for (const project::File* const file : project::configuration_files(project, service))
    if (file->has_content)
      if (const auto limit = setting_in(project.sources[file->source].text(), file->source, name); limit.has_value())
        found = limit;
  if (service.stage != nullptr)
    for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
      const std::string_view text = project.sources.text(instruction->span);
      if (!contains(text, name)) continue;
      const auto limit = setting_in(text, instruction->span.file, name);
      // Written in a way that is not read.
      if (!limit.has_value()) return std::nullopt;
      found = Limit{limit->bytes, instruction->span};
    }
  for (const compose::EnvironmentEntry& entry : service.definition->environment)
    if (contains(entry.name, "UPLOAD") || contains(entry.name, "PHP_INI") || contains(entry.name, "POST_MAX"))
      return std::nullopt;
  return found.has_value() ? found : Limit{by_default, {}};
}

/// `fastcgi_param PHP_VALUE "upload_max_filesize=..."` sets it for each request.
static bool is_set_per_request(const project::File& file) {
  return std::ranges::any_of(file.nginx->directives, [](const nginx::Directive* directive) {
    return directive->name == "fastcgi_param" && contains(directive->parameter(0), "PHP_");
  });
}

static void check(const project::Service& service, Report& report) {
  const project::Project& project = report.project();
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr)
      continue;
    for (const nginx::Directive* const pass : reference.file->nginx->directives) {
      const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
      if (pass->name != "fastcgi_pass" || pass->parent == nullptr || place.begin < pass->span.begin ||
          place.end > pass->span.end)
        continue;
      const nginx::Directive* const written = pass->parent->inherited("client_max_body_size");
      const auto wanted = written != nullptr ? size_in_bytes(written->parameter(0)) : std::nullopt;
      // What nobody raised is nobody's wish.
      if (!wanted.has_value() || *wanted <= 2 * mebibyte || is_set_per_request(*reference.file)) continue;
      const auto files = limit_of(project, *reference.to, "upload_max_filesize", 2 * mebibyte);
      const auto bodies = limit_of(project, *reference.to, "post_max_size", 8 * mebibyte);
      if (!files.has_value() || !bodies.has_value()) continue;
      asks = true;
      const bool by_file = files->bytes < *wanted;
      const Limit& least = by_file ? *files : *bodies;
      if (least.bytes >= *wanted) continue;
      Builder finding =
          report.at(written->span, "nginx lets {} through, and PHP of `{}` takes no more than {}; set `{}` to as much",
                    readable_size(*wanted), reference.to->name, readable_size(least.bytes),
                    by_file ? "upload_max_filesize" : "post_max_size");
      if (least.span.valid())
        finding.note(least.span, "PHP is set to this");
      else
        finding.note(reference.to->span, "Nothing sets it, and this is what PHP does by itself");
      return;
    }
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4296",
    .summary = "Proxy that lets larger uploads through than PHP takes",
    .why =
        "nginx takes the whole upload in, and PHP then drops the file or all fields of the form: the application sees "
        "an upload that is not there, and visitors an error that says nothing.",
    .remedy = "Set `upload_max_filesize` and `post_max_size` of PHP to what `client_max_body_size` allows.",
    .references = "https://www.php.net/manual/en/ini.core.php#ini.post-max-size",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::upload_limit_of_php_below_proxy
