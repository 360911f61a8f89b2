#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "project/model.h"
#include "project/paths.h"
#include "rules/lib/words.h"
#include "rules/rule.h"

namespace seaworthy::rules::image_variable_unknown {

static std::string_view nearest(const knowledge::Image& image, std::string_view name) {
  // A name that is cut short: POSTGRES_PASS of POSTGRES_PASSWORD.
  for (const knowledge::ImageVariable& variable : image.variables)
    if (variable.name.starts_with(name) && name.size() >= image.variable_prefix.size() + 3) return variable.name;
  // What all names begin with is near in each of them.
  std::string_view best;
  const std::size_t own = name.size() - image.variable_prefix.size();
  unsigned distance = static_cast<unsigned>(own / 3) + 1;
  for (const knowledge::ImageVariable& variable : image.variables)
    if (const unsigned found = edit_distance(variable.name, name, distance); found < distance) {
      best = variable.name;
      distance = found;
    }
  return best;
}

/// The parts of a name in capitals, with one word for each that people write in several ways.
static std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c != '_' && c != '.') {
      parts.back() += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    } else if (!parts.back().empty()) {
      parts.emplace_back();
    }
  }
  if (parts.back().empty()) parts.pop_back();
  for (std::string& part : parts) {
    if (is_one_of("PASS PASSWD PWD", part)) part = "PASSWORD";
    if (part == "DATABASE" || part == "DBNAME") part = "DB";
    if (part == "USERNAME") part = "USER";
    if (part == "HOSTNAME") part = "HOST";
  }
  return parts;
}

/// ENCRYPT for ENCRYPTION, ELASTICSEARCH for ELASTIC, SECRTE for SECRET.
static bool is_same_part(std::string_view left, std::string_view right) {
  constexpr std::size_t long_enough = 5;
  if (left == right) return true;
  if (std::min(left.size(), right.size()) < long_enough) return false;
  return left.starts_with(right) || right.starts_with(left) || edit_distance(left, right, 2) < 2;
}

/// Whether a name is meant for another: the same parts in the same order, or, with `shorter`, all of them but one.
static bool is_meant_for(std::span<const std::string> name, std::span<const std::string> known, bool shorter) {
  if (name.size() == known.size())
    return std::ranges::equal(
        name, known, [](const std::string& left, const std::string& right) { return is_same_part(left, right); });
  // What a name begins with says whose it is: `DB_PASSWD` may be read beside `GITEA__database__PASSWD`.
  if (!shorter || name.size() < 2 || name.size() + 1 != known.size() || name.front() != known.front()) return false;
  std::size_t at = 0;
  for (const std::string& part : known)
    if (at < name.size() && name[at] == part) ++at;
  return at == name.size();
}

static bool has_variable(const project::Service& service, std::string_view name) {
  return service.definition->variable(name) != nullptr ||
         service.definition->variable(std::string(name) + "_FILE") != nullptr;
}

/// The variable of an image that a name which the image does not know is meant for, where nothing gives that one; null
/// for none. Images of which not all variables are known read many more.
static const knowledge::ImageVariable* meant_variable(const project::Service& service, std::string_view name) {
  const knowledge::Image& image = *service.image;
  const knowledge::ImageVariable* pattern = nullptr;
  for (const knowledge::ImageVariable& variable : image.variables) {
    if (variable.name == name) return nullptr;
    if (variable.file_variant && name.size() == variable.name.size() + 5 && name.starts_with(variable.name) &&
        name.ends_with("_FILE"))
      return nullptr;
    const std::size_t star = variable.name.find('*');
    if (star != std::string_view::npos && name.starts_with(variable.name.substr(0, star)) &&
        name.ends_with(variable.name.substr(star + 1)))
      pattern = &variable;
  }
  const std::vector<std::string> parts = parts_of(name);
  for (const knowledge::ImageVariable& variable : image.variables) {
    if (contains(variable.name, "*") || has_variable(service, variable.name)) continue;
    if (is_meant_for(parts, parts_of(variable.name), pattern == nullptr)) return &variable;
  }
  return nullptr;
}

/// A folder of the repository with SQL and nothing else, which reads no variables.
static bool holds_sql_alone(const project::Project& project, const compose::Mount& mount) {
  if (mount.type != compose::MountType::bind || !mount.inside_root) return false;
  const std::vector<std::string_view> children = project.children(mount.host_path);
  return !children.empty() &&
         std::ranges::all_of(children, [](std::string_view path) { return path.ends_with(".sql"); });
}

/// The container's own scripts may read variables of any name.
static bool runs_own_scripts(const project::Project& project, const project::Service& service) {
  if (service.command.script != nullptr || service.entrypoint.from == project::Provenance::compose) return true;
  for (const compose::Mount& mount : service.definition->mounts)
    if (holds_sql_alone(project, mount))
      continue;
    else if (contains(mount.target, "init") || contains(mount.target, ".sh") || contains(mount.target, "bin/") ||
             contains(mount.target, "templates") || contains(mount.target, "scripts"))
      return true;
  return service.startup != nullptr;
}

