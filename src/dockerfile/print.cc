#include "dockerfile/print.h"

#include <utf8proc.h>

#include <string_view>

#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {
namespace {

bool is_printable(char32_t character) {
  if (character < 0x80) return character >= 0x20 && character != 0x7f;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    default:
      return true;
  }
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  constexpr std::string_view hex = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += hex[(value >> shift) & 15];
}

/// A string literal as the tests write it.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    at += character.width;
    if (character.width == 1 && byte >= 0x80) {
      out += "\\x";
      append_hex(out, byte, 2);
      continue;
    }
    switch (character.value) {
      case '"':
        out += "\\\"";
        continue;
      case '\\':
        out += "\\\\";
        continue;
      case '\a':
        out += "\\a";
        continue;
      case '\b':
        out += "\\b";
        continue;
      case '\f':
        out += "\\f";
        continue;
      case '\n':
        out += "\\n";
        continue;
      case '\r':
        out += "\\r";
        continue;
      case '\t':
        out += "\\t";
        continue;
      case '\v':
        out += "\\v";
        continue;
      default:
        break;
    }
    if (is_printable(character.value)) {
      append(out, character.value);
    } else if (character.value < 0x80) {
      out += "\\x";
      append_hex(out, static_cast<std::uint32_t>(character.value), 2);
    } else if (character.value < 0x10000) {
      out += "\\u";
      append_hex(out, static_cast<std::uint32_t>(character.value), 4);
    } else {
      out += "\\U";
      append_hex(out, static_cast<std::uint32_t>(character.value), 8);
    }
  }
  out += '"';
}

/// BuildKit cuts ENV, LABEL and ARG into words character by character, which loses bytes that are no UTF-8.
std::string valid(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    append(result, character.value);
    at += character.width;
  }
  return result;
}

/// It reads flags byte by byte and takes each for a character.
std::string widened(std::string_view text) {
  std::string result;
  for (const char byte : text) append(result, static_cast<unsigned char>(byte));
  return result;
}

void append_instruction(std::string& out, const Instruction& instruction) {
  const std::size_t begin = out.size();
  out += valid(lower(instruction.keyword));
  if (!instruction.flags.empty()) {
    out += " [";
    for (const Flag& flag : instruction.flags) {
      if (&flag != instruction.flags.data()) out += ' ';
      std::string text = "--" + widened(flag.name);
      if (flag.has_value) text.append("=").append(widened(flag.value));
      append_quoted(out, text);
    }
    out += ']';
  }
  const auto argument = [&](std::string_view text) {
    if (out.size() > begin) out += ' ';
    append_quoted(out, text);
  };
  switch (instruction.op) {
    case Op::unknown:
      argument("");
      break;
    case Op::onbuild:
      if (instruction.trigger != nullptr) {
        out += " (";
        append_instruction(out, *instruction.trigger);
        out += ')';
      }
      break;
    case Op::env:
    case Op::label:
      for (const Pair& pair : instruction.pairs) {
        argument(pair.legacy ? std::string(pair.key.raw) : valid(pair.key.raw));
        argument(pair.legacy ? std::string(pair.value.raw) : valid(pair.value.raw));
        argument(pair.legacy ? "" : "=");
      }
      break;
    case Op::arg:
      for (const Word& word : instruction.arguments) argument(valid(word.raw));
      break;
    default:
      for (std::size_t index = 0; index < instruction.arguments.size(); ++index) {
        const Word& word = instruction.arguments[index];
        const bool leads = instruction.op == Op::healthcheck && index == 0;
        argument(instruction.form == Form::exec && !leads ? word.text : word.raw);
      }
      break;
  }
}

}  // namespace

std::string print(const File& file) {
  std::string out;
  for (const Instruction* const instruction : file.instructions) {
    out += '(';
    append_instruction(out, *instruction);
    out += ")\n";
  }
  return out;
}

const Problem* parse_failure(const File& file) {
  for (const Problem& problem : file.problems) {
    if (problem.fatal && problem.phase == Phase::parse) return &problem;
  }
  return nullptr;
}

}  // namespace seaworthy::dockerfile
