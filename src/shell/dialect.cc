#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "shell/parse.h"
#include "shell/parser.h"

namespace seaworthy::shell {
namespace {

/// Of paths of Windows as well.
std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// The next word of `rest`, which loses it; words are separated by blanks.
std::string_view take_word(std::string_view& rest) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = rest.find_first_not_of(blanks);
  if (begin == std::string_view::npos) {
    rest = {};
    return {};
  }
  const std::size_t end = rest.find_first_of(blanks, begin);
  const std::string_view word = rest.substr(begin, end == std::string_view::npos ? end : end - begin);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  return word;
}

struct KnownProgram {
  std::string_view name;
  Dialect dialect;
};

constexpr std::array known_programs{
    KnownProgram{"sh", Dialect::posix},        KnownProgram{"dash", Dialect::posix},
    KnownProgram{"bash", Dialect::bash},       KnownProgram{"rbash", Dialect::bash},
    KnownProgram{"ash", Dialect::ash},         KnownProgram{"busybox", Dialect::ash},
    KnownProgram{"zsh", Dialect::zsh},         KnownProgram{"ksh", Dialect::ksh},
    KnownProgram{"ksh93", Dialect::ksh},       KnownProgram{"mksh", Dialect::ksh},
    KnownProgram{"oksh", Dialect::ksh},        KnownProgram{"fish", Dialect::fish},
    KnownProgram{"pwsh", Dialect::powershell}, KnownProgram{"powershell", Dialect::powershell},
    KnownProgram{"cmd", Dialect::cmd},
};

}  // namespace

std::string_view name(Dialect dialect) {
  switch (dialect) {
    case Dialect::posix:
      return "sh";
    case Dialect::bash:
      return "bash";
    case Dialect::ash:
      return "ash";
    case Dialect::zsh:
      return "zsh";
    case Dialect::ksh:
      return "ksh";
    case Dialect::fish:
      return "fish";
    case Dialect::powershell:
      return "powershell";
    case Dialect::cmd:
      return "cmd";
    case Dialect::other:
      return "other";
  }
  return "other";
}

Dialect dialect_of_program(std::string_view program) {
  std::string_view base = base_name(program);
  constexpr std::string_view suffix = ".exe";
  if (base.size() > suffix.size() && ascii::equal_ignoring_case(base.substr(base.size() - suffix.size()), suffix))
    base.remove_suffix(suffix.size());
  for (const KnownProgram& known : known_programs)
    if (ascii::equal_ignoring_case(base, known.name)) return known.dialect;
  return Dialect::other;
}

bool is_shell(std::string_view program) {
  const std::string_view base = base_name(program);
  // All names of shells end like this, and most programs do not.
  if (!base.ends_with('h') && !base.ends_with('3')) return false;
  return std::ranges::any_of(known_programs, [&](const KnownProgram& known) {
    return base == known.name && internal::is_parsed(known.dialect) && base != "busybox";
  });
}

Dialect dialect_of_shebang(std::string_view first_line, Dialect fallback) {
  if (first_line.starts_with("\xef\xbb\xbf")) first_line.remove_prefix(3);
  if (!first_line.starts_with("#!")) return fallback;
  std::string_view rest = first_line.substr(2, first_line.substr(2).find('\n'));
  std::string_view interpreter = take_word(rest);
  if (interpreter.empty()) return fallback;
  if (base_name(interpreter) == "env") {
    // `env -S bash -e`, `env -i PATH=/bin sh`, `env -u NAME bash`: the program is the first word that is none of these.
    interpreter = take_word(rest);
    while (!interpreter.empty() && (interpreter.front() == '-' || interpreter.find('=') != std::string_view::npos)) {
      if (interpreter.size() > 2 && interpreter.starts_with("-S")) {
        interpreter.remove_prefix(2);
        continue;
      }
      if (interpreter == "-u" || interpreter == "-C") take_word(rest);
      interpreter = take_word(rest);
    }
    if (interpreter.empty()) return fallback;
  }
  // `#!/bin/busybox sh` runs the applet that it names; only its shells are shells.
  if (base_name(interpreter) == "busybox") {
    const std::string_view applet = take_word(rest);
    return applet.empty() || applet == "sh" || applet == "ash" || applet == "hush" ? Dialect::ash : Dialect::other;
  }
  return dialect_of_program(interpreter);
}

}  // namespace seaworthy::shell
