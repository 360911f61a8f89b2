#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "base/path_text.h"
#include "knowledge/kics.h"
#include "knowledge/package_programs.h"
#include "knowledge/program_kinds.h"
#include "knowledge/row_index.h"
#include "knowledge/tables.h"
#include "knowledge/text.h"

namespace seaworthy::knowledge {
namespace {

template <class Row, class Value>
const Row* find(std::span<const Row> rows, const Value& wanted, Value Row::* member) {
  const auto found = std::ranges::lower_bound(rows, wanted, {}, member);
  return found != rows.end() && (*found).*member == wanted ? &*found : nullptr;
}

/// Segments of a host path: empty ones and `.` left out, a home folder written in any way as "~".
class Segments {
 public:
  static constexpr std::size_t most = 32;

  explicit Segments(std::string_view path) {
    for (const std::string_view home : {"${HOME}", "$HOME", "~"}) {
      if (!path.starts_with(home) || (path.size() > home.size() && path[home.size()] != '/')) continue;
      add("~");
      path.remove_prefix(home.size());
      break;
    }
    absolute_ = path.starts_with('/') || count_ > 0;
    while (!path.empty()) {
      const std::string_view segment = take(path, '/');
      if (segment == "..") {
        if (count_ > 0) --count_;
      } else if (!segment.empty() && segment != ".") {
        add(segment);
      }
    }
  }

  bool absolute() const { return absolute_; }
  std::span<const std::string_view> all() const { return {segments_.data(), count_}; }
  /// The same path below "~" when it leads into a home folder by its full name; empty otherwise.
  Segments from_home() const {
    const std::span<const std::string_view> own = all();
    Segments result{""};
    std::size_t skipped = 0;
    if (!own.empty() && own[0] == "root") skipped = 1;
    if (own.size() > 1 && (own[0] == "home" || own[0] == "Users")) skipped = 2;
    if (skipped == 0) return result;
    result.add("~");
    for (const std::string_view segment : own.subspan(skipped)) result.add(segment);
    return result;
  }

 private:
  void add(std::string_view segment) {
    if (count_ < most) segments_[count_++] = segment;
  }
  std::array<std::string_view, most> segments_;
  std::size_t count_ = 0;
  bool absolute_ = false;
};

/// The segments of all rows, in the order of the table.
const std::vector<Segments>& segments_of_rows() {
  static const std::vector<Segments> segments = [] {
    std::vector<Segments> result;
    for (const SensitivePath& row : tables::sensitive_paths) result.emplace_back(row.path);
    return result;
  }();
  return segments;
}

/// Number of segments of a row (`expected`) that a path falls under, with 1 added; 0 when it does not.
std::size_t falls_under(std::span<const std::string_view> path, const SensitivePath& row,
                        std::span<const std::string_view> expected) {
  if (path.size() < expected.size() || (path.size() > expected.size() && !row.below)) return 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (expected[i] != "*" && expected[i] != path[i]) return 0;
  return expected.size() + 1;
}

/// Position after programs that only start another one.
std::size_t skip_runners(std::span<const std::string_view> words) {
  const auto word = [&](std::size_t i) { return i < words.size() ? words[i] : std::string_view(); };
  const auto skip_options = [&](std::size_t i) {
    while (word(i).starts_with('-') && word(i) != "-m") ++i;
    return i;
  };
  std::size_t at = 0;
  for (int depth = 0; depth < 8 && at < words.size(); ++depth) {
    const std::string_view program = base_name(words[at]);
    const std::string_view next = word(at + 1);
    if (program == "npx" || program == "bunx" || program == "exec" || program == "catchsegv" ||
        tables::init_programs.contains(program)) {
      at = skip_options(at + 1);
    } else if ((program == "pnpm" || program == "yarn" || program == "npm") &&
               (next == "exec" || next == "dlx" || next == "x")) {
      at = skip_options(at + 2);
    } else if ((program == "bundle" && next == "exec") || (tables::python_runners.contains(program) && next == "run")) {
      at = skip_options(at + 2);
    } else if (program.starts_with("python") && next == "-m") {
      at += 2;
    } else if (program == "env" || program == "cross-env") {
      at = skip_options(at + 1);
      while (word(at).find('=') != std::string_view::npos) ++at;
    } else {
      break;
    }
  }
  return at;
}

bool has_word(std::span<const std::string_view> words, std::string_view wanted) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    return word == wanted || (word.size() > wanted.size() && word.starts_with(wanted) && word[wanted.size()] == '=');
  });
}

}  // namespace

