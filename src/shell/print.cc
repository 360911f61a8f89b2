#include "shell/print.h"

#include <algorithm>

namespace seaworthy::shell {
namespace {

class Printer {
 public:
  explicit Printer(bool pretty) : pretty_(pretty) {}

  void print(const Script& script) {
    if (script.root == nullptr) {
      out_.append("(unparsed ").append(name(script.dialect)).append(")");
      return;
    }
    print(*script.root);
    for (const SyntaxError& error : script.errors) {
      separate(0);
      out_.append("(error ");
      append_quoted(error.message);
      out_.push_back(')');
    }
  }

  void print(const Node& node) {
    if (node.negated) out_.append("(! ");
    print_kind(node);
    if (node.negated) out_.push_back(')');
  }

  std::string take() { return std::move(out_); }

 private:
  static bool is_plain(std::string_view text) {
    constexpr std::string_view marks = "_./=:@%+,-";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             marks.find(c) != std::string_view::npos;
    });
  }

  void append_quoted(std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    out_.push_back('"');
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_.push_back('\\');
        out_.push_back(c);
      } else if (c == '\n') {
        out_.append("\\n");
      } else if (c == '\t') {
        out_.append("\\t");
      } else if (byte < 0x20) {
        out_.append("\\u00");
        out_.push_back(digits[byte >> 4]);
        out_.push_back(digits[byte & 15]);
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
  }

  void append_text(std::string_view text) {
    if (is_plain(text))
      out_.append(text);
    else
      append_quoted(text);
  }

  /// Between a node and its child: a blank, or a new line `deeper` levels further in.
  void separate(int deeper) {
    if (!pretty_) {
      out_.push_back(' ');
      return;
    }
    out_.push_back('\n');
    out_.append(static_cast<std::size_t>(depth_ + deeper) * 2, ' ');
  }

  void child(const Node& node) {
    separate(1);
    ++depth_;
    print(node);
    --depth_;
  }

  void print_kind(const Node& node) {
    switch (node.kind) {
      case NodeKind::simple:
        return print_simple(node);
      case NodeKind::pipeline:
        return print_joined("pipe", node);
      case NodeKind::and_or:
        return print_joined("and-or", node);
      case NodeKind::list:
        return print_list(node);
      case NodeKind::subshell:
        return print_compound("subshell", node);
      case NodeKind::group:
        return print_compound("group", node);
      case NodeKind::if_clause:
        return print_compound("if", node);
      case NodeKind::while_loop:
        return print_compound("while", node);
      case NodeKind::until_loop:
        return print_compound("until", node);
      case NodeKind::for_loop:
        return print_compound("for", node);
      case NodeKind::select_loop:
        return print_compound("select", node);
      case NodeKind::case_clause:
        return print_compound("case", node);
      case NodeKind::function:
        return print_compound("function", node);
      case NodeKind::condition:
        return print_compound("[[", node);
      case NodeKind::arithmetic:
        return print_compound("((", node);
    }
  }

  void print_simple(const Node& node) {
    out_.append("(run");
    for (const Assignment& assignment : node.assignments) {
      out_.push_back(' ');
      out_.append(assignment.name);
      if (assignment.subscript != nullptr) {
        out_.push_back('[');
        print(*assignment.subscript);
        out_.push_back(']');
      }
      out_.append(assignment.append ? "=(+=" : "=(=");
      if (assignment.array) {
        out_.append(" array");
        for (const Word& word : assignment.elements) print_after_blank(word);
      } else {
        print_after_blank(assignment.value);
      }
      out_.push_back(')');
    }
    print_words_and_redirections(node);
    print_script("given", node.given_script);
    print_script("remote", node.remote_script);
    out_.push_back(')');
  }

  void print_script(std::string_view kind, const Script* script) {
    if (script == nullptr) return;
    separate(1);
    out_.append("(").append(kind).push_back(' ');
    ++depth_;
    print(*script->root);
    --depth_;
    out_.push_back(')');
  }

