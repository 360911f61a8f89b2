#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/connect.h"
#include "rules/lib/php_images.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::pool_page_not_enabled {

/// The page of the pool that a client of FastCGI is told to ask: of `SCRIPT_NAME=/ping cgi-fcgi ...`, "/ping"; "" for
/// none. Scripts of the application have an ending.
static std::string_view page_of(std::string_view text) {
  constexpr std::string_view name = "SCRIPT_NAME=";
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return {};
  std::string_view page = text.substr(at + name.size());
  page = page.substr(0, page.find_first_of(" \t\"'\n"));
  return page.starts_with('/') && !contains(page, ".") && !contains(page, "$") ? page : std::string_view();
}

/// Whether lines of a text give the pool a page: `ping.path = /ping`, `pm.status_path = /status`.
static bool enables(std::string_view text, std::string_view page) {
  for (const std::string_view key : {"ping.path", "pm.status_path"})
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const std::size_t line = text.rfind('\n', at) + 1;
      if (ascii::trim(text.substr(line)).starts_with(';')) continue;
      if (contains(text.substr(at, text.find('\n', at) - at), page)) return true;
    }
  return false;
}

static void check(const project::Service& service, Report& report) {
  if (!service.probe || !is_php_fpm(service)) return report.skip();
  std::string_view page;
  for (const std::string_view word : service.probe.command.words)
    if (page.empty()) page = page_of(word);
  if (page.empty()) return report.skip();
  for (const project::File* const file : project::configuration_files(report.project(), service))
    if (file->has_content && enables(report.project().sources[file->source].text(), page)) return;
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, "php-fpm")) {
      const project::File* const file = mount.inside_root ? report.project().file(mount.host_path) : nullptr;
      if (file == nullptr || !file->has_content || enables(report.project().sources[file->source].text(), page)) return;
    }
  if (service.stage != nullptr)
    for (const dockerfile::Instruction* const instruction : service.stage->with_inherited) {
      const std::string_view text = report.text(instruction->span);
      if (contains(text, "ping.path") || contains(text, "status_path")) return;
      // A file of which nothing is known may hold it.
      if (instruction->op == dockerfile::Op::run && contains(text, "php-fpm.d")) return;
      if (instruction->op != dockerfile::Op::copy || !contains(text, "php-fpm")) continue;
      const std::string target(instruction->arguments.back().text);
      const project::File* const file = project::container_file(report.project(), service, target).file;
      if (file == nullptr || !file->has_content || enables(report.project().sources[file->source].text(), page)) return;
    }
  Builder finding =
      report.at(service.probe.span, "No pool of `{}` has the page `{}` that its probe asks for; set `ping.path = {}`",
                service.name, page, page);
  note_waiting(finding, service);
}

extern const Rule rule = {
    .code = "SW5513",
    .summary = "Health check of a page that PHP-FPM does not serve",
    .why = "PHP-FPM serves its ping and status pages only where the pool names them; otherwise it looks for a script.",
    .remedy = "Set `ping.path` (or `pm.status_path`) in a file of `php-fpm.d` to what the probe asks for.",
    .references = "https://www.php.net/manual/en/install.fpm.configuration.php",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::healthy,
    .category = Category::monitoring,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::pool_page_not_enabled
