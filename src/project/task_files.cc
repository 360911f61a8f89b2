#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "project/embedded.h"
#include "project/paths.h"
#include "shell/parse.h"

// Commands in the files of two relatives of Make: just and Task. Both put their own variables into a command before a
// shell reads it, between double braces.
namespace seaworthy::project {
namespace {

constexpr std::size_t most_bodies = 2000;
using Texts = std::map<std::string, std::string, std::less<>>;

std::string place_of(std::string_view what, std::string_view name) {
  return std::string(what) + " `" + std::string(name) + "`";
}

/// The body with what stands between double braces put in; what only a run can tell is a parameter of the shell.
MappedText filled_in(const MappedText& body, const Texts& texts, Arena& arena) {
  if (body.text.find("{{") == std::string_view::npos) return body;
  TextBuilder builder(body.file);
  for (std::uint32_t at = 0; at < body.text.size();) {
    const std::size_t end = body.text.substr(at, 2) == "{{" ? body.text.find("}}", at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      builder.add(body.text.substr(at, 1), body.source_offset(at));
      ++at;
      continue;
    }
    std::string_view name = ascii::trim(body.text.substr(at + 2, end - at - 2));
    if (name.starts_with('.')) name.remove_prefix(1);
    const auto behind = static_cast<std::uint32_t>(end + 2);
    const auto found = texts.find(name);
    std::string text = found == texts.end() ? std::string() : found->second;
    if (found == texts.end())
      text = !name.empty() && std::ranges::all_of(name, ascii::is_name_character) ? "${" + std::string(name) + "}"
                                                                                  : "${task_value}";
    builder.put_in(text, body.span(at, behind));
    at = behind;
  }
  return builder.build(arena);
}

/// Values that name other values.
void fill_in_each_other(Texts& texts) {
  for (auto& [name, value] : texts) {
    for (int round = 0; round < 4; ++round) {
      const std::size_t begin = value.find("{{");
      const std::size_t end = begin == std::string::npos ? begin : value.find("}}", begin);
      if (end == std::string::npos) break;
      std::string_view inner = ascii::trim(std::string_view(value).substr(begin + 2, end - begin - 2));
      if (inner.starts_with('.')) inner.remove_prefix(1);
      const auto found = texts.find(inner);
      value.replace(begin, end + 2 - begin,
                    found != texts.end() && found->first != name ? found->second : std::string("${task_value}"));
    }
  }
}

/// A line of a justfile with its offset.
struct Line {
  std::string_view text;
  std::uint32_t offset = 0;
  bool is_indented() const { return text.starts_with(' ') || text.starts_with('\t'); }
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back({text.substr(at, end - at), static_cast<std::uint32_t>(at)});
    at = end + 1;
  }
  return lines;
}

/// `name := "value"`: adds a literal value. Commands get one that is exported as their environment.
void take_assignment(std::string_view line, Texts& texts, ScriptContext& context) {
  const std::size_t sign = line.find(":=");
  if (sign == std::string_view::npos) return;
  std::string_view name = ascii::trim(line.substr(0, sign));
  constexpr std::string_view export_word = "export ";
  const bool exports = name.starts_with(export_word);
  if (exports) name = ascii::trim(name.substr(export_word.size()));
  if (name.empty() || name.find_first_of(" \t\"'(") != std::string_view::npos) return;
  std::string_view value = ascii::trim(line.substr(sign + 2));
  const bool literal = value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
                       value.find(value.front(), 1) + 1 == value.size();
  if (literal) {
    value.remove_prefix(1);
    value.remove_suffix(1);
    texts[std::string(name)] = std::string(value);
  }
  if (!exports) return;
  context.variables[std::string(name)] = {{literal ? std::string(value) : std::string(1, unknown_part)}};
  context.exported.emplace(name);
}

class JustReader {
 public:
  JustReader(const Source& source, Arena& arena) : source_(source), arena_(arena), lines_(lines_of(source.text())) {}

  std::vector<EmbeddedScript> read() {
    for (const Line& line : lines_)
      if (!line.is_indented() && !line.text.starts_with('#')) take_assignment(line.text, texts_, context_);
    fill_in_each_other(texts_);
    for (std::size_t at = 0; at < lines_.size();) {
      const std::string_view text = lines_[at].text;
      const std::size_t colon = text.find(':');
      const bool begins_recipe = !lines_[at].is_indented() && !text.starts_with('#') &&
                                 colon != std::string_view::npos && text.substr(colon, 2) != ":=";
      if (!begins_recipe) {
        ++at;
        continue;
      }
      std::string_view name = text.substr(0, std::min(text.find(' '), colon));
      if (name.starts_with('@')) name.remove_prefix(1);
      place_ = arena_.copy(place_of("target", name));
      at = recipe(at + 1);
    }
    return std::move(scripts_);
  }

