#include "compose/read.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "compose/attributes.h"
#include "compose/interpolate.h"
#include "compose/scalars.h"

namespace seaworthy::compose {
namespace {

constexpr int deepest = 300;

std::string_view short_tag(std::string_view tag) {
  constexpr std::string_view standard = "tag:yaml.org,2002:";
  return tag.starts_with(standard) ? tag.substr(standard.size()) : std::string_view();
}

/// To what `docker stack deploy` casts a text in which variables were replaced (docker/cli v29.9.3).
Cast stack_file_cast(const ResetPath& path) {
  struct Row {
    std::string_view path;
    Cast cast;
  };
  static constexpr Row rows[] = {
      {"services.*.configs.*.mode", Cast::integer},
      {"services.*.secrets.*.mode", Cast::integer},
      {"services.*.healthcheck.retries", Cast::integer},
      {"services.*.healthcheck.disable", Cast::boolean},
      {"services.*.deploy.replicas", Cast::integer},
      {"services.*.deploy.update_config.parallelism", Cast::integer},
      {"services.*.deploy.update_config.max_failure_ratio", Cast::real},
      {"services.*.deploy.rollback_config.parallelism", Cast::integer},
      {"services.*.deploy.rollback_config.max_failure_ratio", Cast::real},
      {"services.*.deploy.restart_policy.max_attempts", Cast::integer},
      {"services.*.deploy.placement.max_replicas_per_node", Cast::integer},
      {"services.*.ports.*.target", Cast::integer},
      {"services.*.ports.*.published", Cast::integer},
      {"services.*.ulimits.*", Cast::integer},
      {"services.*.ulimits.*.hard", Cast::integer},
      {"services.*.ulimits.*.soft", Cast::integer},
      {"services.*.privileged", Cast::boolean},
      {"services.*.oom_score_adj", Cast::integer},
      {"services.*.read_only", Cast::boolean},
      {"services.*.stdin_open", Cast::boolean},
      {"services.*.tty", Cast::boolean},
      {"services.*.volumes.*.read_only", Cast::boolean},
      {"services.*.volumes.*.volume.nocopy", Cast::boolean},
      {"networks.*.external", Cast::boolean},
      {"networks.*.internal", Cast::boolean},
      {"networks.*.attachable", Cast::boolean},
      {"volumes.*.external", Cast::boolean},
      {"secrets.*.external", Cast::boolean},
      {"configs.*.external", Cast::boolean},
  };
  const auto matches = [&path](std::string_view pattern) {
    for (const std::string_view part : path) {
      const std::size_t dot = std::min(pattern.find('.'), pattern.size());
      const std::string_view wanted = pattern.substr(0, dot);
      if (wanted.empty() || (wanted != "*" && wanted != part)) return false;
      pattern.remove_prefix(std::min(pattern.size(), dot + 1));
    }
    return pattern.empty();
  };
  const auto found = std::ranges::find_if(rows, matches, &Row::path);
  return found != std::end(rows) ? found->cast : Cast::none;
}

class Reader {
 public:
  Reader(Context& context, const ReadOptions& options, std::vector<ResetPath>& resets)
      : context_(context), options_(options), resets_(resets) {}

  /// Null for a value that is left out (`!reset`).
  const Value* read(const yaml::Node& written, Position position, Span key_span, const Trail& trail, int depth) {
    count(written.span);
    if (written.kind != yaml::Kind::alias) return read_once(written, position, key_span, trail, depth);
    ++alias_depth_;
    const Value* const value = read_once(written, position, key_span, trail, depth);
    --alias_depth_;
    return value;
  }

  std::string_view alone(const yaml::Node& node) {
    Value* const value = fresh(node, {});
    value->type = Type::string;
    value->text = node.text;
    if (options_.interpolate) substitute(*value, node, Trail{nullptr, "name"});
    return value->text;
  }

