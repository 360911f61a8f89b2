#include "rules/rule.h"

#include "project/model.h"
#include "rules/lib/host_path.h"

namespace seaworthy::rules::anonymous_volume_at_socket_path {

static void check(const project::Service& service, Report& report) {
  bool applies = false;
  for (const compose::Mount& mount : service.definition->mounts) {
    // The folder of the socket may well be a volume of its own, as in Docker in Docker.
    if (!mount.target.ends_with(".sock") || !is_engine_socket(mount.target)) continue;
    applies = true;
    if (mount.type != compose::MountType::volume || !mount.source_text.empty()) continue;
    report.at(mount.span(),
              "`{}` gets an empty folder at `{}`, not the engine's socket; drop it, or name the socket as the source",
              service.name, mount.target);
  }
  if (!applies) report.skip();
}

extern const Rule rule = {
    .code = "SW2393",
    .summary = "Anonymous volume where the engine's socket would be",
    .why =
        "A path without a source is a new, empty volume: the program finds a folder where it expects the socket, and "
        "cannot reach the engine.",
    .remedy =
        "Drop the entry if the program works without the engine. Where it needs it, point the program to a socket "
        "proxy "
        "that lets only the calls through that it needs.",
    .peers = "semgrep:exposing-docker-socket-volume",
    .differs = "The peer takes the entry for the socket itself, which it does not bring in.",
    .severity = Severity::medium,
    .rung = Rung::start,
    .category = Category::architecture,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::anonymous_volume_at_socket_path
