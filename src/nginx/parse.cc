#include "nginx/parse.h"

#include <string>
#include <vector>

namespace seaworthy::nginx {
namespace {

constexpr std::size_t depth_limit = 64;

class Parser {
 public:
  Parser(const MappedText& text, Arena& arena) : mapped_(text), text_(text.text), arena_(arena) {}

  const File* parse() {
    open_.push_back({.directive = arena_.make<Directive>()});
    open_.front().directive->block = true;
    while (at_ < text_.size()) step();
    if (!words_.empty()) {
      problem(words_.front().begin, at_, "This directive does not end with `;`");
      finish_directive(false, static_cast<std::uint32_t>(text_.size()));
    }
    while (open_.size() > 1) {
      problem(open_.back().begin, open_.back().begin + 1, "This block is never closed with `}`");
      close_block(static_cast<std::uint32_t>(text_.size()));
    }
    Directive* const root = open_.front().directive;
    root->span = mapped_.span();
    root->children = arena_.copy(open_.front().children);
    File* const file = arena_.make<File>();
    file->source = mapped_.file;
    file->root = root;
    file->directives = arena_.copy(all_);
    file->comments = arena_.copy(comments_);
    file->problems = arena_.copy(problems_);
    return file;
  }

 private:
  struct RawWord {
    std::uint32_t begin, end;
    std::string_view text;
    bool quoted;
  };
  struct Open {
    Directive* directive = nullptr;
    std::uint32_t begin = 0;
    std::vector<const Directive*> children;
  };

  void step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at_;
    } else if (c == '#') {
      const std::uint32_t begin = at_;
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      comments_.push_back(mapped_.span(begin, at_));
    } else if (c == ';') {
      ++at_;
      if (words_.empty()) {
        problem(at_ - 1, at_, "No directive stands before this `;`");
      } else {
        finish_directive(false, at_);
      }
    } else if (c == '{') {
      ++at_;
      open_block();
    } else if (c == '}') {
      ++at_;
      if (!words_.empty()) {
        problem(words_.front().begin, words_.back().end, "This directive does not end with `;`");
        finish_directive(false, words_.back().end);
      }
      if (open_.size() == 1) {
        problem(at_ - 1, at_, "No block is open that this `}` could close");
      } else {
        close_block(at_);
      }
    } else {
      word();
    }
  }

  void word() {
    const std::uint32_t begin = at_;
    const char quote = text_[at_];
    std::string decoded;
    if (quote == '"' || quote == '\'') {
      ++at_;
      while (at_ < text_.size() && text_[at_] != quote) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
          const char next = text_[at_ + 1];
          // nginx drops the backslash only in front of these; `\.` of a pattern stays.
          if (next == '"' || next == '\'' || next == '\\') {
            decoded += next;
          } else {
            decoded += '\\';
            decoded += next;
          }
          at_ += 2;
          continue;
        }
        decoded += text_[at_++];
      }
      if (at_ < text_.size()) {
        ++at_;
      } else {
        problem(begin, begin + 1, "This quote is never closed");
      }
      words_.push_back({begin, at_, arena_.copy(decoded), true});
      return;
    }
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';') break;
      if (c == '{') {
        // `${name}` belongs to the word, `{` elsewhere opens a block.
        if (at_ == begin || text_[at_ - 1] != '$') break;
        while (at_ < text_.size() && text_[at_] != '}' && text_[at_] != '\n') ++at_;
        if (at_ < text_.size() && text_[at_] == '}') ++at_;
        continue;
      }
      if (c == '\\' && at_ + 1 < text_.size()) ++at_;
      ++at_;
    }
    words_.push_back({begin, at_, text_.substr(begin, at_ - begin), false});
  }

  Directive* make_directive(std::uint32_t end) {
    Directive* const directive = arena_.make<Directive>();
    directive->name = words_.front().text;
    directive->name_span = mapped_.span(words_.front().begin, words_.front().end);
    std::vector<Word> parameters;
    for (std::size_t index = 1; index < words_.size(); ++index)
      parameters.push_back(
          {mapped_.span(words_[index].begin, words_[index].end), words_[index].text, words_[index].quoted});
    directive->parameters = arena_.copy(parameters);
    directive->span = mapped_.span(words_.front().begin, end);
    directive->parent = open_.back().directive;
    return directive;
  }

  Directive* finish_directive(bool block, std::uint32_t end) {
    Directive* const directive = make_directive(end);
    directive->block = block;
    open_.back().children.push_back(directive);
    all_.push_back(directive);
    words_.clear();
    return directive;
  }

  void open_block() {
    if (words_.empty()) {
      problem(at_ - 1, at_, "No name stands before this `{`");
      words_.push_back({at_ - 1, at_, "", false});
    }
    const std::uint32_t begin = words_.front().begin;
    const bool opaque = words_.front().text.ends_with("_by_lua_block") || open_.size() > depth_limit;
    if (open_.size() > depth_limit) {
      problem(begin, at_, "Blocks are nested deeper than 64 levels; this one is not read");
      problems_.back().is_limit = true;
    }
    Directive* const directive = finish_directive(true, at_);
    if (opaque) {
      skip_to_closing_brace();
      directive->span = mapped_.span(begin, at_);
      return;
    }
    open_.push_back({directive, begin, {}});
  }

  void skip_to_closing_brace() {
    for (int depth = 1; at_ < text_.size() && depth > 0; ++at_) {
      if (text_[at_] == '{') ++depth;
      if (text_[at_] == '}') --depth;
    }
  }

  void close_block(std::uint32_t end) {
    Open& block = open_.back();
    block.directive->span = mapped_.span(block.begin, end);
    block.directive->children = arena_.copy(block.children);
    open_.pop_back();
  }

  void problem(std::uint32_t begin, std::uint32_t end, std::string_view message) {
    problems_.push_back({mapped_.span(begin, end), message});
  }

  const MappedText& mapped_;
  std::string_view text_;
  Arena& arena_;
  std::uint32_t at_ = 0;
  std::vector<RawWord> words_;
  std::vector<Open> open_;
  std::vector<const Directive*> all_;
  std::vector<Span> comments_;
  std::vector<Problem> problems_;
};

}  // namespace

const File* parse(const MappedText& text, Arena& arena) { return Parser(text, arena).parse(); }

}  // namespace seaworthy::nginx
