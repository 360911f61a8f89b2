#include "project/image_files.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/byte_set.h"
#include "base/edit_distance.h"
#include "compose/settled.h"
#include "knowledge/build_steps.h"
#include "knowledge/knowledge.h"
#include "project/answers.h"
#include "project/build_outputs.h"
#include "project/dockerignore.h"
#include "project/installers.h"
#include "project/named_outputs.h"
#include "project/paths.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

using dockerfile::Instruction;
using dockerfile::Op;
using dockerfile::Stage;

constexpr int deepest_chain = 32;

constexpr ByteSet wildcards("*?[");

bool has_wildcard(std::string_view text) { return wildcards.first_in(text) != std::string_view::npos; }

/// A path of the image as an instruction names it; "" where a relative one starts from a folder that is not known.
std::string path_in(std::string_view directory, std::string_view path) {
  return directory.empty() && !path.starts_with('/') ? std::string() : container_path(directory, path);
}

/// The one variable that is all of a word: of `$NAME` and `${NAME}`; "" for other words.
std::string_view only_variable(std::string_view text) {
  if (!text.starts_with('$')) return {};
  text.remove_prefix(1);
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
  const bool is_name =
      std::ranges::all_of(text, [](char c) { return ascii::is_alphanumeric(c) || c == '_'; }) && !text.empty();
  return is_name ? text : std::string_view();
}

/// Value of a variable where an instruction stands: the last ENV before it, else what the build gives the ARG, else the
/// ARG's default.
std::optional<std::string_view> variable_at(std::string_view name, const Instruction& instruction,
                                            BuildArguments arguments, int depth = 0) {
  const auto given = std::ranges::find(arguments, name, &compose::BuildArgument::name);
  std::optional<std::string_view> value;
  bool of_environment = false, of_argument = false;
  for (const Instruction* const before : instruction.stage->with_inherited) {
    if (before == &instruction) break;
    if (before->op != Op::env && before->op != Op::arg) continue;
    for (const dockerfile::Pair& pair : before->pairs) {
      if (pair.key.text != name || (before->op == Op::arg && of_environment)) continue;
      of_environment = before->op == Op::env;
      if (before->op == Op::arg && given != arguments.end()) {
        if (!given->value.has_value() || !compose::is_settled(given->source)) return std::nullopt;
        value = *given->value;
        continue;
      }
      if (!pair.has_value) continue;
      // `ENV CONFIG=$CONFIG` keeps an argument for the stages that follow.
      const std::string_view other = pair.value.literal ? std::string_view() : only_variable(pair.value.text);
      value = pair.value.literal ? std::optional(pair.value.text) : std::nullopt;
      if (!other.empty() && depth < deepest_chain) value = variable_at(other, *before, arguments, depth + 1);
      of_argument = !value.has_value() && std::ranges::any_of(arguments, [&](const compose::BuildArgument& argument) {
        return pair.value.text.find(argument.name) != std::string_view::npos;
      });
    }
  }
  // What the stage knows was worked out with the defaults of its arguments.
  if (value.has_value() || of_argument) return value;
  for (const dockerfile::Variable& variable : instruction.stage->variables)
    if (variable.name == name && variable.known) return variable.value;
  return std::nullopt;
}

/// Whether a word can name a path whose last part is `name`; tells most words apart before anything is put together.
bool may_name(std::string_view word, std::string_view name) {
  if (word.find("..") != std::string_view::npos) return true;
  while (word.ends_with('/') || word.ends_with("/.")) word.remove_suffix(1);
  return word.ends_with(name) || word.empty() || word == ".";
}

/// Whether the destination of a COPY or ADD is written so that `path` cannot be at or below it.
bool lands_elsewhere(const Instruction& copy, std::string_view path) {
  if (copy.arguments.empty() || !copy.arguments.back().literal) return false;
  std::string_view destination = copy.arguments.back().text;
  if (!destination.starts_with('/') || destination.find("/.") != std::string_view::npos ||
      destination.find("//") != std::string_view::npos)
    return false;
  if (destination.ends_with('/')) destination.remove_suffix(1);
  return !is_below(path, destination);
}

/// Whether `cp` or `mv` puts a file of this name into a folder: `mv /tmp/tool/tool /usr/bin/`.
bool puts_into_folder(const shell::Node& node, std::string_view path, std::string_view directory) {
  if (node.program != "cp" && node.program != "mv" && node.program != "install") return false;
  const shell::Invocation invocation = shell::invocation(node);
  if (invocation.arguments.size() < 2) return false;
  const shell::Word& folder = invocation.arguments.back();
  if (!folder.literal || !folder.text.ends_with('/') || path_in(directory, folder.text) != parent_path(path))
    return false;
  return std::ranges::any_of(
      std::span(invocation.arguments).first(invocation.arguments.size() - 1),
      [&](const shell::Word& word) { return word.literal && base_name(word.text) == base_name(path); });
}

