#include "project/compose_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/ascii.h"
#include "base/byte_set.h"
#include "compose/load.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// A name that more files give is too common to tell which of them was meant.
constexpr std::size_t most_givers = 1'000;

bool has_default_name(const File& file) { return compose::is_default_file(base_name(file.path)); }

/// Value of a key, through aliases and one level of merge keys.
const yaml::Node* member(const yaml::Node& mapping, std::string_view key) {
  if (!mapping.is_mapping()) return nullptr;
  if (const yaml::Node* const own = mapping.get(key); own != nullptr) return &own->resolved();
  const yaml::Node* const merged = mapping.get("<<");
  if (merged == nullptr) return nullptr;
  const yaml::Node& from = merged->resolved();
  if (from.is_mapping() && from.get(key) != nullptr) return &from.get(key)->resolved();
  for (const yaml::Node* const item : from.items)
    if (item->resolved().is_mapping() && item->resolved().get(key) != nullptr)
      return &item->resolved().get(key)->resolved();
  return nullptr;
}

/// Whether Compose knows a key of the top level, or takes it for an extension.
bool is_key_of_compose(std::string_view key) {
  static constexpr std::string_view known[] = {"services", "networks", "volumes", "secrets", "configs",
                                               "include",  "version",  "name",    "models",  "<<"};
  return key.starts_with("x-") || std::ranges::find(known, key) != std::end(known);
}

/// Reads one file.
class Reader {
 public:
  Reader(const Project& project, const File& file, ComposePart& part) : project_(project), file_(file), part_(part) {}

  void run() {
    if (file_.yaml == nullptr) return;
    for (const yaml::Node* const document : file_.yaml->documents) read(document->resolved());
    std::stable_sort(part_.gives.begin(), part_.gives.end());
    const auto same = [](const NamedPart& left, const NamedPart& right) {
      return left.kind == right.kind && left.name == right.name;
    };
    part_.gives.erase(std::unique(part_.gives.begin(), part_.gives.end(), same), part_.gives.end());
  }

 private:
  void read(const yaml::Node& root) {
    if (!root.is_mapping()) return;
    for (const yaml::Entry& entry : root.entries)
      if (!is_key_of_compose(entry.key->text)) part_.own_keys.push_back(entry.key->text);
    declare(root, "networks", PartKind::network);
    declare(root, "volumes", PartKind::volume);
    declare(root, "secrets", PartKind::secret);
    declare(root, "configs", PartKind::config);
    if (const yaml::Node* const include = root.get("include"); include != nullptr)
      for (const yaml::Node* const item : include->resolved().items) read_include(item->resolved());
    const yaml::Node* const services = root.get("services");
    if (services == nullptr || !services->resolved().is_mapping()) return;
    for (const yaml::Entry& service : services->resolved().entries)
      read_service(*service.key, service.value->resolved());
  }

  void declare(const yaml::Node& root, std::string_view section, PartKind kind) {
    const yaml::Node* const declared = root.get(section);
    if (declared == nullptr || !declared->resolved().is_mapping()) return;
    for (const yaml::Entry& entry : declared->resolved().entries)
      part_.gives.push_back({kind, entry.key->text, entry.key->span});
  }

  void read_include(const yaml::Node& item) {
    if (item.is_scalar()) return add_include(item);
    const yaml::Node* const path = member(item, "path");
    if (path == nullptr) return;
    if (path->is_scalar()) return add_include(*path);
    for (const yaml::Node* const one : path->items) add_include(one->resolved());
  }

  void add_include(const yaml::Node& path) {
    std::optional<std::string> joined = join_path(parent_path(file_.path), path.text);
    const bool is_known = joined.has_value() && path.is_scalar() && path.text.find('$') == std::string_view::npos &&
                          path.text.find("://") == std::string_view::npos;
    if (is_known)
      part_.includes.push_back(std::move(*joined));
    else
      part_.all_known = false;
  }

