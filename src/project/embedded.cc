#include "project/embedded.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"
#include "project/command_words.h"
#include "project/paths.h"
#include "shell/parse.h"

namespace seaworthy::project {
namespace {

constexpr std::size_t most_bodies = 2000;

std::string_view quoted_place(std::string_view what, std::string_view name, Arena& arena) {
  std::string place(what);
  place += " `";
  place += name;
  place += '`';
  return arena.copy(place);
}

/// A line of a source with its offset.
struct Line {
  std::string_view text;
  std::uint32_t offset = 0;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, static_cast<std::uint32_t>(at)});
    at = end + 1;
  }
  return lines;
}

/// Copy of a CI body in which every `${{ expression }}` of the same length is a parameter that nobody knows.
MappedText without_expressions(const MappedText& body, Arena& arena) {
  std::size_t at = body.text.find("${{");
  if (at == std::string_view::npos) return body;
  std::string text(body.text);
  while (at != std::string::npos) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) break;
    const bool workspace = text.find("github.workspace", at) < end;
    for (std::size_t inside = at + 2; inside < end + 1; ++inside) text[inside] = '_';
    if (workspace && end - at >= 19) text.replace(at + 2, 16, "GITHUB_WORKSPACE");
    text[end + 1] = '}';
    at = text.find("${{", end);
  }
  MappedText result = body;
  result.text = arena.copy(text);
  return result;
}

std::map<std::string, std::vector<Value>, std::less<>> workspace_variables() {
  const std::string root(1, root_mark);
  // The longer names are what without_expressions() makes of `${{github.workspace}}` without and with blanks.
  return {{"GITHUB_WORKSPACE", {{root}}},
          {"GITHUB_WORKSPACE__", {{root}}},
          {"GITHUB_WORKSPACE____", {{root}}},
          {"CI_PROJECT_DIR", {{root}}}};
}

void add_environment(const yaml::Node* environment, ScriptContext& context) {
  if (environment == nullptr || !environment->resolved().is_mapping()) return;
  for (const yaml::Entry& entry : environment->resolved().entries) {
    const yaml::Node& value = entry.value->resolved();
    if (!value.is_scalar()) continue;
    const bool known = value.text.find("${{") == std::string_view::npos;
    context.variables[std::string(entry.key->text)] = {
        {known ? std::string(value.text) : std::string(1, unknown_part)}};
    context.exported.emplace(entry.key->text);
  }
}

const yaml::Node* get(const yaml::Node* node, std::string_view key) {
  if (node == nullptr) return nullptr;
  const yaml::Node& resolved = node->resolved();
  return resolved.is_mapping() ? resolved.get(key) : nullptr;
}

std::string_view scalar(const yaml::Node* node) {
  return node != nullptr && node->resolved().is_scalar() ? node->resolved().text : std::string_view{};
}

// --- Make -----------------------------------------------------------------------------------------------------------

struct MakeVariable {
  std::string_view name;
  std::string_view value;
  char operation = '=';  // '?', '+', '='
};

/// `NAME = value`, `NAME := value`, `NAME ?= value`, `NAME += value`, `export NAME = value`.
std::optional<MakeVariable> make_assignment(std::string_view line) {
  for (const std::string_view word : {"export ", "override "})
    if (line.starts_with(word)) line = ascii::trim(line.substr(word.size()));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  MakeVariable variable;
  std::string_view name = line.substr(0, equals);
  while (!name.empty() && (name.back() == ':' || name.back() == '?' || name.back() == '+' || name.back() == '!')) {
    if (name.back() != ':') variable.operation = name.back();
    name.remove_suffix(1);
  }
  variable.name = ascii::trim(name);
  if (variable.name.empty() || variable.name.find_first_of(" \t:$#") != std::string_view::npos) return std::nullopt;
  variable.value = ascii::trim(line.substr(equals + 1));
  if (const std::size_t comment = variable.value.find(" #"); comment != std::string_view::npos)
    variable.value = ascii::trim(variable.value.substr(0, comment));
  return variable;
}

/// Shell text of a value or a recipe line: references of make become parameters of the shell.
void make_to_shell(std::string_view text, std::uint32_t offset, TextBuilder& builder) {
  std::size_t from = 0;
  const auto flush = [&](std::size_t to) {
    if (to > from) builder.add(text.substr(from, to - from), offset + static_cast<std::uint32_t>(from));
  };
  for (std::size_t at = 0; at + 1 < text.size();) {
    if (text[at] != '$') {
      ++at;
      continue;
    }
    const auto place = offset + static_cast<std::uint32_t>(at);
    const char next = text[at + 1];
    if (next == '$') {
      flush(at + 1);
      from = at + 2;
      at += 2;
    } else if (next == '(' || next == '{') {
      const char close = next == '(' ? ')' : '}';
      int depth = 0;
      std::size_t end = at + 1;
      for (; end < text.size(); ++end) {
        if (text[end] == next) ++depth;
        if (text[end] == close && --depth == 0) break;
      }
      if (end >= text.size()) {
        ++at;
        continue;
      }
      const std::string_view name = text.substr(at + 2, end - at - 2);
      const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      }) && std::isdigit(static_cast<unsigned char>(name.front())) == 0;
      flush(at);
      from = at;
      if (name == "MAKE") {
        builder.add("make", place);
        from = at = end + 1;
        continue;
      }
      builder.add("${", place);
      if (plain) {
        builder.add(name, place + 2);
      } else {
        builder.add("make_value", place + 2);
      }
      builder.add("}", offset + static_cast<std::uint32_t>(end));
      from = at = end + 1;
    } else if (std::string_view("@<^*?+%").find(next) != std::string_view::npos) {
      flush(at);
      builder.add("${", place);
      builder.add("make_value", place + 1);
      builder.add("}", place + 1);
      from = at = at + 2;
    } else {
      ++at;
    }
  }
  flush(text.size());
}

