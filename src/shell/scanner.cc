#include <algorithm>
#include <cstring>

#include "shell/parser.h"

// Moving through the text, and what to say where it is wrong. See parser.h for how the parser works as a whole.
namespace seaworthy::shell::internal {

// --- the text

Parser::Offset Parser::find(char wanted, Offset from) const {
  if (from >= end_) return end_;
  const void* const found = std::memchr(text_ + from, wanted, end_ - from);
  return found == nullptr ? end_ : static_cast<Offset>(static_cast<const char*>(found) - text_);
}

Parser::Offset Parser::continuation_at(Offset offset) const {
  if (at(offset) != '\\') return 0;
  if (at(offset + 1) == '\n') return 2;
  if (at(offset + 1) == '\r' && at(offset + 2) == '\n') return 3;
  return 0;
}

Parser::Offset Parser::after_continuations(Offset offset) const {
  while (const Offset length = continuation_at(offset)) offset += length;
  return offset;
}

void Parser::skip_blanks() {
  while (pos_ < end_) {
    switch (text_[pos_]) {
      case ' ':
      case '\t':
        ++pos_;
        continue;
      case '\\': {
        const Offset length = continuation_at(pos_);
        if (length == 0) return;
        pos_ += length;
        continue;
      }
      case '\r':
        if (pos_ + 1 < end_ && text_[pos_ + 1] != '\n') return;
        ++pos_;
        continue;
      case '#': {
        const Offset begin = pos_;
        pos_ = find('\n', pos_);
        Offset end = pos_;
        if (end > begin && text_[end - 1] == '\r') --end;
        comments_.push_back(span_of(begin, end));
        return;
      }
      default:
        return;
    }
  }
}

bool Parser::skip_newlines() {
  bool any = false;
  while (true) {
    skip_blanks();
    if (pos_ >= end_ || text_[pos_] != '\n') return any;
    take_newline();
    any = true;
  }
}

void Parser::take_newline() {
  ++pos_;
  if (pending_.size() > pending_base_) read_heredocs();
}

void Parser::enter(const MappedText& text, Context& saved) {
  saved = {map_, text_, pos_, end_};
  map_ = &text;
  text_ = text.text.data();
  pos_ = 0;
  end_ = static_cast<Offset>(text.text.size());
  ++decoded_depth_;
}

void Parser::leave(const Context& saved) {
  map_ = saved.map;
  text_ = saved.text;
  pos_ = saved.pos;
  end_ = saved.end;
  --decoded_depth_;
}

/// Appends bytes of the current text. Where the current text is itself decoded, the run is split at its seams.
void Parser::add_run(Decoded& decoded, Offset begin, Offset end) const {
  if (end <= begin) return;
  const auto text_offset = static_cast<Offset>(decoded.text.size());
  decoded.pieces.push_back({text_offset, map_->source_offset(begin)});
  const auto seam =
      std::upper_bound(map_->pieces.begin(), map_->pieces.end(), begin,
                       [](Offset offset, const MappedPiece& piece) { return offset < piece.text_offset; });
  for (auto piece = seam; piece != map_->pieces.end() && piece->text_offset < end; ++piece)
    decoded.pieces.push_back({text_offset + (piece->text_offset - begin), piece->source_offset});
  decoded.text.append(slice(begin, end));
}

const MappedText* Parser::finish(Decoded& decoded) {
  if (decoded.pieces.empty()) decoded.pieces.push_back({0, map_->source_offset(pos_)});
  return arena_.make<MappedText>(
      MappedText{arena_.copy(std::string_view(decoded.text)), map_->file, arena_.copy(decoded.pieces), 0});
}

MappedText Parser::part(Offset begin, Offset end) {
  if (map_->pieces.empty()) return {slice(begin, end), map_->file, {}, map_->base + begin};
  Decoded decoded;
  add_run(decoded, begin, end);
  if (decoded.pieces.empty()) decoded.pieces.push_back({0, map_->source_offset(begin)});
  return {slice(begin, end), map_->file, arena_.copy(decoded.pieces), 0};
}

bool Parser::extended_globs() {
  // Without `shopt -s extglob` bash refuses them; other shells have them always or get the benefit of the doubt.
  if (dialect_ != Dialect::bash) return true;
  if (!extended_globs_known_) {
    extended_globs_known_ = true;
    extended_globs_ = whole_text_.find("extglob") != std::string_view::npos;
  }
  return extended_globs_;
}

// --- errors and limits

void Parser::error(Offset begin, Offset end, std::string_view message) {
  // zsh has much syntax of its own; what looks wrong to a Bourne shell proves nothing there.
  if (dialect_ == Dialect::zsh) return;
  const Span span = span_of(std::min(begin, end_), std::min(std::max(begin, end), end_));
  if (span.begin < quiet_until_) return;
  constexpr std::size_t most_errors = 100;
  if (errors_.size() >= most_errors) return;
  quiet_until_ = span_of(begin, find('\n', std::max(begin, pos_))).end;
  errors_.push_back({span, message});
}

void Parser::unexpected(std::string_view what, Offset begin, Offset end) {
  std::string message = "Unexpected ";
  message.append(what);
  error(begin, end, arena_.copy(std::string_view(message)));
}

/// Reports whatever stands at pos_.
void Parser::unexpected() {
  if (pos_ >= end_) {
    // What is missing was reported, or will be by the construct that is open.
    error(end_, end_, "Unexpected end of the script");
    return;
  }
  if (text_[pos_] == '\n') {
    unexpected("end of the line", pos_, pos_ + 1);
    return;
  }
  Offset end = pos_ + 1;
  if (is(text_[pos_], word_end)) {
    while (end < end_ && end - pos_ < 3 && text_[end] == text_[pos_] && text_[pos_] != '(' && text_[pos_] != ')') ++end;
  } else {
    constexpr Offset longest_quote = 40;
    while (end < end_ && !is(text_[end], word_end) && end - pos_ < longest_quote) ++end;
  }
  std::string quoted = "`" + std::string(slice(pos_, end)) + "`";
  // Backticks in the text would end the quotation.
  std::replace(quoted.begin() + 1, quoted.end() - 1, '`', '\'');
  unexpected(quoted, pos_, end);
}

/// Reports an opener whose closer never came, unless an earlier error explains it.
void Parser::missing(std::string_view closer, std::string_view opener, Offset opener_begin) {
  if (!errors_.empty()) return;
  const std::string message = "`" + std::string(opener) + "` is never closed by `" + std::string(closer) + "`";
  error(opener_begin, opener_begin + static_cast<Offset>(opener.size()), arena_.copy(std::string_view(message)));
}

/// True, with the rest of the text given up, when one more level would be too many.
bool Parser::too_deep() {
  if (depth_ < depth_limit) return false;
  if (!abandoned_) {
    const std::size_t before = errors_.size();
    error(pos_, pos_ + 1, "Nested more than 200 levels deep; the rest is not read");
    if (errors_.size() > before) errors_.back().is_limit = true;
  }
  abandoned_ = true;
  pos_ = end_;
  return true;
}

/// How far a look ahead from `begin` may reach.
Parser::Offset Parser::lookahead_limit(Offset begin) const {
  return static_cast<Offset>(std::min<std::uint64_t>(end_, begin + budget_));
}

void Parser::spend(Offset bytes) { budget_ -= std::min<std::uint64_t>(bytes, budget_); }

Parser::Heights Parser::heights() const {
  return {expansions_.size(), commands_.size(), scripts_.size(), errors_.size(),
          comments_.size(),   pending_.size(),  quiet_until_};
}

void Parser::cut_back(const Heights& heights) {
  expansions_.resize(heights.expansions);
  commands_.resize(heights.commands);
  scripts_.resize(heights.scripts);
  errors_.resize(heights.errors);
  comments_.resize(heights.comments);
  pending_.resize(std::min(pending_.size(), heights.pending));
  quiet_until_ = heights.quiet_until;
}

}  // namespace seaworthy::shell::internal