/// The command of a RUN that writes `path` by a redirection, `tee`, `cp`, `mv`, `ln`, `install`, `curl -o` or `touch`.
const shell::Node* writer_in(const Instruction& run, std::string_view path, std::string_view directory) {
  if (run.script == nullptr) return nullptr;
  const shell::Node* found = nullptr;
  const std::string_view name = base_name(path);
  const auto is_path = [&](const shell::Word& word) {
    return word.literal && may_name(word.text, name) && path_in(directory, word.text) == path;
  };
  for (const shell::Node* const node : run.script->commands) {
    for (const shell::Redirection& redirection : node->redirections)
      if (redirection.operation.starts_with('>') && is_path(redirection.target)) found = node;
    static constexpr std::string_view writers[] = {"tee",  "cp",   "mv",    "ln",    "install",
                                                   "curl", "wget", "touch", "unzip", "tar"};
    if (std::ranges::find(writers, node->program) != std::end(writers) &&
        std::ranges::any_of(shell::invocation(*node).arguments, is_path))
      found = node;
    if (puts_into_folder(*node, path, directory)) found = node;
  }
  return found;
}

/// The heredoc that a command feeds into the file it writes; null when it writes something else.
const shell::Heredoc* heredoc_of(const shell::Node& node) {
  for (const shell::Redirection& redirection : node.redirections)
    if (redirection.heredoc != nullptr) return redirection.heredoc;
  return nullptr;
}

/// The script that an instruction writes, or finishes, at `path`; null when it writes something else.
const dockerfile::WrittenFile* written_by(const Instruction& instruction, std::string_view path,
                                          std::string_view directory) {
  if (instruction.stage == nullptr) return nullptr;
  for (const auto& kind : {instruction.stage->written, instruction.stage->configurations})
    for (const dockerfile::WrittenFile& written : kind)
      if (written.last == &instruction && path_in(directory, written.path) == path) return &written;
  return nullptr;
}

/// What a mode does to the bit without which nothing starts a file: `644` takes it away, `a-x` as well; all that is not
/// understood gives it.
enum class ModeChange : std::uint8_t { none, gives, takes };

ModeChange change_by_mode(std::string_view mode) {
  const bool octal = !mode.empty() && mode.find_first_not_of("01234567") == std::string_view::npos;
  if (octal) {
    const std::string_view bits = mode.size() > 3 ? mode.substr(mode.size() - 3) : mode;
    return bits.find_first_of("1357") == std::string_view::npos ? ModeChange::takes : ModeChange::gives;
  }
  if (mode == "-x" || mode == "a-x") return ModeChange::takes;
  // `u+rw`, `a=r` say nothing of it or nothing that is worth a guess.
  return ModeChange::gives;
}

/// `chmod +x path`, `chmod 755 /dir/*.sh`, `chmod -R ...` on the path or above it.
ModeChange change_of_mode(const Instruction& run, std::string_view path, std::string_view directory) {
  ModeChange change = ModeChange::none;
  if (run.script == nullptr) return change;
  for (const shell::Node* const node : run.script->commands) {
    if (node->program != "chmod") continue;
    const shell::Invocation invocation = shell::invocation(*node);
    if (invocation.arguments.size() < 2) continue;
    const std::vector<const shell::Word*> operands = invocation.operands();
    const ModeChange told =
        operands.size() > 1 && operands.front()->literal ? change_by_mode(operands.front()->text) : ModeChange::gives;
    for (const shell::Word& word : invocation.arguments) {
      if (!word.literal && word.text.find('*') == std::string_view::npos) continue;
      const std::string target = path_in(directory, word.text);
      if (target.empty()) continue;
      if (target == path || (invocation.has_any_flag({"-R", "--recursive"}) && is_below(path, target))) change = told;
      if (const std::size_t star = target.find('*'); star != std::string::npos) {
        const std::string_view before = std::string_view(target).substr(0, star);
        const std::string_view behind = std::string_view(target).substr(star + 1);
        if (path.starts_with(before) && path.ends_with(behind)) change = told;
      }
    }
  }
  return change;
}

/// The path inside a source that becomes `below` inside the destination; tried as file, then as folder.
std::vector<std::string> candidates(std::string_view source, const Destination& destination, std::string_view below) {
  std::vector<std::string> result;
  if (below.empty()) {
    if (!destination.folder) result.emplace_back(source);
    return result;
  }
  std::string inside(source);
  if (!inside.ends_with('/')) inside += '/';
  if (has_wildcard(source)) {
    // Only the last component may be a pattern here; what it matches keeps its name.
    const std::string_view folder = parent_path(source);
    std::string_view pattern = base_name(source);
    const std::size_t star = pattern.find('*');
    if (star != std::string_view::npos && below.find('/') == std::string_view::npos &&
        below.starts_with(pattern.substr(0, star)) && below.ends_with(pattern.substr(star + 1)))
      result.push_back(folder.empty() ? std::string(below) : std::string(folder) + "/" + std::string(below));
    return result;
  }
  if (base_name(source) == below) result.emplace_back(source);  // A file put into the folder under its own name.
  result.push_back(inside + std::string(below));                // A folder, whose content is copied.
  return result;
}

/// What `COPY --parents` puts at `below` of its destination: it keeps the folders of the source, of `a/./b/c` those
/// behind the dot. Patterns with `**` are taken at their fixed part.
std::vector<std::string> candidates_with_parents(std::string_view source, std::string_view below) {
  if (below.empty()) return {};
  while (source.starts_with("./")) source.remove_prefix(2);
  std::string_view base;
  if (const std::size_t pivot = source.find("/./"); pivot != std::string_view::npos) {
    base = source.substr(0, pivot + 1);
    source.remove_prefix(pivot + 3);
  }
  const std::string_view fixed = source.substr(0, source.find_first_of("*?["));
  const bool fits = has_wildcard(source) ? below.starts_with(fixed) : is_below(below, source);
  if (!fits) return {};
  return {std::string(base) + std::string(below)};
}

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  });
}

