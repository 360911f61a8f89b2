#include "compose/explain.h"

#include <algorithm>
#include <optional>
#include <set>

#include "compose/context.h"
#include "compose/emit.h"

namespace seaworthy::compose {
namespace {

constexpr std::size_t widest_value = 60;

class Explainer {
 public:
  Explainer(const Model& model, const SourceSet& sources, const Mask& mask)
      : model_(model), sources_(sources), mask_(mask) {}

  std::string run(const std::vector<std::string>& wanted) {
    heading();
    for (const std::span<const Service> services : {model_.services, model_.inactive_services})
      for (const Service& service : services)
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), service.name) != wanted.end())
          explain(service, services.data() == model_.inactive_services.data());
    return align();
  }

 private:
  /// One line of output: what, and where it comes from.
  struct Line {
    std::string left;
    std::string right;
  };

  void add(std::string left, std::string right = {}) { lines_.push_back({std::move(left), std::move(right)}); }

  void heading() {
    add("  project    " + std::string(model_.project_name));
    const auto list = [&](std::string_view what, auto&& names) {
      std::string line;
      for (const auto& name : names) line += (line.empty() ? "" : ", ") + std::string(name);
      if (!line.empty()) add("  " + std::string(what) + std::string(11 - what.size(), ' ') + line);
    };
    find_folder();
    if (!folder_.empty()) add("  folder     " + std::string(folder_));
    std::vector<std::string_view> files;
    for (const FileId file : model_.files) files.push_back(in_folder(sources_[file].path()));
    list("files", files);
    files.clear();
    for (const FileId file : model_.env_files) files.push_back(in_folder(sources_[file].path()));
    list("variables", files);
    list("profiles", model_.profiles);
  }

  /// The folder that all files of the stack stand in, with its slash: said once, it need not stand in every line.
  void find_folder() {
    bool first = true;
    for (const std::span<const FileId> files : {model_.files, model_.env_files}) {
      for (const FileId file : files) {
        const std::string_view path = sources_[file].path();
        const std::string_view folder = path.substr(0, path.rfind('/') + 1);  // npos + 1 is 0.
        if (first) folder_ = folder;
        first = false;
        while (!folder.starts_with(folder_)) {
          folder_.remove_suffix(1);
          folder_ = folder_.substr(0, folder_.rfind('/') + 1);
        }
      }
    }
  }

  std::string_view in_folder(std::string_view path) const {
    return path.starts_with(folder_) ? path.substr(folder_.size()) : path;
  }

  std::string place(Span span) const {
    if (!span.valid()) return "";
    const Source& source = sources_[span.file];
    return std::string(in_folder(source.path())) + ":" + std::to_string(source.place(span.begin).line);
  }

  /// The place of a value, and the lines of `extends` and `include` through which it came.
  std::string place(const Origin& origin) const {
    std::string text = place(origin.span);
    if (origin.extended_from.empty()) return text;
    std::string way;
    for (const Span line : origin.extended_from) way += (way.empty() ? "" : ", ") + place(line);
    return text + " (via " + way + ")";
  }

  /// What a value says, without the credentials that it holds or that variables brought into it.
  std::string shown(std::string_view name, const Value& value) const {
    // A path that is the root itself is kept as no text.
    std::string text(value.root_relative && value.text.empty() ? "." : value.text);
    if (mask_ && value.origin != nullptr) {
      for (const Interpolation& each : value.origin->interpolations) {
        const std::string masked = mask_(each.variable, each.result);
        if (each.result.empty() || masked == each.result) continue;
        // Masked once is enough: how long the mask is tells nobody anything.
        if (text == each.result) return masked;
        for (std::size_t at = text.find(each.result); at != std::string::npos;
             at = text.find(each.result, at + masked.size()))
          text.replace(at, each.result.size(), masked);
      }
    }
    return shown(name, text);
  }

  std::string shown(std::string_view name, std::string_view value) const {
    std::string text = mask_ ? mask_(name, value) : std::string(value);
    const std::size_t newline = text.find('\n');
    bool cut = newline != std::string::npos;
    if (cut) text.resize(newline);
    if (text.size() > widest_value) {
      text.resize(widest_value);
      cut = true;
    }
    return cut ? text + " ..." : text;
  }

  void explain(const Service& service, bool inactive) {
    add("");
    add(std::string(service.name) + (inactive ? " (left out by profiles)" : ""), place(service.name_span));
    // What runs first, then the rest as it stands in the model.
    constexpr std::string_view first[] = {"image", "build", "entrypoint", "command"};
    for (const std::string_view key : first)
      for (const Member& member : service.source->members)
        if (member.key == key) attribute(member.key, *member.value, member.key_span, 1, member.key);
    for (const Member& member : service.source->members) {
      if (member.key == "environment" || member.key == "env_file") continue;
      if (std::ranges::find(first, member.key) != std::end(first)) continue;
      attribute(member.key, *member.value, member.key_span, 1, member.key);
    }
    environment(service);
  }

  void environment(const Service& service) {
    if (service.environment.empty() && service.env_files.empty()) return;
    add("  environment:");
    for (const EnvFile& file : service.env_files)
      if (!file.exists)
        add("    (" + std::string(file.path) + " does not exist" + (file.required ? "" : ", which is allowed") + ")",
            place(file.source->span()));
    for (const EnvironmentEntry& entry : service.environment) {
      std::string left = "    " + std::string(entry.name);
      if (!entry.value) {
        add(left + " (passed on from the environment, which does not set it)", place(entry.span));
        continue;
      }
      // In a list the value stands behind its name, which the tree has apart.
      const Value* const source = entry.from == EnvironmentSource::env_file ? nullptr : entry.source;
      if (source == nullptr || source->origin == nullptr || is_null(source)) {
        add(left + ": " + shown(entry.name, *entry.value), place(entry.span));
        continue;
      }
      add(left + ": " + shown(entry.name, *source), place(*source->origin));
      history(*source, entry.name, 3);
    }
  }

  /// A value as one text where that says it all: scalars, and what a short syntax gave.
  std::optional<std::string> in_one_line(std::string_view name, const Value& value) const {
    switch (value.type) {
      case Type::sequence:
        return value.items.empty() ? std::optional<std::string>("[]") : std::nullopt;
      case Type::mapping: {
        if (value.members.empty()) return "{}";
        if (std::string dependency = short_dependency(value); !dependency.empty()) return dependency;
        if (value.node == nullptr || !value.node->is_scalar()) return std::nullopt;
        const auto text = [&](std::string_view key) {
          const Value* const member = value.get(key);
          return member != nullptr ? std::string(member->text) : std::string();
        };
        if (value.get("protocol") != nullptr) {
          const std::string host = text("host_ip").empty() ? "" : text("host_ip") + ":";
          const std::string published = text("published").empty() ? "any free port" : text("published");
          return host + published + " -> " + text("target") + "/" + text("protocol");
        }
        if (value.get("target") != nullptr && value.get("type") != nullptr) {
          const std::string source = text("source").empty() ? "(anonymous)" : text("source");
          return source + " -> " + text("target") + (text("read_only") == "true" ? " (read-only)" : "");
        }
        // A secret, a config or a device.
        if (value.get("source") != nullptr)
          return text("source") + (text("target").empty() ? "" : " -> " + text("target"));
        return std::nullopt;
      }
      case Type::null:
        // A null is what its key says.
        return "";
      case Type::boolean:
      case Type::integer:
      case Type::real:
        return std::string(value.text);
      case Type::string:
        return shown(name, value);
    }
    return std::nullopt;
  }

  /// The condition of a dependency of which the file gives no more than the name.
  static std::string short_dependency(const Value& value) {
    const Value* const condition = value.get("condition");
    const Value* const required = value.get("required");
    if (condition == nullptr || required == nullptr || value.members.size() != 2) return "";
    if (condition->origin != nullptr || required->origin != nullptr) return "";
    return std::string(condition->text) + (required->text == "true" ? "" : ", not required");
  }

  /// A command that was given as one line.
  static std::string in_words(const Value& value) {
    if (value.type != Type::sequence || value.node == nullptr || !value.node->is_scalar() || value.origin == nullptr)
      return "";
    std::string text;
    for (const Value* item : value.items) {
      if (item->type != Type::string) return "";
      text += (text.empty() ? "" : " ") + std::string(item->text);
    }
    return text;
  }

  static std::string indentation(int depth) { return std::string(static_cast<std::size_t>(depth) * 2, ' '); }

  void attribute(std::string_view label, const Value& value, Span key_span, int depth, std::string_view name) {
    const std::string left = indentation(depth) + std::string(label);
    if (const std::optional<std::string> text = in_one_line(name, value); text.has_value()) {
      const bool is_item = label == "-";
      const std::string line = value.type == Type::null ? left
                               : text->empty()          ? left + (is_item ? " \"\"" : ":")
                                                        : left + (is_item ? " " : ": ") + *text;
      add(line, value.origin == nullptr ? key_span.valid() ? place(key_span) : "by default" : place(*value.origin));
      history(value, name, depth + 1);
      return;
    }
    if (const std::string words = in_words(value); !words.empty()) {
      add(left + ": " + shown(name, words), place(*value.origin));
      history(value, name, depth + 1);
      return;
    }
    add(left + (label == "-" ? "" : ":"));
    for (const Value* item : value.items) attribute("-", *item, {}, depth + 1, name);
    for (const Member& member : value.members)
      attribute(member.key, *member.value, member.key_span, depth + 1, member.key);
  }

  /// What a value replaced, how it got here, and who set its variables.
  void history(const Value& value, std::string_view name, int depth) {
    if (value.origin == nullptr) return;
    const std::string indent = indentation(depth) + "  ";
    const Origin& origin = *value.origin;
    std::set<std::pair<std::string_view, std::string_view>> told;
    for (const Interpolation& each : origin.interpolations)
      if (told.emplace(each.variable, each.operation).second) variable(each, indent);
    for (const Span old : origin.overridden)
      add(indent + "instead of " + shown(name, std::string(sources_.text(old))), place(old));
  }

  void variable(const Interpolation& each, const std::string& indent) {
    std::string text = indent + "$" + std::string(each.variable);
    const std::string value = each.result.empty() ? " is empty" : " = " + shown(each.variable, each.result);
    std::string right;
    switch (each.source) {
      case VariableSource::unset:
        text += each.operation.empty() ? " is not set and became empty" : " is not set";
        break;
      case VariableSource::default_value:
        text += value + ", its default, since nothing sets it";
        break;
      case VariableSource::alternative:
        text += value + ", its alternative, since it is set";
        break;
      case VariableSource::env_file:
      case VariableSource::env_argument:
        text += value;
        right = place(each.source_span) + (each.source == VariableSource::env_file ? "" : " (--env-file)");
        break;
      case VariableSource::environment:
        text += value;
        right = "the environment";
        break;
      case VariableSource::env_template:
        text += value + ", a stand-in for what a template asks to set";
        break;
      case VariableSource::unread_env_file:
        text += value + ", once it is exported: `docker stack deploy` does not read";
        right = place(each.source_span);
        break;
    }
    add(text, right);
  }

  /// The places in one column, as far right as most lines need.
  std::string align() const {
    std::size_t column = 0;
    for (const Line& line : lines_)
      if (!line.right.empty() && line.left.size() <= 72) column = std::max(column, line.left.size());
    std::string out;
    for (const Line& line : lines_) {
      out += line.left;
      if (!line.right.empty()) {
        out.append(line.left.size() < column ? column - line.left.size() : 0, ' ');
        (out += "  ") += line.right;
      }
      out += '\n';
    }
    return out;
  }

  const Model& model_;
  const SourceSet& sources_;
  const Mask& mask_;
  std::string_view folder_;
  std::vector<Line> lines_;
};

}  // namespace

std::string explain(const Model& model, const SourceSet& sources, const Mask& mask,
                    const std::vector<std::string>& services) {
  return Explainer(model, sources, mask).run(services);
}

}  // namespace seaworthy::compose
