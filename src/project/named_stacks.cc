#include "project/named_stacks.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/name_text.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// Per file; more are no description of a deployment any more.
constexpr std::size_t most_assignments = 64;
/// For one name with a variable in it.
constexpr std::size_t most_choices = 32;
/// A name has to show this much of itself before files are looked for that fit.
constexpr std::size_t fewest_letters = 4;

/// Ways of filling names in that are tried for the whole repository.
constexpr std::size_t most_attempts = 10'000;

/// End of the expression that begins with the `$` at `at`: `${{ x }}`, `${x}`, `$(x)` or `$x`.
std::size_t expression_end(std::string_view text, std::size_t at) {
  const auto behind = [&](std::string_view close) {
    const std::size_t end = text.find(close, at);
    return end == std::string_view::npos ? text.size() : end + close.size();
  };
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("${{")) return behind("}}");
  if (rest.starts_with("${")) return behind("}");
  if (rest.starts_with("$(")) return behind(")");
  std::size_t end = at + 1;
  while (end < text.size() && ascii::is_name_character(text[end])) ++end;
  return end;
}

std::vector<std::string> split(std::string_view list, std::string_view separators) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    std::size_t end = 0;
    while (end < list.size() && separators.find(list[end]) == std::string_view::npos)
      end = list[end] == '$' ? expression_end(list, end) : end + 1;
    if (end > 0) parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(list.size(), end + 1));
  }
  return parts;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string result;
  for (;;) {
    const std::size_t at = text.find(what);
    result += text.substr(0, at);
    if (at == std::string_view::npos) return result;
    result += with;
    text.remove_prefix(at + what.size());
  }
}

struct Assignment {
  std::string_view value;
  std::size_t begin = 0, end = 0;  ///< In the file, name included.
  bool in_comment = false;
};

/// Finds `NAME=value` as shells, make, env files and YAML write it, and the fallback of `${NAME:-value}`.
class Assignments {
 public:
  Assignments(std::string_view text, std::string_view name, bool is_env) : text_(text), name_(name), is_env_(is_env) {}

  bool next(Assignment& found) {
    for (at_ = text_.find(name_, at_); at_ != std::string_view::npos; at_ = text_.find(name_, at_)) {
      const std::size_t begin = at_;
      at_ += name_.size();
      if (begin > 0 && ascii::is_name_character(text_[begin - 1])) continue;
      std::size_t from = at_;
      while (from < text_.size() && text_[from] == ' ') ++from;
      const std::string_view rest = text_.substr(from);
      const std::size_t sign = rest.starts_with(":-") || rest.starts_with(":=") || rest.starts_with("?=") ? 2
                               : rest.starts_with('=') || rest.starts_with(": ")                          ? 1
                                                                                                          : 0;
      if (sign == 0) continue;
      from += sign;
      while (from < text_.size() && text_[from] == ' ') ++from;
      found.value = value_at(from);
      found.begin = begin;
      found.end = from + found.value.size();
      const std::size_t line = text_.rfind('\n', begin) + 1;
      found.in_comment = ascii::trim(text_.substr(line, begin - line)).starts_with('#');
      if (!found.value.empty()) return true;
    }
    return false;
  }

 private:
  std::string_view value_at(std::size_t& from) const {
    if (from >= text_.size()) return {};
    const char quote = text_[from];
    if (quote == '"' || quote == '\'') {
      ++from;
      const std::size_t end = text_.find_first_of(quote == '"' ? "\"\n" : "'\n", from);
      return text_.substr(from, end == std::string_view::npos ? end : end - from);
    }
    std::size_t end = from;
    while (end < text_.size()) {
      if (text_[end] == '$')
        end = expression_end(text_, end);
      else if (std::string_view(" \t\r\n&|)}\"'`").find(text_[end]) != std::string_view::npos ||
               (text_[end] == ';' && !is_env_))
        break;
      else
        ++end;
    }
    // A sentence may go on behind it.
    while (end > from + 1 && (text_[end - 1] == ',' || text_[end - 1] == '.')) --end;
    return text_.substr(from, end - from);
  }

  std::string_view text_, name_;
  bool is_env_;
  std::size_t at_ = 0;
};

class Finder {
 public:
  explicit Finder(const Project& project) : project_(project) {
    for (const File& file : project.files)
      if (file.kind == FileKind::compose && !file.ignored) compose_files_.push_back(file.path);
  }

  std::vector<NamedStack> run() {
    for (const File& file : project_.files)
      if (may_assign(file)) read_assignments(file);
    for (const ComposeCommand& command : project_.compose_commands)
      if (command.files_given && !command.files_known) {
        span_ = command.span;
        profiles_.clear();
        if (command.profiles_known) profiles_.assign(command.profiles.begin(), command.profiles.end());
        const std::vector<std::string> parts(command.files.begin(), command.files.end());
        if (command.directory_known)
          resolve_in(command.directory, parts, false);
        else
          resolve(*command.file, parts);
      }
    return std::move(result_);
  }

 private:
  static bool may_assign(const File& file) {
    switch (file.kind) {
      case FileKind::script:
      case FileKind::entrypoint:
      case FileKind::makefile:
      case FileKind::ci:
      case FileKind::env:
      case FileKind::env_template:
      case FileKind::readme:
      case FileKind::documentation:
      case FileKind::package_json:
        return file.has_content && !file.ignored;
      default:
        return false;
    }
  }