 private:
  const Value* read_once(const yaml::Node& written, Position position, Span key_span, const Trail& trail, int depth) {
    const yaml::Node& node = written.resolved();
    const std::string_view tag = written.tag.empty() ? node.tag : written.tag;
    if (tag == "!reset") {
      reset();
      return nullptr;
    }
    if (tag == "!override") reset();
    // What is, or calls itself, a merge key where a value stands is left out.
    if (is_merge_key(node)) return nullptr;
    if (context_.values_left == 0 || depth > deepest) {
      limit(node.span);
      return nullptr;
    }
    --context_.values_left;
    switch (node.kind) {
      case yaml::Kind::mapping:
        return mapping(node, position, key_span, trail, depth);
      case yaml::Kind::sequence: {
        std::vector<const Value*> items;
        items.reserve(node.items.size());
        int index = 0;
        for (const yaml::Node* item : node.items) {
          const std::string number = std::to_string(index);
          path_.push_back(context_.arena.copy(number));
          const Trail here{&trail, {}, index++};
          if (const Value* const value = read(*item, position.next("[]"), {}, here, depth + 1); value != nullptr)
            items.push_back(value);
          path_.pop_back();
        }
        Value* const value = fresh(node, key_span);
        value->type = Type::sequence;
        value->items = context_.arena.copy(items);
        return value;
      }
      case yaml::Kind::null:
      case yaml::Kind::scalar:
        return scalar(node, position, key_span, trail);
      case yaml::Kind::alias: {
        // The anchor is missing, which is reported: nothing is known about the value.
        return fresh(node, key_span);
      }
    }
    return nullptr;
  }

  /// One more node of which a value is made. The YAML library of the reference refuses a document that consists of
  /// little but repetitions; its thresholds (go.yaml.in/yaml/v4, DefaultAliasCheck).
  void count(Span span) {
    constexpr double few = 400'000;
    constexpr double many = 4'000'000;
    ++made_;
    if (alias_depth_ > 0) ++repeated_;
    if (repeated_ <= 100 || made_ <= 1000 || refused_) return;
    const double share = static_cast<double>(repeated_) / static_cast<double>(made_);
    const double allowed = 0.99 - 0.89 * std::clamp((static_cast<double>(made_) - few) / (many - few), 0.0, 1.0);
    if (share <= allowed) return;
    refused_ = true;
    context_.report("compose-yaml-invalid", span,
                    "Aliases make up nearly all of this file, which Compose refuses; write out what is needed",
                    options_.chain);
  }

  /// Notes the path that is being read; what was an extension once is reset under its own name too.
  void reset() {
    resets_.push_back(path_);
    if (path_.size() > 2 && path_[0] == "services" && path_[2] == "x-develop") {
      resets_.push_back(path_);
      resets_.back()[2] = "develop";
    }
  }

  Value* fresh(const yaml::Node& node, Span key_span) {
    Origin* const origin = context_.arena.make<Origin>();
    origin->span = node.span;
    origin->key_span = key_span;
    origin->extended_from = options_.chain;
    Value* const value = context_.arena.make<Value>();
    value->origin = origin;
    value->node = &node;
    return value;
  }

  const Value* mapping(const yaml::Node& node, Position position, Span key_span, const Trail& trail, int depth) {
    std::vector<Member> members;
    members.reserve(node.entries.size());
    collect(node, position, trail, depth, members);
    Value* const value = fresh(node, key_span);
    value->type = Type::mapping;
    value->members = context_.arena.copy(members);
    return value;
  }

  /// The own entries of a mapping first, then those that its merge keys bring in.
  void collect(const yaml::Node& node, Position position, const Trail& trail, int depth, std::vector<Member>& members) {
    if (depth > deepest) {
      limit(node.span);
      return;
    }
    const std::size_t own = members.size();
    // Hashed once a mapping is large, so that no file makes this quadratic.
    constexpr std::size_t few = 16;
    std::unordered_map<std::string_view, std::size_t> index;
    const auto find = [&](std::string_view name) -> std::size_t {
      if (members.size() <= few) {
        for (std::size_t i = 0; i < members.size(); ++i)
          if (members[i].key == name) return i;
        return members.size();
      }
      for (std::size_t i = index.size(); i < members.size(); ++i) index.emplace(members[i].key, i);
      const auto found = index.find(name);
      return found != index.end() ? found->second : members.size();
    };
    for (const yaml::Entry& entry : node.entries) {
      if (is_merge_key(*entry.key)) continue;
      const yaml::Node& key = entry.key->resolved();
      if (key.is_mapping() || key.is_sequence()) {
        context_.report("compose-yaml-invalid", key.span,
                        "A key must be text, not " + std::string(key.is_mapping() ? "a mapping" : "a list"),
                        options_.chain);
        continue;
      }
      count(key.span);
      const std::string_view name = key_text(key);
      // A second definition is reported as a duplicate key; the last one counts. What a merge key gave stays behind.
      const std::size_t known = find(name);
      if (known < own) continue;
      const Trail here{&trail, name};
      path_.push_back(name);
      const Value* const value = read(*entry.value, position.next(name), entry.key->span, here, depth + 1);
      path_.pop_back();
      if (known < members.size()) {
        if (value != nullptr) members[known].value = value;
      } else if (value != nullptr) {
        members.push_back({name, entry.key->span, value});
      }
    }
    for (const yaml::Entry& entry : node.entries)
      if (is_merge_key(*entry.key)) merge_key(entry.value->resolved(), position, trail, depth, members);
  }