 private:
  std::size_t recipe(std::size_t at) {
    std::size_t end = at;
    while (end < lines_.size() && (lines_[end].is_indented() || ascii::trim(lines_[end].text).empty())) ++end;
    while (end > at && ascii::trim(lines_[end - 1].text).empty()) --end;
    if (end == at) return at;
    const std::string_view first = ascii::trim(lines_[at].text);
    if (first.starts_with("#!")) {
      TextBuilder body(source_.id());
      for (std::size_t line = at + 1; line < end; ++line) add_line(body, lines_[line]);
      add(body, shell::dialect_of_shebang(first, shell::Dialect::posix));
      return end;
    }
    for (; at < end; ++at) {
      TextBuilder body(source_.id());
      add_line(body, lines_[at]);
      while (lines_[at].text.ends_with('\\') && at + 1 < end) add_line(body, lines_[++at]);
      add(body, shell::Dialect::posix);
    }
    return end;
  }

  static void add_line(TextBuilder& body, const Line& line) {
    std::size_t from = std::min(line.text.find_first_not_of(" \t"), line.text.size());
    if (body.empty())
      while (from < line.text.size() && (line.text[from] == '@' || line.text[from] == '-')) ++from;
    else
      body.add("\n", line.offset - 1);
    body.add(line.text.substr(from), line.offset + static_cast<std::uint32_t>(from));
  }

  void add(const TextBuilder& body, shell::Dialect dialect) {
    if (body.empty() || scripts_.size() >= most_bodies) return;
    EmbeddedScript script;
    script.script = shell::parse(filled_in(body.build(arena_), texts_, arena_), dialect, arena_);
    script.place = place_;
    script.context = context_;
    script.context.directory = std::string(parent_path(source_.path()));
    scripts_.push_back(std::move(script));
  }

  const Source& source_;
  Arena& arena_;
  std::vector<Line> lines_;
  Texts texts_;
  ScriptContext context_;  ///< With what every command gets.
  std::string_view place_;
  std::vector<EmbeddedScript> scripts_;
};

const yaml::Node* get(const yaml::Node* node, std::string_view key) {
  if (node == nullptr || !node->resolved().is_mapping()) return nullptr;
  const yaml::Node* const value = node->resolved().get(key);
  return value == nullptr ? nullptr : &value->resolved();
}

void add_texts(const yaml::Node* variables, Texts& texts) {
  if (variables == nullptr || !variables->is_mapping()) return;
  for (const yaml::Entry& entry : variables->entries)
    if (entry.value->resolved().is_scalar())
      texts[std::string(entry.key->text)] = std::string(ascii::trim(entry.value->resolved().text));
}

class TaskReader {
 public:
  TaskReader(const Source& source, Arena& arena) : source_(source), arena_(arena) {}

  std::vector<EmbeddedScript> read(const yaml::Node* root) {
    Texts texts;
    add_texts(get(root, "vars"), texts);
    const yaml::Node* const tasks = get(root, "tasks");
    if (tasks == nullptr || !tasks->is_mapping()) return {};
    for (const yaml::Entry& entry : tasks->entries) {
      const yaml::Node& task = entry.value->resolved();
      Texts own = texts;
      add_texts(get(&task, "vars"), own);
      fill_in_each_other(own);
      texts_ = std::move(own);
      place_ = arena_.copy(place_of("target", entry.key->text));
      directory_ = std::string(parent_path(source_.path()));
      if (const yaml::Node* const folder = get(&task, "dir"); folder != nullptr)
        directory_ = folder->is_scalar() && folder->text.find("{{") == std::string_view::npos
                         ? join_path(parent_path(source_.path()), folder->text)
                         : std::nullopt;
      if (task.is_mapping()) {
        for (const std::string_view key : {"cmds", "cmd"})
          if (const yaml::Node* const commands = get(&task, key); commands != nullptr) add(*commands);
      } else {
        add(task);
      }
    }
    return std::move(scripts_);
  }

 private:
  void add(const yaml::Node& commands) {
    if (commands.is_sequence())
      for (const yaml::Node* const item : commands.items) add_one(item->resolved());
    else
      add_one(commands);
  }

  void add_one(const yaml::Node& command) {
    if (command.is_mapping()) {
      if (const yaml::Node* const inner = get(&command, "cmd"); inner != nullptr) add_one(*inner);
      return;
    }
    if (!command.is_scalar() || scripts_.size() >= most_bodies) return;
    EmbeddedScript script;
    script.script = shell::parse(filled_in(command.mapped(), texts_, arena_), shell::Dialect::bash, arena_);
    script.place = place_;
    script.context.directory = directory_;
    scripts_.push_back(std::move(script));
  }

  const Source& source_;
  Arena& arena_;
  Texts texts_;
  std::string_view place_;
  std::optional<std::string> directory_;
  std::vector<EmbeddedScript> scripts_;
};

}  // namespace

std::vector<EmbeddedScript> just_recipes(const Source& source, Arena& arena) {
  return JustReader(source, arena).read();
}

std::vector<EmbeddedScript> task_commands(const Source& source, const yaml::Stream& yaml, Arena& arena) {
  return TaskReader(source, arena).read(yaml.root());
}

}  // namespace seaworthy::project
