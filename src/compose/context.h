#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "compose/load.h"
#include "compose/model.h"

namespace seaworthy::compose {

/// What the passes of one load have found out so far.
struct Findings {
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
  /// Services that extend what could not be read.
  std::set<std::string_view> without_base;
};

/// What all passes of one load share.
struct Context : Findings {
  Context(const Request& of, const Files& among, Arena& memory) : request(of), files(among), arena(memory) {}

  const Request& request;
  const Files& files;
  Arena& arena;

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

/// Whether the schema refused an item of the list that a trail leads into. Items are counted anew once those that
/// cannot be read are gone, so that any item of the list counts.
bool refused_item_of_list(const Context& context, const Trail& trail);

/// A list that is copied only when something in it changes: most passes leave most values as they are. Every item of
/// the original is kept, replaced or dropped in turn.
template <class T>
class Edited {
 public:
  explicit Edited(std::span<const T> original) : original_(original) {}
  void keep() {
    if (changed_) items_.push_back(original_[at_]);
    ++at_;
  }
  void replace(const T& item) {
    copy();
    items_.push_back(item);
    ++at_;
  }
  void drop() {
    copy();
    ++at_;
  }
  bool changed() const { return changed_; }
  /// The new list, once it has changed.
  const std::vector<T>& items() const { return items_; }

 private:
  void copy() {
    if (changed_) return;
    changed_ = true;
    items_.reserve(original_.size());
    items_.assign(original_.begin(), original_.begin() + static_cast<std::ptrdiff_t>(at_));
  }

  std::span<const T> original_;
  std::vector<T> items_;
  std::size_t at_ = 0;
  bool changed_ = false;
};

/// Where each name of a growing list stands. A short list is searched; a long one is hashed, so that no file makes this
/// quadratic. Names must outlive the index.
class NamePlaces {
 public:
  /// The place of `name`. When it has none yet, it gets `place`, and nothing is returned.
  std::optional<std::size_t> find_or_add(std::string_view name, std::size_t place);

 private:
  struct Entry {
    std::string_view name;
    std::size_t place = 0;
  };
  static constexpr std::size_t few = 16;
  std::size_t size_ = 0;
  std::array<Entry, few> first_;
  std::unordered_map<std::string_view, std::size_t> hashed_;
};

/// Finds values that say the same, in the same way.
class EqualValues {
 public:
  void add(const Value* value);
  /// A value that was added and is equal to this one, or null.
  const Value* twin_of(const Value* value) const;

 private:
  static constexpr std::size_t few = 8;
  std::vector<const Value*> values_;
  std::unordered_multimap<std::uint64_t, const Value*> hashed_;
};

// --- building values -------------------------------------------------------------------------------------------------
// Values never change once made, so that trees may share parts; each pass makes new ones where something differs.

/// `like` gives origin and node, as below.
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