  void read_assignments(const File& file) {
    const std::string_view text = project_.sources[file.source].text();
    const bool is_env = file.kind == FileKind::env || file.kind == FileKind::env_template;
    Assignment assignment;
    Assignments files(text, "COMPOSE_FILE", is_env);
    std::string separators = ":";
    for (std::size_t count = 0; count < most_assignments && files.next(assignment); ++count) {
      if (count == 0) {
        separators = separators_of(text, is_env);
        profiles_ = profiles_of(text, is_env);
      }
      span_ = {file.source, static_cast<std::uint32_t>(assignment.begin), static_cast<std::uint32_t>(assignment.end)};
      resolve(file, split(assignment.value, separators));
    }
  }

  static std::string separators_of(std::string_view text, bool is_env) {
    Assignment assignment;
    Assignments separators(text, "COMPOSE_PATH_SEPARATOR", is_env);
    while (separators.next(assignment))
      if (!assignment.in_comment && assignment.value.size() == 1) return std::string(assignment.value);
    return ":;";
  }

  static std::vector<std::string> profiles_of(std::string_view text, bool is_env) {
    Assignment assignment;
    Assignments profiles(text, "COMPOSE_PROFILES", is_env);
    while (profiles.next(assignment))
      if (!assignment.in_comment && assignment.value.find('$') == std::string_view::npos) {
        std::vector<std::string> names = split(assignment.value, ",");
        std::ranges::sort(names);
        return names;
      }
    return {};
  }

  /// In the folder of the file that names them or one above it: where it runs is not known.
  void resolve(const File& file, const std::vector<std::string>& parts) {
    for (std::string_view folder = parent_path(file.path);; folder = parent_path(folder)) {
      if (resolve_in(folder, parts, true) || folder.empty()) return;
    }
  }

  bool is_compose_file(const std::string& path) const {
    return std::ranges::binary_search(compose_files_, std::string_view(path));
  }

  /// True when all parts are there. The first variable is replaced by all that fits, then the next.
  bool resolve_in(std::string_view folder, std::vector<std::string> parts, bool exact) {
    if (parts.empty() || ++attempts_ > most_attempts) return true;
    const auto open =
        std::ranges::find_if(parts, [](const std::string& part) { return part.find('$') != std::string::npos; });
    if (open == parts.end()) return add(folder, parts, exact);
    const std::size_t begin = open->find('$');
    const std::string expression = open->substr(begin, expression_end(*open, begin) - begin);
    if (begin == 0 && open->substr(expression.size()).starts_with('/')) {
      // `$HERE/compose.yaml`: the folder itself.
      for (std::string& part : parts)
        if (part.starts_with(expression + "/")) part.erase(0, expression.size() + 1);
      return resolve_in(folder, std::move(parts), exact);
    }
    bool found = false;
    for (const std::string& choice : choices(folder, *open, expression)) {
      std::vector<std::string> chosen;
      chosen.reserve(parts.size());
      for (const std::string& part : parts) chosen.push_back(replaced(part, expression, choice));
      found = resolve_in(folder, std::move(chosen), false) || found;
    }
    return found;
  }

  /// What may stand for `expression` in `part` so that there is a Compose file of that name.
  std::vector<std::string> choices(std::string_view folder, const std::string& part,
                                   const std::string& expression) const {
    std::vector<std::string> result;
    const std::size_t begin = part.find('$');
    const std::string suffix = part.substr(begin + expression.size());
    const std::string literal = std::string(base_name(part.substr(0, begin))) + suffix.substr(0, suffix.rfind('.'));
    if (suffix.find('$') != std::string::npos || literal.size() < fewest_letters) return result;
    // The mark keeps its place while `..` in front of it is resolved.
    const std::optional<std::string> marked = join_path(folder, part.substr(0, begin) + "$");
    if (!marked.has_value() || !marked->ends_with('$')) return result;
    const std::string_view prefix = std::string_view(*marked).substr(0, marked->size() - 1);
    for (auto path = std::ranges::lower_bound(compose_files_, prefix);
         path != compose_files_.end() && path->starts_with(prefix) && result.size() < most_choices; ++path) {
      if (!path->ends_with(suffix) || path->size() <= prefix.size() + suffix.size()) continue;
      const std::string_view choice = path->substr(prefix.size(), path->size() - prefix.size() - suffix.size());
      // In front of a name it may be a folder: `${DIR}compose.yaml`.
      if (choice.find('/') == std::string_view::npos || (begin == 0 && choice.ends_with('/')))
        result.emplace_back(choice);
    }
    return result;
  }

  bool add(std::string_view folder, const std::vector<std::string>& parts, bool exact) {
    NamedStack stack;
    for (const std::string& part : parts) {
      std::optional<std::string> path = join_path(folder, part);
      if (!path.has_value() || !is_compose_file(*path)) return false;
      // Nobody lays a file over itself: where a variable stands for one, it is not this one.
      if (!exact && std::ranges::find(stack.files, *path) != stack.files.end()) return false;
      stack.files.push_back(std::move(*path));
    }
    stack.profiles = profiles_;
    stack.span = span_;
    stack.exact = exact;
    result_.push_back(std::move(stack));
    return true;
  }

  const Project& project_;
  std::vector<std::string_view> compose_files_;  ///< Sorted.
  std::vector<NamedStack> result_;
  std::vector<std::string> profiles_;
  Span span_;
  std::size_t attempts_ = 0;
};

}  // namespace

std::vector<NamedStack> find_named_stacks(const Project& project) { return Finder(project).run(); }

}  // namespace seaworthy::project
