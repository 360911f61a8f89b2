#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "project/container_files.h"
#include "project/model.h"
#include "project/tools.h"
#include "project/upstreams.h"
#include "rules/lib/build_steps.h"
#include "rules/lib/php_images.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::php_pool_overridden {

constexpr std::string_view folder = "/usr/local/etc/php-fpm.d/";
/// The image's own file, which is read behind all that sort before it, and sets the same pool.
constexpr std::string_view last_file = "zz-docker.conf";

/// Where a file sets the address of the pool `www`, and to what; invalid when it does not.
struct Listen {
  Span span;
  std::string_view address;
};

static Listen listen_of(const Source& source) {
  const std::string_view text = source.text();
  bool is_www = false;
  Listen found;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = ascii::trim(text.substr(begin, end - begin));
    const Span span{source.id(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    begin = end + 1;
    if (line.starts_with('[')) is_www = line == "[www]";
    const std::size_t equals = line.find('=');
    if (!is_www || equals == std::string_view::npos || ascii::trim(line.substr(0, equals)) != "listen") continue;
    found = {span, ascii::trim(line.substr(equals + 1))};
  }
  return found;
}

static bool is_of_image(std::string_view address) { return address == "9000" || address.ends_with(":9000"); }

/// Whether a step of the image or a mount changes or covers the file that has the last word.
static bool may_change_last_file(const project::Service& service, const Report& report) {
  for (const compose::Mount& mount : service.definition->mounts)
    if (contains(mount.target, last_file) || mount.target == folder ||
        mount.target == folder.substr(0, folder.size() - 1))
      return true;
  return service.stage != nullptr &&
         std::ranges::any_of(service.stage->with_inherited, [&](const dockerfile::Instruction* instruction) {
           if (instruction->op == dockerfile::Op::run)
             return contains(report.text(instruction->span), "php-fpm.d") ||
                    contains(report.text(instruction->span), last_file);
           return (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) &&
                  contains(report.text(instruction->span), last_file);
         });
}

static void judge(const project::Service& service, std::string_view target, Span given, Report& report) {
  if (!target.starts_with(folder) || !target.ends_with(".conf") || base_name(target) >= last_file) return;
  const project::ContainerFile file = project::container_file(report.project(), service, target);
  if (file.file == nullptr || !file.file->has_content) return;
  const Listen listen = listen_of(report.project().sources[file.file->source]);
  if (!listen.span.valid() || is_of_image(listen.address)) return;
  report
      .at(listen.span,
          "PHP-FPM of `{}` listens on 9000 all the same: the image's `{}` is read later; call this file `zzz.conf`",
          service.name, last_file)
      .note(given, "It is put beside that file here");
}

static void check(const project::Service& service, Report& report) {
  if (!is_php_fpm(service) || may_change_last_file(service, report)) return report.skip();
  for (const compose::Mount& mount : service.definition->mounts) judge(service, mount.target, mount.span(), report);
  if (service.stage == nullptr) return;
  for (const dockerfile::Instruction* const instruction : service.stage->with_inherited)
    if (instruction->op == dockerfile::Op::copy && !instruction->arguments.empty())
      judge(service, instruction->arguments.back().text, instruction->span, report);
}

extern const Rule rule = {
    .code = "SW4852",
    .summary = "Address of PHP-FPM that the image's own file overrides",
    .why =
        "The files of `php-fpm.d` are read in the order of their names, and the image's `zz-docker.conf` sets `listen "
        "= 9000` for the pool `www`. The socket that the web server asks is never made: every page is `502 Bad "
        "Gateway`.",
    .remedy = "Give the file a name behind `zz-docker.conf`, or let the web server ask port 9000.",
    .references = "https://github.com/docker-library/php/blob/master/Dockerfile-linux.template",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .check = each_container<check>(),
};

}  // namespace seaworthy::rules::php_pool_overridden
