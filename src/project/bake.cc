#include "project/bake.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

#include "project/paths.h"

namespace seaworthy::project {
namespace {

struct Attribute {
  std::vector<std::string_view> values;  ///< One for a string, any number for a list.
  Span span;
  bool literal = true;
};
struct Target {
  std::string_view name;
  Span span;
  std::map<std::string_view, Attribute> attributes;
  std::vector<std::string_view> arguments;  ///< Keys of `args`.
  std::vector<std::string_view> contexts;   ///< Keys of `contexts`.
};

/// Reads as much of HCL as bake files are made of: blocks with one label, attributes, strings, lists, maps.
class HclReader {
 public:
  explicit HclReader(const Source& source) : source_(source), text_(source.text()) {}

  std::vector<Target> read() {
    std::vector<Target> targets;
    while (skip_blank(), at_ < text_.size()) {
      const std::uint32_t begin = at_;
      const std::string_view word = identifier();
      if (word.empty()) {
        ++at_;
        continue;
      }
      skip_blank();
      std::string_view label;
      if (peek() == '"') {
        label = string().values.front();
      } else if (peek() != '=' && peek() != '{') {
        label = identifier();
      }
      skip_blank();
      if (peek() == '{') {
        ++at_;
        Target target{label, span(begin, at_), {}, {}, {}};
        attributes(target);
        if (word == "target") targets.push_back(std::move(target));
      } else if (peek() == '=') {
        ++at_;
        value(0);
      }
    }
    return targets;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Span span(std::uint32_t begin, std::uint32_t end) const { return {source_.id(), begin, end}; }

  void skip_blank() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',') {
        ++at_;
      } else if (c == '#' || text_.substr(at_).starts_with("//")) {
        at_ = static_cast<std::uint32_t>(std::min(text_.find('\n', at_), text_.size()));
      } else if (text_.substr(at_).starts_with("/*")) {
        at_ = static_cast<std::uint32_t>(std::min(text_.find("*/", at_), text_.size() - 2) + 2);
      } else {
        return;
      }
    }
  }

  std::string_view identifier() {
    const std::uint32_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_' ||
                                  text_[at_] == '-' || text_[at_] == '.'))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Attribute string() {
    const std::uint32_t begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') {
      if (text_[at_] == '\\') ++at_;
      ++at_;
    }
    at_ = std::min(at_, static_cast<std::uint32_t>(text_.size()));
    Attribute result;
    result.values.push_back(text_.substr(begin + 1, at_ - begin - 1));
    result.literal = result.values.front().find("${") == std::string_view::npos;
    if (peek() == '"') ++at_;
    result.span = span(begin, at_);
    return result;
  }

  /// Any value; what is neither a string nor a list of strings is not literal.
  Attribute value(int depth) {
    skip_blank();
    const std::uint32_t begin = at_;
    Attribute result;
    if (peek() == '"') {
      result = string();
    } else if (peek() == '[' && depth < 8) {
      ++at_;
      while (skip_blank(), at_ < text_.size() && peek() != ']') {
        const std::uint32_t before = at_;
        const Attribute item = value(depth + 1);
        result.literal &= item.literal;
        result.values.insert(result.values.end(), item.values.begin(), item.values.end());
        if (at_ == before) ++at_;
      }
      if (peek() == ']') ++at_;
    } else if (peek() == '{') {
      skip_brackets();
      result.literal = false;
    } else {
      identifier();
      if (peek() == '(') skip_brackets();
      result.literal = false;
    }
    // What follows on the line belongs to an expression.
    std::uint32_t rest = at_;
    while (rest < text_.size() && (text_[rest] == ' ' || text_[rest] == '\t')) ++rest;
    if (depth == 0 && rest < text_.size() &&
        std::string_view("\n\r#/,}]").find(text_[rest]) == std::string_view::npos) {
      result.literal = false;
      at_ = static_cast<std::uint32_t>(std::min(text_.find('\n', at_), text_.size()));
    }
    result.span = span(begin, at_);
    return result;
  }

  void skip_brackets() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        string();
        --at_;
        continue;
      }
      if (c == '(' || c == '{' || c == '[') ++depth;
      if ((c == ')' || c == '}' || c == ']') && --depth == 0) {
        ++at_;
        return;
      }
    }
  }

  void attributes(Target& target) {
    while (skip_blank(), at_ < text_.size() && peek() != '}') {
      const std::string_view key = peek() == '"' ? string().values.front() : identifier();
      skip_blank();
      if (peek() == '=') {
        ++at_;
        skip_blank();
        if ((key == "args" || key == "contexts") && peek() == '{') {
          ++at_;
          keys(key == "args" ? target.arguments : target.contexts);
        } else {
          target.attributes[key] = value(0);
        }
      } else if (peek() == '{') {
        skip_brackets();
      } else if (peek() == '"') {
        string();
      } else if (at_ < text_.size()) {
        ++at_;
      }
    }
    if (peek() == '}') ++at_;
  }

  void keys(std::vector<std::string_view>& into) {
    while (skip_blank(), at_ < text_.size() && peek() != '}') {
      const std::string_view key = peek() == '"' ? string().values.front() : identifier();
      skip_blank();
      if (peek() == '=' || peek() == ':') {
        ++at_;
        value(0);
        into.push_back(key);
      } else if (at_ < text_.size() && peek() != '}') {
        ++at_;
      }
    }
    if (peek() == '}') ++at_;
  }

  const Source& source_;
  std::string_view text_;
  std::uint32_t at_ = 0;
};