const Stage* copied_stage(const Instruction& copy, const dockerfile::Flag& from) {
  for (const Stage* const other : copy.stage->copies_from)
    if (equals_ignoring_case(other->name, from.value) || std::to_string(other->index) == from.value) return other;
  return nullptr;
}

/// What is left of `path` below a folder.
std::string_view inside(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.starts_with('/') ? path.substr(1) : path;
  return path.size() > folder.size() ? path.substr(folder.size() + 1) : std::string_view{};
}

class Search {
 public:
  explicit Search(const ImageView& image)
      : project_(image.project), context_(image.context), ignore_(image.ignore), arguments_(image.arguments) {}

  ImageFile find(const Stage& stage, const std::string& path, int depth, const Instruction* before = nullptr) {
    ImageFile result;
    if (depth > deepest_chain) return result;
    std::span<const Instruction* const> instructions = stage.with_inherited;
    if (before != nullptr)
      instructions =
          instructions.first(static_cast<std::size_t>(std::ranges::find(instructions, before) - instructions.begin()));
    const Directories directories(instructions, arguments_);
    std::size_t at = instructions.size();
    while (at-- > 0) {
      const Instruction& instruction = *instructions[at];
      const std::string_view directory = directories[at];
      if (instruction.op == Op::run) {
        if (const shell::Node* const node = writer_in(instruction, path, directory); node != nullptr) {
          result.origin = ImageFileOrigin::run;
          result.by = &instruction;
          const shell::Heredoc* const heredoc = heredoc_of(*node);
          if (const dockerfile::WrittenFile* const written = written_by(instruction, path, directory)) {
            result.origin = ImageFileOrigin::heredoc;
            result.body = written->text;
            result.script = written->script;
          } else if (heredoc != nullptr && !heredoc->body.text.empty()) {
            result.origin = ImageFileOrigin::heredoc;
            result.body = heredoc->body;
          }
          break;
        }
      } else if (instruction.op == Op::copy || instruction.op == Op::add) {
        if (from_copy(instruction, directory, path, depth, result)) break;
      }
    }
    // What puts the file there may make it executable; the last that does later on counts.
    for (std::size_t later = at; later < instructions.size(); ++later) {
      const Instruction& instruction = *instructions[later];
      ModeChange change = ModeChange::none;
      if (instruction.op == Op::run) {
        change = change_of_mode(instruction, path, directories[later]);
      } else if (const dockerfile::Flag* const mode = instruction.flag("chmod"); later == at && mode != nullptr) {
        change = change_by_mode(mode->value);
      }
      if (change == ModeChange::none) continue;
      result.mode_by = change == ModeChange::gives ? &instruction : nullptr;
      result.mode_taken_by = change == ModeChange::takes ? &instruction : nullptr;
    }
    return result;
  }

 private:
  /// True when this instruction decides what is at the path.
  bool from_copy(const Instruction& copy, std::string_view directory, const std::string& path, int depth,
                 ImageFile& result) {
    if (lands_elsewhere(copy, path)) return false;
    const Destination destination = copy_destination(copy, directory, arguments_);
    const std::string_view destination_folder = destination.path == "/" ? std::string_view() : destination.path;
    if (destination.path.empty() || !is_below(path, destination_folder)) return false;
    for (const dockerfile::Heredoc& heredoc : copy.heredocs) {
      const std::string target = destination.folder ? container_path(destination.path, heredoc.name) : destination.path;
      if (target != path) continue;
      result.origin = ImageFileOrigin::heredoc;
      result.body = heredoc.body;
      result.by = &copy;
      if (const dockerfile::WrittenFile* const written = written_by(copy, path, directory)) {
        result.body = written->text;
        result.script = written->script;
      }
      return true;
    }
    if (copy.arguments.size() < 2) return false;
    const std::string_view below = inside(path, destination.path);
    const dockerfile::Flag* const from = copy.flag("from");
    for (const dockerfile::Word& word : copy.arguments.subspan(0, copy.arguments.size() - 1)) {
      const std::optional<std::string> source = expanded(word, copy, arguments_);
      if (!source.has_value() || source->starts_with("<<")) continue;
      if (source->find("://") != std::string::npos) {
        if (!below.empty() && below != base_name(*source)) continue;
        result.origin = ImageFileOrigin::downloaded;
        result.by = &copy;
        return true;
      }
      if (from != nullptr ? from_stage(copy, *from, *source, destination, below, depth, result)
                          : from_context(copy, *source, destination, below, result))
        return true;
    }
    return false;
  }