  void print_joined(std::string_view kind, const Node& node) {
    out_.append("(").append(kind);
    for (const Node* const member : node.children) {
      if (!member->joined_by.empty()) out_.append(" ").append(member->joined_by);
      child(*member);
    }
    out_.push_back(')');
  }

  void print_list(const Node& node) {
    out_.append("(list");
    for (const Node* const member : node.children) {
      child(*member);
      if (member->background) out_.append(" &");
    }
    out_.push_back(')');
  }

  void print_compound(std::string_view kind, const Node& node) {
    out_.append("(").append(kind);
    if (!node.name.empty()) {
      out_.push_back(' ');
      append_text(node.name);
    }
    if (node.has_items) out_.append(" in");
    for (const Word& word : node.words) print_after_blank(word);
    if (node.kind == NodeKind::case_clause) {
      for (const Node* const item : node.children) {
        if (!item->joined_by.empty()) out_.append(" ").append(item->joined_by);
        separate(1);
        out_.append("(");
        for (const Word& pattern : item->words) {
          if (&pattern != item->words.data()) out_.append(" | ");
          print(pattern);
        }
        out_.append(")");
        child(*item);
      }
    } else {
      for (const Node* const member : node.children) child(*member);
    }
    print_redirections(node);
    out_.push_back(')');
  }

  void print_words_and_redirections(const Node& node) {
    for (const Word& word : node.words) print_after_blank(word);
    print_redirections(node);
  }

  void print_redirections(const Node& node) {
    for (const Redirection& redirection : node.redirections) {
      out_.append(" (");
      if (redirection.descriptor >= 0) out_.append(std::to_string(redirection.descriptor));
      out_.append(redirection.operation);
      print_after_blank(redirection.target);
      if (redirection.heredoc != nullptr) {
        out_.push_back(' ');
        append_quoted(redirection.heredoc->body.text);
        print_expansions(redirection.heredoc->expansions);
        if (!redirection.heredoc->terminated) out_.append(" unterminated");
      }
      out_.push_back(')');
    }
  }

  void print_after_blank(const Word& word) {
    out_.push_back(' ');
    print(word);
  }

  void print(const Word& word) {
    append_text(word.text);
    print_expansions(word.expansions);
  }

  void print_expansions(std::span<const Expansion> expansions) {
    if (expansions.empty()) return;
    out_.push_back('[');
    for (const Expansion& expansion : expansions) {
      if (&expansion != expansions.data()) out_.push_back(' ');
      if (expansion.nested) out_.push_back('/');
      if (expansion.in_double_quotes) out_.push_back('"');
      switch (expansion.kind) {
        case ExpansionKind::parameter:
          out_.append(expansion.name);
          if (!expansion.subscript.empty()) out_.append("[").append(expansion.subscript).append("]");
          out_.append(expansion.operation).append(expansion.argument);
          break;
        case ExpansionKind::command:
        case ExpansionKind::process:
          out_.append(expansion.kind == ExpansionKind::command ? "$" : "<>");
          if (expansion.script != nullptr && expansion.script->root != nullptr) print(*expansion.script->root);
          break;
        case ExpansionKind::arithmetic:
          out_.append("((").append(expansion.argument).append("))");
          break;
        case ExpansionKind::glob:
          out_.push_back('*');
          break;
        case ExpansionKind::brace:
          out_.append("{").append(expansion.argument).append("}");
          break;
        case ExpansionKind::tilde:
          out_.append("~").append(expansion.argument);
          break;
      }
      if (expansion.in_double_quotes) out_.push_back('"');
    }
    out_.push_back(']');
  }

  bool pretty_;
  int depth_ = 0;
  std::string out_;
};

}  // namespace

std::string print(const Script& script, bool pretty) {
  Printer printer(pretty);
  printer.print(script);
  return printer.take();
}

std::string print(const Node& node, bool pretty) {
  Printer printer(pretty);
  printer.print(node);
  return printer.take();
}

}  // namespace seaworthy::shell
