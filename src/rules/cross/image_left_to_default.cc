#include <algorithm>

#include "knowledge/operating.h"
#include "project/model.h"
#include "project/promised_variables.h"
#include "project/upstreams.h"
#include "rules/lib/image_settings.h"
#include "rules/lib/secret_source.h"
#include "rules/rule.h"

namespace seaworthy::rules::image_left_to_default {

static bool has_neighbour(const project::Service& service, std::string_view image) {
  return std::ranges::any_of(service.stack->services, [&](const project::Service* other) {
    return other != &service && other->active && other->image != nullptr && other->image->name == image;
  });
}

/// Whether a variable that nobody has set yet is mounted somewhere: `${BACKUPS}:/archive`, of which Compose makes
/// nothing while it is empty.
static bool mounts_by_variable(const project::Service& service, const Report& report) {
  return std::ranges::any_of(service.stack->model->problems, [&](const compose::Problem& problem) {
    return problem.kind == "compose-volume-invalid" && problem.span.file == service.span.file &&
           report.text(problem.span).find("}:/") != std::string_view::npos;
  });
}

/// Whether the proxy in front asks for a login: `traefik.http.routers.code.middlewares: chain-authelia@file`.
static bool is_behind_login(const project::Service& service) {
  return std::ranges::any_of(service.definition->labels, [](const compose::Member& label) {
    return label.key.ends_with(".middlewares") && label.value != nullptr &&
           label.value->text.find("auth") != std::string_view::npos;
  });
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.builds || service.command.script != nullptr ||
      project::has_unknown_variables(report.project(), service) || mounts_by_variable(service, report))
    return report.skip();
  bool asks = false;
  ImageSettings settings(service);
  for (const knowledge::ImageCaution& row : knowledge::tables::image_cautions) {
    if (row.image != service.image->name || !row.versions.contains(service.image_reference.tag)) continue;
    // What stacks for tests and for work keep is made anew.
    if (row.rung != Rung::connect && is_throwaway(service)) continue;
    // On the host's network its loopback is where everybody else is as well.
    if (row.rung == Rung::connect && !service.definition->network_mode.value.empty()) continue;
    if (!row.neighbour.empty() && !has_neighbour(service, row.neighbour)) continue;
    if (!row.without_service.empty() && project::service_named(service, row.without_service) != nullptr) continue;
    // On the host's network its loopback is the host's.
    if (row.rung == Rung::connect && service.definition->network_mode.value == "host") continue;
    asks = true;
    if (!settings.hold(row.when) || (row.rung == Rung::resist && is_behind_login(service))) continue;
    // A command that merely starts the program is not what is wrong.
    const bool is_setting =
        settings.place() != service.definition->image.span() && settings.place() != service.definition->command.span();
    const Span place = is_setting ? settings.place() : service.span;
    report.at(place, "`{}` {}", service.name, OurWords{row.effect})
        .severity(row.severity)
        .rung(row.rung)
        .category(row.rung == Rung::connect ? Category::architecture
                  : row.rung == Rung::keep  ? Category::orchestration
                                            : Category::security)
        .note(service.definition->image.span(), "The image is {}", service.image->title);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4820",
    .summary = "Known image with settings that leave it shut, open or forgetful",
    .why =
        "The container starts and looks well, and yet nobody reaches it, everybody does, or what it is told is gone "
        "with it: "
        "its defaults are made for a first try.",
    .remedy = "Set what the message names; the image's documentation describes it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::resist,
    .category = Category::security,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_left_to_default
