// libyaml's events become our arena tree. libyaml counts characters where we count bytes, does not look for duplicate
// keys, drops comments and would build collections of any depth, so all of that happens here.

#include "yaml/parse.h"

#include <yaml.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "yaml/scalar.h"

namespace seaworthy::yaml {
namespace {

/// libyaml's words for the mistakes that people make, in ours: what is wrong and what would be right.
struct Wording {
  std::string_view theirs;
  std::string_view ours;
};
constexpr Wording wordings[] = {
    {"mapping values are not allowed in this context",
     "A `key: value` cannot stand here; quote the text or check the indentation"},
    {"did not find expected key", "Expected a key at this indentation"},
    {"could not find expected ':'", "Expected `:` after the key on this line or the line before"},
    {"did not find expected '-' indicator", "Expected `- ` for the next item of the list, or less indentation"},
    {"found character that cannot start any token", "This character cannot start a value; quote the text"},
    {"found a tab character that violates indentation", "Indentation must be spaces, not tabs"},
    {"found a tab character where an indentation space is expected", "Indentation must be spaces, not tabs"},
    {"block sequence entries are not allowed in this context", "A list item cannot stand here; begin it on a new line"},
    {"block mapping key is not allowed in this context", "A key cannot stand here; begin it on a new line"},
    {"mapping keys are not allowed in this context", "A key cannot stand here; begin it on a new line"},
    {"found unexpected end of stream", "The quoted text is not closed before the end of the file"},
    {"found unexpected document indicator", "The quoted text is not closed before the next document"},
    {"did not find expected ',' or ']'", "Expected `,` or `]` in this list"},
    {"did not find expected ',' or '}'", "Expected `,` or `}` in this mapping"},
    {"did not find expected alphabetic or numeric character", "The name of an anchor or alias must follow `&` or `*`"},
    {"found unknown escape character", "This escape does not exist in double quotes; use single quotes"},
    {"found undefined tag handle", "The tag's handle is not defined"},
    {"did not find expected <document start>", "Text stands after the end of the document"},
    {"control characters are not allowed", "Control characters are not allowed in YAML"},
    {"did not find expected comment or line break", "Only a comment may follow here"},
};

std::string_view reword(std::string_view problem) {
  for (const Wording& wording : wordings)
    if (wording.theirs == problem) return wording.ours;
  return {};
}

bool is_null_text(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

/// Whether what stands behind a tab begins a block collection, which only spaces may indent.
bool begins_collection(std::string_view rest) {
  return rest == "-" || rest == "?" || rest.starts_with("- ") || rest.starts_with("? ") || rest.ends_with(':') ||
         rest.find(": ") != std::string_view::npos;
}

/// The header of a block text at the end of a line: `|`, `>-`, `|2 # comment`.
bool opens_block_text(std::string_view line) {
  const std::size_t comment = line.find(" #");
  line = line.substr(0, comment);
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  while (!line.empty() && std::string_view("0123456789+-").find(line.back()) != std::string_view::npos)
    line.remove_suffix(1);
  if (!line.ends_with('|') && !line.ends_with('>')) return false;
  line.remove_suffix(1);
  return line.empty() || line.ends_with(' ') || line.ends_with('\t');
}

/// libyaml refuses tabs that the format, and the parser that Compose uses, take for white space: in lines that hold
/// nothing else or only a comment, and between a dash and its text. Those become spaces, so that offsets stay. Nothing
/// inside of block texts is touched; where one ends is told from the indentation of the line that opens it, which is
/// never too early.
std::string_view with_spaces_for_tabs(std::string_view bytes, std::string& storage) {
  if (bytes.find('\t') == std::string_view::npos) return bytes;
  storage = bytes;
  std::size_t block_indentation = std::string_view::npos;  ///< Of the line that opened a block text.
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n", begin), bytes.size());
    const std::string_view line = bytes.substr(begin, end - begin);
    const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t first = std::min(line.find_first_not_of(" \t"), line.size());
    const bool in_block = block_indentation != std::string_view::npos &&
                          (first == line.size() || first != spaces || spaces > block_indentation);
    if (!in_block) {
      block_indentation = std::string_view::npos;
      const auto blank = [&](std::size_t from, std::size_t to) {
        std::replace(storage.begin() + static_cast<std::ptrdiff_t>(begin + from),
                     storage.begin() + static_cast<std::ptrdiff_t>(begin + to), '\t', ' ');
      };
      if (first == line.size() || line[first] == '#') {
        blank(0, first);
      } else if (line[first] == '-' && first == spaces) {
        const std::size_t text = std::min(line.find_first_not_of(" \t", first + 1), line.size());
        if (!begins_collection(line.substr(text))) blank(first + 1, text);
      }
      if (opens_block_text(line)) block_indentation = spaces;
    }
    begin = end + 1;
  }
  return storage;
}

class Parser {
 public:
  Parser(const MappedText& text, Arena& arena, const Limits& limits)
      : outer_(text), arena_(arena), limits_(limits), bytes_(text.text) {
    if (bytes_.starts_with("\xef\xbb\xbf")) {
      skipped_ = 3;
      bytes_.remove_prefix(3);
    }
    ascii_ = std::all_of(bytes_.begin(), bytes_.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  }

  const Stream* run() {
    if (bytes_.starts_with("\xff\xfe") || bytes_.starts_with("\xfe\xff")) {
      problem("encoding", 0, 2, "The file is UTF-16; it must be UTF-8");
    } else {
      read_events();
    }
    for (const auto& [name, anchor] : anchors_in_order_)
      if (!anchor->used && !unfinished_)
        problems_.push_back({"unused-anchor",
                             anchor->node->anchor_span,
                             arena_.copy("No alias uses the anchor `" + std::string(name) + "`"),
                             {}});
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const Problem& left, const Problem& right) { return left.span.begin < right.span.begin; });
    Stream* const stream = arena_.make<Stream>();
    stream->source = outer_.file;
    stream->documents = arena_.copy(documents_);
    stream->problems = arena_.copy(problems_);
    stream->comments = arena_.copy(comments_);
    return stream;
  }