/// The probe runs inside the container as well.
static bool probe_reads(const project::Service& service, std::string_view name) {
  for (const std::string_view word : service.probe.command.words)
    if (contains(word, name)) return true;
  return false;
}

/// A block that services of several images share holds variables of all of them.
static bool is_shared(const project::Service& service, const compose::EnvironmentEntry& entry) {
  for (const project::Service* other : service.stack->services) {
    if (other->image == service.image) continue;
    const compose::EnvironmentEntry* const same = other->definition->variable(entry.name);
    if (same != nullptr && same->span == entry.span) return true;
  }
  return false;
}

/// Whether the image does what the variable wants all the same: its command is given the value too (Compose puts it
/// in), or the value is a port where it listens by itself.
static bool is_so_anyway(const project::Service& service, const compose::EnvironmentEntry& entry,
                         const Report& report) {
  const Span command = service.definition->command.span();
  if (command.valid() && contains(report.text(command), entry.name)) return true;
  return entry.value.has_value() && std::ranges::any_of(service.image->ports, [&](const knowledge::ImagePort& port) {
           return *entry.value == std::to_string(port.port);
         });
}

static void report_meant(const project::Service& service, const compose::EnvironmentEntry& entry,
                         const knowledge::ImageVariable& meant, Report& report) {
  Builder finding = report.at(entry.span, "`{}` gets `{}`, which {} does not read; it reads `{}`", service.name,
                              entry.name, service.image->title, meant.name);
  // Without its password a server is open to everybody, or has one that nobody knows.
  if (meant.secret) finding.severity(Severity::high).rung(Rung::resist);
  if (meant.required) finding.severity(Severity::high);
  finding.note(service.definition->image.span(), "The image of `{}`", service.name);
}

/// Of an image of which not all variables are known: names that are nearly those of one.
static void check_meant(const project::Service& service, Report& report) {
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value || probe_reads(service, entry.name) ||
        is_shared(service, entry) || is_so_anyway(service, entry, report))
      continue;
    if (const knowledge::ImageVariable* const meant = meant_variable(service, entry.name); meant != nullptr)
      report_meant(service, entry, *meant, report);
  }
}

static void check(const project::Service& service, Report& report) {
  if (service.builds || service.image == nullptr || service.image->variables.empty() ||
      runs_own_scripts(report.project(), service) || service.image->kind == knowledge::ImageKind::language ||
      service.image->kind == knowledge::ImageKind::distribution)
    return report.skip();
  if (!service.image->variables_complete || service.image->variable_prefix.empty()) return check_meant(service, report);
  for (const compose::EnvironmentEntry& entry : service.definition->environment) {
    if (entry.from != compose::EnvironmentSource::inline_value) continue;
    if (!entry.name.starts_with(service.image->variable_prefix)) {
      const knowledge::ImageVariable* const meant =
          probe_reads(service, entry.name) || is_shared(service, entry) || is_so_anyway(service, entry, report)
              ? nullptr
              : meant_variable(service, entry.name);
      if (meant != nullptr) report_meant(service, entry, *meant, report);
      continue;
    }
    if (entry.name.ends_with("_FILE")) continue;
    if (knowledge::variable(*service.image, entry.name) != nullptr || probe_reads(service, entry.name)) continue;
    if (is_shared(service, entry)) continue;
    const std::string_view near = nearest(*service.image, entry.name);
    Builder finding = near.empty() ? report.at(entry.span, "{} reads no `{}`, so it changes nothing",
                                               service.image->title, entry.name)
                                   : report.at(entry.span, "{} reads no `{}`, so it changes nothing; it reads `{}`",
                                               service.image->title, entry.name, near);
    // Where a server is, its clients are told; the server itself has no use for it.
    const bool is_for_clients = entry.name.ends_with("_HOST") || entry.name.ends_with("_HOSTNAME") ||
                                entry.name.ends_with("_PORT") || entry.name.ends_with("_URL");
    if ((near.empty() && is_for_clients) || is_so_anyway(service, entry, report)) finding.severity(Severity::low);
    finding.note(service.definition->image.span(), "The image of `{}`", service.name);
  }
}

extern const Rule rule = {
    .code = "SW4247",
    .summary = "Variable that a known image does not read",
    .why = "A misspelt variable is no error: the program starts with its default instead, and nobody notices.",
    .remedy = "Use the name that the image's documentation gives.",
    .severity = Severity::medium,
    .confidence = Confidence::likely,
    .rung = Rung::start,
    .category = Category::orchestration,
    .check = each_service<check>(),
};

}  // namespace seaworthy::rules::image_variable_unknown