class MakefileReader {
 public:
  MakefileReader(const Source& source, Arena& arena) : source_(source), arena_(arena) {}

  std::vector<EmbeddedScript> read() {
    const std::vector<Line> lines = lines_of(source_.text());
    one_shell_ = std::ranges::any_of(lines, [](const Line& line) { return line.text.starts_with(".ONESHELL"); });
    for (std::size_t at = 0; at < lines.size(); ++at) {
      const Line& line = lines[at];
      if (line.text.starts_with('\t')) {
        at = recipe_line(lines, at);
        continue;
      }
      const std::string_view text = ascii::trim(line.text);
      if (text.empty() || text.starts_with('#')) continue;
      if (const auto variable = make_assignment(text); variable.has_value()) {
        at = assignment(*variable, lines, at);
        continue;
      }
      const std::size_t colon = text.find(':');
      if (colon != std::string_view::npos) {
        finish_body();
        target_ = ascii::trim(text.substr(0, colon));
        // `target: ; command` starts the recipe on the same line.
        const std::size_t semicolon = text.find(';', colon);
        if (semicolon != std::string_view::npos) {
          const std::string_view command = text.substr(semicolon + 1);
          add_line(command, static_cast<std::uint32_t>(command.data() - source_.text().data()));
          finish_body();
        }
      }
    }
    finish_body();
    for (EmbeddedScript& script : scripts_) {
      script.context.variables = variables_;
      // A `.mk` is included by a Makefile of another folder, in which its commands run.
      if (!source_.path().ends_with(".mk")) script.context.directory = std::string(parent_path(source_.path()));
    }
    return std::move(scripts_);
  }

 private:
  std::size_t assignment(const MakeVariable& variable, const std::vector<Line>& lines, std::size_t at) {
    std::string value(variable.value);
    while (value.ends_with('\\') && at + 1 < lines.size()) {
      value.pop_back();
      value += ' ';
      value += ascii::trim(lines[++at].text);
    }
    TextBuilder builder(source_.id());
    make_to_shell(value, 0, builder);
    Arena scratch;
    const std::string shell_text(builder.build(scratch).text);
    // Values may name other variables, which the shell's expansion would not look into again: put them in here.
    std::string expanded = expand(shell_text);
    // The shell of the recipe takes the quotes off.
    if (expanded.size() > 1 && (expanded.front() == '"' || expanded.front() == '\'') &&
        expanded.find(expanded.front(), 1) == expanded.size() - 1)
      expanded = expanded.substr(1, expanded.size() - 2);
    auto& slot = variables_[std::string(variable.name)];
    if (variable.operation == '+' && !slot.empty() && !slot.front().empty()) {
      slot.front().front() += ' ' + expanded;
    } else if (variable.operation != '?' || slot.empty()) {
      slot = {{std::move(expanded)}};
    }
    return at;
  }

  std::string expand(const std::string& text) const {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
      if (!(text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{')) {
        result += text[at++];
        continue;
      }
      const std::size_t end = std::min(text.find('}', at), text.size());
      const auto found = variables_.find(std::string_view(text).substr(at + 2, end - at - 2));
      if (found != variables_.end() && !found->second.empty() && !found->second.front().empty() &&
          result.size() < 4096) {
        result += found->second.front().front();
      } else {
        result += unknown_part;
      }
      at = end + 1;
    }
    return result;
  }

  std::size_t recipe_line(const std::vector<Line>& lines, std::size_t at) {
    std::string_view text = lines[at].text.substr(1);
    std::size_t prefix = text.find_first_not_of(" \t");
    if (prefix == std::string_view::npos) return at;
    while (prefix < text.size() && (text[prefix] == '@' || text[prefix] == '-' || text[prefix] == '+')) ++prefix;
    const std::uint32_t offset = lines[at].offset + 1;
    add_line(text.substr(prefix), offset + static_cast<std::uint32_t>(prefix));
    while (lines[at].text.ends_with('\\') && at + 1 < lines.size()) {
      ++at;
      std::string_view next = lines[at].text;
      std::uint32_t next_offset = lines[at].offset;
      if (next.starts_with('\t')) {
        next.remove_prefix(1);
        ++next_offset;
      }
      add_line(next, next_offset);
    }
    if (!one_shell_) finish_body();
    return at;
  }

  void add_line(std::string_view text, std::uint32_t offset) {
    if (!body_.empty()) body_.add("\n", offset - 1);
    make_to_shell(text, offset, body_);
  }

  void finish_body() {
    if (!body_.empty() && scripts_.size() < most_bodies) {
      EmbeddedScript script;
      const MappedText body = body_.build(arena_);
      script.script = shell::parse(body, shell::Dialect::posix, arena_);
      CommandWords words;
      for (const auto& [name, values] : variables_)
        if (!values.empty() && !values.front().empty() &&
            values.front().front().find(unknown_part) == std::string::npos)
          words.variables[name] = values.front().front();
      const MappedText filled = with_command_words(body, *script.script, words, arena_);
      if (filled.text.data() != body.text.data()) script.script = shell::parse(filled, shell::Dialect::posix, arena_);
      script.place = quoted_place("target", target_, arena_);
      scripts_.push_back(std::move(script));
    }
    body_ = TextBuilder(source_.id());
  }

  const Source& source_;
  Arena& arena_;
  bool one_shell_ = false;
  std::string_view target_;
  TextBuilder body_{source_.id()};
  std::map<std::string, std::vector<Value>, std::less<>> variables_;
  std::vector<EmbeddedScript> scripts_;
};

// --- CI -------------------------------------------------------------------------------------------------------------

shell::Dialect dialect_of_step(std::string_view shell) {
  if (shell.empty()) return shell::Dialect::bash;
  return shell::dialect_of_program(shell.substr(0, shell.find(' ')));
}

class CiReader {
 public:
  CiReader(const Source& source, Arena& arena) : source_(source), arena_(arena) {}

