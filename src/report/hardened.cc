#include <algorithm>
#include <set>

#include "project/capability_use.h"
#include "report/sections.h"
#include "rules/lib/service_kind.h"

namespace seaworthy::report {
namespace {

bool lists(std::span<const compose::Text> texts, std::string_view wanted) {
  return std::any_of(texts.begin(), texts.end(), [&](const compose::Text& text) {
    return std::equal(text.value.begin(), text.value.end(), wanted.begin(), wanted.end(), [](char a, char b) {
      return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == (b >= 'a' && b <= 'z' ? b - 'a' + 'A' : b);
    });
  });
}

bool has_no_new_privileges(const compose::Service& service) {
  return std::any_of(service.security_opt.begin(), service.security_opt.end(), [](const compose::Text& option) {
    return option.value == "no-new-privileges" || option.value == "no-new-privileges:true" ||
           option.value == "no-new-privileges=true";
  });
}

bool mounted(const compose::Service& service, std::string_view path) {
  return std::any_of(service.mounts.begin(), service.mounts.end(), [&](const compose::Mount& mount) {
    return path == mount.target ||
           (path.starts_with(mount.target) && path.substr(mount.target.size()).starts_with('/'));
  });
}

/// Collects `key:` blocks of one service in the order that people write them.
class Fragment {
 public:
  void list(std::string_view key, const std::vector<std::string>& items) {
    text_ += "    " + std::string(key) + ":\n";
    for (const std::string& item : items) text_ += "      - " + item + "\n";
  }
  void value(std::string_view key, std::string_view text) {
    text_ += "    " + std::string(key) + ": " + std::string(text) + "\n";
  }
  void raw(std::string_view text) { text_ += text; }
  bool empty() const { return text_.empty(); }
  std::string finish(std::string_view service) const { return "services:\n  " + std::string(service) + ":\n" + text_; }

 private:
  std::string text_;
};

HardenedService harden(const project::Service& service) {
  const compose::Service& definition = *service.definition;
  HardenedService result{.service = &service};
  Fragment fragment;
  // Own programs on a language or distribution image need what the image row says plus what they bind; for an image
  // that nobody described, dropping capabilities could stop it, so that is left to a measurement.
  const bool needs_known = service.image != nullptr;

  if (!has_no_new_privileges(definition)) fragment.list("security_opt", {"no-new-privileges:true"});
  if (needs_known && !lists(definition.cap_drop, "ALL") && !definition.privileged.value) {
    fragment.list("cap_drop", {"ALL"});
    std::set<std::string> needed;
    if (!service.builds)
      for (const std::string_view capability : service.image->capabilities) needed.emplace(capability);
    for (const std::string_view capability : project::used_capabilities(service)) needed.emplace(capability);
    const bool low_port =
        std::any_of(service.ports.begin(), service.ports.end(),
                    [](const project::ContainerPort& port) { return port.port > 0 && port.port < 1024; });
    if (low_port && service.runs_as_root() != false) needed.emplace("NET_BIND_SERVICE");
    for (const compose::Text& added : definition.cap_add) needed.erase(std::string(added.value));
    if (!needed.empty()) {
      fragment.list("cap_add", {needed.begin(), needed.end()});
      result.reasons.emplace_back("`cap_add` holds what the image's start-up or its port needs once all are dropped");
    }
  }
  if (needs_known && !definition.read_only.value && !service.builds) {
    std::vector<std::string> temporary;
    for (const std::string_view path : service.image->writable_paths)
      if (!mounted(definition, path)) temporary.emplace_back(path);
    if (!mounted(definition, "/tmp") && std::find(temporary.begin(), temporary.end(), "/tmp") == temporary.end())
      temporary.emplace_back("/tmp");
    bool state_is_mounted = true;
    for (const std::string_view path : service.data_paths)
      state_is_mounted = state_is_mounted && mounted(definition, path);
    if (state_is_mounted) {
      fragment.value("read_only", "true");
      if (!temporary.empty()) fragment.list("tmpfs", temporary);
    } else {
      result.reasons.emplace_back("`read_only` has to wait until the data path is on a volume");
    }
  }
  if (!definition.limits.pids) fragment.value("pids_limit", "200");
  if (!definition.restart && definition.deploy == nullptr && !rules::runs_once(service))
    fragment.value("restart", "unless-stopped");
  if (!definition.logging)
    fragment.raw(
        "    logging:\n      driver: json-file\n      options:\n        max-size: 10m\n        max-file: \"3\"\n");
  if (!definition.limits.memory)
    result.reasons.emplace_back("add a memory limit from what the service is measured to use");
  if (!needs_known)
    result.reasons.emplace_back(
        "what this image writes and which capabilities it needs is not known, so neither is restricted here");
  if (!fragment.empty()) result.yaml = fragment.finish(service.name);
  return result;
}

}  // namespace

std::vector<HardenedService> build_hardened(const project::Project& project) {
  std::vector<HardenedService> hardened;
  std::set<Span> seen;
  for (const project::Stack& stack : project.stacks) {
    if (stack.role != project::Role::production && stack.role != project::Role::unknown) continue;
    for (const project::Service* service : stack.services) {
      if (!service->active || !seen.insert(service->span).second) continue;
      HardenedService result = harden(*service);
      if (!result.yaml.empty()) hardened.push_back(std::move(result));
    }
  }
  return hardened;
}

}  // namespace seaworthy::report
