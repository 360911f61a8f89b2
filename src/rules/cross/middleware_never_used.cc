#include "rules/rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::middleware_never_used {

/// Whether a stack defines a middleware of that name itself, so that its routers do not mean another one.
static bool defines(const project::Stack& stack, std::string_view name) {
  return std::ranges::any_of(stack.services, [&](const project::Service* service) {
    const std::vector<TraefikLabel> labels = traefik_labels(*service);
    return std::ranges::any_of(labels, [&](const TraefikLabel& label) {
      return label.section == "middlewares" && equal_ignoring_case(label.name, name);
    });
  });
}

static bool is_named(const project::Project& project, const project::Stack& stack, std::string_view name) {
  for (const project::Service& service : project.services) {
    if (service.stack != &stack) {
      for (const TraefikLabel& label : traefik_labels(service))
        if (label.key == "middlewares" && contains(label.value, name) && !defines(*service.stack, name)) return true;
      continue;
    }
    for (const std::string_view word : service.command.words)
      if (contains(word, name)) return true;
    for (const project::File* const file : service.mounted_files)
      if (file->yaml != nullptr && contains(project.sources[file->source].text(), name)) return true;
  }
  return false;
}

/// Whether something is open or unlimited that a middleware of this kind would guard.
static bool guards(std::string_view key) {
  for (const std::string_view kind : {"basicauth", "digestauth", "forwardauth", "ipallowlist", "ipwhitelist",
                                      "ratelimit", "inflightreq", "plugin", "redirectscheme"})
    if (equal_ignoring_case(before(key, '.'), kind)) return true;
  return false;
}

static void check(const project::Stack& stack, Report& report) {
  struct Definition {
    std::string_view name;
    std::string key;
    Span span;
  };
  std::vector<Definition> defined;
  std::vector<std::string_view> used;
  for (const project::Service* const service : stack.services)
    for (const TraefikLabel& label : traefik_labels(*service)) {
      if (label.section == "middlewares" &&
          std::ranges::none_of(defined, [&](const Definition& other) { return other.name == label.name; }))
        defined.push_back({label.name, label.key, label.span});
      if (label.key == "middlewares" || label.key == "chain.middlewares")
        for (const std::string_view name : listed_names(label.value)) used.push_back(before(name, '@'));
    }
  if (defined.empty()) return report.skip();
  for (const Definition& definition : defined) {
    if (std::ranges::any_of(used, [&](std::string_view name) { return equal_ignoring_case(name, definition.name); }))
      continue;
    // Static settings of an entry point, files and other stacks on the host may name it.
    if (is_named(report.project(), stack, definition.name)) continue;
    Builder finding = report.at(
        definition.span, "No router uses the middleware `{}`; name it in a router's `middlewares`", definition.name);
    if (!guards(definition.key)) finding.severity(Severity::low);
    // Without a Traefik of its own the stack may define it for others on the host.
    if (!traefik_of(report.project(), stack).has_value())
      finding.confidence(Confidence::possible).severity(Severity::low);
  }
}

extern const Rule rule = {
    .code = "SW4356",
    .summary = "Traefik middleware that no router uses",
    .why = "What it would do is not done: a login, a limit or a header that the labels promise is missing.",
    .remedy = "Name it in the `middlewares` of a router or of an entry point, or remove it.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "use the middlewares that they define",
    .check = each_stack<check>(),
};

}  // namespace seaworthy::rules::middleware_never_used
