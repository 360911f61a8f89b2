#include "compose/schema.h"

#include <algorithm>
#include <cmath>

#include "base/ascii.h"
#include "compose/scalars.h"
#include "compose/schema_table.h"

namespace seaworthy::compose {
namespace {

using schema::KeyPattern;
using schema::Node;
using schema::TextPattern;

std::uint8_t type_bits(const Value& value) {
  switch (value.type) {
    case Type::null:
      return schema::type_null;
    case Type::boolean:
      return schema::type_boolean;
    case Type::integer:
      return schema::type_integer | schema::type_number;
    case Type::real: {
      const auto number = parse_real(value.text);
      const bool whole = number && std::floor(*number) == *number && std::isfinite(*number);
      return whole ? schema::type_integer | schema::type_number : schema::type_number;
    }
    case Type::string:
      return schema::type_string;
    case Type::sequence:
      return schema::type_array;
    case Type::mapping:
      return schema::type_object;
  }
  return 0;
}

std::string type_names(std::uint8_t types) {
  struct Named {
    std::uint8_t bit;
    std::string_view name;
  };
  constexpr Named names[] = {{schema::type_object, "a mapping"},
                             {schema::type_array, "a list"},
                             {schema::type_string, "text"},
                             {schema::type_number, "a number"},
                             {schema::type_integer, "a whole number"},
                             {schema::type_boolean, "true or false"},
                             {schema::type_null, "empty"}};
  if ((types & schema::type_number) != 0) types &= static_cast<std::uint8_t>(~schema::type_integer);
  std::vector<std::string_view> parts;
  for (const Named& named : names)
    if ((types & named.bit) != 0) parts.push_back(named.name);
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += i + 1 == parts.size() ? " or " : ", ";
    result += parts[i];
  }
  return result;
}

/// The rows of a table that a slice means.
template <class Row>
std::span<const Row> rows(std::span<const Row> table, const schema::Slice& slice) {
  return table.subspan(static_cast<std::size_t>(slice.first), static_cast<std::size_t>(slice.count));
}

bool is_name_character(char c) { return ascii::is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; }

bool matches(KeyPattern pattern, std::string_view key) {
  switch (pattern) {
    case KeyPattern::none:
      return false;
    case KeyPattern::any:
      return !key.empty();
    case KeyPattern::name:
      return !key.empty() && std::all_of(key.begin(), key.end(), is_name_character);
    case KeyPattern::lower:
      return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }
  return false;
}

/// every_([0-9]+[wdhms])+
bool is_refresh_interval(std::string_view text) {
  if (!text.starts_with("every_")) return false;
  text.remove_prefix(6);
  if (text.empty()) return false;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || digits == text.size() || std::string_view("wdhms").find(text[digits]) == std::string_view::npos)
      return false;
    text.remove_prefix(digits + 1);
  }
  return true;
}

bool matches(TextPattern pattern, std::string_view text) {
  switch (pattern) {
    case TextPattern::duration:
      // Go's own units: neither days nor weeks.
      return text.find_first_of("dw") == std::string_view::npos && parse_duration(text).has_value();
    case TextPattern::none:
      return true;
    case TextPattern::pull_policy:
      return text == "always" || text == "never" || text == "build" || text == "if_not_present" || text == "missing" ||
             text == "refresh" || text == "daily" || text == "weekly" || is_refresh_interval(text);
    case TextPattern::container_name:
      // The pattern is not anchored: two characters in a row that fit are enough for Compose.
      for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        const bool first = is_name_character(text[i]) && text[i] != '.' && text[i] != '_' && text[i] != '-';
        if (first && is_name_character(text[i + 1])) return true;
      }
      return false;
  }
  return true;
}

class Walker {
 public:
  explicit Walker(Context& context) : context_(context) {}
  /// For a stack file of format 3.`minor`.
  Walker(Context& context, int minor) : context_(context), kind_("stack-file-refused"), minor_(minor) {}

  /// The value as far as it is right; null when it is not.
  const Value* check(const Value& value, std::int16_t number, const Trail& trail, Span key_span) {
    const Node* node = &schema::nodes[static_cast<std::size_t>(number)];
    const std::uint8_t bits = type_bits(value);
    if (node->since > minor_) {
      const Span span = key_span.valid() ? key_span : value.span();
      context_.report(kind_, span,
                      place(trail) + " needs version 3." + std::to_string(node->since) +
                          " of the file format; this file says 3." + std::to_string(minor_),
                      chain_of(&value));
      return nullptr;
    }
    if (node->types != 0 && (node->types & bits) == 0) {
      wrong_type(value, *node, trail, key_span);
      return nullptr;
    }
    if (node->branches.count > 0) {
      for (const std::int16_t branch : rows(schema::children, node->branches)) {
        if ((schema::nodes[static_cast<std::size_t>(branch)].types & bits) != 0)
          return check(value, branch, trail, key_span);
      }
      return &value;
    }
    if (value.type == Type::mapping) return mapping(value, *node, trail);
    if (value.type == Type::sequence) return sequence(value, *node, trail);
    return scalar(value, *node, trail) ? &value : nullptr;
  }