  std::vector<EmbeddedScript> read(const yaml::Stream& yaml) {
    for (const yaml::Node* const document : yaml.documents) {
      const yaml::Node& root = document->resolved();
      if (!root.is_mapping()) continue;
      if (const yaml::Node* const jobs = get(&root, "jobs"); jobs != nullptr && jobs->resolved().is_mapping()) {
        github_workflow(root, jobs->resolved());
      } else if (const yaml::Node* const runs = get(&root, "runs"); runs != nullptr) {
        github_steps(get(runs, "steps"), "composite action", start(), "");
      } else if (const yaml::Node* const steps = steps_of_other(root); steps != nullptr) {
        other_steps(steps->resolved(), {}, start(), 0);
      } else {
        gitlab(root);
      }
    }
    return std::move(scripts_);
  }

 private:
  ScriptContext start() const {
    ScriptContext context;
    context.directory = std::string(root_of_pipeline(source_.path()));
    context.variables = workspace_variables();
    return context;
  }

  void enter(const yaml::Node* directory, ScriptContext& context) const {
    const std::string_view path = scalar(directory);
    if (path.empty()) return;
    context.directory =
        path.find("${{") == std::string_view::npos ? join_path(root_of_pipeline(source_.path()), path) : std::nullopt;
  }

  void github_workflow(const yaml::Node& root, const yaml::Node& jobs) {
    ScriptContext workflow = start();
    add_environment(get(&root, "env"), workflow);
    const yaml::Node* const defaults = get(get(&root, "defaults"), "run");
    enter(get(defaults, "working-directory"), workflow);
    for (const yaml::Entry& entry : jobs.entries) {
      ScriptContext job = workflow;
      const yaml::Node* const job_defaults = get(get(entry.value, "defaults"), "run");
      enter(get(job_defaults, "working-directory"), job);
      add_environment(get(entry.value, "env"), job);
      std::string_view shell = scalar(get(job_defaults, "shell"));
      if (shell.empty()) shell = scalar(get(defaults, "shell"));
      if (shell.empty() && scalar(get(entry.value, "runs-on")).starts_with("windows")) shell = "pwsh";
      github_steps(get(entry.value, "steps"), quoted_place("job", entry.key->text, arena_), job, shell);
    }
  }

  void github_steps(const yaml::Node* steps, std::string_view place, const ScriptContext& job, std::string_view shell) {
    if (steps == nullptr || !steps->resolved().is_sequence()) return;
    for (const yaml::Node* const step : steps->resolved().items) {
      const yaml::Node* run = get(step, "run");
      // CircleCI also writes the command and its folder below `run`.
      const yaml::Node* const circle_command = get(run, "command");
      const yaml::Node* const circle_directory = get(run, "working_directory");
      if (circle_command != nullptr) run = circle_command;
      if (const yaml::Node* const remote = get(get(step, "with"), "script");
          run == nullptr && remote != nullptr && remote->resolved().is_scalar() &&
          scalar(get(step, "uses")).find("ssh-action") != std::string_view::npos) {
        // What an action runs on another machine: nothing is known of the folder there.
        ScriptContext context;
        add(without_expressions(remote->resolved().mapped(), arena_), shell::Dialect::bash,
            arena_.copy(std::string(place) + " over SSH"), std::move(context));
        continue;
      }
      if (run == nullptr || !run->resolved().is_scalar()) continue;
      ScriptContext context = job;
      add_environment(get(step, "env"), context);
      enter(get(step, "working-directory"), context);
      enter(circle_directory, context);
      const std::string_view own_shell = scalar(get(step, "shell"));
      add(without_expressions(run->resolved().mapped(), arena_), dialect_of_step(own_shell.empty() ? shell : own_shell),
          place, std::move(context));
    }
  }