  void read_service(const yaml::Node& key, const yaml::Node& body) {
    part_.gives.push_back({PartKind::service, key.text, key.span});
    const bool is_whole = member(body, "image") != nullptr || member(body, "build") != nullptr ||
                          member(body, "extends") != nullptr || member(body, "provider") != nullptr;
    if (is_whole)
      part_.gives.push_back({PartKind::image, key.text, key.span});
    else
      part_.needs.push_back({PartKind::image, key.text, key.span});
    need_names(member(body, "networks"), PartKind::network);
    need_names(member(body, "depends_on"), PartKind::service);
    need_of_base(member(body, "extends"));
    for (const yaml::Entry& entry : body.entries)
      if (!part_.overlay.valid() && (entry.value->tag == "!reset" || entry.value->tag == "!override"))
        part_.overlay = entry.key->span;
    if (const yaml::Node* const mounts = member(body, "volumes"); mounts != nullptr)
      for (const yaml::Node* const mount : mounts->items) need_volume(mount->resolved());
    need_sources(member(body, "secrets"), PartKind::secret);
    need_sources(member(body, "configs"), PartKind::config);
    if (const yaml::Node* const mode = member(body, "network_mode");
        mode != nullptr && mode->is_scalar() && mode->text.starts_with("service:"))
      need(PartKind::service, mode->text.substr(8), mode->span);
  }

  void need(PartKind kind, std::string_view name, Span span) {
    if (name.empty() || name.find('$') != std::string_view::npos) return;
    if (kind == PartKind::network && name == "default") return;
    part_.needs.push_back({kind, name, span});
  }

  void need_names(const yaml::Node* list, PartKind kind) {
    if (list == nullptr) return;
    for (const yaml::Node* const item : list->items)
      if (item->resolved().is_scalar()) need(kind, item->resolved().text, item->resolved().span);
    for (const yaml::Entry& entry : list->entries)
      if (entry.key->text != "<<") need(kind, entry.key->text, entry.key->span);
  }

  void need_sources(const yaml::Node* list, PartKind kind) {
    if (list == nullptr) return;
    for (const yaml::Node* const item : list->items) {
      const yaml::Node& grant = item->resolved();
      const yaml::Node* const source = grant.is_mapping() ? member(grant, "source") : &grant;
      if (source != nullptr && source->is_scalar()) need(kind, source->text, source->span);
    }
  }

  void need_volume(const yaml::Node& mount) {
    if (mount.is_mapping()) {
      const yaml::Node* const type = member(mount, "type");
      const yaml::Node* const source = member(mount, "source");
      if (type != nullptr && type->text == "volume" && source != nullptr && source->is_scalar())
        need(PartKind::volume, source->text, source->span);
      return;
    }
    if (!mount.is_scalar()) return;
    const std::size_t colon = mount.text.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view source = mount.text.substr(0, colon);
    // A single letter is a drive of Windows; the rest are paths.
    if (source.size() < 2 || source.find_first_of("/\\") != std::string_view::npos || source.front() == '.' ||
        source.front() == '~')
      return;
    need(PartKind::volume, source, mount.span);
  }

  /// What a service of another file waits for, waits the one for that is made from it.
  void need_of_base(const yaml::Node* extends) {
    if (extends == nullptr || !extends->is_mapping()) return;
    const yaml::Node* const path = member(*extends, "file");
    const yaml::Node* const name = member(*extends, "service");
    if (path == nullptr || name == nullptr || !path->is_scalar() || !name->is_scalar()) return;
    const std::optional<std::string> joined = join_path(parent_path(file_.path), path->text);
    const File* const base = joined.has_value() ? project_.file(*joined) : nullptr;
    if (base == nullptr || base->yaml == nullptr || base->yaml->root() == nullptr) return;
    const yaml::Node* const services = member(base->yaml->root()->resolved(), "services");
    const yaml::Node* const service = services != nullptr ? member(*services, name->text) : nullptr;
    if (service != nullptr) need_names(member(*service, "depends_on"), PartKind::service);
  }

  const Project& project_;
  const File& file_;
  ComposePart& part_;
};

std::string_view noun(PartKind kind) {
  switch (kind) {
    case PartKind::image:
    case PartKind::service:
      return "service";
    case PartKind::network:
      return "network";
    case PartKind::volume:
      return "volume";
    case PartKind::secret:
      return "secret";
    case PartKind::config:
      return "config";
  }
  return "";
}

}  // namespace

bool ComposePart::has(PartKind kind, std::string_view name) const {
  return std::binary_search(gives.begin(), gives.end(), NamedPart{kind, name, {}});
}

