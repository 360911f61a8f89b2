#include "rules/rule.h"

#include <string>

#include "project/container_files.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::acme_storage_unusable {

/// `--certificatesresolvers.NAME.acme.storage=PATH`, and the place of the word.
static std::string_view storage_of(const project::Service& service, std::size_t& word) {
  for (std::size_t index = 0; index < service.command.words.size(); ++index) {
    const std::string_view text = service.command.words[index];
    const std::size_t at = text.find(".acme.storage=");
    if (at != std::string_view::npos) {
      word = index;
      return text.substr(at + 14);
    }
  }
  return {};
}

static void check(const project::Service& service, Report& report) {
  std::size_t word = 0;
  const std::string_view written = storage_of(service, word);
  // The official image runs in `/`.
  const std::string_view directory = service.working_dir ? service.working_dir.value : std::string_view("/");
  if (written.empty() || contains(written, "$")) return report.skip();
  const std::string path = project::container_path(directory, written);
  const compose::Command& command = service.definition->command;
  const Span place = word < command.word_spans.size() && command.word_spans[word].valid() ? command.word_spans[word]
                                                                                          : service.command.span;
  const compose::Mount* const mount = project::mount_over(service, path);
  if (mount == nullptr) {
    report
        .at(place, "`{}` is in no volume: a new container of `{}` asks for every certificate again", path, service.name)
        .rung(Rung::keep)
        .severity(Severity::medium)
        .advise("Mount a volume at the folder of the file");
    return;
  }
  if (mount->target != path) return;
  const bool is_volume = mount->type == compose::MountType::volume || mount->type == compose::MountType::tmpfs;
  const bool is_folder = mount->type == compose::MountType::bind && mount->inside_root &&
                         report.project().path_state(mount->host_path) == project::PathState::directory;
  const bool is_missing = mount->type == compose::MountType::bind && mount->inside_root &&
                          report.project().path_state(mount->host_path) == project::PathState::missing;
  if (!is_volume && !is_folder && !is_missing) return;
  Builder finding =
      is_missing
          ? report.at(place, "`{}` is a file, but the engine makes a folder of `{}`, which is not in the repository",
                      path, mount->host_path)
          : report.at(place, "`{}` is meant to be a file, but a {} is mounted there, which is a folder", path,
                      is_volume ? "volume" : "folder of the host");
  if (is_missing) finding.confidence(Confidence::possible);
  if (mount->source != nullptr)
    finding.note(mount->source->span(), "Mounted here; mount it at the folder above instead");
}

extern const Rule rule = {
    .code = "SW4566",
    .summary = "Storage of certificates that Traefik cannot use",
    .why =
        "Traefik keeps its certificates in one file that must have mode 600; where a folder is in its place the "
        "resolver "
        "is left out, and every router that names it serves a self-signed certificate.",
    .remedy = "Mount a volume at a folder and name a file in it, such as `/acme/acme.json`.",
    .references = "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/",
    .severity = Severity::high,
    .rung = Rung::connect,
    .category = Category::orchestration,
    .strength = "keep their certificates in a volume",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::acme_storage_unusable