  bool from_context(const Instruction& copy, const std::string& source, const Destination& destination,
                    std::string_view below, ImageFile& result) {
    std::string_view relative = source;
    // Nothing leads out of the context: `..` is its root.
    std::string inside;
    if (source.starts_with("..") || source.find("/..") != std::string::npos) {
      inside = container_path("/", source);
      relative = inside == "/" ? std::string_view(".") : std::string_view(inside);
    }
    while (relative.starts_with('/')) relative.remove_prefix(1);
    for (const std::string& candidate : copy.flag("parents") != nullptr ? candidates_with_parents(relative, below)
                                                                        : candidates(relative, destination, below)) {
      const std::optional<std::string> path = join_path(context_, candidate);
      if (!path.has_value()) continue;
      const PathState state = project_.path_state(*path);
      if (state != PathState::file && state != PathState::ignored_by_git &&
          !(state == PathState::missing && below.empty()))
        continue;
      // Patterns are many and paths that are not there as well.
      if (ignore_ != nullptr && ignore_->excludes(join_path("", candidate).value_or(candidate))) continue;
      result.origin = ImageFileOrigin::context_file;
      result.source_path = *path;
      result.source_in_tree = state == PathState::file;
      result.file = project_.file(*path);
      result.by = &copy;
      return true;
    }
    return false;
  }

  bool from_stage(const Instruction& copy, const dockerfile::Flag& from, const std::string& source,
                  const Destination& destination, std::string_view below, int depth, ImageFile& result) {
    const Stage* const stage = copied_stage(copy, from);
    if (stage == nullptr) {
      // Another image: what is in it is not known, but the copy puts exactly this file there.
      if (!below.empty() && base_name(source) != below) return false;
      result.origin = ImageFileOrigin::run;
      result.by = &copy;
      return true;
    }
    for (const std::string& candidate : copy.flag("parents") != nullptr ? candidates_with_parents(source, below)
                                                                        : candidates(source, destination, below)) {
      ImageFile found = find(*stage, container_path("/", candidate), depth + 1);
      if (found.origin == ImageFileOrigin::unknown) continue;
      result = std::move(found);
      return true;
    }
    if (below.empty() || base_name(source) == below) {
      result.origin = ImageFileOrigin::run;
      result.by = &copy;
      return true;
    }
    return false;
  }

  const Project& project_;
  std::string_view context_;
  const IgnoreRules* ignore_;
  BuildArguments arguments_;
};

}  // namespace

std::optional<std::string> expanded(const dockerfile::Word& word, const Instruction& instruction,
                                    BuildArguments arguments) {
  if (word.literal) return std::string(word.text);
  std::string result;
  const std::string_view text = word.text;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$' || at + 1 >= text.size()) {
      result += text[at++];
      continue;
    }
    const bool braces = text[at + 1] == '{';
    const std::size_t begin = at + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < text.size() && (text[end] == '_' || (text[end] >= '0' && text[end] <= '9') ||
                                 (text[end] >= 'A' && text[end] <= 'Z') || (text[end] >= 'a' && text[end] <= 'z')))
      ++end;
    const std::optional<std::string_view> value = variable_at(text.substr(begin, end - begin), instruction, arguments);
    if (braces) {
      const std::size_t close = text.find('}', end);
      if (close == std::string_view::npos) return std::nullopt;
      const std::string_view operation = text.substr(end, close - end);
      if (!value.has_value() && operation.starts_with(":-") && operation.find('$') == std::string_view::npos) {
        result += operation.substr(2);
      } else if (value.has_value() && (operation.empty() || operation.starts_with(":-"))) {
        result += *value;
      } else {
        return std::nullopt;
      }
      at = close + 1;
    } else {
      if (!value.has_value()) return std::nullopt;
      result += *value;
      at = end;
    }
    if (result.size() > 4096) return std::nullopt;
  }
  return result;
}

Directories::Directories(std::span<const Instruction* const> instructions, BuildArguments arguments)
    : instructions_(instructions) {
  // Most folders are written out, so that nothing a build gives changes them.
  const bool may_differ = !arguments.empty() && std::ranges::any_of(instructions, [](const Instruction* instruction) {
    return instruction->op == Op::workdir && !instruction->arguments.empty() && !instruction->arguments.front().literal;
  });
  if (!may_differ) return;
  with_arguments_.reserve(instructions.size());
  std::string directory = "/";
  for (const Instruction* const instruction : instructions) {
    with_arguments_.push_back(directory);
    if (instruction->op != Op::workdir || instruction->arguments.empty()) continue;
    const auto path = expanded(instruction->arguments.front(), *instruction, arguments);
    directory = path.has_value() ? path_in(directory, *path) : std::string();
  }
}

std::string working_directory_at(const Instruction& instruction) {
  return instruction.in_force != nullptr ? std::string(instruction.in_force->folder) : "/";
}

Destination copy_destination(const Instruction& copy, std::string_view directory, BuildArguments arguments) {
  Destination result;
  if (copy.arguments.empty()) return result;
  const std::optional<std::string> written = expanded(copy.arguments.back(), copy, arguments);
  if (!written.has_value() || written->empty()) return result;
  result.path = path_in(directory, *written);
  const auto sources =
      std::ranges::count_if(copy.arguments.subspan(0, copy.arguments.size() - 1),
                            [](const dockerfile::Word& word) { return !word.text.starts_with("<<"); }) +
      static_cast<std::ptrdiff_t>(copy.heredocs.size());
  result.folder =
      written->ends_with('/') || *written == "." || written->ends_with("/.") || sources > 1 || result.path == "/";
  if (!result.folder && copy.arguments.size() == 2 && has_wildcard(copy.arguments.front().text)) result.folder = true;
  return result;
}