  /// Where the steps of Drone, Woodpecker, Bitbucket, Azure and CodeBuild stand; null in other files.
  static const yaml::Node* steps_of_other(const yaml::Node& root) {
    for (const std::string_view key : {"steps", "pipelines", "pipeline", "phases", "jobs"})
      if (const yaml::Node* const found = get(&root, key); found != nullptr && !found->resolved().is_scalar())
        return found;
    const yaml::Node* const stages = get(&root, "stages");
    const bool has_jobs = stages != nullptr && stages->resolved().is_sequence() && !stages->resolved().items.empty() &&
                          stages->resolved().items.front()->resolved().is_mapping();
    return has_jobs ? stages : nullptr;
  }

  /// Every list of commands below a node, named after the step that holds it.
  void other_steps(const yaml::Node& node, std::string_view place, const ScriptContext& context, int depth) {
    if (depth > deepest_step) return;
    for (const yaml::Node* const item : node.items) other_steps(item->resolved(), place, context, depth + 1);
    if (!node.is_mapping()) return;
    std::string_view name = scalar(get(&node, "name"));
    for (const std::string_view key : {"displayName", "job", "stage"})
      if (name.empty()) name = scalar(get(&node, key));
    if (!name.empty()) place = quoted_place("step", name, arena_);
    for (const yaml::Entry& entry : node.entries) {
      const yaml::Node& value = entry.value->resolved();
      const bool commands =
          is_command_key(entry.key->text) && (value.is_scalar() || (value.is_sequence() && !value.items.empty() &&
                                                                    value.items.front()->resolved().is_scalar()));
      if (commands)
        gitlab_script(value, place.empty() ? std::string_view("step") : place, context);
      else
        other_steps(value, name.empty() ? quoted_place("step", entry.key->text, arena_) : place, context, depth + 1);
    }
  }

  static bool is_command_key(std::string_view key) {
    return key == "commands" || key == "script" || key == "bash" || key == "after-script";
  }

  void gitlab(const yaml::Node& root) {
    ScriptContext global = start();
    add_environment(get(&root, "variables"), global);
    for (const yaml::Entry& entry : root.entries) {
      if (!entry.value->resolved().is_mapping()) continue;
      ScriptContext job = global;
      add_environment(get(entry.value, "variables"), job);
      for (const std::string_view key : {"before_script", "script", "after_script"}) {
        const yaml::Node* const script = get(entry.value, key);
        if (script != nullptr) gitlab_script(script->resolved(), quoted_place("job", entry.key->text, arena_), job);
      }
    }
  }

  /// The lines of a list run in one shell.
  void gitlab_script(const yaml::Node& script, std::string_view place, const ScriptContext& context) {
    TextBuilder body(source_.id());
    if (script.is_scalar()) body.add(script.mapped());
    for (const yaml::Node* const item : script.items) {
      if (!item->resolved().is_scalar()) continue;
      if (!body.empty()) body.add("\n", item->resolved().span.begin);
      body.add(item->resolved().mapped());
    }
    if (!body.empty()) add(body.build(arena_), shell::Dialect::bash, place, context);
  }

  void add(const MappedText& body, shell::Dialect dialect, std::string_view place, ScriptContext context) {
    if (scripts_.size() >= most_bodies) return;
    scripts_.push_back({shell::parse(body, dialect, arena_), place, std::move(context)});
  }

  static constexpr int deepest_step = 12;

  const Source& source_;
  Arena& arena_;
  std::vector<EmbeddedScript> scripts_;
};

// --- Jenkins --------------------------------------------------------------------------------------------------------

/// The steps `sh '...'` of a Jenkinsfile, and what its `environment` blocks set.
class JenkinsReader {
 public:
  JenkinsReader(const Source& source, Arena& arena) : source_(source), arena_(arena) {}

  std::vector<EmbeddedScript> read() {
    const std::string_view text = source_.text();
    ScriptContext context;
    context.variables = workspace_variables();
    context.directory = "";
    read_variables(context);
    // Where the block of the innermost `dir('...')` ends.
    std::size_t folder_end = 0;
    std::string_view stage = "pipeline";
    for (std::size_t at = 0; at < text.size() && scripts_.size() < most_bodies;) {
      if (folder_end != 0 && at >= folder_end) {
        context.directory = "";
        folder_end = 0;
      }
      if (const std::size_t name = behind_word(at, "stage"); name != std::string_view::npos) {
        const Literal title = literal_at(name);
        if (!title.text.empty()) stage = quoted_place("stage", title.text, arena_);
        at = std::max(title.end, at + 1);
      } else if (const std::size_t path = behind_word(at, "dir"); path != std::string_view::npos) {
        const Literal folder = literal_at(path);
        const bool known = !folder.text.empty() && folder.text.find('$') == std::string_view::npos;
        context.directory = known ? join_path("", folder.text) : std::nullopt;
        folder_end = block_end(std::max(folder.end, path));
        at = std::max(folder.end, at + 1);
      } else if (const std::size_t body = behind_word(at, "sh"); body != std::string_view::npos) {
        const Literal command = literal_at(body);
        if (!command.text.empty()) add(command, stage, context);
        at = std::max(command.end, at + 1);
      } else if (text.substr(at, 2) == "//") {
        at = std::min(text.find('\n', at), text.size());
      } else {
        ++at;
      }
    }
    return std::move(scripts_);
  }