std::vector<Target> read_json(const yaml::Stream& json) {
  std::vector<Target> targets;
  const yaml::Node* const root = json.root();
  const yaml::Node* const map = root != nullptr && root->is_mapping() ? root->get("target") : nullptr;
  if (map == nullptr || !map->is_mapping()) return targets;
  for (const yaml::Entry& entry : map->entries) {
    Target target{entry.key->text, entry.key->span, {}, {}, {}};
    for (const yaml::Entry& attribute : entry.value->resolved().entries) {
      const yaml::Node& value = attribute.value->resolved();
      if (attribute.key->text == "args" || attribute.key->text == "contexts") {
        auto& names = attribute.key->text == "args" ? target.arguments : target.contexts;
        for (const yaml::Entry& name : value.entries) names.push_back(name.key->text);
        continue;
      }
      Attribute result;
      result.span = value.span;
      if (value.is_scalar()) result.values.push_back(value.text);
      for (const yaml::Node* const item : value.items)
        if (item->is_scalar()) result.values.push_back(item->text);
      for (const std::string_view text : result.values) result.literal &= text.find("${") == std::string_view::npos;
      target.attributes[attribute.key->text] = std::move(result);
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

/// The attribute of a target or of what it inherits from; the last parent wins, as in bake.
const Attribute* find_attribute(const std::vector<Target>& targets, const Target& target, std::string_view name,
                                int depth = 0) {
  const auto own = target.attributes.find(name);
  if (own != target.attributes.end()) return &own->second;
  const auto inherits = target.attributes.find("inherits");
  if (inherits == target.attributes.end() || depth > 8) return nullptr;
  const Attribute* found = nullptr;
  for (const std::string_view parent : inherits->second.values)
    for (const Target& other : targets)
      if (other.name == parent && &other != &target)
        if (const Attribute* const value = find_attribute(targets, other, name, depth + 1); value != nullptr)
          found = value;
  return found;
}

/// Names of the further contexts of a target and of what it inherits from.
std::vector<std::string_view> contexts_of(const std::vector<Target>& targets, const Target& target, int depth = 0) {
  std::vector<std::string_view> contexts = target.contexts;
  const auto inherits = target.attributes.find("inherits");
  if (inherits == target.attributes.end() || depth > 8) return contexts;
  for (const Target& other : targets) {
    if (&other == &target || std::ranges::find(inherits->second.values, other.name) == inherits->second.values.end())
      continue;
    const std::vector<std::string_view> inherited = contexts_of(targets, other, depth + 1);
    contexts.insert(contexts.end(), inherited.begin(), inherited.end());
  }
  return contexts;
}

/// The folder from which a bake file is used: paths in it lead from where bake is called, mostly its own folder or the
/// root. The nearest one in which the Dockerfile of a target is.
std::string folder_of_use(const Project& project, const File& file, const std::vector<Target>& targets) {
  for (std::string_view folder = parent_path(file.path);; folder = parent_path(folder)) {
    for (const Target& target : targets) {
      const auto text = [&](std::string_view name, std::string_view fallback) {
        const Attribute* const found = find_attribute(targets, target, name);
        return found != nullptr && !found->values.empty() && found->literal ? found->values.front() : fallback;
      };
      const std::optional<std::string> context = join_path(folder, text("context", "."));
      const std::optional<std::string> dockerfile =
          context.has_value() ? join_path(*context, text("dockerfile", "Dockerfile")) : std::nullopt;
      if (dockerfile.has_value() && project.path_state(*dockerfile) == PathState::file) return std::string(folder);
    }
    if (folder.empty()) return std::string(parent_path(file.path));
  }
}

}  // namespace

void add_bake_targets(const Project& project, const File& file, Arena& arena, std::vector<BuildCommand>& commands) {
  const std::vector<Target> targets =
      file.yaml != nullptr ? read_json(*file.yaml) : HclReader(project.sources[file.source]).read();
  const std::string folder = folder_of_use(project, file, targets);
  for (const Target& target : targets) {
    const Attribute* const context = find_attribute(targets, target, "context");
    const Attribute* const dockerfile = find_attribute(targets, target, "dockerfile");
    // A target that only serves others to inherit from builds nothing by itself.
    const bool inherited = std::ranges::any_of(targets, [&](const Target& other) {
      const auto parents = other.attributes.find("inherits");
      return parents != other.attributes.end() &&
             std::ranges::find(parents->second.values, target.name) != parents->second.values.end();
    });
    if (context == nullptr && dockerfile == nullptr && inherited) continue;
    BuildCommand command;
    command.file = &file;
    std::string place = "bake target `";
    place += target.name;
    place += '`';
    command.place = arena.copy(place);
    command.span = target.span;
    const auto first = [](const Attribute* attribute, std::string_view fallback) {
      return attribute != nullptr && !attribute->values.empty() ? attribute->values.front() : fallback;
    };
    const std::optional<std::string> context_path = join_path(folder, first(context, "."));
    command.context_known = (context == nullptr || context->literal) && context_path.has_value();
    command.context = arena.copy(context_path.value_or(""));
    const std::optional<std::string> dockerfile_path = join_path(command.context, first(dockerfile, "Dockerfile"));
    command.dockerfile_known =
        command.context_known && (dockerfile == nullptr || dockerfile->literal) && dockerfile_path.has_value();
    command.dockerfile = arena.copy(dockerfile_path.value_or(""));
    if (const Attribute* const stage = find_attribute(targets, target, "target"); stage != nullptr && stage->literal) {
      command.target = arena.copy(first(stage, ""));
      command.target_span = stage->span;
    }
    if (const Attribute* const tags = find_attribute(targets, target, "tags"); tags != nullptr)
      command.tags = arena.copy(tags->values);
    if (const Attribute* const platforms = find_attribute(targets, target, "platforms"); platforms != nullptr)
      command.platforms = arena.copy(platforms->values);
    command.arguments = arena.copy(target.arguments);
    command.contexts = arena.copy(contexts_of(targets, target));
    commands.push_back(command);
  }
}

}  // namespace seaworthy::project