namespace {

/// A path of an image; views are made anew for each question, so that what they hold has to be compared.
struct ImagePath {
  const Stage* stage = nullptr;
  const Instruction* before = nullptr;
  const IgnoreRules* ignore = nullptr;  ///< Only while the answer is worked out.
  FileId ignored_by = FileId::none;     ///< The file that they are read from.
  BuildArguments arguments;             ///< Compared by their place in the model.
  std::string context, path;
  bool with_installs = false;

  ImagePath(const ImageView& image, std::string_view of_path)
      : stage(&image.stage),
        before(image.before),
        ignore(image.ignore),
        ignored_by(file_of(image.ignore)),
        arguments(image.arguments),
        context(image.context),
        path(of_path) {}
  ImageView view(const Project& project) const { return {project, *stage, context, ignore, before, arguments}; }
  const compose::BuildArgument* first_argument() const { return arguments.empty() ? nullptr : arguments.data(); }
  static FileId file_of(const IgnoreRules* rules) {
    return rules == nullptr || rules->patterns().empty() ? FileId::none : rules->patterns().front().span.file;
  }
  bool operator==(const ImagePath& other) const {
    return stage == other.stage && before == other.before && ignored_by == other.ignored_by &&
           first_argument() == other.first_argument() && arguments.size() == other.arguments.size() &&
           with_installs == other.with_installs && context == other.context && path == other.path;
  }
  std::size_t hash() const {
    const auto place = [](const void* of) { return std::hash<const void*>()(of) >> 4; };
    return std::hash<std::string_view>()(path) + 31 * place(stage) + 37 * place(before) + 41 * place(first_argument());
  }
};

ImageFile find_image_file(const Project& project, const ImagePath& asked) {
  return Search(asked.view(project)).find(*asked.stage, asked.path, 0, asked.before);
}

}  // namespace

ImageFile image_file(const ImageView& image, std::string_view path) {
  return answer<find_image_file>(image.project, ImagePath(image, container_path("/", path)));
}

namespace {

/// The file that `go build -o FILE` writes; nothing when it is a folder or not written out.
std::optional<std::string> go_output(const shell::Invocation& invocation, std::string_view directory) {
  if (invocation.program != "go" || invocation.verb() != "build") return std::nullopt;
  const std::optional<std::string_view> output = invocation.option("-o");
  if (!output.has_value() || output->empty() || output->ends_with('/') || *output == "." ||
      output->find('$') != std::string_view::npos)
    return std::nullopt;
  return path_in(directory, *output);
}

/// Commands that put no file of their own into the folders of an application.
bool is_harmless(const shell::Node& node, bool with_installs) {
  if (node.words.empty()) return true;
  const shell::Invocation invocation = shell::invocation(node);
  if (!with_installs && (invocation.program == "gem" || invocation.program == "find")) return false;
  // `node --version` writes nothing, a script may write anything.
  if (invocation.program == "node" && (!with_installs || !invocation.operands().empty())) return false;
  if (knowledge::is_system_package_manager(invocation.program) ||
      knowledge::tables::arranging_programs.contains(invocation.program))
    return true;
  const std::string_view verb = invocation.verb();
  // Artisan changes an `.env` that is there and fills caches, unless it links or publishes.
  if (invocation.program == "php" && verb == "artisan")
    return std::ranges::none_of(invocation.arguments, [](const shell::Word& word) {
      return word.text.ends_with(":link") || word.text.ends_with(":publish") || word.text.ends_with(":install");
    });
  const auto row =
      std::ranges::find(knowledge::tables::package_steps, invocation.program, &knowledge::PackageStep::program);
  if (row == knowledge::tables::package_steps.end()) return false;
  const auto has = [&](std::span<const std::string_view> verbs) {
    return std::ranges::find(verbs, verb) != verbs.end();
  };
  return has(row->harmless) || (with_installs && has(row->installs));
}

}  // namespace

/// Whether a word that only a run can tell may name the path or something below it: `/var/lib/apt/lists/*` names what
/// is below its folder alone.
static bool may_lead_to(const shell::Word& word, std::string_view path) {
  const std::string_view text = word.text;
  const bool globs = std::ranges::all_of(
      word.expansions, [](const shell::Expansion& expansion) { return expansion.kind == shell::ExpansionKind::glob; });
  if (!globs || !text.starts_with('/') || text.find("..") != std::string_view::npos) return true;
  const std::string_view folder = parent_path(text.substr(0, text.find_first_of("*?[")));
  return is_below(path, folder) || is_below(folder, path);
}