 private:
  struct Anchor {
    const Node* node = nullptr;
    bool used = false;
    /// Values of the node with its aliases written out; known once the node ended.
    std::uint64_t values = 1;
  };
  struct Frame {
    Node* node = nullptr;
    std::size_t first_child = 0;
    Anchor* anchor = nullptr;
    std::uint64_t values_before = 0;  ///< How many values stood before this node, aliases written out.
  };

  void read_events() {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) return;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    std::string storage;
    const std::string_view input = with_spaces_for_tabs(bytes_, storage);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    bool more = true;
    while (more) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser, &event) == 0) {
        syntax_error(parser);
        break;
      }
      more = take(event);
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (unfinished_) {
      while (!frames_.empty()) close(true, token_end_);
      if (root_ != nullptr) documents_.push_back(root_);
      line_comments(token_end_);
    } else {
      comments_until(bytes_.size());
    }
  }

  bool take(const yaml_event_t& event) {
    const std::size_t begin = byte_of(event.start_mark.index);
    const std::size_t end = byte_of(event.end_mark.index);
    switch (event.type) {
      case YAML_STREAM_END_EVENT:
        return false;
      case YAML_DOCUMENT_START_EVENT:
        version(event, begin);
        anchors_.clear();
        aliased_ = 0;
        skips_aliases_ = false;
        root_ = nullptr;
        return true;
      case YAML_DOCUMENT_END_EVENT:
        if (root_ != nullptr) documents_.push_back(root_);
        root_ = nullptr;
        return true;
      case YAML_ALIAS_EVENT:
        return alias(event, begin, end);
      case YAML_SCALAR_EVENT:
        return scalar(event, begin, end);
      case YAML_SEQUENCE_START_EVENT: {
        const auto& start = event.data.sequence_start;
        return open(Kind::sequence, start.style == YAML_FLOW_SEQUENCE_STYLE, start.anchor, start.tag, begin, end);
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& start = event.data.mapping_start;
        return open(Kind::mapping, start.style == YAML_FLOW_MAPPING_STYLE, start.anchor, start.tag, begin, end);
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        close(false, end);
        return true;
      default:
        return true;
    }
  }

  /// A node with its properties read; `begin` moves behind anchor and tag.
  Node* begin_node(Kind kind, const yaml_char_t* anchor, const yaml_char_t* tag, std::size_t& begin) {
    Node* const node = arena_.make<Node>();
    node->kind = kind;
    comments_until(begin);
    if (anchor != nullptr || tag != nullptr) {
      std::size_t at = begin;
      for (int missing = (anchor != nullptr ? 1 : 0) + (tag != nullptr ? 1 : 0); missing > 0 && at < bytes_.size();) {
        const char c = bytes_[at];
        if ((c == '&' && anchor != nullptr) || c == '!') {
          const std::size_t stop = c == '&' ? at + 1 + std::strlen(reinterpret_cast<const char*>(anchor)) : tag_end(at);
          if (c == '&') node->anchor_span = span(at, stop);
          at = stop;
          --missing;
        } else if (c == '#') {
          at = line_end(at);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
          ++at;
        } else {
          break;
        }
      }
      properties_end_ = at;
      // White space between the properties and the value belongs to neither.
      std::size_t value = at;
      while (value < bytes_.size()) {
        const char c = bytes_[value];
        if (c == '#') {
          value = line_end(value);
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
          ++value;
        } else {
          break;
        }
      }
      comments_after_properties(begin, value);
      begin = value;
      if (anchor != nullptr) node->anchor = copy(anchor);
      if (tag != nullptr) node->tag = copy(tag);
    }
    if (++nodes_ > limits_.nodes) over_limit_ = true;
    return node;
  }

  /// Behind the tag that begins at `at`.
  std::size_t tag_end(std::size_t at) const {
    if (bytes_.substr(at).starts_with("!<")) return std::min(bytes_.find('>', at), bytes_.size() - 1) + 1;
    ++at;
    constexpr std::string_view punctuation = "-_;/?:@&=+$.!~*'()%";
    while (at < bytes_.size()) {
      const char c = bytes_[at];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && punctuation.find(c) == std::string_view::npos) break;
      ++at;
    }
    return at;
  }

  /// Null for a node without an anchor.
  Anchor* register_anchor(const Node* node) {
    if (node->anchor.empty()) return nullptr;
    Anchor* const anchor = arena_.make<Anchor>();
    anchor->node = node;
    anchors_[node->anchor] = anchor;
    anchors_in_order_.emplace_back(node->anchor, anchor);
    return anchor;
  }

  bool open(Kind kind, bool flow, const yaml_char_t* anchor, const yaml_char_t* tag, std::size_t begin,
            std::size_t end) {
    if (frames_.size() >= limits_.depth) {
      limit(begin, "Nested deeper than " + std::to_string(limits_.depth) + " levels");
      return false;
    }
    Node* const node = begin_node(kind, anchor, tag, begin);
    node->style = flow ? Style::flow : Style::block;
    // A block collection starts with its first key or dash; `end` is past `[` or `{` of a flow collection.
    node->span = span(begin, std::max(begin, flow ? end : begin));
    token_end_ = std::max(token_end_, flow ? end : begin);
    frames_.push_back({node, children_.size(), register_anchor(node), nodes_ + aliased_ - 1});
    if (over_limit_) limit_nodes(begin);
    return !over_limit_;
  }

  void close(bool cut_off, std::size_t end) {
    const Frame frame = frames_.back();
    frames_.pop_back();
    Node* const node = frame.node;
    std::size_t count = children_.size() - frame.first_child;
    const Node* const* const first = children_.data() + frame.first_child;
    if (node->style == Style::flow && !cut_off) {
      comments_until(end);
      node->span.end = span(end > 0 ? end - 1 : 0, end).end;
      token_end_ = std::max(token_end_, end);
    } else if (count > 0) {
      node->span.end = std::max(node->span.end, first[count - 1]->span.end);
    }
    if (node->kind == Kind::sequence) {
      node->items = arena_.copy(std::vector<const Node*>(first, first + count));
    } else {
      std::vector<Entry> entries;
      entries.reserve((count + 1) / 2);
      for (std::size_t i = 0; i + 1 < count; i += 2) entries.push_back({first[i], first[i + 1]});
      if (count % 2 == 1) entries.push_back({first[count - 1], missing_value(*first[count - 1])});
      node->entries = arena_.copy(entries);
      find_duplicates(*node);
    }
    children_.resize(frame.first_child);
    if (frame.anchor != nullptr) frame.anchor->values = nodes_ + aliased_ - frame.values_before;
    attach(node);
  }

  /// The value of a key after which the text could not be read.
  const Node* missing_value(const Node& key) {
    Node* const node = arena_.make<Node>();
    node->span = {key.span.file, key.span.end, key.span.end};
    return node;
  }

  void find_duplicates(const Node& mapping) {
    constexpr std::size_t few = 12;
    const std::span<const Entry> entries = mapping.entries;
    const auto has_text = [](const Node& key) { return key.kind == Kind::scalar || key.kind == Kind::null; };
    if (entries.size() <= few) {
      for (std::size_t i = 1; i < entries.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
          if (has_text(*entries[i].key) && has_text(*entries[j].key) && entries[i].key->text == entries[j].key->text) {
            duplicate(*entries[j].key, *entries[i].key);
            break;
          }
      return;
    }
    std::unordered_map<std::string_view, const Node*> seen;
    seen.reserve(entries.size());
    for (const Entry& entry : entries) {
      if (!has_text(*entry.key)) continue;
      const auto [found, inserted] = seen.emplace(entry.key->text, entry.key);
      if (!inserted) duplicate(*found->second, *entry.key);
    }
  }

  void duplicate(const Node& first, const Node& second) {
    problems_.push_back({"duplicate-key", second.span,
                         arena_.copy("The key `" + shortened(second.text) + "` is already in this mapping"),
                         first.span});
  }

  static std::string shortened(std::string_view text) {
    constexpr std::size_t longest = 60;
    return text.size() <= longest ? std::string(text) : std::string(text.substr(0, longest)) + "...";
  }

  void attach(const Node* node) {
    if (frames_.empty()) {
      root_ = node;
    } else {
      children_.push_back(node);
    }
  }

  bool alias(const yaml_event_t& event, std::size_t begin, std::size_t end) {
    Node* const node = begin_node(Kind::alias, nullptr, nullptr, begin);
    node->span = span(begin, end);
    node->text = copy(event.data.alias.anchor);
    token_end_ = std::max(token_end_, end);
    const auto found = anchors_.find(node->text);
    if (found == anchors_.end()) {
      problems_.push_back({"undefined-alias",
                           node->span,
                           arena_.copy("No anchor `&" + shortened(node->text) + "` stands before this alias"),
                           {}});
    } else {
      found->second->used = true;
      const bool inside_itself = std::any_of(frames_.begin(), frames_.end(),
                                             [&](const Frame& frame) { return frame.node == found->second->node; });
      if (inside_itself) {
        problems_.push_back({"alias-cycle", node->span,
                             arena_.copy("The value of the anchor `" + shortened(node->text) + "` contains itself"),
                             found->second->node->anchor_span});
      } else if (found->second->values > limits_.aliased - aliased_) {
        if (!std::exchange(skips_aliases_, true))
          problem("limit", begin, end,
                  "The aliases up to here stand for more than " + std::to_string(limits_.aliased) +
                      " values; this one is not followed");
      } else {
        node->target = found->second->node;
        aliased_ += found->second->values;
      }
    }
    attach(node);
    if (++aliases_ > limits_.aliases) {
      limit(begin, "More than " + std::to_string(limits_.aliases) + " aliases");
      return false;
    }
    if (over_limit_) limit_nodes(begin);
    return !over_limit_;
  }

  bool scalar(const yaml_event_t& event, std::size_t begin, std::size_t end) {
    const auto& data = event.data.scalar;
    Node* const node = begin_node(Kind::scalar, data.anchor, data.tag, begin);
    const std::string_view decoded(reinterpret_cast<const char*>(data.value), data.length);
    switch (data.style) {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        node->style = Style::single_quoted;
        break;
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        node->style = Style::double_quoted;
        break;
      case YAML_LITERAL_SCALAR_STYLE:
        node->style = Style::literal;
        break;
      case YAML_FOLDED_SCALAR_STYLE:
        node->style = Style::folded;
        break;
      default:
        node->style = Style::plain;
        break;
    }
    const bool block = node->style == Style::literal || node->style == Style::folded;
    if (node->style == Style::plain && decoded.empty()) {
      // An empty value stands right behind its key's colon, or behind its tag or anchor.
      begin = end = data.anchor != nullptr || data.tag != nullptr ? properties_end_ : std::min(begin, end);
    }
    end = std::max(begin, std::min(end, bytes_.size()));
    token_end_ = std::max(token_end_, end);
    if (block) end = block_end(begin, end);
    node->span = span(begin, end);
    if (node->style == Style::plain && node->tag.empty() && is_null_text(decoded)) node->kind = Kind::null;
    if (node->tag == "tag:yaml.org,2002:binary") {
      set_decoded_text(*node, decoded, begin);
    } else {
      set_text(*node, decoded, begin, end);
    }
    register_anchor(node);
    attach(node);
    if (over_limit_) limit_nodes(begin);
    return !over_limit_;
  }

  /// The text that the base64 of a `!!binary` stands for; what is not plain ASCII stays as it is written.
  void set_decoded_text(Node& node, std::string_view base64, std::size_t begin) {
    const std::optional<std::string> bytes = decode_base64(base64);
    if (!bytes) problem("syntax", begin, begin + 1, "The value of `!!binary` must be base64");
    const bool text =
        bytes && std::all_of(bytes->begin(), bytes->end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    node.text = arena_.copy(text ? std::string_view(*bytes) : base64);
    scratch_ = {{0, offset(begin)}};
    node.pieces = arena_.copy(scratch_);
  }

  /// A block scalar ends with its last line of content, or after the empty lines that `+` keeps. Also records the
  /// comment of its header.
  std::size_t block_end(std::size_t begin, std::size_t end) {
    const std::string_view raw = bytes_.substr(begin, end - begin);
    const std::string_view header = raw.substr(0, raw.find_first_of("\r\n"));
    const std::size_t comment = header.find('#');
    if (comment != std::string_view::npos) comments_.push_back(span(begin + comment, begin + header.size()));
    comment_cursor_ = std::max(comment_cursor_, end);
    if (header.substr(0, comment).find('+') != std::string_view::npos) return end;
    while (end > begin + 1 && (bytes_[end - 1] == '\n' || bytes_[end - 1] == '\r' || bytes_[end - 1] == ' ')) --end;
    return end;
  }

  void set_text(Node& node, std::string_view decoded, std::size_t begin, std::size_t end) {
    const bool quoted = node.style == Style::single_quoted || node.style == Style::double_quoted;
    const std::string_view raw = bytes_.substr(begin, end - begin);
    const std::string_view inner = quoted && raw.size() >= 2 ? raw.substr(1, raw.size() - 2) : raw;
    const bool identical = inner == decoded;
    node.text = identical ? inner : arena_.copy(decoded);
    if (identical && outer_.pieces.empty()) return;
    scratch_.clear();
    map_scalar(node.style, raw, decoded, scratch_);
    if (outer_.pieces.empty()) {
      for (MappedPiece& piece : scratch_) piece.source_offset = offset(begin + piece.source_offset);
      node.pieces = arena_.copy(scratch_);
      return;
    }
    // The YAML text is itself embedded: cut the pieces where the outer mapping jumps.
    std::vector<MappedPiece> through;
    for (std::size_t i = 0; i < scratch_.size(); ++i) {
      const std::uint32_t stop =
          i + 1 < scratch_.size() ? scratch_[i + 1].text_offset : static_cast<std::uint32_t>(decoded.size());
      const std::uint32_t first = static_cast<std::uint32_t>(skipped_ + begin) + scratch_[i].source_offset;
      through.push_back({scratch_[i].text_offset, outer_.source_offset(first)});
      for (const MappedPiece& outer : outer_.pieces)
        if (outer.text_offset > first && outer.text_offset < first + (stop - scratch_[i].text_offset))
          through.push_back({scratch_[i].text_offset + (outer.text_offset - first), outer.source_offset});
    }
    node.pieces = arena_.copy(through);
  }

  // --- comments -------------------------------------------------------------------------------------------------

  /// Between two tokens every `#` opens a comment, since all text that may contain one is a token.
  void comments_until(std::size_t end) {
    std::size_t at = std::max(comment_cursor_, token_end_);
    while (at < end) {
      const std::size_t hash = bytes_.substr(0, end).find('#', at);
      if (hash == std::string_view::npos) break;
      at = add_comment(hash);
    }
    comment_cursor_ = std::max({comment_cursor_, end, at});
  }

  std::size_t add_comment(std::size_t hash) {
    const std::size_t stop = line_end(hash);
    comments_.push_back(span(hash, stop));
    return stop;
  }

  std::size_t line_end(std::size_t at) const { return std::min(bytes_.find_first_of("\r\n", at), bytes_.size()); }

  /// Comments between `&anchor` or `!tag` and the value.
  void comments_after_properties(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end;) {
      const std::size_t hash = bytes_.substr(0, end).find('#', at);
      if (hash == std::string_view::npos) break;
      const char before = hash > 0 ? bytes_[hash - 1] : '\n';
      at = before == ' ' || before == '\t' || before == '\n' || before == '\r' ? add_comment(hash) : hash + 1;
    }
    comment_cursor_ = std::max(comment_cursor_, end);
  }

  /// Behind a syntax error only lines that hold nothing but a comment are taken.
  void line_comments(std::size_t from) {
    std::size_t at = line_end(std::max(from, comment_cursor_));
    while (at < bytes_.size()) {
      const std::size_t first = bytes_.find_first_not_of(" \t\r\n", at);
      if (first == std::string_view::npos) return;
      at = bytes_[first] == '#' ? add_comment(first) : line_end(first);
    }
  }

  // --- problems -------------------------------------------------------------------------------------------------

  /// libyaml reads what calls itself YAML 1.2; the parser that Compose uses refuses it.
  void version(const yaml_event_t& event, std::size_t begin) {
    const yaml_version_directive_t* const directive = event.data.document_start.version_directive;
    if (directive == nullptr || directive->minor == 1) return;
    problem("version", begin, std::min(bytes_.find_first_of("\r\n", begin), bytes_.size()),
            "Compose reads YAML 1.1 and refuses a file that says it is 1.2; remove the line");
  }

  void problem(std::string_view kind, std::size_t begin, std::size_t end, std::string_view message) {
    begin = std::min(begin, bytes_.size());
    problems_.push_back({kind, span(begin, std::max(begin, std::min(end, bytes_.size()))), arena_.copy(message), {}});
  }

  void limit(std::size_t begin, const std::string& message) {
    problem("limit", begin, begin + 1, message + "; the rest of the file is not read");
    unfinished_ = true;
  }
  void limit_nodes(std::size_t begin) { limit(begin, "More than " + std::to_string(limits_.nodes) + " values"); }

  void syntax_error(const yaml_parser_t& parser) {
    unfinished_ = true;
    const std::string_view theirs = parser.problem != nullptr ? parser.problem : "out of memory";
    if (parser.error == YAML_READER_ERROR) {
      const std::size_t at = std::min<std::size_t>(parser.problem_offset, bytes_.size());
      const bool control = theirs == "control characters are not allowed";
      problem(control ? "syntax" : "encoding", at, at + 1,
              control ? reword(theirs) : "The file is not valid UTF-8 from here on");
      return;
    }
    const std::size_t at = byte_of(parser.problem_mark.index);
    const bool tab =
        theirs.find("tab character") != std::string_view::npos ||
        (at < bytes_.size() && bytes_[at] == '\t' && theirs == "found character that cannot start any token");
    std::string message(tab ? std::string_view("Indentation must be spaces, not tabs") : reword(theirs));
    if (message.empty()) {
      message = "Not valid YAML: " + std::string(theirs);
      if (parser.context != nullptr) message += " " + std::string(parser.context);
    }
    problem(tab ? "tab" : "syntax", at, std::min(at + 1, std::max(at, line_end(at))), message);
  }

  // --- offsets --------------------------------------------------------------------------------------------------

  /// Byte offset of libyaml's character index. Marks come nearly in order, so a cursor walks the few steps between.
  std::size_t byte_of(std::size_t index) {
    if (ascii_) return std::min(index, bytes_.size());
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(bytes_[at]) & 0xc0) == 0x80; };
    while (mark_index_ < index && mark_byte_ < bytes_.size()) {
      do ++mark_byte_;
      while (mark_byte_ < bytes_.size() && continues(mark_byte_));
      ++mark_index_;
    }
    while (mark_index_ > index && mark_byte_ > 0) {
      do --mark_byte_;
      while (mark_byte_ > 0 && continues(mark_byte_));
      --mark_index_;
    }
    return mark_byte_;
  }

  std::uint32_t offset(std::size_t byte) const {
    return outer_.source_offset(static_cast<std::uint32_t>(skipped_ + byte));
  }

  Span span(std::size_t begin, std::size_t end) const {
    if (outer_.pieces.empty()) return {outer_.file, offset(begin), offset(end)};
    return outer_.span(static_cast<std::uint32_t>(skipped_ + begin), static_cast<std::uint32_t>(skipped_ + end));
  }

  std::string_view copy(const yaml_char_t* text) { return arena_.copy(reinterpret_cast<const char*>(text)); }

  MappedText outer_;
  Arena& arena_;
  Limits limits_;
  std::string_view bytes_;   ///< The text without its byte order mark.
  std::size_t skipped_ = 0;  ///< Length of the byte order mark.
  bool ascii_ = true;
  std::size_t mark_index_ = 0;
  std::size_t mark_byte_ = 0;

  std::vector<Frame> frames_;
  std::vector<const Node*> children_;  ///< Of all open collections; each frame knows where its own begin.
  std::unordered_map<std::string_view, Anchor*> anchors_;
  std::vector<std::pair<std::string_view, Anchor*>> anchors_in_order_;
  const Node* root_ = nullptr;
  std::vector<const Node*> documents_;
  std::vector<Problem> problems_;
  std::vector<Span> comments_;
  std::vector<MappedPiece> scratch_;
  std::size_t token_end_ = 0;       ///< Behind the last scalar, alias or bracket.
  std::size_t comment_cursor_ = 0;  ///< Behind the last byte that was searched for comments.
  std::size_t properties_end_ = 0;
  std::uint32_t nodes_ = 0;
  std::uint32_t aliases_ = 0;
  std::uint64_t aliased_ = 0;   ///< Values of this document that its aliases stand for.
  bool skips_aliases_ = false;  ///< That one alias was not followed was said.
  bool over_limit_ = false;
  bool unfinished_ = false;
};

}  // namespace

const Stream* parse(const MappedText& text, Arena& arena, const Limits& limits) {
  return Parser(text, arena, limits).run();
}

}  // namespace seaworthy::yaml