 private:
  /// Text between quotes of Groovy.
  struct Literal {
    std::string_view text;
    std::size_t end = 0;  ///< Behind the closing quotes; 0 when there is no literal.
    bool interpolated = false;
  };

  static bool is_name_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

  /// Place behind `word` when it stands at `at` as a whole word.
  std::size_t behind_word(std::size_t at, std::string_view word) const {
    const std::string_view text = source_.text();
    if (text.substr(at, word.size()) != word) return std::string_view::npos;
    if (at > 0 && is_name_part(text[at - 1])) return std::string_view::npos;
    const std::size_t end = at + word.size();
    return end < text.size() && !is_name_part(text[end]) ? end : std::string_view::npos;
  }

  /// The literal behind `(`, `script:` and blanks.
  Literal literal_at(std::size_t at) const {
    const std::string_view text = source_.text();
    const std::size_t limit = std::min(text.size(), at + 80);
    while (at < limit && text[at] != '\'' && text[at] != '"') {
      const char c = text[at];
      if (c == '\n' || c == '{' || c == '}') return {};
      ++at;
    }
    if (at >= limit) return {};
    const char quote = text[at];
    const std::string_view triple = quote == '"' ? "\"\"\"" : "\'\'\'";
    const std::string_view closing = text.substr(at, 3) == triple ? triple : triple.substr(0, 1);
    const std::size_t begin = at + closing.size();
    std::size_t end = begin;
    while (end < text.size() && text.substr(end, closing.size()) != closing) end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) return {};
    return {text.substr(begin, end - begin), end + closing.size(), quote == '"'};
  }

  /// Behind the block that begins next; braces inside texts come in pairs as a rule.
  std::size_t block_end(std::size_t at) const {
    const std::string_view text = source_.text();
    int depth = 0;
    for (at = std::min(text.find('{', at), text.size()); at < text.size(); ++at) {
      if (text[at] == '{') ++depth;
      if (text[at] == '}' && --depth == 0) return at + 1;
    }
    return text.size();
  }

  /// `NAME = 'value'` lines, as `environment` blocks have them.
  void read_variables(ScriptContext& context) const {
    for (const Line& line : lines_of(source_.text())) {
      const std::string_view text = ascii::trim(line.text);
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos || text.substr(equals, 2) == "==") continue;
      const std::string_view name = ascii::trim(text.substr(0, equals));
      const std::string_view value = ascii::trim(text.substr(equals + 1));
      if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
        continue;
      const bool literal = value.size() >= 2 && (value.front() == '\'' || value.front() == '"') &&
                           value.back() == value.front() && value.find('$') == std::string_view::npos;
      context.variables[std::string(name)] = {
          {literal ? std::string(value.substr(1, value.size() - 2)) : std::string(1, unknown_part)}};
      context.exported.emplace(name);
    }
  }

  void add(const Literal& command, std::string_view stage, const ScriptContext& context) {
    std::string text(command.text);
    // `${env.NAME}` and other expressions of Groovy are parameters that nobody knows.
    for (std::size_t at = text.find("${"); command.interpolated && at != std::string::npos; at = text.find("${", at)) {
      const std::size_t end = text.find('}', at);
      if (end == std::string::npos) break;
      for (std::size_t inside = at + 2; inside < end; ++inside)
        if (std::isalnum(static_cast<unsigned char>(text[inside])) == 0) text[inside] = '_';
      at = end;
    }
    const MappedText body{
        arena_.copy(text), source_.id(), {}, static_cast<std::uint32_t>(command.text.data() - source_.text().data())};
    scripts_.push_back({shell::parse(body, shell::Dialect::posix, arena_), stage, context});
  }

  const Source& source_;
  Arena& arena_;
  std::vector<EmbeddedScript> scripts_;
};

// --- Documentation --------------------------------------------------------------------------------------------------

bool is_shell_language(std::string_view language) {
  return language == "sh" || language == "bash" || language == "shell" || language == "zsh" || language == "ash";
}

bool is_console_language(std::string_view language) {
  return language == "console" || language == "shell-session" || language == "shellsession" || language == "terminal";
}

/// What the commands of an indented block may begin with.
constexpr std::string_view known_commands[] = {"docker", "docker-compose", "make", "cp",   "mkdir", "cd",   "git",
                                               "npm",    "sudo",           "bash", "sh",   "curl",  "echo", "openssl",
                                               "export", "chmod",          "yarn", "pnpm", "task",  "just"};

/// Whether a line begins like a command, or is a comment of the shell.
bool begins_like_command(std::string_view line) {
  std::string_view text = ascii::trim(line);
  if (text.starts_with("$ ")) text.remove_prefix(2);
  const std::string_view word = text.substr(0, text.find(' '));
  return std::ranges::find(known_commands, word) != std::end(known_commands) || word.starts_with("./") ||
         text.starts_with('#') || word.find('/') < word.find(".sh");
}

/// Offset of the command behind a prompt; nothing when the line has none.
std::optional<std::size_t> behind_prompt(std::string_view line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) return std::nullopt;
  for (const std::string_view prompt : {"$ ", "# ", "> ", "% "})
    if (line.substr(start).starts_with(prompt)) return start + 2;
  return std::nullopt;
}

}  // namespace