bool image_folder(const ImageView& image, std::string_view path) {
  const std::span<const Instruction* const> instructions = image.stage.with_inherited;
  const Directories directories(instructions, image.arguments);
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = *instructions[index];
    if (&instruction == image.before) break;
    const std::string_view directory = directories[index];
    if (is_below(directory, path)) return true;
    if (instruction.op == Op::workdir && !instruction.arguments.empty()) {
      const auto made = expanded(instruction.arguments.front(), instruction, image.arguments);
      if (!made.has_value() || is_below(path_in(directory, *made), path)) return true;
    }
    if (instruction.op == Op::copy || instruction.op == Op::add) {
      const Destination destination = copy_destination(instruction, directory, image.arguments);
      if (destination.path.empty() || is_below(destination.path, path)) return true;
      // A folder of the context that lands above it may hold it.
      if (!is_below(path, destination.path)) continue;
      if (instruction.flag("from") != nullptr) return true;
      const std::string_view below =
          std::string_view(path).substr(destination.path == "/" ? 1 : destination.path.size() + 1);
      for (const dockerfile::Word& word : instruction.arguments.subspan(0, instruction.arguments.size() - 1)) {
        const auto source = expanded(word, instruction, image.arguments);
        if (!source.has_value()) return true;
        std::string_view relative = *source;
        while (relative.starts_with('/')) relative.remove_prefix(1);
        const auto folder = join_path(image.context, relative);
        const auto inside = folder.has_value() ? join_path(*folder, below) : std::nullopt;
        if (!inside.has_value()) return true;
        const PathState state = image.project.path_state(*inside);
        if (state != PathState::missing && state != PathState::outside) return true;
      }
    }
    // What a step mounts leaves the folder of its target behind.
    for (const dockerfile::Mount& mount : instruction.mounts)
      if (!mount.target.empty() && is_below(path_in(directory, mount.target), path)) return true;
    if (instruction.op != Op::run || instruction.script == nullptr) continue;
    for (const shell::Node* const node : instruction.script->commands) {
      for (const shell::Redirection& redirection : node->redirections)
        if (redirection.operation.starts_with('>') && is_below(path_in(directory, redirection.target.text), path))
          return true;
      // The name of a package's script is no path.
      const std::string_view program = node->words.empty() ? std::string_view() : node->words.front().text;
      const bool runs_script = program == "npm" || program == "yarn" || program == "pnpm";
      for (const shell::Word& word : node->words)
        if (!runs_script && !word.text.starts_with('-')) {
          if (word.literal ? is_below(path_in(directory, word.text), path) : may_lead_to(word, path)) return true;
        } else if (const std::size_t equals = word.text.find("=/"); equals != std::string_view::npos) {
          // `pip install --prefix=/install`
          if (is_below(word.text.substr(equals + 1), path)) return true;
        }
    }
  }
  return false;
}

