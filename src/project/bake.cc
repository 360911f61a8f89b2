#include "project/bake.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include "base/ascii.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

struct Attribute {
  std::vector<std::string_view> values;  ///< One for a string, any number for a list.
  std::vector<Span> places;              ///< Of the values.
  Span span;
  bool literal = true;
};
/// A target, or a group of targets.
struct Target {
  std::string_view name;
  Span span;
  std::map<std::string_view, Attribute> attributes;
  std::vector<std::string_view> arguments;  ///< Keys of `args`.
  std::vector<std::string_view> contexts;   ///< Keys of `contexts`.
};

/// The attributes that a block of bake may have (buildx 0.30, https://docs.docker.com/build/bake/reference/). Blocks of
/// other kinds are not known here.
bool is_attribute(std::string_view block, std::string_view name) {
  static const std::map<std::string_view, std::set<std::string_view>> attributes = {
      {"group", {"name", "description", "targets", "matrix"}},
      {"variable", {"default", "description", "type"}},
      {"function", {"params", "variadic_params", "result", "variadic_param"}},
      {"target",
       {"annotations",
        "args",
        "attest",
        "cache-from",
        "cache-to",
        "call",
        "context",
        "contexts",
        "description",
        "dockerfile",
        "dockerfile-inline",
        "entitlements",
        "extra-hosts",
        "inherits",
        "labels",
        "matrix",
        "name",
        "network",
        "no-cache",
        "no-cache-filter",
        "output",
        "platforms",
        "policy",
        "pull",
        "secret",
        "shm-size",
        "ssh",
        "tags",
        "target",
        "ulimits"}}};
  const auto known = attributes.find(block);
  return known == attributes.end() || known->second.contains(name);
}

/// Reads as much of HCL as bake files are made of: blocks with one label, attributes, strings, lists, maps.
class HclReader {
 public:
  explicit HclReader(const Source& source) : source_(source), text_(source.text()) {}