std::size_t ComposePart::count(PartKind kind) const {
  return static_cast<std::size_t>(std::ranges::count(gives, kind, &NamedPart::kind));
}

ComposeParts::ComposeParts(const Project& project) : project_(project), parts_(project.files.size()) {
  for (const File& file : project.files) {
    if (file.kind != FileKind::compose || file.ignored) continue;
    ComposePart& part = parts_[static_cast<std::size_t>(file.source)];
    Reader(project, file, part).run();
    for (const std::string_view key : part.own_keys) {
      auto& [count, first] = own_keys_[{parent_path(file.path), key}];
      if (count++ == 0) first = &file;
      if (count > 1) folders_of_pieces_.insert(parent_path(file.path));
    }
    for (const NamedPart& given : part.gives) givers_[{given.kind, given.name}].push_back(&file);
    std::set<Key> lacks;
    for (const NamedPart& needed : part.needs)
      if (!part.has(needed.kind, needed.name)) lacks.emplace(needed.kind, needed.name);
    for (const Key& key : lacks) ++lacking_[key];
  }
}

std::vector<NamedPart> ComposeParts::missing(const std::vector<std::string>& files) const {
  std::vector<const ComposePart*> parts;
  std::vector<std::string> open(files.rbegin(), files.rend());
  std::set<const File*> seen;
  while (!open.empty()) {
    const File* const file = project_.file(open.back());
    open.pop_back();
    if (file == nullptr) return {};
    if (!seen.insert(file).second) continue;
    const ComposePart& part = of(*file);
    if (!part.all_known) return {};
    parts.push_back(&part);
    open.insert(open.end(), part.includes.rbegin(), part.includes.rend());
  }
  std::vector<NamedPart> missing;
  std::set<Key> known;
  for (const ComposePart* const part : parts)
    for (const NamedPart& needed : part->needs) {
      const bool is_given =
          std::ranges::any_of(parts, [&](const ComposePart* other) { return other->has(needed.kind, needed.name); });
      if (!is_given && known.emplace(needed.kind, needed.name).second) missing.push_back(needed);
    }
  return missing;
}

std::string ComposeParts::why_piece(const File& file) const {
  const std::string_view folder = parent_path(file.path);
  if (project_.path_state(join_path(folder, "rancher-compose.yml").value_or("")) == PathState::file)
    return "an entry of Rancher's catalogue, which Rancher puts together with `rancher-compose.yml`";
  if (!folders_of_pieces_.contains(folder) || has_default_name(file)) return {};
  const auto key = std::ranges::find_if(
      own_keys_, [&](const auto& each) { return each.first.first == folder && each.second.first > 1; });
  return "a piece from which a program makes Compose files: `" + std::string(key->first.second) + "` of " +
         std::string(key->second.second->path) + " is a key of its own";
}

bool ComposeParts::alternatives(const File& left, const File& right) const {
  const ComposePart& one = of(left);
  const ComposePart& other = of(right);
  const auto both = static_cast<std::size_t>(std::ranges::count_if(one.gives, [&](const NamedPart& part) {
    return part.kind == PartKind::image && other.has(PartKind::image, part.name);
  }));
  return both > 0 && both * 3 >= 2 * std::max(one.count(PartKind::image), other.count(PartKind::image));
}

/// The file that is most likely meant to give it; null where none is.
const File* ComposeParts::giver_of(const NamedPart& part, const std::vector<const File*>& files) const {
  const auto givers = givers_.find({part.kind, part.name});
  if (givers == givers_.end()) return nullptr;
  const auto lacking = lacking_.find({part.kind, part.name});
  // Where several files leave the same name to another one, that is how they are made, wherever that one lies.
  const bool is_usual = lacking != lacking_.end() && lacking->second > 1;
  const File* best = nullptr;
  int best_distance = 3;
  for (const File* const giver : std::span(givers->second).first(std::min(givers->second.size(), most_givers))) {
    if (std::ranges::find(files, giver) != files.end()) continue;
    if (std::ranges::any_of(files, [&](const File* file) { return alternatives(*file, *giver); })) continue;
    const std::string_view there = parent_path(giver->path);
    for (const File* const file : files) {
      const std::string_view here = parent_path(file->path);
      int distance = 3;
      if (here == there)
        distance = 0;
      else if (is_below(here, there))
        distance = 1;
      else if (is_below(there, here) && !(has_default_name(*file) && has_default_name(*giver)))
        distance = 2;
      else if (is_usual && best == nullptr)
        best = giver;
      if (distance >= best_distance) continue;
      best_distance = distance;
      best = giver;
    }
  }
  return best;
}