void TextBuilder::add(std::string_view text, std::uint32_t source_offset) {
  if (text.empty()) return;
  const auto at = static_cast<std::uint32_t>(text_.size());
  if (pieces_.empty() || pieces_.back().source_offset + (at - pieces_.back().text_offset) != source_offset)
    pieces_.push_back({at, source_offset});
  text_ += text;
}

void TextBuilder::add(const MappedText& text) {
  if (text.pieces.empty()) {
    add(text.text, text.base);
    return;
  }
  for (std::size_t index = 0; index < text.pieces.size(); ++index) {
    const std::uint32_t begin = text.pieces[index].text_offset;
    const auto end = index + 1 < text.pieces.size() ? text.pieces[index + 1].text_offset
                                                    : static_cast<std::uint32_t>(text.text.size());
    if (end > begin) add(text.text.substr(begin, end - begin), text.pieces[index].source_offset);
  }
}

void TextBuilder::put_in(std::string_view text, Span place) {
  for (std::size_t index = 0; index < text.size(); ++index)
    add(text.substr(index, 1), index + 1 == text.size() && place.end > place.begin ? place.end - 1 : place.begin);
}

MappedText TextBuilder::build(Arena& arena) const {
  MappedText result;
  result.text = arena.copy(text_);
  result.file = file_;
  result.pieces = arena.copy(pieces_);
  return result;
}

std::vector<EmbeddedScript> makefile_recipes(const Source& source, Arena& arena) {
  return MakefileReader(source, arena).read();
}

std::string_view root_of_pipeline(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == ".gitlab-ci.yml" || name == ".travis.yml" ? parent_path(path) : checkout_of(path);
}

std::vector<EmbeddedScript> ci_steps(const Source& source, const yaml::Stream& yaml, Arena& arena) {
  return CiReader(source, arena).read(yaml);
}

std::vector<EmbeddedScript> jenkins_steps(const Source& source, Arena& arena) {
  return JenkinsReader(source, arena).read();
}

/// Commands inside a sentence that say which Compose files make a stack: "run `docker compose -f a.yml -f b.yml up`".
/// A sentence may break such a command over two lines; one that ends in an ellipsis leaves the rest to the reader.
static void add_inline_commands(const Line& line, const Line* next, FileId file, Arena& arena,
                                std::vector<EmbeddedScript>& result) {
  for (std::size_t at = line.text.find('`'); at != std::string_view::npos && result.size() < most_bodies;
       at = line.text.find('`', at)) {
    const std::size_t end = line.text.find('`', ++at);
    const std::string_view text = line.text.substr(at, end == std::string_view::npos ? end : end - at);
    const std::size_t closing =
        end != std::string_view::npos || next == nullptr ? std::string_view::npos : next->text.find('`');
    if (end == std::string_view::npos && closing == std::string_view::npos) return;
    const std::string_view rest = end == std::string_view::npos ? next->text.substr(0, closing) : std::string_view();
    const bool names_files = (text.starts_with("docker compose ") || text.starts_with("docker-compose ")) &&
                             text.find(" -f ") != std::string_view::npos;
    const bool is_cut_short =
        text.find("...") != std::string_view::npos || text.find("\xe2\x80\xa6") != std::string_view::npos;
    if (names_files && !is_cut_short) {
      TextBuilder body(file);
      body.add(text, line.offset + static_cast<std::uint32_t>(at));
      if (!rest.empty()) {
        body.add(" ", line.offset + static_cast<std::uint32_t>(line.text.size()));
        body.add(rest, next->offset);
      }
      EmbeddedScript script;
      script.script = shell::parse(body.build(arena), shell::Dialect::bash, arena);
      script.place = "inline code";
      result.push_back(std::move(script));
    }
    if (end == std::string_view::npos) return;
    at = end + 1;
  }
}

/// A command that nobody takes for text.
static bool is_docker_command(std::string_view line) {
  line = ascii::trim(line);
  if (line.starts_with("$ ")) line = ascii::trim(line.substr(2));
  return line.starts_with("docker compose ") || line.starts_with("docker-compose ");
}

/// Index behind an indented block of commands that begins at a line; `at` when none does. A block follows an empty line
/// that no list stands above, and all its lines begin like commands, so that neither text of a list nor output counts.
/// Commands of Compose may stand right below a line of text.
static std::size_t indented_block(const std::vector<Line>& lines, std::size_t at) {
  const auto is_indented = [](std::string_view text) { return text.starts_with("    ") || text.starts_with('\t'); };
  if (at < 2 || !is_indented(lines[at].text)) return at;
  const bool below_text = !ascii::trim(lines[at - 1].text).empty();
  if (below_text && !is_docker_command(lines[at].text)) return at;
  for (std::size_t above = below_text ? at : at - 1; above-- > 0;) {
    const std::string_view text = ascii::trim(lines[above].text);
    if (text.empty()) continue;
    const bool list = text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ") ||
                      std::isdigit(static_cast<unsigned char>(text.front())) != 0 || is_indented(lines[above].text);
    if (list) return at;
    break;
  }
  std::size_t end = at;
  for (; end < lines.size() && is_indented(lines[end].text); ++end) {
    if (!begins_like_command(lines[end].text) || (below_text && !is_docker_command(lines[end].text))) return at;
  }
  return end;
}