namespace {

struct KnownOptions {
  bool with_installs = true;
  int depth = 0;
};

bool known(const ImageView& image, std::string_view path, KnownOptions options);

/// Whether it is known what a stage has at the places that a `COPY --from` of it takes to `path`.
bool source_stage_known(const ImageView& image, const Instruction& copy, const dockerfile::Flag& from,
                        const Destination& destination, std::string_view path, KnownOptions options) {
  // Each may copy from several before it.
  constexpr int deepest = 4;
  const Stage* const stage = copied_stage(copy, from);
  if (stage == nullptr || ++options.depth > deepest) return false;
  const std::string_view below = inside(path, destination.path);
  for (const dockerfile::Word& word : copy.arguments.subspan(0, copy.arguments.size() - 1)) {
    const std::optional<std::string> source = expanded(word, copy, image.arguments);
    if (!source.has_value()) return false;
    const ImageView there{image.project, *stage, image.context, image.ignore, nullptr, image.arguments};
    for (const std::string& candidate : candidates(*source, destination, below)) {
      // Nothing is inside of a file.
      if (candidate.size() > source->size() && image_file(there, container_path("/", *source)).source_in_tree) continue;
      if (!known(there, container_path("/", candidate), options)) return false;
    }
  }
  return true;
}

bool is_plain_base(const Stage& root) {
  if (!root.base_known) return false;
  if (root.base == "scratch") return true;
  const knowledge::Image* const base = knowledge::image(root.base);
  return base != nullptr &&
         (base->kind == knowledge::ImageKind::language || base->kind == knowledge::ImageKind::distribution);
}

/// Whether the path is in the folder from which the base starts its own program, `/uv` of an image that is nothing
/// else.
bool is_beside_program(const Stage& root, std::string_view path) {
  const knowledge::Image* const base = knowledge::image(root.base);
  if (base == nullptr) return false;
  for (const std::span<const std::string_view> words : {base->entrypoint, base->command})
    if (!words.empty() && words.front().starts_with('/') && parent_path(words.front()) == parent_path(path))
      return true;
  return false;
}

/// `mv` and `cp` put what they name into their last operand, or give it that name.
std::optional<bool> moves_to(const shell::Invocation& invocation, std::string_view directory, std::string_view path) {
  if (invocation.program != "mv" && invocation.program != "cp") return std::nullopt;
  const std::vector<const shell::Word*> operands = invocation.operands();
  if (operands.size() < 2 || invocation.has_any_flag({"-t", "--target-directory", "--parents"})) return true;
  const shell::Word& last = *operands.back();
  if (!last.literal) return true;
  const std::string target = container_path(directory, last.text);
  if (!is_below(path, target == "/" ? std::string_view() : std::string_view(target))) return false;
  if (path == target) return true;
  for (const shell::Word* const word : std::span(operands).first(operands.size() - 1)) {
    if (!word->literal || has_wildcard(word->text) || word->text.ends_with('.') || word->text.ends_with('/'))
      return true;
    if (is_below(path, container_path(target, base_name(word->text)))) return true;
  }
  // A folder that is given another name brings what is in it.
  return operands.size() == 2 && base_name(operands.front()->text).find('.') == std::string_view::npos &&
         invocation.has_any_flag({"-r", "-R", "-a", "--recursive", "--archive"});
}

/// `bundle exec bootsnap precompile app/ lib/`, which writes below `tmp` and nowhere else.
bool fills_bootsnap(const shell::Invocation& invocation) {
  const std::vector<const shell::Word*> operands = invocation.operands();
  return invocation.program == "bundle" && operands.size() > 2 && operands[0]->text == "exec" &&
         operands[1]->text == "bootsnap" && operands[2]->text == "precompile";
}

/// Whether a package manager installs, whatever stands before its verb: `pnpm --filter web install`.
bool installs_packages(const shell::Invocation& invocation) {
  static constexpr std::string_view managers[] = {"npm", "yarn", "pnpm", "bun", "pip", "uv", "poetry", "composer"};
  if (std::ranges::find(managers, invocation.program) == std::end(managers)) return false;
  return invocation.program == "yarn" || std::ranges::any_of(invocation.arguments, [](const shell::Word& word) {
           return word.text == "install" || word.text == "i" || word.text == "ci" || word.text == "add" ||
                  word.text == "sync" || word.text == "fetch";
         });
}

bool known(const ImageView& image, std::string_view path, KnownOptions options) {
  // Below the folders of package managers an install may put anything.
  for (const std::string_view folder : {"/node_modules/", "/.venv/", "/venv/", "/vendor/", "/site-packages/"})
    if (path.find(folder) != std::string_view::npos || path.ends_with(folder.substr(0, folder.size() - 1)))
      options.with_installs = false;
  if (!is_plain_base(image.stage.root()) || is_beside_program(image.stage.root(), path)) return false;
  const std::span<const Instruction* const> instructions = image.stage.with_inherited;
  if (instructions.size() == Stage::most_with_inherited) return false;
  const Directories directories(instructions, image.arguments);
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    const Instruction& instruction = *instructions[index];
    if (&instruction == image.before) break;
    if (instruction.op == Op::copy || instruction.op == Op::add) {
      if (instruction.arguments.empty()) return false;
      if (lands_elsewhere(instruction, path)) continue;
      const Destination destination = copy_destination(instruction, directories[index], image.arguments);
      if (destination.path.empty()) return false;
      if (!is_below(path, destination.path) && destination.path != "/") continue;
      if (const dockerfile::Flag* const from = instruction.flag("from"); from != nullptr) {
        if (!source_stage_known(image, instruction, *from, destination, path, options)) return false;
        continue;
      }
      for (const dockerfile::Word& word : instruction.arguments.subspan(0, instruction.arguments.size() - 1)) {
        const std::optional<std::string> source = expanded(word, instruction, image.arguments);
        if (!source.has_value()) return false;
        if (instruction.op == Op::add &&
            (source->find("://") != std::string::npos || source->find(".t") != std::string::npos))
          return false;
        // A folder that was not read may hold anything.
        std::string_view relative = *source;
        while (relative.starts_with('/')) relative.remove_prefix(1);
        const auto place = join_path(image.context, relative);
        if (place.has_value() && !has_wildcard(relative) &&
            (image.project.path_state(*place) == PathState::unknown ||
             std::ranges::binary_search(image.project.not_entered, *place)))
          return false;
      }
    }
    if (instruction.op != Op::run) continue;
    if (instruction.script == nullptr || instruction.script->root == nullptr) return false;
    bool moved = directories[index].empty();
    std::string directory(directories[index]);
    for (const shell::Node* const node : instruction.script->commands) {
      for (const shell::Redirection& redirection : node->redirections)
        if (redirection.operation.starts_with('>') && !redirection.target.literal) return false;
      if (const shell::Invocation cd = shell::invocation(*node); cd.program == "cd") {
        const bool plain = cd.arguments.size() == 1 && cd.arguments[0].literal && cd.arguments[0].text != "-";
        if (plain) directory = container_path(directory, cd.arguments[0].text);
        moved = moved || !plain;
      }
      if (const auto output = go_output(shell::invocation(*node), directory); output.has_value()) {
        if (moved || is_below(path, *output)) return false;
        continue;
      }
      if (names_as_output(shell::invocation(*node), base_name(path))) return false;
      if (!options.with_installs && installs_packages(shell::invocation(*node))) return false;
      if (is_harmless(*node, options.with_installs) || runs_known_installer(*node)) continue;
      if (fills_bootsnap(shell::invocation(*node))) {
        if (moved || is_below(path, container_path(directory, "tmp"))) return false;
        continue;
      }
      if (const auto made = moves_to(shell::invocation(*node), directory, path); made.has_value() && !moved) {
        if (*made) return false;
        continue;
      }
      const std::optional<bool> made = moved ? std::nullopt
                                             : build_may_make({image.project, *instruction.stage, image.context,
                                                               image.ignore, &instruction, image.arguments},
                                                              shell::invocation(*node), directory, path);
      if (made.value_or(true)) return false;
    }
  }
  return true;
}

}  // namespace

