#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/mapped.h"
#include "text/source.h"

namespace seaworthy::yaml {

/// `null` is a plain scalar without a tag that is empty, `~` or `null`.
enum class Kind : std::uint8_t { null, scalar, sequence, mapping, alias };
enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded, block, flow };

struct Node;

struct Entry {
  const Node* key = nullptr;
  const Node* value = nullptr;
};

/// One node of a document as written: aliases and merge keys are not resolved here.
struct Node {
  Kind kind = Kind::null;
  Style style = Style::plain;
  Span span;                ///< The node's own bytes: quotes included, tag and anchor not.
  std::string_view text;    ///< Scalar: decoded value. Alias: the anchor's name.
  std::string_view tag;     ///< As resolved by the parser, "" without one ("!reset", "tag:yaml.org,2002:str").
  std::string_view anchor;  ///< "" without one.
  Span anchor_span;         ///< `&name`
  std::span<const Node* const> items;
  std::span<const Entry> entries;
  /// Alias: the anchored node. Null when it is undefined, would contain itself or is beyond a limit (then it is in
  /// `problems`), so that following aliases always ends, after as many values as Limits::aliased allows.
  const Node* target = nullptr;
  /// Scalars: decoded text mapped to its bytes, so that words inside have places. Built by the parser for every scalar
  /// whose decoded text differs from its bytes; use mapped().
  std::span<const MappedPiece> pieces;

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_mapping() const { return kind == Kind::mapping; }
  bool is_sequence() const { return kind == Kind::sequence; }
  /// Through an alias to what it stands for; this node otherwise. Never null.
  const Node& resolved() const { return kind == Kind::alias && target != nullptr ? *target : *this; }
  /// Value of a key of a mapping (aliases resolved, merge keys not followed); null when absent.
  const Node* get(std::string_view key) const;
  const Entry* entry(std::string_view key) const;
  /// The decoded text of a scalar with the way back to its bytes.
  MappedText mapped() const;
};

/// "syntax", "tab", "encoding", "version", "duplicate-key", "undefined-alias", "alias-cycle", "unused-anchor", "limit".
struct Problem {
  std::string_view kind;
  Span span;
  std::string_view message;
  Span related;  ///< The other place that the message speaks of (the first of two equal keys), if any.
  /// True when a part of the text, mostly what stands behind the place, could not be read.
  bool cuts_off() const { return kind == "syntax" || kind == "tab" || kind == "encoding" || kind == "limit"; }
};

/// All documents of one file.
struct Stream {
  FileId source = FileId::none;
  std::span<const Node* const> documents;
  std::span<const Problem> problems;
  std::span<const Span> comments;  ///< `#` to the end of line, oldest first.
  /// First document or null.
  const Node* root() const { return documents.empty() ? nullptr : documents.front(); }
};

}  // namespace seaworthy::yaml