/// Whether a block that names no language holds commands and nothing else: each line begins like one, or goes on with
/// the one above.
static bool holds_commands(std::span<const Line> block) {
  bool any = false, continued = false;
  for (const Line& line : block) {
    const std::string_view text = ascii::trim(line.text);
    if (text.empty()) continue;
    if (!continued && !begins_like_command(text)) return false;
    any |= !text.starts_with('#');
    continued = text.ends_with('\\');
  }
  return any;
}

static void add_indented_block(std::span<const Line> block, FileId file, Arena& arena,
                               std::vector<EmbeddedScript>& result) {
  if (result.size() >= most_bodies) return;
  TextBuilder body(file);
  for (const Line& line : block) {
    std::size_t start = line.text.find_first_not_of(" \t");
    if (line.text.substr(start).starts_with("$ ")) start += 2;
    body.add(line.text.substr(start), line.offset + static_cast<std::uint32_t>(start));
    body.add("\n", line.offset + static_cast<std::uint32_t>(line.text.size()));
  }
  EmbeddedScript script;
  script.script = shell::parse(body.build(arena), shell::Dialect::bash, arena);
  script.place = "code block";
  result.push_back(std::move(script));
}

/// Whether a listing of AsciiDoc begins at a line: `----` below `[source,bash]`.
static bool begins_listing(const std::vector<Line>& lines, std::size_t at) {
  const std::string_view opening = ascii::trim(lines[at].text);
  return at > 0 && opening.size() >= 4 && opening.find_first_not_of('-') == std::string_view::npos &&
         ascii::trim(lines[at - 1].text).starts_with("[source");
}

/// `bash` of `[source,bash,indent=0]`.
static std::string_view listing_language(std::string_view attributes) {
  const std::size_t comma = attributes.find(',');
  if (comma == std::string_view::npos) return {};
  const std::string_view rest = attributes.substr(comma + 1);
  return ascii::trim(rest.substr(0, rest.find_first_of(",]")));
}

std::vector<EmbeddedScript> code_blocks(const Source& source, Arena& arena) {
  std::vector<EmbeddedScript> result;
  const std::vector<Line> lines = lines_of(source.text());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const std::string_view opening = ascii::trim(lines[at].text);
    const char fence = opening.empty() ? '\0' : opening.front();
    const bool is_listing = begins_listing(lines, at);
    const std::size_t width =
        fence != '`' && fence != '~' && !is_listing ? 0 : std::min(opening.find_first_not_of(fence), opening.size());
    if (width < 3) {
      if (const std::size_t end = indented_block(lines, at); end != at) {
        add_indented_block(std::span(lines).subspan(at, end - at), source.id(), arena, result);
        at = end - 1;
        continue;
      }
      add_inline_commands(lines[at], at + 1 < lines.size() ? &lines[at + 1] : nullptr, source.id(), arena, result);
      continue;
    }
    std::string language(is_listing ? listing_language(lines[at - 1].text)
                                    : opening.substr(width, opening.find_first_of(" \t{,", width) - width));
    for (char& c : language) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    bool shell = is_shell_language(language);
    bool console = is_console_language(language);
    std::size_t end = at + 1;
    while (end < lines.size()) {
      const std::string_view closing = ascii::trim(lines[end].text);
      if (closing.size() >= width && closing.find_first_not_of(fence) == std::string_view::npos) break;
      ++end;
    }
    if ((shell || console || language.empty()) && result.size() < most_bodies) {
      if (language.empty()) shell = holds_commands(std::span(lines).subspan(at + 1, end - at - 1));
      // A shell block whose first command has a prompt is a session.
      for (std::size_t line = at + 1; line < end && !console; ++line) {
        const std::string_view text = ascii::trim(lines[line].text);
        if (text.empty() || text.starts_with('#')) continue;
        console = text.starts_with("$ ");
        break;
      }
      TextBuilder body(source.id());
      bool continued = false;
      for (std::size_t line = at + 1; line < end && (shell || console); ++line) {
        std::size_t start = 0;
        if (console) {
          const std::optional<std::size_t> prompt = behind_prompt(lines[line].text);
          if (!prompt.has_value() && !continued) continue;
          start = prompt.value_or(0);
        }
        continued = lines[line].text.ends_with('\\');
        const std::uint32_t offset = lines[line].offset + static_cast<std::uint32_t>(start);
        body.add(lines[line].text.substr(start), offset);
        body.add("\n", lines[line].offset + static_cast<std::uint32_t>(lines[line].text.size()));
      }
      if (!body.empty()) {
        EmbeddedScript script;
        script.script = shell::parse(body.build(arena), shell::Dialect::bash, arena);
        script.place = "code block";
        result.push_back(std::move(script));
      }
    }
    at = end;
  }
  return result;
}

std::vector<EmbeddedScript> package_scripts(const Source& source, const yaml::Stream& json, Arena& arena) {
  std::vector<EmbeddedScript> result;
  const yaml::Node* const scripts = get(json.root(), "scripts");
  if (scripts == nullptr || !scripts->resolved().is_mapping()) return result;
  for (const yaml::Entry& entry : scripts->resolved().entries) {
    if (!entry.value->resolved().is_scalar() || result.size() >= most_bodies) continue;
    EmbeddedScript script;
    script.script = shell::parse(entry.value->resolved().mapped(), shell::Dialect::posix, arena);
    script.place = quoted_place("script", entry.key->text, arena);
    script.context.directory = std::string(parent_path(source.path()));
    result.push_back(std::move(script));
  }
  return result;
}