/// See context_folder(); `depth` counts the stages that were followed.
static std::optional<std::string> folder_in_context(const ImageView& image, std::string_view path, int depth) {
  if (depth > deepest_chain) return std::nullopt;
  if (path.empty()) path = "/";
  const std::span<const Instruction* const> instructions = image.stage.with_inherited;
  const Directories directories(instructions, image.arguments);
  for (std::size_t at = instructions.size(); at-- > 0;) {
    const Instruction& copy = *instructions[at];
    if ((copy.op != Op::copy && copy.op != Op::add) || copy.arguments.size() < 2 || lands_elsewhere(copy, path))
      continue;
    const Destination destination = copy_destination(copy, directories[at], image.arguments);
    if (destination.path.empty() || !is_below(path, destination.path == "/" ? std::string_view() : destination.path))
      continue;
    const std::string_view below = inside(path, destination.path);
    const dockerfile::Flag* const from = copy.flag("from");
    const Stage* const stage = from != nullptr ? copied_stage(copy, *from) : nullptr;
    for (const dockerfile::Word& word : copy.arguments.subspan(0, copy.arguments.size() - 1)) {
      const std::optional<std::string> source = expanded(word, copy, image.arguments);
      if (!source.has_value() || has_wildcard(*source)) continue;
      const std::string wanted = container_path("/", below.empty() ? *source : *source + "/" + std::string(below));
      if (stage != nullptr) {
        const ImageView there{image.project, *stage, image.context, image.ignore, nullptr, image.arguments};
        if (auto found = folder_in_context(there, wanted, depth + 1); found.has_value()) return found;
      } else if (from == nullptr) {
        const std::optional<std::string> folder = join_path(image.context, std::string_view(wanted).substr(1));
        if (folder.has_value() && (folder->empty() || image.project.path_state(*folder) == PathState::directory))
          return folder;
      }
    }
  }
  return std::nullopt;
}

static bool find_contents_known(const Project& project, const ImagePath& asked) {
  return known(asked.view(project), asked.path, {.with_installs = asked.with_installs});
}

bool contents_known(const ImageView& image, std::string_view path, bool with_installs) {
  // What a build makes hangs on settings of the code, which are read while the project is linked.
  if (image.project.connections == nullptr) return known(image, path, {.with_installs = with_installs});
  ImagePath asked(image, path);
  asked.with_installs = with_installs;
  return answer<find_contents_known>(image.project, asked);
}

std::optional<std::string> context_folder(const ImageView& image, std::string_view path) {
  return folder_in_context(image, path, 0);
}

std::string folder_without(const Project& project, std::string_view file) {
  // Kinds of files that people write and builds copy.
  constexpr std::string_view written_by_hand[] = {".py",   ".sh",  ".rb", ".php",    ".ini",    ".conf",
                                                  ".toml", ".cfg", ".ru", ".csproj", ".fsproj", ".mjs"};
  constexpr std::size_t shortest = 4;
  const std::string_view name = base_name(file);
  if (name.size() < shortest || name.find_first_of("$*?") != std::string_view::npos ||
      project.path_state(file) != PathState::missing)
    return {};
  const std::size_t dot = name.rfind('.');
  const std::string_view ending = dot == std::string_view::npos || dot == 0 ? std::string_view{} : name.substr(dot);
  const bool by_kind = !ending.empty() && std::ranges::find(written_by_hand, ending) != std::end(written_by_hand);
  const std::string_view folder = parent_path(file);
  // A neighbour of the same kind, or one that is nearly called so.
  const bool has_neighbour = std::ranges::any_of(project.children(folder), [&](std::string_view child) {
    if (project.path_state(child) != PathState::file) return false;
    return (by_kind && child.ends_with(ending)) || edit_distance(base_name(child), name, 1) <= 1;
  });
  if (!has_neighbour) return {};
  return folder.empty() ? "." : std::string(folder);
}

/// Whether an instruction of the stages that an image is made of speaks of a name before the view's moment.
static bool is_spoken_of(const ImageView& image, std::string_view name) {
  std::vector<const Stage*> open{&image.stage}, seen;
  while (!open.empty()) {
    const Stage* const stage = open.back();
    open.pop_back();
    if (std::ranges::find(seen, stage) != seen.end()) continue;
    seen.push_back(stage);
    if (stage->parent != nullptr) open.push_back(stage->parent);
    open.insert(open.end(), stage->copies_from.begin(), stage->copies_from.end());
    for (const Instruction* const instruction : stage->instructions) {
      if (instruction == image.before) break;
      if ((instruction->op == Op::run || instruction->op == Op::copy || instruction->op == Op::add) &&
          image.project.sources.text(instruction->span).find(name) != std::string_view::npos)
        return true;
    }
  }
  return false;
}

std::string folder_without_source(const ImageView& image, const std::string& path) {
  if (image_file(image, path).origin != ImageFileOrigin::unknown) return {};
  const std::optional<std::string> folder = context_folder(image, parent_path(path));
  if (!folder.has_value()) return {};
  const std::string_view name = base_name(path);
  std::string found =
      folder_without(image.project, folder->empty() ? std::string(name) : *folder + "/" + std::string(name));
  return !found.empty() && is_spoken_of(image, name.substr(0, name.rfind('.'))) ? std::string() : found;
}

}  // namespace seaworthy::project
