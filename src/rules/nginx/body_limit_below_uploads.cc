#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "knowledge/upload_packages.h"
#include "nginx/ast.h"
#include "project/code_signs.h"
#include "project/connections.h"
#include "project/listening.h"
#include "project/model.h"
#include "project/tools.h"
#include "rules/lib/code_findings.h"
#include "rules/lib/state.h"
#include "rules/lib/uploads.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::body_limit_below_uploads {

constexpr std::int64_t mebibyte = 1 << 20;

/// What tells that a service takes more than nginx lets through by itself.
struct Uploads {
  std::string what;        ///< "with multer", "PHP_UPLOAD_LIMIT of 512 MiB"
  std::int64_t bytes = 0;  ///< 0: not known, but files.
  Span span;
};

/// Settings of frameworks that allow more, and words of code.
static std::optional<Uploads> uploads_in_code(const project::Project& project, const project::Service& service) {
  const project::ReadFolder* const code = project::code_folder(project, service);
  if (code == nullptr) return std::nullopt;
  for (const project::ConfigurationFile& file : code->settings)
    for (const std::string_view key : knowledge::tables::upload_settings) {
      const project::ConfigurationSetting* const setting = file.find(key);
      const auto bytes = setting != nullptr ? size_in_bytes(setting->value) : std::nullopt;
      if (bytes.has_value() && *bytes > mebibyte)
        return Uploads{std::string(key) + " of " + readable_size(*bytes), *bytes, setting->span};
    }
  for (const FileId id : code->sources) {
    const std::string_view text = project.sources[id].text();
    for (const std::string_view word : knowledge::tables::upload_words) {
      const std::size_t at = text.find(word);
      if (at == std::string_view::npos || !may_run_at_start(project, service, project.sources[id].path())) continue;
      const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      if (contains(text.substr(begin, at - begin), "#") || contains(text.substr(begin, at - begin), "//")) continue;
      return Uploads{"with " + std::string(before(before(before(word, ' '), '='), '[')),
                     0,
                     {id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + word.size())}};
    }
  }
  return std::nullopt;
}

static std::optional<Uploads> uploads_of(const project::Project& project, const project::Service& service) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (!entry.value.has_value()) continue;
    const std::string_view name = entry.name;
    const bool limit = contains(name, "UPLOAD_LIMIT") || contains(name, "UPLOAD_MAX") || contains(name, "MAX_UPLOAD") ||
                       contains(name, "MAX_FILE_SIZE") || contains(name, "MAX_BODY") || contains(name, "BODY_LIMIT") ||
                       contains(name, "BODY_SIZE_LIMIT");
    if (!limit || is_number(*entry.value)) continue;
    if (const auto bytes = size_in_bytes(*entry.value); bytes.has_value() && *bytes > mebibyte)
      return Uploads{std::string(name) + " of " + readable_size(*bytes), *bytes, entry.span};
  }
  const knowledge::Image* const image =
      service.builds && service.stage != nullptr ? project::base_image(*service.stage) : service.image;
  if (image != nullptr && image->takes_large_bodies)
    return Uploads{std::string(image->title), 0,
                   service.builds ? service.stage->root().base_span : service.definition->image.span()};
  if (const project::Dependency* const package = upload_package(project, service, false); package != nullptr)
    return Uploads{"with " + std::string(package->name), 0, package->span};
  return uploads_in_code(project, service);
}

/// Whether some `client_max_body_size` is in force for a location, or a file that is included may have one.
static const nginx::Directive* limit_of(const nginx::Directive& pass, bool& unsure) {
  if (const nginx::Directive* const limit = pass.parent->inherited("client_max_body_size"); limit != nullptr)
    return limit;
  for (const nginx::Directive* block = pass.parent; block != nullptr; block = block->parent)
    for (const nginx::Directive* const child : block->children)
      unsure = unsure || (child->name == "include" && !contains(child->parameter(0), "mime.types") &&
                          !contains(child->parameter(0), "_params") && !contains(child->parameter(0), "conf.d"));
  return nullptr;
}

/// Whether the limit stands in another file of the server, outside of its block.
static bool is_set_elsewhere(const project::Project& project, const project::Service& service,
                             const project::File& file) {
  return std::ranges::any_of(project::nginx_files(project, service), [&](const project::File* other) {
    return other != &file && std::ranges::any_of(other->nginx->directives, [](const nginx::Directive* directive) {
             return directive->name == "client_max_body_size" &&
                    (directive->parent->parent == nullptr || directive->parent->name == "http");
           });
  });
}

/// Tells of the first place that hands requests on to a service and lets less through than it takes. Whether there is
/// such a place, whatever it lets through.
static bool check_reference(const project::Service& proxy, const project::Reference& reference, const Uploads& uploads,
                            std::vector<const project::Service*>& told, Report& report) {
  bool asks = false;
  const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
  for (const nginx::Directive* const pass : reference.file->nginx->directives) {
    if ((pass->name != "proxy_pass" && pass->name != "fastcgi_pass") || pass->parent == nullptr ||
        place.begin < pass->span.begin || place.end > pass->span.end)
      continue;
    asks = true;
    bool unsure = false;
    const nginx::Directive* const limit = limit_of(*pass, unsure);
    std::int64_t allowed = mebibyte;
    if (limit != nullptr) {
      if (limit->parameter(0) == "0") continue;
      const auto bytes = size_in_bytes(limit->parameter(0));
      // Without a number of its own any limit was thought about.
      if (!bytes.has_value() || uploads.bytes == 0) continue;
      allowed = *bytes;
    } else if (unsure || is_set_elsewhere(report.project(), proxy, *reference.file)) {
      continue;
    }
    if (uploads.bytes != 0 && allowed >= uploads.bytes) continue;
    report
        .at(limit != nullptr ? limit->span : pass->span,
            "nginx refuses bodies above {}, and `{}` takes files ({}); set `client_max_body_size`",
            readable_size(allowed), reference.to->name, uploads.what)
        .note(uploads.span, "This tells what `{}` takes", reference.to->name);
    told.push_back(reference.to);
    return true;
  }
  return asks;
}

static void check(const project::Service& service, Report& report) {
  if (!project::runs_nginx(service)) return report.skip();
  bool asks = false;
  std::vector<const project::Service*> told;
  for (const project::Reference& reference : project::connections(report.project(), service).references) {
    if (reference.kind != project::ReferenceKind::nginx || reference.to == nullptr || reference.file == nullptr ||
        std::ranges::find(told, reference.to) != told.end())
      continue;
    if (const std::optional<Uploads> uploads = uploads_of(report.project(), *reference.to); uploads.has_value())
      asks = check_reference(service, reference, *uploads, told, report) || asks;
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW5107",
    .summary = "Body limit of nginx below what the program takes",
    .why = "Uploads above one megabyte end with 413 before the program sees them.",
    .remedy = "Set `client_max_body_size` in the location to what the program allows.",
    .references = "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::body_limit_below_uploads