std::span<const Control> controls() { return tables::controls; }

const Control* control(std::string_view notation) {
  const std::size_t colon = notation.rfind(':');
  if (colon == std::string_view::npos) return nullptr;
  const std::string_view benchmark = notation.substr(0, colon);
  const std::string_view id = notation.substr(colon + 1);
  for (const Control& row : tables::controls) {
    if (row.id != id || !benchmark.starts_with(row.standard)) continue;
    const std::string_view version = benchmark.substr(row.standard.size());
    if (version.empty() || (version.front() == ' ' && version.substr(1) == row.version)) return &row;
  }
  return nullptr;
}

const Capability* capability(std::string_view name) {
  if (name.size() > 4 && equal_ignoring_case(name.substr(0, 4), "CAP_")) name.remove_prefix(4);
  for (const Capability& row : tables::capabilities)
    if (equal_ignoring_case(row.name, name)) return &row;
  return nullptr;
}
std::span<const Capability> capabilities() { return tables::capabilities; }

const PackageManager* package_manager(std::string_view program) {
  constexpr std::string_view pip = "pip";
  if (program.starts_with(pip) && program.find_first_not_of("0123456789.", pip.size()) == std::string_view::npos)
    program = pip;
  // Asked of nearly every command there is.
  static const RowIndex<PackageManager> index(tables::package_managers, &PackageManager::program);
  return index.find(program);
}
std::span<const PackageManager> package_managers() { return tables::package_managers; }

bool is_system_package_manager(std::string_view program) {
  const PackageManager* const manager = package_manager(program);
  return manager != nullptr && manager->system;
}

bool is_node_package_manager(std::string_view program) {
  const PackageManager* const manager = package_manager(program);
  return manager != nullptr && manager->packages == "npm";
}

PackageClass package_class(std::string_view package) {
  const auto* const row = find(tables::packages, package, &tables::PackageOfClass::package);
  return row == nullptr ? PackageClass::other : row->package_class;
}

std::span<const std::string_view> programs_of_package(std::string_view package, std::string_view family) {
  const auto rows = std::ranges::equal_range(tables::package_programs, package, {}, &tables::PackagePrograms::package);
  std::span<const std::string_view> any;
  for (const tables::PackagePrograms& row : rows) {
    if (row.family == family && !family.empty()) return row.programs;
    if (row.family.empty() || family.empty()) any = row.programs;
  }
  return any;
}

bool has_programs_row(std::string_view package, std::string_view family) {
  const auto rows = std::ranges::equal_range(tables::package_programs, package, {}, &tables::PackagePrograms::package);
  return std::ranges::find(rows, family, &tables::PackagePrograms::family) != rows.end();
}

/// The rows that bring a program, in the order of the table.
static std::span<const tables::PackagePrograms* const> rows_with_program(std::string_view program) {
  using Rows = std::unordered_map<std::string_view, std::vector<const tables::PackagePrograms*>>;
  static const Rows rows = [] {
    Rows result;
    for (const tables::PackagePrograms& row : tables::package_programs)
      for (const std::string_view each : row.programs) result[each].push_back(&row);
    return result;
  }();
  const auto found = rows.find(program);
  return found != rows.end() ? std::span<const tables::PackagePrograms* const>(found->second)
                             : std::span<const tables::PackagePrograms* const>();
}

bool package_brings(std::string_view package, std::string_view family, std::string_view program) {
  // Few packages bring a program.
  if (std::ranges::none_of(rows_with_program(program),
                           [&](const tables::PackagePrograms* row) { return row->package == package; }))
    return false;
  const std::span<const std::string_view> programs = programs_of_package(package, family);
  return std::ranges::find(programs, program) != programs.end();
}