  static bool is_merge_key(const yaml::Node& key) {
    return key.kind == yaml::Kind::scalar &&
           ((key.style == yaml::Style::plain && key.text == "<<") || short_tag(key.tag) == "merge");
  }

  void merge_key(const yaml::Node& source, Position position, const Trail& trail, int depth,
                 std::vector<Member>& members) {
    if (source.is_mapping()) {
      if (context_.values_left == 0) return limit(source.span);
      --context_.values_left;
      collect(source, position, trail, depth + 1, members);
      return;
    }
    if (source.is_sequence()) {
      for (const yaml::Node* item : source.items) {
        const yaml::Node& each = item->resolved();
        if (each.is_mapping()) {
          if (context_.values_left == 0) return limit(source.span);
          --context_.values_left;
          collect(each, position, trail, depth + 1, members);
        } else if (each.kind != yaml::Kind::alias) {
          bad_merge(each);
        }
      }
      return;
    }
    if (source.kind != yaml::Kind::alias) bad_merge(source);
  }

  void bad_merge(const yaml::Node& node) {
    context_.report("compose-yaml-invalid", node.span, "`<<` takes a mapping or a list of mappings", options_.chain);
  }

  std::string_view key_text(const yaml::Node& key) {
    const bool plain = key.style == yaml::Style::plain && key.tag.empty();
    if (!plain) return key.text;
    const Scalar scalar = resolve_plain(key.text);
    if (scalar.type == Type::string && scalar.text == key.text) return key.text;
    const std::string_view name = key.text.empty() ? std::string_view("null") : key.text;
    context_.report("compose-yaml-invalid", key.span,
                    "The key `" + std::string(name) + "` is " + std::string(describe(scalar.type)) +
                        " for YAML; quote it to make it text",
                    options_.chain);
    return name;
  }

  /// Inside of `x-...`, of the file or of a service.
  bool in_extension() const {
    return (!path_.empty() && path_[0].starts_with("x-")) || (path_.size() > 2 && path_[2].starts_with("x-"));
  }

  const Value* scalar(const yaml::Node& node, Position position, Span key_span, const Trail& trail) {
    Value* const value = fresh(node, key_span);
    value->quoted = node.style == yaml::Style::single_quoted || node.style == yaml::Style::double_quoted;
    const std::string_view tag = short_tag(node.tag);
    // What has a tag of its own, `!override` too, is text.
    if ((node.style == yaml::Style::plain && node.tag.empty()) || tag == "int" || tag == "float" || tag == "bool" ||
        tag == "null" || tag == "timestamp") {
      Scalar resolved = resolve_plain(node.text);
      if (tag == "timestamp" || (resolved.type == Type::string && (!options_.interpolate || in_extension()))) {
        if (const auto time = parse_point_in_time(node.text)) {
          resolved.text = options_.interpolate && !in_extension() ? time->printed : time->encoded;
        } else if (tag == "timestamp") {
          context_.report("compose-yaml-invalid", node.span, "This is not a point in time, as its tag says",
                          options_.chain);
        }
      }
      value->type = resolved.type;
      value->text = resolved.text == node.text ? node.text : context_.arena.copy(resolved.text);
      if (tag == "float" && value->type == Type::integer) value->type = Type::real;
      const Type wanted = tag == "int"     ? Type::integer
                          : tag == "float" ? Type::real
                          : tag == "bool"  ? Type::boolean
                          : tag == "null"  ? Type::null
                                           : value->type;
      if (wanted != value->type)
        context_.report("compose-yaml-invalid", node.span,
                        "This is not " + std::string(describe(wanted)) + ", as its tag says", options_.chain);
      if (const auto number = value->type == Type::real ? parse_real(value->text) : std::nullopt;
          number && !std::isfinite(*number) && context_.request.check && !options_.stack_file)
        context_.report("compose-schema-invalid", node.span,
                        "`" + std::string(node.text) + "` is a number that no attribute takes; quote it if it is text",
                        options_.chain);
    } else {
      value->type = Type::string;
      value->text = node.text;
    }
    if (value->type != Type::string || !options_.interpolate) return value;
    const std::string_view written = value->text;
    substitute(*value, node, trail);
    if (!options_.stack_file) {
      cast(*value, position.attribute().cast, trail);
    } else if (value->text != written) {
      // Only what was replaced is cast, so that a quoted number stays text.
      cast(*value, stack_file_cast(path_), trail);
    }
    return value;
  }

