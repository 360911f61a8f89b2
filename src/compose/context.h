#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compose/load.h"
#include "compose/model.h"

namespace seaworthy::compose {

/// What all passes of one load share.
struct Context {
  const Request& request;
  const Files& files;
  Arena& arena;
  std::vector<Problem> problems;
  std::vector<VariableUse> variables;
  std::vector<FileId> compose_files;
  std::vector<FileId> env_files;
  /// Values that may still be made from YAML nodes: anchors, includes and extends never expand without bound.
  std::uint32_t values_left = 250'000;
  bool limit_reported = false;
  /// Part of the stack could not be read (a syntax error, a missing include): what seems undefined may stand there.
  bool incomplete = false;
  /// Values whose variables could not be replaced: nothing further is said about them.
  std::vector<Span> unknown_values;

  Problem& report(std::string_view kind, Span span, std::string_view message, std::span<const Span> chain = {}) {
    problems.push_back({kind, span, arena.copy(message), {}, chain, true, {}, {}});
    return problems.back();
  }
  Problem& warn(std::string_view kind, Span span, std::string_view message, std::span<const Span> chain = {}) {
    problems.push_back({kind, span, arena.copy(message), {}, chain, false, {}, {}});
    return problems.back();
  }
};

/// A path to a value, for messages: "services.web.ports[0]". Lives on the stack of a recursive walk.
struct Trail {
  const Trail* up = nullptr;
  std::string_view name;
  int index = -1;  ///< In a list.
  std::string text() const;
};

// --- building values -------------------------------------------------------------------------------------------------
// Values never change once made, so that trees may share parts; each pass makes new ones where something differs.

const Value* make_text(Context& context, std::string_view text, const Value* like);
const Value* make_scalar(Context& context, Type type, std::string_view text, const Value* like);
const Value* make_boolean(Context& context, bool value, const Value* like = nullptr);
/// `like` gives origin and node; may be null for defaults.
const Value* make_mapping(Context& context, const std::vector<Member>& members, const Value* like);
const Value* make_sequence(Context& context, const std::vector<const Value*>& items, const Value* like);
/// `mapping` with one member set or replaced.
const Value* with_member(Context& context, const Value& mapping, std::string_view key, const Value* value);
const Value* without_member(Context& context, const Value& mapping, std::string_view key);
/// The tree again with `line` in front of each value's chain: it was reached through that `extends` or `include`.
const Value* with_chain(Context& context, const Value* value, Span line);
/// Deep equality of what the values say, not of where they come from.
bool equal(const Value* left, const Value* right);
/// Equal values have equal hashes.
std::uint64_t hash_of(const Value* value);

/// Origin for a value that replaces another one.
const Origin* overriding(Context& context, const Value& winner, const Value& loser);

/// "a mapping", "a list", "text" ... for messages.
std::string_view describe(Type type);
/// Of `choices` the one most like `word`, "" when none is close.
std::string_view nearest(std::string_view word, std::span<const std::string_view> choices);

inline bool is_mapping(const Value* value) { return value != nullptr && value->type == Type::mapping; }
inline bool is_sequence(const Value* value) { return value != nullptr && value->type == Type::sequence; }
inline bool is_text(const Value* value) { return value != nullptr && value->type == Type::string; }
inline bool is_null(const Value* value) { return value == nullptr || value->type == Type::null; }
inline bool is_scalar(const Value* value) {
  return value != nullptr && value->type != Type::mapping && value->type != Type::sequence && value->type != Type::null;
}
inline std::span<const Span> chain_of(const Value* value) {
  return value != nullptr && value->origin != nullptr ? value->origin->extended_from : std::span<const Span>();
}
/// The key of a mapping's entry where there is one, else the value.
Span place_of(const Value* value);

}  // namespace seaworthy::compose
