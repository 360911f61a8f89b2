#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "project/model.h"
#include "rules/lib/words.h"

namespace seaworthy::rules::style_ordering {

static constexpr std::string_view top_level[] = {"version",  "name",    "include", "services",
                                                 "networks", "volumes", "secrets", "configs"};
static constexpr std::string_view service_keys[] = {
    "image",       "build",    "container_name", "depends_on", "volumes",      "volumes_from", "configs",  "secrets",
    "environment", "env_file", "ports",          "networks",   "network_mode", "extra_hosts",  "command",  "entrypoint",
    "working_dir", "restart",  "healthcheck",    "logging",    "labels",       "user",         "isolation"};

static std::size_t rank(std::span<const std::string_view> order, std::string_view key) {
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), key) - order.begin());
}

/// Case is ignored first, and runs of digits count as numbers.
static bool sorts_before(std::string_view left, std::string_view right) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < left.size() && j < right.size()) {
    if (is_digit(left[i]) && is_digit(right[j])) {
      const auto number = [](std::string_view text, std::size_t& at) {
        while (at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1])) ++at;
        const std::size_t begin = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return text.substr(begin, at - begin);
      };
      const std::string_view a = number(left, i);
      const std::string_view b = number(right, j);
      if (a.size() != b.size()) return a.size() < b.size();
      if (a != b) return a < b;
      continue;
    }
    if (lower(left[i]) != lower(right[j])) return lower(left[i]) < lower(right[j]);
    ++i;
    ++j;
  }
  return left.size() - i < right.size() - j;
}

static void top_level_keys(const yaml::Node& root, Report& report) {
  std::size_t last = 0;
  for (const yaml::Entry& entry : root.entries) {
    const std::string_view key = entry.key->text;
    // Extensions come first; what has no place of its own may stand anywhere.
    const std::size_t place = key.starts_with("x-") ? 0 : rank(top_level, key) + 1;
    if (place > std::size(top_level)) continue;
    if (place < last) {
      report.at(entry.key->span, "`{}` stands behind `{}`, in front of which it belongs", key, top_level[last - 1])
          .peers("dclint:top-level-properties-order");
    } else {
      last = place;
    }
  }
}

static void keys_of(const yaml::Node& service, std::string_view name, Report& report) {
  std::string_view previous;
  for (const yaml::Entry& entry : service.entries) {
    const std::string_view key = entry.key->text;
    if (key == "<<" || key.starts_with("x-")) continue;
    if (!previous.empty()) {
      const std::size_t before = rank(service_keys, previous);
      const std::size_t here = rank(service_keys, key);
      const bool other = here == std::size(service_keys);
      if (here < before || (other && before == here && sorts_before(key, previous)))
        report.at(entry.key->span, "`{}` of `{}` stands behind `{}`, in front of which it belongs", key, name, previous)
            .peers("dclint:service-keys-order");
    }
    previous = key;
  }
}

static std::string port_of(const yaml::Node& item) {
  if (const yaml::Node* const published = item.get("published")) return std::string(published->text);
  if (!item.is_scalar()) return {};
  const std::string_view text = item.text.substr(0, item.text.find('/'));
  const std::size_t last = text.rfind(':');
  if (last == std::string_view::npos) return std::string(text);
  const std::string_view front = text.substr(0, last);
  const std::size_t address = front.rfind(':');
  return std::string(address == std::string_view::npos ? front : front.substr(address + 1));
}

static bool sorted(const std::vector<std::string>& items) {
  return std::is_sorted(items.begin(), items.end(), [](const auto& a, const auto& b) { return sorts_before(a, b); });
}

static void lists_of(const yaml::Node& service, std::string_view name, Report& report) {
  if (const yaml::Entry* const entry = service.entry("depends_on")) {
    std::vector<std::string> names;
    for (const yaml::Node* item : entry->value->resolved().items) names.emplace_back(item->resolved().text);
    for (const yaml::Entry& item : entry->value->resolved().entries) names.emplace_back(item.key->text);
    if (!sorted(names))
      report.at(entry->key->span, "`depends_on` of `{}` is not in alphabetical order", name)
          .peers("dclint:service-dependencies-alphabetical-order");
  }
  if (const yaml::Entry* const entry = service.entry("ports")) {
    std::vector<std::string> ports;
    for (const yaml::Node* item : entry->value->resolved().items) ports.push_back(port_of(item->resolved()));
    if (!sorted(ports))
      report.at(entry->key->span, "`ports` of `{}` are not in the order of their numbers", name)
          .peers("dclint:service-ports-alphabetical-order");
  }
}

static void check(const project::File& file, Report& report) {
  if (file.kind != project::FileKind::compose || file.yaml == nullptr || file.yaml->root() == nullptr ||
      !file.yaml->root()->is_mapping())
    return report.skip();
  const yaml::Node& root = *file.yaml->root();
  top_level_keys(root, report);
  const yaml::Node* const services = root.get("services");
  if (services == nullptr || !services->is_mapping()) return;
  std::string_view last;
  for (const yaml::Entry& entry : services->entries) {
    const std::string_view name = entry.key->text;
    if (!last.empty() && sorts_before(name, last)) {
      report.at(entry.key->span, "The service `{}` stands behind `{}`, which sorts later", name, last)
          .peers("dclint:services-alphabetical-order");
    } else {
      last = name;
    }
    const yaml::Node& service = entry.value->resolved();
    if (!service.is_mapping() || entry.value->kind == yaml::Kind::alias) continue;
    keys_of(service, name, report);
    lists_of(service, name, report);
  }
}

extern const Rule rule = {
    .code = "SW2363",
    .summary = "Keys out of order",
    .why = "A matter of style: in files that keep one order, a service and its options are found without a search.",
    .remedy =
        "Order top-level keys as `name`, `include`, `services`, `networks`, `volumes`, `secrets`, `configs`; services, "
        "dependencies and ports by name and number; options of a service from what it runs to how it is guarded.",
    .peers =
        "dclint:service-dependencies-alphabetical-order dclint:service-keys-order "
        "dclint:service-ports-alphabetical-order dclint:services-alphabetical-order "
        "dclint:top-level-properties-order",
    .differs =
        "dclint reports top-level keys that its list lacks, such as `models`, whatever their place; each has its place "
        "anywhere here.",
    .severity = Severity::info,
    .rung = Rung::operate,
    .category = Category::documentation,
    .on = false,
    .check = each_file<check>(),
};

}  // namespace seaworthy::rules::style_ordering