std::string_view package_with_program(std::string_view program, std::string_view family) {
  std::string_view best;
  for (const tables::PackagePrograms* const row : rows_with_program(program)) {
    if (row->family != family && !row->family.empty()) continue;
    if (row->package == program) return row->package;
    if (best.empty()) best = row->package;
  }
  return best;
}

const SensitivePath* sensitive_path(std::string_view host_path) {
  const Segments path(host_path);
  if (!path.absolute()) return nullptr;
  const Segments at_home = path.from_home();
  const std::vector<Segments>& segments = segments_of_rows();
  const SensitivePath* best = nullptr;
  std::size_t best_length = 0;
  for (const SensitivePath& row : tables::sensitive_paths) {
    const bool home_row = row.path.starts_with('~');
    const std::span<const std::string_view> expected =
        segments[static_cast<std::size_t>(&row - tables::sensitive_paths.data())].all();
    const std::size_t length =
        falls_under(home_row && !at_home.all().empty() ? at_home.all() : path.all(), row, expected);
    // Of two equally long rows, one that names a segment comes after one with `*` in the order of the table, and one
    // that names a home folder in full comes before the general one.
    if (length > best_length || (length > 0 && length == best_length && !home_row)) {
      best = &row;
      best_length = length;
    }
  }
  return best;
}
std::span<const SensitivePath> sensitive_paths() { return tables::sensitive_paths; }

const WellKnownPort* well_known_port(std::uint16_t port, std::string_view protocol) {
  for (const WellKnownPort& row : std::ranges::equal_range(tables::ports, port, {}, &WellKnownPort::port))
    if (row.protocol == protocol) return &row;
  return nullptr;
}

const DevTool* dev_tool(std::span<const std::string_view> words) {
  words = words.subspan(skip_runners(words));
  if (words.empty()) return nullptr;
  const std::string_view program = base_name(words.front());
  const std::span<const std::string_view> arguments = words.subspan(1);
  for (const DevTool& row : std::ranges::equal_range(tables::dev_tools, program, {}, &DevTool::program)) {
    const bool fits =
        std::ranges::all_of(row.words, [&](std::string_view word) { return has_word(arguments, word); }) &&
        std::ranges::none_of(row.unless, [&](std::string_view word) { return has_word(arguments, word); });
    if (fits) return &row;
  }
  return nullptr;
}
std::span<const DevTool> dev_tools() { return tables::dev_tools; }

const PlatformNamespace* platform_namespace(std::string_view image) {
  for (const std::string_view registry : {"docker.io/", "index.docker.io/", "library/"})
    if (image.starts_with(registry)) image.remove_prefix(registry.size());
  for (const PlatformNamespace& row : tables::platform_namespaces)
    if (image.starts_with(row.prefix)) return &row;
  return nullptr;
}

const Server* server(std::span<const std::string_view> words, std::span<const std::string_view>& arguments) {
  words = words.subspan(skip_runners(words));
  // `python manage.py runserver`, `php artisan serve`: the interpreter is no server, its script is.
  if (words.size() > 1 && (base_name(words.front()).starts_with("python") || base_name(words.front()) == "php")) {
    std::size_t script = 1;
    while (script < words.size() && words[script].starts_with('-') && words[script] != "-m") ++script;
    if (script < words.size() && words[script] != "-m") words = words.subspan(script);
  }
  if (words.empty()) return nullptr;
  arguments = words.subspan(1);
  for (const Server& row : std::ranges::equal_range(tables::servers, base_name(words.front()), {}, &Server::program)) {
    const bool fits =
        std::ranges::all_of(row.words, [&](std::string_view word) { return has_word(arguments, word); }) &&
        std::ranges::none_of(row.unless, [&](std::string_view word) { return has_word(arguments, word); });
    if (fits) return &row;
  }
  return nullptr;
}
std::span<const Server> servers() { return tables::servers; }