 private:
  Problem& report(std::string_view kind, const Value& value, const std::string& message) {
    return context_.report(kind, value.origin != nullptr ? value.origin->span : Span{}, message, chain_of(&value));
  }

  static std::string place(const Trail& trail) {
    const std::string path = trail.text();
    return path.empty() ? "The file" : "`" + path + "`";
  }

  void wrong_type(const Value& value, const Node& node, const Trail& trail, Span key_span) {
    // Behind a syntax error values are missing that the file may well have.
    if (value.type == Type::null && context_.incomplete) return;
    std::string message = place(trail) + " must be " + type_names(node.types) + ", not " +
                          std::string(value.type == Type::null ? "empty" : describe(value.type));
    if ((node.types & schema::type_string) != 0 && is_scalar(&value)) message += "; quote it";
    Problem& problem = report(kind_, value, message);
    // An empty value has no bytes worth pointing at.
    if (value.type == Type::null && key_span.valid()) problem.span = key_span;
  }

  /// A file of the first format has its services at the top: one fault, however many there are. The first of them.
  static const Member* first_of_old_format(const Value& file) {
    if (file.get("services") != nullptr) return nullptr;
    const auto is_service = [](const Member& member) {
      return member.value->type == Type::mapping &&
             (member.value->get("image") != nullptr || member.value->get("build") != nullptr);
    };
    return std::ranges::all_of(file.members, is_service) && !file.members.empty() ? &file.members.front() : nullptr;
  }

  const Value* mapping(const Value& value, const Node& node, const Trail& trail) {
    Edited<Member> members(value.members);
    if (const Member* const first = trail.up == nullptr && trail.name.empty() ? first_of_old_format(value) : nullptr;
        first != nullptr) {
      context_.report(kind_, first->key_span.valid() ? first->key_span : first->value->span(),
                      "`" + std::string(first->key) +
                          "` stands at the top, as in files of format 1, which Compose no longer reads; put all "
                          "services below `services:`",
                      chain_of(first->value));
      return make_mapping(context_, {}, &value);
    }
    bool has_unknown_key = false;
    for (const Member& member : value.members) {
      const std::int16_t child = child_of(node, member.key);
      if (child < 0) {
        const bool closed = node.closed && (node.closed_before == 0 || minor_ < node.closed_before);
        if (closed && !(member.key.starts_with("x-") && node.extensions)) {
          unknown_key(member, node, trail);
          has_unknown_key = true;
          members.drop();
        } else {
          members.keep();
        }
        continue;
      }
      const Trail here{&trail, member.key};
      const Value* const checked = check(*member.value, child, here, member.key_span);
      if (checked == member.value) {
        members.keep();
      } else if (checked != nullptr) {
        members.replace({member.key, member.key_span, checked});
      } else {
        members.drop();
      }
    }
    bool complete = true;
    for (const std::string_view name : rows(schema::texts, node.required)) {
      if (value.get(name) != nullptr) continue;
      // What is missing is often what stands here under another name.
      if (!has_unknown_key) report(kind_, value, place(trail) + " needs `" + std::string(name) + "`");
      complete = false;
    }
    if (node.any_required.count > 0) {
      std::string names;
      bool found = false;
      for (const std::string_view name : rows(schema::texts, node.any_required)) {
        found = found || value.get(name) != nullptr;
        names += (names.empty() ? "`" : " or `") + std::string(name) + "`";
      }
      if (!found) report(kind_, value, place(trail) + " needs " + names);
    }
    if (!complete) return with_likely_type(value);
    return members.changed() ? make_mapping(context_, members.items(), &value) : &value;
  }

  /// A mount that lacks but its type: what it brings in can still be judged. Null for all else that is incomplete.
  const Value* with_likely_type(const Value& value) {
    const Value* const source = value.get("source");
    if (value.get("type") != nullptr || !is_scalar(source)) return nullptr;
    const bool is_path =
        !source->text.empty() && std::string_view("/.~").find(source->text[0]) != std::string_view::npos;
    return with_member(context_, value, "type", make_text(context_, is_path ? "bind" : "volume", nullptr));
  }

  static std::int16_t child_of(const Node& node, std::string_view key) {
    const auto first = schema::properties.begin() + node.properties.first;
    const auto last = first + node.properties.count;
    const auto found = std::lower_bound(
        first, last, key, [](const schema::Property& property, std::string_view name) { return property.name < name; });
    if (found != last && found->name == key) return found->node;
    if (node.extensions && key.starts_with("x-")) return -1;
    return matches(node.key_pattern, key) ? node.pattern_node : std::int16_t{-1};
  }

