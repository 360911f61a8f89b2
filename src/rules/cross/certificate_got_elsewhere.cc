#include <algorithm>
#include <string>
#include <string_view>

#include "nginx/ast.h"
#include "project/container_files.h"
#include "project/listening.h"
#include "project/model.h"
#include "rules/lib/once.h"
#include "rules/lib/state.h"
#include "rules/lib/words.h"
#include "rules/rule.h"
#include "shell/command.h"

namespace seaworthy::rules::certificate_got_elsewhere {

constexpr std::string_view certificates = "/etc/letsencrypt";

/// Where a `docker run` of certbot puts a certificate on the host; without a word for another command.
struct Destination {
  const shell::Word* word = nullptr;
  std::string_view host;  ///< The folder, or the volume, in front of the colon.
};
static Destination destination_of(const shell::Node& node) {
  const shell::Invocation command = shell::invocation(node);
  if (command.program != "docker" || command.verb() != "run") return {};
  const bool gets =
      std::ranges::any_of(command.arguments, [](const shell::Word& word) { return word.text == "certonly"; });
  if (!gets) return {};
  for (const shell::Word& word : command.arguments) {
    // The host's folder may have the same name.
    const std::size_t at = word.text.find(":" + std::string(certificates));
    if (at != std::string_view::npos) return {&word, word.text.substr(0, at)};
  }
  return {};
}

/// The last two folders of a path, as far as they are written: "certbot/conf" of `$(pwd)/data/certbot/conf`; "" where a
/// run decides over them.
static std::string_view written_end(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  std::size_t begin = path.rfind('/');
  if (begin == std::string_view::npos) return path.find_first_of("$`") == std::string_view::npos ? path : "";
  begin = begin > 0 ? path.rfind('/', begin - 1) : begin;
  const std::string_view end = path.substr(begin == std::string_view::npos ? 0 : begin + 1);
  return end.find_first_of("$`(){}") == std::string_view::npos ? end : "";
}

/// What a service keeps certificates in, as it is called on the host; "" for nothing.
static std::string_view store_of(const project::Service& service, const compose::Mount& mount) {
  if (mount.type == compose::MountType::bind) return mount.host_path.empty() ? mount.source_text : mount.host_path;
  const compose::Volume* const volume = volume_of(service, mount);
  if (volume == nullptr) return {};
  return volume->bind_device ? volume->bind_device.value : std::string_view(mount.source_text);
}

/// A proxy that reads its certificate from a mount, and that mount.
struct Reader {
  const project::Service* service = nullptr;
  const compose::Mount* mount = nullptr;
};

static std::vector<Reader> find_readers(const project::Project& project) {
  std::vector<Reader> readers;
  for (const project::Service& service : project.services) {
    if (!service.active || !project::runs_nginx(service) || is_short_lived(*service.stack)) continue;
    const compose::Mount* const mount = project::mount_over(service, certificates);
    if (mount == nullptr) continue;
    for (const project::File* const file : project::nginx_files(project, service))
      if (std::ranges::any_of(file->nginx->directives, [](const nginx::Directive* directive) {
            return directive->name == "ssl_certificate" && directive->parameter(0).starts_with(certificates);
          })) {
        readers.push_back({&service, mount});
        break;
      }
  }
  return readers;
}

static void check(const project::File& file, Report& report) {
  if (file.script == nullptr || !file.has_content) return report.skip();
  const std::string_view text = report.project().sources[file.source].text();
  if (!contains(text, certificates)) return report.skip();
  bool any = false;
  for (const shell::Node* const node : file.script->commands) {
    const Destination destination = destination_of(*node);
    if (destination.word == nullptr) continue;
    const std::string_view end = written_end(destination.host);
    if (end.empty()) continue;
    const Reader* other = nullptr;
    const std::vector<Reader>& readers = once<find_readers>(report);
    for (const Reader& reader : readers) {
      const std::string_view store = store_of(*reader.service, *reader.mount);
      // Whoever speaks of the folder of the proxy takes the certificate there; a volume has its project in front.
      if (store.empty() || written_end(store).empty() || contains(text, written_end(store)) || end.ends_with(store)) {
        other = nullptr;
        break;
      }
      if (other == nullptr) other = &reader;
    }
    if (readers.empty()) continue;
    any = true;
    if (other == nullptr) continue;
    report
        .at(destination.word->span, "This gets a certificate into `{}`, and `{}` reads its own from `{}`", end,
            other->service->name, store_of(*other->service, *other->mount))
        .note(other->mount->span(), "It is mounted here")
        .reaches(*other->service->stack);
  }
  if (!any) report.skip();
}

extern const Rule rule = {
    .code = "SW4349",
    .summary = "Certificate that is got into a folder which the proxy does not read",
    .why =
        "certbot reports success, the proxy finds no certificate at its start or keeps the old one, and renewals go "
        "nowhere.",
    .remedy = "Give certbot the volume or folder that the proxy mounts at `/etc/letsencrypt`.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::automation,
    .check = each_script<check>(),
};

}  // namespace seaworthy::rules::certificate_got_elsewhere