std::optional<std::string_view> option_value(std::span<const std::string_view> arguments, std::size_t& index,
                                             std::string_view option) {
  const std::string_view word = arguments[index];
  if (!word.starts_with(option)) return std::nullopt;
  if (word.size() == option.size()) return index + 1 < arguments.size() ? arguments[++index] : std::string_view();
  if (word[option.size()] == '=') return word.substr(option.size() + 1);
  // The value of a letter may stand right behind it.
  if (option.size() == 2 && option[1] != '-') return word.substr(2);
  return std::nullopt;
}

std::string_view name(ImageKind kind) {
  switch (kind) {
    case ImageKind::other:
      return "other";
    case ImageKind::database:
      return "database";
    case ImageKind::cache:
      return "cache";
    case ImageKind::broker:
      return "message broker";
    case ImageKind::search:
      return "search engine";
    case ImageKind::object_store:
      return "object store";
    case ImageKind::proxy:
      return "proxy";
    case ImageKind::certificates:
      return "certificate tool";
    case ImageKind::identity:
      return "identity provider";
    case ImageKind::monitoring:
      return "monitoring";
    case ImageKind::logging:
      return "logging";
    case ImageKind::admin_ui:
      return "admin interface";
    case ImageKind::ci_runner:
      return "CI runner";
    case ImageKind::ai_server:
      return "AI server";
    case ImageKind::language:
      return "language";
    case ImageKind::distribution:
      return "distribution";
    case ImageKind::web_app:
      return "web application";
    case ImageKind::socket_proxy:
      return "socket proxy";
    case ImageKind::backup:
      return "backup tool";
    case ImageKind::mail:
      return "mail server";
    case ImageKind::vpn:
      return "VPN";
    case ImageKind::storage:
      return "storage";
  }
  return {};
}

std::string_view name(Authentication authentication) {
  switch (authentication) {
    case Authentication::unknown:
      return "unknown";
    case Authentication::none:
      return "none";
    case Authentication::optional:
      return "optional";
    case Authentication::builtin:
      return "built-in";
    case Authentication::required:
      return "required";
  }
  return {};
}

std::string_view name(RetiredImage::Status status) {
  switch (status) {
    case RetiredImage::Status::deprecated:
      return "deprecated";
    case RetiredImage::Status::renamed:
      return "renamed";
    case RetiredImage::Status::abandoned:
      return "abandoned";
    case RetiredImage::Status::removed:
      return "removed";
    case RetiredImage::Status::moved:
      return "moved";
  }
  return {};
}

std::string_view name(PackageClass package_class) {
  switch (package_class) {
    case PackageClass::other:
      return "other";
    case PackageClass::compiler:
      return "compiler";
    case PackageClass::debugger:
      return "debugger";
    case PackageClass::network_tool:
      return "network tool";
    case PackageClass::editor:
      return "editor";
    case PackageClass::ssh:
      return "SSH";
    case PackageClass::vcs:
      return "version control";
  }
  return {};
}

std::string_view name(SensitivePath::Kind kind) {
  switch (kind) {
    case SensitivePath::Kind::engine_socket:
      return "engine socket";
    case SensitivePath::Kind::host_root:
      return "host root";
    case SensitivePath::Kind::system_config:
      return "system configuration";
    case SensitivePath::Kind::kernel:
      return "kernel interface";
    case SensitivePath::Kind::credentials:
      return "credentials";
    case SensitivePath::Kind::engine_state:
      return "engine state";
    case SensitivePath::Kind::devices:
      return "devices";
    case SensitivePath::Kind::system_programs:
      return "system programs";
    case SensitivePath::Kind::host_runtime:
      return "run-time state";
    case SensitivePath::Kind::logs:
      return "logs";
    case SensitivePath::Kind::home:
      return "home folder";
  }
  return {};
}

std::string_view name(DevTool::Kind kind) {
  switch (kind) {
    case DevTool::Kind::server:
      return "development server";
    case DevTool::Kind::reloader:
      return "reloader";
    case DevTool::Kind::debugger:
      return "debugger";
  }
  return {};
}

std::string_view kics_query(std::string_view id) {
  const tables::KicsQuery* const row = find(tables::kics_queries, id, &tables::KicsQuery::id);
  return row != nullptr ? row->name : std::string_view();
}

}  // namespace seaworthy::knowledge