  void unknown_key(const Member& member, const Node& node, const Trail& trail) {
    const std::string key(member.key);
    std::string message;
    std::string_view replacement;
    const bool is_stack_file = minor_ != any_version;
    const auto advice = std::ranges::lower_bound(schema::instead, member.key, {}, &schema::Advice::key);
    if (is_stack_file && advice != schema::instead.end() && advice->key == member.key) {
      message = "`docker stack deploy` refuses `" + (trail.text().empty() ? key : trail.text() + "." + key) + "`; " +
                std::string(advice->text);
    } else if (node.key_pattern == KeyPattern::name || node.key_pattern == KeyPattern::lower) {
      message = "The name `" + key + "` in " + place(trail) + " may hold only " +
                (node.key_pattern == KeyPattern::lower ? "lower-case letters" : "letters, digits, `.`, `_` and `-`");
    } else {
      std::vector<std::string_view> names;
      for (const schema::Property& property : rows(schema::properties, node.properties))
        names.emplace_back(property.name);
      const std::string_view close = nearest(member.key, names);
      message = trail.text().empty()
                    ? "A " + std::string(is_stack_file ? "stack" : "Compose") + " file has no top-level `" + key + "`"
                    : place(trail) + " has no attribute `" + key + "`" + (is_stack_file ? " in a stack file" : "");
      if (!close.empty()) {
        replacement = close;
        message += "; did you mean `" + std::string(close) + "`?";
      } else if (names.size() <= 8 && !names.empty()) {
        message += "; it has ";
        for (std::size_t i = 0; i < names.size(); ++i)
          message += (i == 0 ? "`" : i + 1 == names.size() ? " and `" : ", `") + std::string(names[i]) + "`";
      }
    }
    context_
        .report(kind_, member.key_span.valid() ? member.key_span : member.value->span(), message,
                chain_of(member.value))
        .replacement = replacement;
  }

  const Value* sequence(const Value& value, const Node& node, const Trail& trail) {
    Edited<const Value*> items(value.items);
    int index = 0;
    EqualValues seen;
    for (const Value* item : value.items) {
      const Trail here{&trail, {}, index++};
      const Value* checked = item;
      if (node.items >= 0) checked = check(*item, node.items, here, {});
      if (checked != nullptr && node.unique && value.items.size() > 1) {
        if (const Value* const twin = seen.twin_of(item); twin != nullptr) {
          Problem& problem =
              report(minor_ != any_version ? kind_ : "compose-duplicate-list-item", *item,
                     place(trail) + " lists " +
                         (is_scalar(item) ? "`" + std::string(item->text) + "`" : std::string("this")) + " twice");
          problem.related = twin->span();
          problem.related_message = "the first one is here";
          checked = nullptr;
        } else {
          seen.add(item);
        }
      }
      if (checked == item) {
        items.keep();
      } else if (checked != nullptr) {
        items.replace(checked);
      } else {
        items.drop();
      }
    }
    return items.changed() ? make_sequence(context_, items.items(), &value) : &value;
  }

  bool scalar(const Value& value, const Node& node, const Trail& trail) {
    if (node.enumeration.count > 0) {
      std::string valid;
      const std::span<const std::string_view> choices = rows(schema::texts, node.enumeration);
      for (std::size_t i = 0; i < choices.size(); ++i) {
        if (value.type == Type::string && choices[i] == value.text) return true;
        valid += (i == 0 ? "`" : i + 1 == choices.size() ? " or `" : ", `") + std::string(choices[i]) + "`";
      }
      report(kind_, value, place(trail) + " must be " + valid + ", not `" + std::string(value.text) + "`");
      return false;
    }
    if (value.type == Type::string && !matches(node.text_pattern, value.text)) {
      if (node.text_pattern == TextPattern::container_name) {
        // Swarm takes any, since it gives none of them to a container.
        if (context_.request.orchestrator == Orchestrator::swarm) return true;
        report("compose-container-name-invalid", value,
               "`" + std::string(value.text) +
                   "` is no container name: it takes at least two of letters, digits, `_`, `.` and `-`");
      } else if (node.text_pattern == TextPattern::duration) {
        report(kind_, value,
               place(trail) + " must be a duration such as `1m30s`, not `" + std::string(value.text) + "`");
      } else {
        report(kind_, value,
               place(trail) +
                   " must be always, never, missing, build, refresh, daily, weekly or every_<duration>, not `" +
                   std::string(value.text) + "`");
      }
      return false;
    }
    if (value.type == Type::integer || value.type == Type::real) {
      const auto number = parse_real(value.text);
      if (number && (*number < node.minimum || *number > node.maximum)) {
        const bool below = *number < node.minimum;
        report(kind_, value,
               place(trail) + " must be at " + (below ? "least " : "most ") +
                   format_json_real(below ? node.minimum : node.maximum));
        return false;
      }
    }
    return true;
  }

  static constexpr int any_version = 255;

  Context& context_;
  std::string_view kind_ = "compose-schema-invalid";
  int minor_ = any_version;
};

}  // namespace

void validate_stack_file_schema(Context& context, const Value* root, int minor) {
  if (root != nullptr) Walker(context, minor).check(*root, schema::stack_file_root, Trail{}, {});
}

const Value* validate_schema(Context& context, const Value* root) {
  if (root == nullptr) return root;
  return Walker(context).check(*root, schema::root, Trail{}, {});
}

}  // namespace seaworthy::compose