  void substitute(Value& value, const yaml::Node& node, const Trail& trail) {
    if (value.text.find('$') == std::string_view::npos) return;
    trace_.clear();
    found_.clear();
    MappedText mapped = node.mapped();
    const auto lookup = [this](std::string_view name) { return options_.environment.find(name); };
    const auto result = options_.stack_file ? interpolate_stack_file(mapped, lookup, context_.arena, trace_, found_)
                                            : compose::interpolate(mapped, lookup, context_.arena, trace_, found_);
    const std::span<const Interpolation> trace = context_.arena.copy(trace_);
    Origin* const origin = context_.arena.make<Origin>(*value.origin);
    origin->interpolations = trace;
    value.origin = origin;
    for (const Interpolation& each : trace) context_.variables.push_back({each.variable, each.span, &each});
    for (const InterpolationProblem& each : found_) report(each, trail);
    if (!result) context_.unknown_values.push_back(value.origin->span);
    value.text = result.value_or(value.text);
  }

  void report(const InterpolationProblem& problem, const Trail& trail) {
    const std::string name(problem.variable);
    switch (problem.kind) {
      case InterpolationProblem::Kind::invalid:
        if (options_.stack_file) {
          context_.report("compose-interpolation-invalid", problem.span,
                          "`docker stack deploy` cannot replace this in `" + trail.text() +
                              "`; it knows `${NAME}`, `:-`, `-`, `:?` and `?`, and `$$` is a dollar sign",
                          options_.chain);
          break;
        }
        context_
            .report("compose-interpolation-invalid", problem.span,
                    "`${` must be followed by NAME and `}` in `" + trail.text() + "`; write `$$` for a dollar sign",
                    options_.chain)
            .replacement = problem.span.size() == 2 ? std::string_view("$${") : std::string_view();
        break;
      case InterpolationProblem::Kind::required: {
        std::string message = "The required variable `" + name + "` has no value";
        if (!problem.reason.empty()) message += ": " + std::string(problem.reason);
        context_.report("compose-required-variable-unset", problem.span, message, options_.chain);
        break;
      }
      case InterpolationProblem::Kind::unset:
        context_.warn("compose-variable-unset", problem.span, "Nothing sets `" + name + "`; it becomes empty text",
                      options_.chain);
        break;
      case InterpolationProblem::Kind::surprising:
        context_.warn("stack-file-interpolation", problem.span,
                      "`docker stack deploy` reads this otherwise than Compose in `" + trail.text() +
                          "`: a default holds no variables, and the first `-` begins one",
                      options_.chain);
        break;
    }
  }

  void cast(Value& value, Cast to, const Trail& trail) {
    const auto failed = [&](std::string_view wanted) {
      context_.unknown_values.push_back(value.origin->span);
      context_.report(
          options_.stack_file ? "stack-file-refused" : "compose-interpolation-invalid", value.origin->span,
          "`" + trail.text() + "` must be " + std::string(wanted) + ", not `" + std::string(value.text) + "`",
          options_.chain);
    };
    switch (to) {
      case Cast::none:
        return;
      case Cast::boolean: {
        bool old_word = false;
        const auto result = parse_boolean(value.text, &old_word);
        if (!result) return failed("true or false");
        if (old_word && !options_.stack_file) {
          Problem& problem = context_.warn("compose-boolean-yaml11", value.origin->span,
                                           "`" + std::string(value.text) + "` is a boolean of YAML 1.1; write `" +
                                               (*result ? "true" : "false") + "`",
                                           options_.chain);
          if (value.origin->interpolations.empty()) problem.replacement = *result ? "true" : "false";
        }
        value.type = Type::boolean;
        value.text = *result ? "true" : "false";
        return;
      }
      case Cast::integer:
      case Cast::umask: {
        const auto result = parse_integer(value.text, to == Cast::umask);
        if (!result || (to == Cast::umask && *result < 0)) return failed("a whole number");
        value.type = Type::integer;
        value.text = context_.arena.copy(std::to_string(*result));
        return;
      }
      case Cast::real:
      case Cast::real32: {
        const auto result = parse_real(value.text);
        if (!result) return failed("a number");
        value.type = Type::real;
        value.text = context_.arena.copy(format_real(*result, to == Cast::real32 ? 32 : 64));
        return;
      }
    }
  }

