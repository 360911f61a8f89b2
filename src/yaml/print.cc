#include "yaml/print.h"

namespace seaworthy::yaml {
namespace {

std::string_view name(Style style) {
  switch (style) {
    case Style::plain:
      return "plain";
    case Style::single_quoted:
      return "single-quoted";
    case Style::double_quoted:
      return "double-quoted";
    case Style::literal:
      return "literal";
    case Style::folded:
      return "folded";
    case Style::block:
      return "block";
    case Style::flow:
      return "flow";
  }
  return "";
}

class Printer {
 public:
  explicit Printer(const Source& source) : source_(source) {}

  void node(const Node& node, int depth) {
    if (!node.tag.empty()) out_ += " !" + std::string(node.tag);
    if (!node.anchor.empty()) out_ += " &" + std::string(node.anchor);
    switch (node.kind) {
      case Kind::null:
        out_ += " null";
        break;
      case Kind::alias:
        out_ += " *" + std::string(node.text);
        break;
      case Kind::scalar:
        out_ += " " + std::string(name(node.style)) + " " + quoted(node.text);
        break;
      case Kind::sequence:
        out_ += " " + std::string(name(node.style)) + " sequence";
        break;
      case Kind::mapping:
        out_ += " " + std::string(name(node.style)) + " mapping";
        break;
    }
    out_ += "\n";
    for (const Node* item : node.items) {
      start(*item, depth + 1);
      out_ += " -";
      this->node(*item, depth + 1);
    }
    for (const Entry& entry : node.entries) {
      start(*entry.key, depth + 1);
      if (entry.key->is_mapping() || entry.key->is_sequence()) {
        out_ += " ?";
        this->node(*entry.key, depth + 1);
        start(*entry.value, depth + 1);
        out_ += " :";
      } else {
        out_ += " " + quoted(entry.key->text) + ":";
      }
      this->node(*entry.value, depth + 1);
    }
  }

  void start(const Node& node, int depth) {
    place(node.span);
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  void place(Span span) {
    const Place at = source_.place(span.begin);
    std::string text = std::to_string(at.line) + ":" + std::to_string(at.column);
    if (text.size() < 8) text.resize(8, ' ');
    out_ += text;
  }

  void line(std::string_view text) { (out_ += text) += "\n"; }
  std::string take() { return std::move(out_); }

  static std::string quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        (result += '\\') += c;
      } else if (c == '\n') {
        result += "\\n";
      } else if (c == '\t') {
        result += "\\t";
      } else if (byte < 0x20 || byte == 0x7f) {
        ((result += "\\x") += digits[byte >> 4]) += digits[byte & 15];
      } else {
        result += c;
      }
    }
    return result += '"';
  }

 private:
  const Source& source_;
  std::string out_;
};

}  // namespace

std::string print(const Stream& stream, const SourceSet& sources) {
  Printer printer(sources[stream.source]);
  for (const Node* document : stream.documents) {
    printer.start(*document, 0);
    printer.node(*document, 0);
  }
  for (const Span comment : stream.comments) {
    printer.place(comment);
    printer.line(" comment " + Printer::quoted(sources.text(comment)));
  }
  for (const Problem& problem : stream.problems) {
    printer.place(problem.span);
    printer.line(" " + std::string(problem.kind) + ": " + std::string(problem.message));
  }
  return printer.take();
}

}  // namespace seaworthy::yaml
