#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "shell/ast.h"

/// What holds for the tree of any text, however broken; used by the fuzz target and by the unit tests of src/shell.
namespace seaworthy::shell {

class Invariants {
 public:
  /// `source` is the file that the spans point into.
  explicit Invariants(std::string_view source) : source_(source), covered_(source.size(), 0) {}

  /// Aborts when something does not hold.
  void check(const Script& script) {
    check_script(script, nullptr);
    SW_ASSERT(found_.size() == script.commands.size());
    std::vector<const Node*> listed(script.commands.begin(), script.commands.end());
    std::sort(listed.begin(), listed.end());
    std::sort(found_.begin(), found_.end());
    SW_ASSERT(listed == found_);
    for (const SyntaxError& error : script.errors) SW_ASSERT(inside(error.span, script.span) && !error.message.empty());
    for (const Span comment : script.comments) {
      SW_ASSERT(inside(comment, script.span) && source_[comment.begin] == '#');
      cover(comment);
    }
  }

  /// What no word, redirection, heredoc or comment covers, split at blanks and operators: keywords in a correct script.
  std::vector<std::string_view> uncovered() const {
    constexpr std::string_view separators = " \t\r\n;&|()<>\\";
    std::vector<std::string_view> result;
    for (std::size_t i = 0; i < source_.size();) {
      if (covered_[i] != 0 || separators.find(source_[i]) != std::string_view::npos) {
        ++i;
        continue;
      }
      const std::size_t begin = i;
      while (i < source_.size() && covered_[i] == 0 && separators.find(source_[i]) == std::string_view::npos) ++i;
      result.push_back(source_.substr(begin, i - begin));
    }
    return result;
  }

 private:
  static bool inside(Span inner, Span outer) { return inner.begin <= inner.end && outer.contains(inner); }

  void cover(Span span) {
    std::fill(covered_.begin() + span.begin, covered_.begin() + std::min<std::size_t>(span.end, source_.size()), 1);
  }

  void check_script(const Script& script, const Node* parent) {
    SW_ASSERT(script.span.begin <= script.span.end && script.span.end <= source_.size());
    SW_ASSERT(script.root != nullptr && script.root->kind == NodeKind::list);
    SW_ASSERT(script.root->parent == parent && script.root->script == &script);
    SW_ASSERT(inside(script.root->span, script.span));
    check_node(*script.root, script);
  }

  void check_expansions(std::span<const Expansion> expansions, Span outer, const Node& holder) {
    Span last{outer.file, outer.begin, outer.begin};
    for (const Expansion& expansion : expansions) {
      SW_ASSERT(inside(expansion.span, outer));
      if (expansion.nested) {
        SW_ASSERT(expansion.span.begin >= last.begin);
      } else {
        // Braces may hold others, which then come behind them.
        SW_ASSERT(expansion.span.begin >= last.end || last.contains(expansion.span));
        last = expansion.span;
      }
      if (expansion.script != nullptr) {
        SW_ASSERT(expansion.kind == ExpansionKind::command || expansion.kind == ExpansionKind::process);
        SW_ASSERT(inside(expansion.script->span, expansion.span));
        check_script(*expansion.script, &holder);
      }
    }
  }

  void check_word(const Word& word, Span outer, const Node& holder) {
    SW_ASSERT(inside(word.span, outer));
    SW_ASSERT(word.literal ? word.expansions.empty() : true);
    cover(word.span);
    check_expansions(word.expansions, word.span, holder);
  }

  void check_node(const Node& node, const Script& script) {
    SW_ASSERT(node.script == &script);
    SW_ASSERT(node.span.begin <= node.span.end && node.span.end <= source_.size());
    Span last{node.span.file, node.span.begin, node.span.begin};
    for (const Word& word : node.words) {
      check_word(word, node.span, node);
      SW_ASSERT(word.span.begin >= last.end);
      last = word.span;
    }
    for (const Assignment& assignment : node.assignments) {
      SW_ASSERT(inside(assignment.span, node.span));
      cover(assignment.span);
      if (assignment.subscript != nullptr) check_word(*assignment.subscript, assignment.span, node);
      if (assignment.array)
        for (const Word& element : assignment.elements) check_word(element, assignment.value.span, node);
      else
        check_word(assignment.value, assignment.span, node);
    }
    for (const Redirection& redirection : node.redirections) {
      SW_ASSERT(inside(redirection.span, node.span) && !redirection.operation.empty());
      cover(redirection.span);
      check_word(redirection.target, redirection.span, node);
      if (redirection.heredoc == nullptr) continue;
      const Heredoc& heredoc = *redirection.heredoc;
      const Span body = heredoc.body.span();
      SW_ASSERT(body.begin <= body.end && body.end <= source_.size());
      cover(body);
      if (heredoc.terminated) {
        // The closing line: the delimiter stands there, behind the body.
        const std::size_t close = source_.find(heredoc.delimiter, body.end);
        if (close != std::string_view::npos)
          cover({body.file, static_cast<std::uint32_t>(close),
                 static_cast<std::uint32_t>(close + heredoc.delimiter.size())});
      }
      check_expansions(heredoc.expansions, body, node);
    }
    if (node.given_script != nullptr) check_script(*node.given_script, &node);
    if (node.kind == NodeKind::simple) {
      SW_ASSERT(node.children.empty());
      found_.push_back(&node);
    }
    last = {node.span.file, node.span.begin, node.span.begin};
    for (const Node* const child : node.children) {
      SW_ASSERT(child->parent == &node);
      SW_ASSERT(inside(child->span, node.span));
      SW_ASSERT(child->span.begin >= last.end);
      SW_ASSERT((child == node.children.front()) == child->joined_by.empty() || node.kind == NodeKind::if_clause ||
                node.kind == NodeKind::while_loop || node.kind == NodeKind::until_loop);
      last = child->span;
      check_node(*child, script);
    }
  }

  std::string_view source_;
  std::vector<char> covered_;
  std::vector<const Node*> found_;
};

}  // namespace seaworthy::shell