bool is_system_cron_table(std::string_view path) {
  const std::string_view name = base_name(path);
  return path.find("cron.d/") != std::string_view::npos || name.starts_with("cron.d-") || name.starts_with("cron.d_");
}

/// Whether the lines of a table name an account in front of an absolute path, as those of `/etc/cron.d` do: it is put
/// there by somebody.
static bool names_accounts(const std::vector<Line>& lines) {
  std::size_t with = 0, without = 0;
  for (const Line& line : lines) {
    std::string_view rest = ascii::trim(line.text);
    if (rest.empty() || (rest.front() != '*' && std::isdigit(static_cast<unsigned char>(rest.front())) == 0)) continue;
    std::string_view word;
    for (int column = 0; column < 6 && !rest.empty(); ++column) {
      const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
      word = rest.substr(0, end);
      rest = ascii::trim(rest.substr(end));
    }
    const bool is_account = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
    ++(is_account && rest.starts_with('/') ? with : without);
  }
  return with > without;
}

std::vector<EmbeddedScript> cron_lines(const Source& source, Arena& arena) {
  std::vector<EmbeddedScript> result;
  const bool system_table = is_system_cron_table(source.path()) ||
                            (source.path().ends_with(".cron") && names_accounts(lines_of(source.text())));
  for (const Line& line : lines_of(source.text())) {
    std::size_t at = line.text.find_first_not_of(" \t");
    if (at == std::string_view::npos || line.text[at] == '#') continue;
    const bool nickname = line.text[at] == '@';
    if (!nickname && line.text[at] != '*' && std::isdigit(static_cast<unsigned char>(line.text[at])) == 0) continue;
    const int columns = (nickname ? 1 : 5) + (system_table ? 1 : 0);
    for (int column = 0; column < columns && at != std::string_view::npos; ++column) {
      at = line.text.find_first_of(" \t", at);
      if (at != std::string_view::npos) at = line.text.find_first_not_of(" \t", at);
    }
    if (at == std::string_view::npos || result.size() >= most_bodies) continue;
    MappedText body{line.text.substr(at), source.id(), {}, line.offset + static_cast<std::uint32_t>(at)};
    result.push_back({shell::parse(body, shell::Dialect::posix, arena), "cron line", {}});
  }
  return result;
}

/// A comment and those that continue it behind a `\`, the signs between them replaced by as many blanks, so that every
/// place stays what it was. `index` is left at the last of them.
static std::string_view with_continuations(const Source& source, std::span<const Span> comments, std::size_t& index,
                                           Arena& arena) {
  const std::size_t first = index;
  if (!source.text(comments[first]).ends_with('\\')) return source.text(comments[first]);
  std::string text(source.text(comments[first]));
  while (text.ends_with('\\') && index + 1 < comments.size() && text.size() < 4000) {
    const Span next = comments[index + 1];
    const Span between{next.file, comments[index].end, next.begin};
    if (source.text(between).find_first_not_of(" \t\r\n") != std::string_view::npos) break;
    ++index;
    text.back() = ' ';
    text.append(between.size(), ' ');
    std::string_view rest = source.text(next);
    const std::size_t signs = std::min(rest.find_first_not_of('#'), rest.size());
    text.append(signs, ' ');
    text += rest.substr(signs);
  }
  return arena.copy(text);
}

std::vector<EmbeddedScript> comment_commands(const Source& source, std::span<const Span> comments, Arena& arena) {
  std::vector<EmbeddedScript> result;
  for (std::size_t index = 0; index < comments.size(); ++index) {
    const Span comment = comments[index];
    const std::string_view text = with_continuations(source, comments, index, arena);
    std::size_t at = text.find("docker compose ");
    if (at == std::string_view::npos) at = text.find("docker-compose ");
    if (at == std::string_view::npos) at = text.find("docker stack deploy ");
    if (at == std::string_view::npos) at = text.find("docker build ");
    if (at == std::string_view::npos || text.find(" -", at) == std::string_view::npos) continue;
    std::string_view command = text.substr(at);
    command = command.substr(0, command.find_first_of("`\"'()#;"));
    // Names and options are written in ASCII: what else follows is prose.
    const auto foreign =
        std::ranges::find_if(command, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
    if (foreign != command.end())
      command = command.substr(0, command.rfind(' ', static_cast<std::size_t>(foreign - command.begin())));
    while (command.ends_with(' ')) command.remove_suffix(1);
    // The end of a sentence is none of the command; a dot by itself is the context of a build.
    while ((command.ends_with('.') && !command.ends_with(" .")) || command.ends_with(',') || command.ends_with(':'))
      command.remove_suffix(1);
    MappedText body{command, source.id(), {}, comment.begin + static_cast<std::uint32_t>(at)};
    result.push_back({shell::parse(body, shell::Dialect::posix, arena), usage_comment, {}});
  }
  return result;
}

}  // namespace seaworthy::project