  const std::vector<BakeProblem>& problems() const { return problems_; }
  /// Those of the file that was read.
  const std::vector<Target>& groups() const { return groups_; }

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
        if (label.empty() && (word == "target" || word == "group" || word == "variable" || word == "function"))
          report(Kind::no_label, span(begin, at_), {}, word);
        ++at_;
        Target target{label, span(begin, at_), {}, {}, {}};
        attributes(target, word);
        if (word == "target")
          targets.push_back(std::move(target));
        else if (word == "group")
          groups_.push_back(std::move(target));
      } else if (peek() == '=') {
        ++at_;
        value(0);
      }
    }
    return targets;
  }

 private:
  using Kind = BakeProblem::Kind;

  void report(Kind kind, Span at, std::string_view word, std::string_view block) {
    problems_.push_back({kind, at, word, block});
  }

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
      if (text_.substr(at_).starts_with("${") || text_.substr(at_).starts_with("%{")) {
        ++at_;
        skip_brackets();
        continue;
      }
      if (text_[at_] == '\\') ++at_;
      ++at_;
    }
    at_ = std::min(at_, static_cast<std::uint32_t>(text_.size()));
    Attribute result;
    result.values.push_back(text_.substr(begin + 1, at_ - begin - 1));
    result.literal = result.values.front().find("${") == std::string_view::npos;
    if (peek() == '"')
      ++at_;
    else
      report(Kind::not_closed, span(begin, at_), {}, "string");
    result.span = span(begin, at_);
    result.places.push_back(result.span);
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
        result.places.insert(result.places.end(), item.places.begin(), item.places.end());
        if (at_ == before) ++at_;
      }
      if (peek() == ']') ++at_;
    } else if (peek() == '{') {
      skip_brackets();
      result.literal = false;
    } else if (text_.substr(at_).starts_with("<<")) {
      skip_heredoc();
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
      skip_expression();
    }
    result.span = span(begin, at_);
    return result;
  }

  /// To the end of the line, or of the list or map; what stands in brackets may have lines of its own.
  void skip_expression() {
    while (at_ < text_.size() && std::string_view("\n,}]").find(text_[at_]) == std::string_view::npos) {
      if (text_[at_] == '"')
        string();
      else if (std::string_view("([{").find(text_[at_]) != std::string_view::npos)
        skip_brackets();
      else
        ++at_;
    }
  }

  /// `<<EOF` or `<<-EOF` to the line that holds nothing but the word.
  void skip_heredoc() {
    at_ += 2;
    if (peek() == '-') ++at_;
    const std::string_view word = identifier();
    while (at_ < text_.size()) {
      const std::size_t begin = std::min<std::size_t>(std::min(text_.find('\n', at_), text_.size()) + 1, text_.size());
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      at_ = static_cast<std::uint32_t>(end);
      if (ascii::trim(text_.substr(begin, end - begin)) == word) return;
    }
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

  void attributes(Target& target, std::string_view block) {
    std::set<std::string_view> seen;
    while (skip_blank(), at_ < text_.size() && peek() != '}') {
      const std::uint32_t begin = at_;
      const std::string_view key = peek() == '"' ? string().values.front() : identifier();
      const Span place = span(begin, at_);
      skip_blank();
      if (peek() == '=') {
        if (!is_attribute(block, key)) report(Kind::unknown_attribute, place, key, block);
        if (!seen.insert(key).second) report(Kind::redefined, place, key, block);
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
    if (peek() == '}')
      ++at_;
    else
      report(Kind::not_closed, target.span, {}, block);
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
  std::vector<BakeProblem> problems_;
  std::vector<Target> groups_;
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
      if (value.is_scalar()) result.values.push_back(value.text), result.places.push_back(value.span);
      for (const yaml::Node* const item : value.items)
        if (item->is_scalar()) result.values.push_back(item->text), result.places.push_back(item->span);
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

using Kind = BakeProblem::Kind;

/// Names of the targets and groups of the other bake files in the folder, which one call may bring together.
std::set<std::string_view> names_beside(const Project& project, const File& own) {
  std::set<std::string_view> names;
  for (const File& file : project.files) {
    if (&file == &own || file.source == FileId::none || parent_path(file.path) != parent_path(own.path)) continue;
    if (file.kind == FileKind::compose && file.yaml != nullptr && file.yaml->root() != nullptr &&
        file.yaml->root()->is_mapping()) {
      if (const yaml::Node* const services = file.yaml->root()->get("services");
          services != nullptr && services->resolved().is_mapping())
        for (const yaml::Entry& entry : services->resolved().entries) names.insert(entry.key->text);
    }
    if (file.kind != FileKind::bake) continue;
    HclReader reader(project.sources[file.source]);
    const std::vector<Target> targets = file.yaml != nullptr ? read_json(*file.yaml) : reader.read();
    for (const Target& target : targets) names.insert(target.name);
    for (const Target& group : reader.groups()) names.insert(group.name);
  }
  return names;
}

/// What a list of names leads to and nothing defines.
void find_unknown(const Target& of, std::string_view list, Kind kind, std::string_view block,
                  const std::set<std::string_view>& known, std::vector<BakeProblem>& problems) {
  const auto found = of.attributes.find(list);
  if (found == of.attributes.end()) return;
  const Attribute& names = found->second;
  if (!names.literal) return;
  for (std::size_t i = 0; i < names.values.size() && i < names.places.size(); ++i)
    if (!known.contains(names.values[i])) problems.push_back({kind, names.places[i], names.values[i], block});
}

bool inherits_from(const std::vector<Target>& targets, const Target& from, std::string_view wanted, int depth) {
  const auto parents = from.attributes.find("inherits");
  if (parents == from.attributes.end() || depth > 16) return false;
  return std::ranges::any_of(targets, [&](const Target& other) {
    return std::ranges::find(parents->second.values, other.name) != parents->second.values.end() &&
           (other.name == wanted || inherits_from(targets, other, wanted, depth + 1));
  });
}

/// Literal values of a target that no build takes.
void find_bad_values(const Target& target, std::vector<BakeProblem>& problems) {
  const auto each = [&](std::string_view name, Kind kind, auto is_right) {
    const auto found = target.attributes.find(name);
    if (found == target.attributes.end()) return;
    const Attribute& attribute = found->second;
    if (!attribute.literal) return;
    for (std::size_t i = 0; i < attribute.values.size() && i < attribute.places.size(); ++i)
      if (!is_right(attribute.values[i]))
        problems.push_back({kind, attribute.places[i], attribute.values[i], "target"});
  };
  each("network", Kind::bad_network,
       [](std::string_view word) { return word == "default" || word == "host" || word == "none"; });
  each("entitlements", Kind::bad_entitlement, [](std::string_view word) {
    return word == "network.host" || word == "security.insecure" || word == "device" || word.starts_with("device=");
  });
  each("annotations", Kind::bad_annotation,
       [](std::string_view word) { return word.find('=') != std::string_view::npos; });
  const auto dockerfile = target.attributes.find("dockerfile");
  if (dockerfile != target.attributes.end() && target.attributes.contains("dockerfile-inline"))
    problems.push_back({Kind::dockerfile_ignored, dockerfile->second.span, {}, "target"});
}

}  // namespace

std::vector<BakeProblem> bake_problems(const Project& project, const File& file) {
  HclReader reader(project.sources[file.source]);
  const std::vector<Target> targets = file.yaml != nullptr ? read_json(*file.yaml) : reader.read();
  std::vector<BakeProblem> problems = reader.problems();
  // Behind a text or block without an end everything is misread.
  const auto open = std::ranges::find(problems, Kind::not_closed, &BakeProblem::kind);
  if (open != problems.end()) return {*open};
  std::set<std::string_view> known = names_beside(project, file);
  bool has_matrix = false;
  for (const Target& target : targets) {
    known.insert(target.name);
    has_matrix = has_matrix || target.attributes.contains("matrix");
  }
  for (const Target& group : reader.groups()) known.insert(group.name);
  for (const Target& target : targets) {
    find_bad_values(target, problems);
    // A matrix makes targets whose names only a run knows.
    if (!has_matrix) find_unknown(target, "inherits", Kind::unknown_parent, "target", known, problems);
    if (inherits_from(targets, target, target.name, 0))
      problems.push_back({Kind::endless, target.attributes.at("inherits").span, target.name, "target"});
  }
  if (!has_matrix)
    for (const Target& group : reader.groups())
      find_unknown(group, "targets", Kind::unknown_member, "group", known, problems);
  std::ranges::stable_sort(problems, {}, [](const BakeProblem& problem) { return problem.span.begin; });
  return problems;
}

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