/// How many files have to leave the same name without an image until none of them has forgotten it.
constexpr std::uint32_t enough_to_be_usual = 4;

std::string ComposeParts::why_partial(const std::vector<std::string>& files) const {
  std::vector<const File*> own;
  own.reserve(files.size());
  for (const std::string& path : files) own.push_back(project_.file(path));
  std::string reason;
  std::size_t more = 0;
  for (const NamedPart& part : missing(files)) {
    const File* const giver = giver_of(part, own);
    if (giver == nullptr) {
      const auto above = std::ranges::find_if(own, [&](const File* file) {
        return file != nullptr && part.kind == PartKind::image && of(*file).overlay.valid();
      });
      // A name that many folders leave without an image is given by the program that starts them all.
      const auto lacking = lacking_.find({part.kind, part.name});
      if (above == own.end() && part.kind == PartKind::image && lacking != lacking_.end() &&
          lacking->second >= enough_to_be_usual) {
        if (!reason.empty()) {
          ++more;
          continue;
        }
        reason = "a part of a stack: " + std::to_string(lacking->second) + " Compose files leave `" +
                 std::string(part.name) + "` without image and build, so a program gives it";
        continue;
      }
      if (above == own.end()) continue;
      if (!reason.empty()) {
        ++more;
        continue;
      }
      reason = "a part of a stack: `" + std::string(project_.sources.text(of(**above).overlay)) + "` in " +
               std::string((*above)->path) + " takes away what another file gives";
      continue;
    }
    if (!reason.empty()) {
      ++more;
      continue;
    }
    const std::vector<NamedPart>& given = of(*giver).gives;
    const Span there = std::lower_bound(given.begin(), given.end(), part)->span;
    const std::string place =
        std::string(giver->path) + ":" + std::to_string(project_.sources[giver->source].place(there.begin).line);
    reason = "a part of a stack: ";
    if (part.kind == PartKind::image) {
      reason += "`" + std::string(part.name) + "` has neither image nor build here, but in " + place;
    } else {
      reason += "the " + std::string(noun(part.kind)) + " `" + std::string(part.name) + "` stands in " + place;
    }
  }
  if (more > 0) reason += " (and " + std::to_string(more) + " more)";
  // The first file has nothing before it that it could take away.
  if (reason.empty() && !own.empty() && own.front() != nullptr && of(*own.front()).overlay.valid())
    reason = "a part of a stack: `" + std::string(project_.sources.text(of(*own.front()).overlay)) + "` in " +
             std::string(own.front()->path) + " takes away what another file gives";
  // `docker-compose.override.yml.example` of what an installer writes beside it.
  if (reason.empty() && own.size() == 1 && own.front() != nullptr &&
      base_name(own.front()->path).find("override") != std::string_view::npos)
    for (const NamedPart& part : missing(files))
      if (part.kind == PartKind::image)
        return "an override by its name, and what it is laid over is not here: `" + std::string(part.name) +
               "` has neither image nor build";
  return reason;
}

namespace {

/// Relative paths that a Compose file names and that have to be in the tree: files that are extended, included or given
/// as environment, build contexts, what is mounted from beside it.
class NamedPaths {
 public:
  static std::set<std::string> of(const yaml::Node& root) {
    NamedPaths reader;
    reader.add_list(member(root, "include"), "path");
    if (const yaml::Node* const services = member(root, "services"); services != nullptr)
      for (const yaml::Entry& service : services->entries) reader.add_service(service.value->resolved());
    return std::move(reader.paths_);
  }