  void limit(Span span) {
    if (context_.limit_reported) return;
    context_.limit_reported = true;
    context_.values_left = 0;
    context_.incomplete = true;
    context_.report("limit", span, "Anchors, includes and extends expand to more values than are read", options_.chain);
  }

  Context& context_;
  const ReadOptions& options_;
  std::vector<ResetPath>& resets_;
  ResetPath path_;
  std::vector<Interpolation> trace_;
  std::vector<InterpolationProblem> found_;
  std::uint32_t made_ = 0;      ///< Nodes of this document of which values were made.
  std::uint32_t repeated_ = 0;  ///< Those of them that stand behind an alias.
  int alias_depth_ = 0;
  bool refused_ = false;
};

bool names(const ResetPath& reset, const ResetPath& path) {
  if (reset.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (reset[i] != path[i] && reset[i] != "*") return false;
  return true;
}

const Value* reset_below(Context& context, const Value* value, const std::vector<ResetPath>& resets, ResetPath& path) {
  if (!is_mapping(value)) return value;
  Edited<Member> members(value->members);
  for (const Member& member : value->members) {
    path.push_back(member.key);
    const bool dropped = std::any_of(resets.begin(), resets.end(), [&](const ResetPath& r) { return names(r, path); });
    const Value* const kept = dropped ? nullptr : reset_below(context, member.value, resets, path);
    if (dropped) {
      members.drop();
    } else if (kept == member.value) {
      members.keep();
    } else {
      members.replace({member.key, member.key_span, kept});
    }
    path.pop_back();
  }
  return members.changed() ? make_mapping(context, members.items(), value) : value;
}

}  // namespace

const Value* read_document(Context& context, const yaml::Node& document, const ReadOptions& options,
                           std::vector<ResetPath>& resets) {
  const yaml::Node& node = document.resolved();
  if (!node.is_mapping()) {
    context.report("compose-yaml-invalid", node.span, "A Compose file must be a mapping with `services:` at its top",
                   options.chain);
    return nullptr;
  }
  return Reader(context, options, resets).read(document, Position::top(), {}, Trail{}, 0);
}

void report_yaml_problems(Context& context, const yaml::Stream& stream, std::span<const Span> chain) {
  for (const yaml::Problem& problem : stream.problems) {
    if (problem.kind == "unused-anchor") continue;
    // Of a key that stands twice one mapping alone is read; what is not in it may be in the other.
    context.incomplete = context.incomplete || problem.cuts_off() || problem.kind == "undefined-alias" ||
                         problem.kind == "duplicate-key";
    const std::string_view kind = problem.kind == "duplicate-key" ? std::string_view("compose-duplicate-yaml-key")
                                  : problem.kind == "limit"       ? std::string_view("limit")
                                                                  : std::string_view("compose-yaml-invalid");
    Problem& reported = context.report(kind, problem.span, problem.message, chain);
    reported.related = problem.related;
    if (problem.related.valid())
      reported.related_message = problem.kind == "duplicate-key" ? "the first one is here" : "the anchor is here";
  }
}

const Value* apply_resets(Context& context, const Value* target, const std::vector<ResetPath>& resets) {
  if (resets.empty()) return target;
  ResetPath path;
  return reset_below(context, target, resets, path);
}

std::string_view interpolate_alone(Context& context, const yaml::Node& node, const ReadOptions& options) {
  std::vector<ResetPath> resets;
  return Reader(context, options, resets).alone(node);
}

}  // namespace seaworthy::compose
