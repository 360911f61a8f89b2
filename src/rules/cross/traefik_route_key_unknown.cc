#include <algorithm>
#include <string_view>
#include <vector>

#include "knowledge/program_limits.h"
#include "project/model.h"
#include "project/upstreams.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::traefik_route_key_unknown {

using Path = std::vector<std::string_view>;

/// Whether a section such as `http.middlewares.*` is the one at a path.
static bool is_at(std::string_view section, const Path& path) {
  for (const std::string_view part : path) {
    const std::string_view wanted = before(section, '.');
    if (section.empty() || (wanted != "*" && !equal_ignoring_case(wanted, part))) return false;
    section.remove_prefix(std::min(section.size(), wanted.size() + 1));
  }
  return section.empty();
}

static const knowledge::ConfigurationKeys* keys_at(const Path& path, std::string_view tag) {
  for (const knowledge::ConfigurationKeys& row : knowledge::configuration_keys())
    if (row.image == "traefik" && row.part == "routes" && row.versions.contains(tag) && is_at(row.section, path))
      return &row;
  return nullptr;
}

/// The key as the manual spells it, whatever its case; null when there is none.
static const std::string_view* spelling(const knowledge::ConfigurationKeys& known, std::string_view key) {
  const auto found =
      std::ranges::find_if(known.keys, [&](std::string_view each) { return equal_ignoring_case(each, key); });
  return found != known.keys.end() ? &*found : nullptr;
}

class Reader {
 public:
  Reader(const project::Service& service, Report& report) : service_(service), report_(report) {}

  /// The parser bounds how deep this goes. What stands below a list has the path of the list.
  void read(const yaml::Node& node, Path& path) {
    const yaml::Node& here = node.resolved();
    for (const yaml::Node* const item : here.items) read(*item, path);
    const knowledge::ConfigurationKeys* const known =
        here.entries.empty() ? nullptr : keys_at(path, service_.image_reference.tag);
    for (const yaml::Entry& entry : here.entries) {
      const std::string_view key = entry.key->text;
      if (known != nullptr && known->keys.front() != "*" && !judge(*known, key, entry.key->span)) continue;
      path.push_back(key);
      read(*entry.value, path);
      path.pop_back();
    }
  }

 private:
  /// False for a key that is refused, below which nothing is known.
  bool judge(const knowledge::ConfigurationKeys& known, std::string_view key, Span span) {
    if (key == "<<") return true;
    const std::string_view* const name = spelling(known, key);
    const std::string_view title = service_.image->title;
    if (name == nullptr) {
      const std::string_view near = known.nearest(key);
      Builder finding =
          near.empty() ? report_.at(span, "{} knows no key `{}` here, and takes no route of this file", title, key)
                       : report_.at(span, "{} knows no key `{}` here, and takes no route of this file; it knows `{}`",
                                    title, key, near);
      finding.note(service_.span, "`{}` reads this file", service_.name);
      return false;
    }
    const knowledge::VersionRange* const versions = known.versions_of(*name);
    if (versions == nullptr || versions->contains(service_.image_reference.tag)) return true;
    const bool came_later = !versions->first.empty() &&
                            !knowledge::VersionRange{versions->first, ""}.contains(service_.image_reference.tag);
    Builder finding =
        came_later ? report_.at(span, "The key `{}` came with {} {}, and this one takes no route of the file", key,
                                title, versions->first)
                   : report_.at(span, "{} {} was the last to know the key `{}`; this one takes no route of the file",
                                title, versions->last, key);
    finding.note(service_.span, "`{}` reads this file", service_.name);
    return false;
  }

  const project::Service& service_;
  Report& report_;
};

/// Whether a file holds routes and no static settings, and is no template.
static bool holds_routes(const project::Project& project, const project::File& file) {
  if (!is_one_of("traefik other", discover::name(file.kind)) || file.yaml == nullptr || file.yaml->root() == nullptr ||
      contains(project.sources[file.source].text(), "{{"))
    return false;
  const yaml::Node& root = file.yaml->root()->resolved();
  const auto has = [&](std::string_view key) {
    return std::ranges::any_of(root.entries,
                               [&](const yaml::Entry& entry) { return equal_ignoring_case(entry.key->text, key); });
  };
  return (has("http") || has("tcp") || has("udp") || has("tls")) && !has("entryPoints") && !has("providers") &&
         !has("api") && !has("log");
}

static void check(const project::Service& service, Report& report) {
  if (service.image == nullptr || service.image->name != "traefik" || contains(service.image_reference.tag, "$"))
    return report.skip();
  bool asks = false;
  for (const project::File* const file : project::configuration_files(report.project(), service)) {
    if (!holds_routes(report.project(), *file)) continue;
    asks = true;
    Path path;
    Reader(service, report).read(*file->yaml->root(), path);
  }
  if (!asks) report.skip();
}

extern const Rule rule = {
    .code = "SW4390",
    .summary = "Key that Traefik does not know in its routes",
    .why =
        "The file provider reads strictly: at a key that it does not know it logs `field not found` and takes nothing "
        "of what it was to load. Traefik starts, and every router, service and middleware of its files is missing.",
    .remedy = "Use the key as the manual of this release spells it, at the level where it belongs.",
    .references = "https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/",
    .severity = Severity::high,
    .confidence = Confidence::likely,
    .rung = Rung::connect,
    .category = Category::architecture,
    .strength = "write routes that Traefik reads",
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::traefik_route_key_unknown