 private:
  void add_service(const yaml::Node& service) {
    if (const yaml::Node* const extends = member(service, "extends"); extends != nullptr) add(member(*extends, "file"));
    if (const yaml::Node* const build = member(service, "build"); build != nullptr) {
      const yaml::Node* const context = build->is_mapping() ? member(*build, "context") : build;
      add(context);
      // Of a context such as `.` or `..` only the Dockerfile tells where it is, whose path leads from the context.
      const yaml::Node* const dockerfile = build->is_mapping() ? member(*build, "dockerfile") : nullptr;
      if (context != nullptr && context->is_scalar() && is_place(context->text) && dockerfile != nullptr &&
          dockerfile->is_scalar() && !dockerfile->text.starts_with('/'))
        add(std::string(context->text) + "/" + std::string(dockerfile->text));
    }
    add_list(member(service, "env_file"), "path");
    if (const yaml::Node* const mounts = member(service, "volumes"); mounts != nullptr)
      for (const yaml::Node* const item : mounts->items) {
        const yaml::Node& mount = item->resolved();
        if (mount.is_scalar() && mount.text.starts_with("./")) add(mount.text.substr(0, mount.text.find(':')));
      }
  }

  /// One path, a list of them, or a list of mappings with the path under `key`.
  void add_list(const yaml::Node* list, std::string_view key) {
    if (list == nullptr) return;
    if (list->is_scalar()) add(list);
    for (const yaml::Node* const item : list->items)
      add(item->resolved().is_mapping() ? member(item->resolved(), key) : &item->resolved());
  }

  void add(const yaml::Node* path) {
    if (path != nullptr && path->is_scalar()) add(path->text);
  }
  void add(std::string_view path) {
    const bool is_plain = path.find_first_of("$~:") == std::string_view::npos && !path.starts_with('/');
    if (is_plain && !is_place(path)) paths_.emplace(path);
  }
  /// `.` and `..`, which every folder has.
  static bool is_place(std::string_view path) { return path.find_first_not_of("./") == std::string_view::npos; }

  std::set<std::string> paths_;
};

}  // namespace

std::optional<std::string> folder_of_paths(const Project& project, const File& file) {
  if (file.yaml == nullptr || file.yaml->root() == nullptr) return std::nullopt;
  const std::set<std::string> paths = NamedPaths::of(file.yaml->root()->resolved());
  if (paths.empty()) return std::nullopt;
  const auto found_in = [&](std::string_view folder) {
    return std::ranges::count_if(paths, [&](std::string_view path) {
      const std::optional<std::string> joined = join_path(folder, path);
      return joined.has_value() && project.path_state(*joined) != PathState::missing;
    });
  };
  std::string_view folder = parent_path(file.path);
  if (found_in(folder) > 0) return std::nullopt;
  // A script that puts the names of the files together gives them all one folder.
  for (const ComposeCommand& command : project.compose_commands)
    if (command.has_project_directory && !command.files_known && command.project_directory != folder &&
        found_in(command.project_directory) == static_cast<std::ptrdiff_t>(paths.size()))
      return std::string(command.project_directory);
  // One path may lead anywhere by chance, unless some script starts files from a folder of its choice.
  const bool is_chosen = std::ranges::any_of(project.compose_commands, [](const ComposeCommand& command) {
    return command.has_project_directory && !command.files_known;
  });
  const std::ptrdiff_t enough = is_chosen ? 1 : 2;
  if (static_cast<std::ptrdiff_t>(paths.size()) < enough) return std::nullopt;
  while (!folder.empty()) {
    folder = parent_path(folder);
    if (found_in(folder) >= enough) return std::string(folder);
  }
  return std::nullopt;
}

