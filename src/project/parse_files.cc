#include <algorithm>
#include <map>
#include <utility>

#include "base/parallel.h"
#include "dockerfile/parse.h"
#include "nginx/parse.h"
#include "project/command_words.h"
#include "project/linking.h"
#include "project/paths.h"
#include "project/tools.h"
#include "shell/command.h"
#include "shell/parse.h"
#include "yaml/parse.h"

namespace seaworthy::project {
namespace {

bool has_yaml_suffix(std::string_view path) {
  return path.ends_with(".yml") || path.ends_with(".yaml") || path.ends_with(".json") || path.ends_with(".rules");
}

/// Whether files of a kind are YAML (or JSON) where their name does not say otherwise.
bool is_yaml(const File& file) {
  switch (file.kind) {
    case FileKind::compose:
    case FileKind::ci:
    case FileKind::package_json:
    case FileKind::kubernetes:
    case FileKind::seaworthy_config:
      return true;
    case FileKind::prometheus:
    case FileKind::prometheus_rules:
    case FileKind::alertmanager:
    case FileKind::loki:
    case FileKind::promtail:
    case FileKind::grafana:
    case FileKind::traefik:
    case FileKind::bake:
    case FileKind::php_manifest:
    case FileKind::peer_config:
    case FileKind::other:
      return has_yaml_suffix(file.path);
    default:
      return false;
  }
}

shell::Dialect script_dialect(const File& file, std::string_view text) {
  shell::Dialect fallback = shell::Dialect::posix;
  if (file.path.ends_with(".bash")) fallback = shell::Dialect::bash;
  if (file.path.ends_with(".zsh")) fallback = shell::Dialect::zsh;
  if (file.path.ends_with(".fish")) fallback = shell::Dialect::fish;
  if (file.path.ends_with(".ps1")) fallback = shell::Dialect::powershell;
  if (file.path.ends_with(".bat") || file.path.ends_with(".cmd")) fallback = shell::Dialect::cmd;
  for (const std::string_view suffix : {".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl", ".php", ".go"})
    if (file.path.ends_with(suffix)) fallback = shell::Dialect::other;
  return shell::dialect_of_shebang(text.substr(0, text.find('\n')), fallback);
}

bool is_cron_table(std::string_view path) {
  const std::string_view name = base_name(path);
  const bool is_plain = name.starts_with("crontab") && name.find('.') == std::string_view::npos;
  return is_plain || name.ends_with(".cron") || name.ends_with(".crontab") || name.starts_with("crontab.") ||
         is_system_cron_table(path);
}

bool is_jenkinsfile(std::string_view path) {
  const std::string_view name = base_name(path);
  return name.starts_with("Jenkinsfile") || name.starts_with("jenkinsfile") || name.ends_with(".jenkinsfile");
}

bool is_justfile(std::string_view path) {
  const std::string_view name = base_name(path);
  return name.ends_with("justfile") || name.ends_with("Justfile");
}

/// Adds what the scripts of a file run on other machines through `ssh`, those inside them included.
void add_remote_scripts(std::vector<EmbeddedScript>& scripts, Arena& arena) {
  for (std::size_t index = 0; index < scripts.size(); ++index) {
    if (std::ranges::none_of(scripts[index].script->commands,
                             [](const shell::Node* node) { return node->remote_script != nullptr; }))
      continue;
    const std::string place =
        std::string(scripts[index].place) + (scripts[index].place.empty() ? "" : " ") + "over SSH";
    const std::string_view kept = arena.copy(place);
    for (auto& [node, context] : remote_contexts(*scripts[index].script, scripts[index].context))
      scripts.push_back({node->remote_script, kept, std::move(context)});
  }
}

void list_bodies(File& file, const std::vector<EmbeddedScript>& scripts, Arena& arena) {
  std::vector<const shell::Script*> bodies;
  std::vector<std::string_view> places;
  for (const EmbeddedScript& script : scripts) {
    if (script.script == file.script) continue;
    bodies.push_back(script.script);
    places.push_back(script.place);
  }
  file.embedded = arena.copy(bodies);
  file.embedded_places = arena.copy(places);
}

void parse_file(File& file, const Source& source, Arena& arena, std::vector<EmbeddedScript>& scripts) {
  const MappedText text = MappedText::whole(source);
  if (is_yaml(file) && !is_jenkinsfile(file.path)) file.yaml = yaml::parse(text, arena);
  switch (file.kind) {
    case FileKind::script:
    case FileKind::entrypoint: {
      if (is_cron_table(file.path)) break;
      file.script = shell::parse(text, script_dialect(file, source.text()), arena);
      EmbeddedScript whole;
      whole.script = file.script;
      scripts.push_back(std::move(whole));
      break;
    }
    case FileKind::makefile:
      if (has_yaml_suffix(file.path)) {
        file.yaml = yaml::parse(text, arena);
        scripts = task_commands(source, *file.yaml, arena);
      } else {
        scripts = is_justfile(file.path) ? just_recipes(source, arena) : makefile_recipes(source, arena);
      }
      break;
    case FileKind::ci:
      scripts = is_jenkinsfile(file.path) ? jenkins_steps(source, arena) : ci_steps(source, *file.yaml, arena);
      break;
    case FileKind::package_json:
      scripts = package_scripts(source, *file.yaml, arena);
      break;
    case FileKind::readme:
    case FileKind::documentation:
      scripts = code_blocks(source, arena);
      break;
    case FileKind::compose:
      scripts = comment_commands(source, file.yaml->comments, arena);
      break;
    case FileKind::nginx:
      file.nginx = nginx::parse(text, arena);
      break;
    default:
      break;
  }
  if (is_cron_table(file.path)) scripts = cron_lines(source, arena);
  for (EmbeddedScript& script : scripts) script.context.script_path = std::string(file.path);
  add_remote_scripts(scripts, arena);
  list_bodies(file, scripts, arena);
}

}  // namespace

/// `${name.of.a.property}`, as build tools for Java fill it in: no name of a variable has a dot.
static bool has_property(std::string_view text) {
  for (std::size_t begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${", begin + 2)) {
    const std::string_view inside = text.substr(begin + 2, text.find('}', begin) - begin - 2);
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    const std::size_t name = inside.find_first_not_of(letters);
    if (name != 0 && name != std::string_view::npos && inside[name] == '.' && name + 1 < inside.size() &&
        letters.contains(inside[name + 1]))
      return true;
  }
  return false;
}

/// `@@BASE_IMAGE@@`, `%%BASE%%`
static bool is_mark(std::string_view word) {
  constexpr std::size_t both = 4;
  return word.size() > both &&
         ((word.starts_with("@@") && word.ends_with("@@")) || (word.starts_with("%%") && word.ends_with("%%")));
}

/// A line in braces or between marks where an instruction should begin, braces in the name of a base, or a property
/// among files, folders and users: something has yet to fill this file in.
static bool is_template(const dockerfile::File& file) {
  return std::ranges::any_of(file.instructions, [](const dockerfile::Instruction* instruction) {
    if (instruction->op == dockerfile::Op::from)
      return std::ranges::any_of(instruction->arguments, [](const dockerfile::Word& word) {
        return word.text.find("{{") != std::string_view::npos || word.text.find("{%") != std::string_view::npos ||
               has_property(word.text);
      });
    using dockerfile::Op;
    if (instruction->op == Op::copy || instruction->op == Op::add || instruction->op == Op::workdir ||
        instruction->op == Op::user)
      return std::ranges::any_of(instruction->arguments,
                                 [](const dockerfile::Word& word) { return has_property(word.text); });
    return instruction->op == Op::unknown && (instruction->keyword.starts_with("{{") ||
                                              instruction->keyword.starts_with("{%") || is_mark(instruction->keyword));
  });
}

/// Lines of Go's templates or of Jinja that choose between parts: which of them the program reads, only filling it in
/// tells.
static bool chooses_parts(std::string_view text) {
  for (const std::string_view sign : {"{{ if ", "{{if ", "{{- if ", "{{ range ", "{{range ", "{{- range ", "{{ define ",
                                      "{% if ", "{%- if ", "{% for ", "{%- for "})
    for (std::size_t at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1)) {
      const std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      if (!text.substr(line, at - line).contains('#')) return true;
    }
  return false;
}

/// The script that `. PATH` takes in: of those with that name the one whose path agrees with most of what is written,
/// and with the place of the script that does it.
static std::size_t taken_in(const Project& project, const shell::Node& node, const File& by,
                            const std::multimap<std::string_view, std::size_t>& by_name) {
  const shell::Invocation command = shell::invocation(node);
  std::string_view written = command.arguments.front().text;
  if (const std::size_t end = written.find_last_of(")}\""); end != std::string_view::npos)
    written.remove_prefix(end + 1);
  while (written.starts_with('/') || written.starts_with("./")) written.remove_prefix(written.starts_with('/') ? 1 : 2);
  std::size_t best = project.files.size(), best_score = 0;
  const auto [begin, end] = by_name.equal_range(base_name(written));
  for (auto at = begin; at != end; ++at) {
    const std::string_view path = project.files[at->second].path;
    if (&project.files[at->second] == &by) continue;
    const auto common = std::ranges::mismatch(path, by.path).in1 - path.begin();
    const std::size_t score = 1 + static_cast<std::size_t>(common) + (path.ends_with(written) ? 10'000 : 0);
    if (score > best_score) {
      best = at->second;
      best_score = score;
    }
  }
  return best;
}

/// What the scripts know that are taken in, those that they take in themselves included.
struct TakenIn {
  CommandWords words;
  ScriptContext context;
};

class SourcedScripts {
 public:
  explicit SourcedScripts(const Project& project) : project_(project) {
    for (std::size_t index = 0; index < project.files.size(); ++index)
      if (project.files[index].script != nullptr) by_name_.emplace(base_name(project.files[index].path), index);
  }

  TakenIn of(const File& file, int depth = 0) const {
    constexpr int deepest = 3;
    TakenIn result;
    result.context.script_path = std::string(file.path);
    add_command_words(*file.script, project_.sources[file.source], result.words);
    for (const shell::Node* const node : file.script->commands) {
      if ((node->program != "." && node->program != "source") || node->words.size() <= node->program_at + 1) continue;
      const std::size_t index = taken_in(project_, *node, file, by_name_);
      if (index == project_.files.size() || depth == deepest) continue;
      const File& other = project_.files[index];
      const TakenIn inner = of(other, depth + 1);
      add_command_words(inner.words, result.words);
      for (auto& [name, values] : variables_after(*other.script, inner.context))
        result.context.variables[name] = std::move(values);
    }
    return result;
  }

 private:
  const Project& project_;
  std::multimap<std::string_view, std::size_t> by_name_;
};

/// Reads the scripts again that begin commands with words of their own, and gives those that take others in what these
/// set.
static void put_in_command_words(Linking& linking) {
  Project& project = linking.project;
  const SourcedScripts sourced(project);
  std::vector<const shell::Script*> changed(project.files.size());
  std::vector<std::vector<EmbeddedScript>> scripts(project.files.size());
  parallel_for(project.files.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    const File& file = project.files[index];
    if (file.script == nullptr || file.script->root == nullptr) return;
    TakenIn known = sourced.of(file);
    const Source& source = project.sources[file.source];
    Arena& arena = *project.arenas[worker + 1];
    const MappedText text = MappedText::whole(source);
    const MappedText body = known.words.empty() ? text : with_command_words(text, *file.script, known.words, arena);
    if (body.text.data() == text.text.data() && known.context.variables.empty()) return;
    changed[index] =
        body.text.data() == text.text.data() ? file.script : shell::parse(body, file.script->dialect, arena);
    EmbeddedScript whole;
    whole.script = changed[index];
    whole.context = std::move(known.context);
    scripts[index].push_back(std::move(whole));
    add_remote_scripts(scripts[index], arena);
  });
  for (std::size_t index = 0; index < project.files.size(); ++index) {
    if (changed[index] == nullptr) continue;
    project.files[index].script = changed[index];
    linking.scripts[index] = std::move(scripts[index]);
    list_bodies(project.files[index], linking.scripts[index], linking.arena());
  }
}

void parse_files(Linking& linking) {
  Project& project = linking.project;
  linking.scripts.resize(project.files.size());
  linking.parsed_dockerfiles.resize(project.files.size());
  parallel_for(project.files.size(), linking.threads, [&](std::size_t index, unsigned worker) {
    File& file = project.files[index];
    if (!file.has_content) return;
    const Source& source = project.sources[file.source];
    Arena& arena = *project.arenas[worker + 1];
    if (file.kind == FileKind::dockerfile)
      linking.parsed_dockerfiles[index] = dockerfile::parse(MappedText::whole(source), arena, known_base);
    else
      parse_file(file, source, arena, linking.scripts[index]);
  });
  put_in_command_words(linking);
  for (File& file : project.files) {
    if (file.nginx == nullptr || !chooses_parts(project.sources[file.source].text())) continue;
    file.nginx = nullptr;
    file.kind = FileKind::other;
    file.kind_reason = "a template of a configuration";
  }
  for (std::size_t index = 0; index < project.files.size(); ++index) {
    if (linking.parsed_dockerfiles[index] == nullptr || !is_template(*linking.parsed_dockerfiles[index])) continue;
    linking.parsed_dockerfiles[index] = nullptr;
    File& file = project.files[index];
    file.kind = FileKind::other;
    file.kind_reason = "a template of a Dockerfile";
    project.unread.push_back({std::string(file.path), "a template, which is a Dockerfile only once it is filled in"});
  }
}

const yaml::Stream* ProjectFiles::yaml(std::string_view path) const {
  const File* const file = project_.file(path);
  return file != nullptr ? file->yaml : nullptr;
}

const Source* ProjectFiles::source(std::string_view path) const {
  const File* const file = project_.file(path);
  return file != nullptr && file->has_content ? &project_.sources[file->source] : nullptr;
}

bool ProjectFiles::exists(std::string_view path) const {
  const PathState state = project_.path_state(path);
  return state == PathState::file || state == PathState::directory || state == PathState::ignored_by_git;
}

bool ProjectFiles::sees(std::string_view path) const {
  return Files::sees(path) && project_.path_state(path) != PathState::unknown;
}

}  // namespace seaworthy::project