namespace {

/// A whole value that a script puts something in for, `image: "%APP_IMAGE%"` or `image: __APP_IMAGE__`; npos without
/// one. The value of a variable may well look like that.
std::size_t find_marked_name(std::string_view text) {
  for (const std::string_view key : {"image:", "context:", "container_name:"}) {
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
      const std::size_t begin = at + key.size();
      std::string_view value = ascii::trim(text.substr(begin, text.find('\n', begin) - begin));
      if (value.size() > 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
        value = value.substr(1, value.size() - 2);
      const std::size_t line = text.rfind('\n', at) + 1;
      if (text.substr(line, at - line).find('#') != std::string_view::npos) continue;
      for (const std::string_view mark : {"%", "__", "@"})
        if (value.size() > 2 * mark.size() && value.starts_with(mark) && value.ends_with(mark) &&
            std::ranges::all_of(value.substr(mark.size(), value.size() - 2 * mark.size()),
                                [](char c) { return (c >= 'A' && c <= 'Z') || ascii::is_digit(c) || c == '_'; }))
          return begin;
    }
  }
  return std::string_view::npos;
}

/// ` data_folder }}` and ` hosts[0].name | default("x") }}`, which Jinja fills in; Go templates begin with a dot, or
/// have a function before it, and Homepage writes `{{HOMEPAGE_VAR_KEY}}` into labels.
bool is_name_of_template(std::string_view inside) {
  const std::size_t close = inside.find("}}");
  if (close == std::string_view::npos || !inside.starts_with(' ')) return false;
  const std::string_view expression = ascii::trim(inside.substr(0, close));
  if (expression.empty() || std::islower(static_cast<unsigned char>(expression.front())) == 0) return false;
  const std::size_t end =
      expression.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.[]'");
  return end == std::string_view::npos || ascii::trim(expression.substr(end)).starts_with('|');
}

/// Offset of the first placeholder; npos without one. Go templates in quotes (`tag: "{{.Name}}"`) are for the engine.
std::size_t find_placeholder(std::string_view text) {
  static constexpr ByteSet openings("{<");
  for (std::size_t at = openings.first_in(text); at != std::string_view::npos; at = openings.first_in(text, at + 1)) {
    const std::string_view rest = text.substr(at);
    const bool is_statement = rest.starts_with("{% ") || rest.starts_with("{%- ") || rest.starts_with("<%= ") ||
                              rest.starts_with("<% ") || rest.starts_with("<%- ");
    if (!is_statement && !rest.starts_with("{{")) continue;
    const std::size_t line = text.rfind('\n', at) + 1;
    const std::string_view before = ascii::trim(text.substr(line, at - line));
    if (before.starts_with('#')) continue;
    if (is_statement) return at;
    const std::string_view inside = ascii::trim(rest.substr(2, 80));
    if (inside.starts_with("cookiecutter.") || inside.starts_with("copier.")) return at;
    // Other programs have such names in texts that a file holds for them; an item of a list is Compose's own.
    if (before.starts_with('-') && is_name_of_template(rest.substr(2, 80))) return at;
    // An expression, or a value of its own without quotes: YAML would read a mapping in a mapping.
    if (before.ends_with('$') || before.ends_with(':') || before == "-") return at;
  }
  return find_marked_name(text);
}

/// Whether a path says that another program fills the file in: a folder called `templates`, or the word in its name.
bool says_template(std::string_view path) {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find_first_of("/.-_", begin), path.size());
    const std::string_view word = path.substr(begin, end - begin);
    const bool is_folder = end < path.size() && path[end] == '/' && (begin == 0 || path[begin - 1] == '/');
    const bool in_name = path.find('/', begin) == std::string_view::npos;
    if ((is_folder && word == "templates") || (in_name && word == "template")) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

std::string why_snippet(const Project& project, const File& file) {
  constexpr int most_lines = 15;
  std::string_view text = project.sources[file.source].text();
  for (int number = 0; number < most_lines && !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty()) continue;
    if (line.front() != '#') break;
    const std::string words = ascii::lowered(line);
    const auto says = [&](std::string_view part) { return words.find(part) != std::string::npos; };
    const bool adds = says("add this") || says("add these") || says("add the following") || says("merge this") ||
                      says("merge these") || says("paste this") || says("paste these");
    if (adds && (says("to your") || says("into your") || says("with your") || says("existing")))
      return "a part of a stack: its first lines say that it is to be added to another file";
  }
  return {};
}

std::string why_template(const Project& project, const File& file) {
  if (file.path.find("{{") != std::string_view::npos || file.path.find("{%") != std::string_view::npos)
    return "a template: its folder's name is filled in first";
  const Source& source = project.sources[file.source];
  std::size_t at = find_placeholder(source.text());
  if (at == std::string_view::npos && says_template(file.path))
    at = std::min(source.text().find("${"), source.text().find("{{"));
  if (at == std::string_view::npos) return {};
  return "a template: what stands in " + std::string(file.path) + ":" +
         std::to_string(source.place(static_cast<std::uint32_t>(at)).line) + " is filled in first";
}

}  // namespace seaworthy::project
