#include "shell/command.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/name_text.h"

namespace seaworthy::shell {
namespace {

/// A program that runs the program named by its arguments.
struct Wrapper {
  std::string_view name;
  std::string_view short_with_value;  ///< Letters of options that take a value.
  std::string_view long_with_value;   ///< Such options in full, blank-separated; `--x=v` needs no entry.
  int operands = 0;                   ///< Arguments between the options and the program: the duration of `timeout`.
  bool assignments = false;           ///< `NAME=value` may stand before the program.
  /// Options with which nothing is run (`command -v`), letters.
  std::string_view stops;
};

constexpr std::array wrappers{
    Wrapper{"builtin", "", "", 0, false, ""},
    Wrapper{"busybox", "", "", 0, false, ""},
    Wrapper{"catchsegv", "", "", 0, false, ""},
    Wrapper{"chpst", "uUbepPmcdoflrtC/", "", 0, false, ""},
    Wrapper{"chroot", "", "--userspec --groups", 1, false, ""},
    Wrapper{"chrt", "TPD", "--sched-runtime --sched-period --sched-deadline", 1, false, ""},
    Wrapper{"command", "", "", 0, false, "vV"},
    Wrapper{"coproc", "", "", 0, true, ""},
    Wrapper{"cpulimit", "lpe", "--limit --pid --exe", 0, false, ""},
    Wrapper{"dbus-run-session", "", "--config-file --dbus-daemon", 0, false, ""},
    Wrapper{"doas", "uC", "", 0, false, "L"},
    Wrapper{"docker-init", "", "", 0, false, ""},
    Wrapper{"dumb-init", "r", "--rewrite", 0, false, ""},
    Wrapper{"eatmydata", "", "", 0, false, ""},
    Wrapper{"env", "uCS", "--unset --chdir --split-string", 0, true, ""},
    Wrapper{"exec", "a", "", 0, false, ""},
    Wrapper{"fakeroot", "lsib", "--lib --faked", 0, false, ""},
    Wrapper{"flock", "wEe", "--wait --timeout --conflict-exit-code", 1, false, ""},
    Wrapper{"gosu", "", "", 1, false, ""},
    Wrapper{"ionice", "cnpPu", "--class --classdata --pid", 0, false, ""},
    Wrapper{"linux32", "", "", 0, false, ""},
    Wrapper{"linux64", "", "", 0, false, ""},
    Wrapper{"ltrace", "opeun", "--output", 0, false, ""},
    Wrapper{"nice", "n", "--adjustment", 0, false, ""},
    Wrapper{"noglob", "", "", 0, false, ""},
    Wrapper{"nohup", "", "", 0, false, ""},
    Wrapper{"nsenter", "tSGr", "--target --setuid --setgid", 0, false, ""},
    Wrapper{"prlimit", "p", "--pid", 0, false, ""},
    Wrapper{"proxychains", "f", "", 0, false, ""},
    Wrapper{"proxychains4", "f", "", 0, false, ""},
    Wrapper{"runuser", "ugGscw", "--user --group --supp-group --shell --command", 0, false, ""},
    Wrapper{"setarch", "", "", 1, false, ""},
    Wrapper{"setpriv", "",
            "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig "
            "--selinux-label --apparmor-profile",
            0, false, ""},
    Wrapper{"setsid", "", "", 0, false, ""},
    Wrapper{"setuidgid", "", "", 1, false, ""},
    Wrapper{"sshpass", "pfdP", "", 0, false, ""},
    Wrapper{"stdbuf", "ioe", "--input --output --error", 0, false, ""},
    Wrapper{"strace", "oepsuEaIOPSX", "", 0, false, ""},
    Wrapper{"su-exec", "", "", 1, false, ""},
    Wrapper{"sudo", "ugCDhpRrtTU",
            "--user --group --close-from --chdir --host --prompt --chroot --role --type "
            "--command-timeout --other-user",
            0, true, "lvkKe"},
    Wrapper{"taskset", "p", "", 1, false, ""},
    Wrapper{"time", "fo", "--format --output", 0, true, ""},
    Wrapper{"timeout", "ks", "--kill-after --signal", 1, false, ""},
    Wrapper{"tini", "e", "", 0, false, ""},
    Wrapper{"tini-static", "e", "", 0, false, ""},
    Wrapper{"unbuffer", "", "", 0, false, ""},
    Wrapper{"unshare", "SGrRw", "--setuid --setgid --root --wd", 0, false, ""},
    Wrapper{"xargs", "aEIdLlnPs",
            "--arg-file --delimiter --replace --max-lines --max-args --max-procs --max-chars "
            "--process-slot-var",
            0, false, ""},
    Wrapper{"xvfb-run", "enfpsw", "--error-file --server-num --auth-file --xauth-protocol --server-args --wait", 0,
            false, ""},
};

const Wrapper* find_wrapper(std::string_view program) {
  const auto found =
      std::lower_bound(wrappers.begin(), wrappers.end(), program,
                       [](const Wrapper& wrapper, std::string_view name) { return wrapper.name < name; });
  return found != wrappers.end() && found->name == program ? &*found : nullptr;
}

static_assert(std::is_sorted(wrappers.begin(), wrappers.end(),
                             [](const Wrapper& left, const Wrapper& right) { return left.name < right.name; }));

bool contains_word(std::string_view blank_separated, std::string_view word) {
  for (std::size_t begin = 0; begin < blank_separated.size();) {
    const std::size_t end = std::min(blank_separated.find(' ', begin), blank_separated.size());
    if (blank_separated.substr(begin, end - begin) == word) return true;
    begin = end + 1;
  }
  return false;
}

using ascii::is_letter;
bool is_assignment(std::string_view text) {
  if (text.empty() || !(is_letter(text.front()) || text.front() == '_')) return false;
  std::size_t i = 0;
  while (i < text.size() && ascii::is_name_character(text[i])) ++i;
  return i < text.size() && text[i] == '=';
}

/// The program that a word names: its last path component, if no expansion reaches into it.
std::string_view program_name(const Word& word) {
  std::string_view text = word.text;
  if (!word.literal) {
    // What stands behind the last expansion is as written; only there a path component is known.
    const Expansion* last = nullptr;
    for (const Expansion& expansion : word.expansions)
      if (last == nullptr || expansion.span.end > last->span.end) last = &expansion;
    if (last == nullptr) return {};  // An array.
    const std::size_t behind = word.span.end - last->span.end;
    if (behind > word.raw.size()) return {};
    text = word.raw.substr(word.raw.size() - behind);
    while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
    if (text.find('/') == std::string_view::npos || text.find_first_of("\"'\\") != std::string_view::npos) return {};
  }
  const std::size_t slash = text.rfind('/');
  return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

bool is_flag(std::string_view text) { return text.size() > 1 && text.front() == '-'; }
bool is_long(std::string_view flag) { return flag.starts_with("--"); }

/// `-qy`: several one-letter flags behind one dash. A digit ends it (`-O2`), anything else means it is none.
bool is_cluster(std::string_view text) {
  // `#` is a flag of curl.
  return text.size() > 1 && text[0] == '-' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return ascii::is_name_character(c) || c == '#'; });
}

bool gives_flag(std::string_view text, std::string_view flag) {
  if (text == flag) return true;
  if (is_long(flag)) return text.size() > flag.size() && text.starts_with(flag) && text[flag.size()] == '=';
  return flag.size() == 2 && is_cluster(text) && text.find(flag[1], 1) != std::string_view::npos;
}

/// Whether the value of `option` is the word after `text`.
bool takes_next(std::string_view text, std::string_view option) {
  if (text == option) return true;
  return option.size() == 2 && !is_long(option) && is_cluster(text) && text.back() == option[1] &&
         text.find(option[1], 1) == text.size() - 1 && std::all_of(text.begin() + 1, text.end(), is_letter);
}

}  // namespace

void find_program(Node& simple) {
  const std::span<const Word> words = simple.words;
  std::size_t at = 0;
  while (at < words.size()) {
    const std::string_view name = program_name(words[at]);
    const Wrapper* const wrapper = name.empty() ? nullptr : find_wrapper(name);
    if (wrapper == nullptr) break;
    std::size_t next = at + 1;
    bool runs = true;
    while (next < words.size()) {
      const std::string_view text = words[next].text;
      if (text == "--") {
        ++next;
        break;
      }
      if (is_flag(text)) {
        bool value_follows = false;
        if (is_long(text)) {
          value_follows = contains_word(wrapper->long_with_value, text);
        } else {
          // The value of a short option is the rest of its word or else the next word.
          for (std::size_t i = 1; i < text.size(); ++i) {
            if (wrapper->stops.find(text[i]) != std::string_view::npos) runs = false;
            if (wrapper->short_with_value.find(text[i]) == std::string_view::npos) continue;
            value_follows = i + 1 == text.size();
            break;
          }
        }
        next += value_follows ? 2 : 1;
        continue;
      }
      if (wrapper->assignments && is_assignment(text)) {
        ++next;
        continue;
      }
      break;
    }
    if (!runs) break;
    next += static_cast<std::size_t>(wrapper->operands);
    // `-- program` may also come behind the operands, and `env` after them takes assignments again.
    if (next < words.size() && words[next].text == "--" && wrapper->operands > 0) ++next;
    // A wrapper that is given no program is a program itself: `env`, `exec > log`, `busybox --install`.
    if (next >= words.size()) break;
    // `flock FILE -c 'command'` takes a script.
    if (name == "flock" && is_flag(words[next].text)) break;
    at = next;
  }
  simple.program_at = static_cast<std::uint32_t>(at);
  if (at < words.size()) simple.program = program_name(words[at]);
}

namespace {

/// Calls `visit` for each argument that is neither a flag nor the value of a named option, until it returns false.
template <class Visit>
void each_operand(std::span<const Word> arguments, std::initializer_list<std::string_view> options_with_values,
                  const Visit& visit) {
  bool only_operands = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view text = arguments[i].text;
    if (!only_operands && text == "--") {
      only_operands = true;
    } else if (!only_operands && is_flag(text)) {
      if (std::any_of(options_with_values.begin(), options_with_values.end(),
                      [text](std::string_view option) { return takes_next(text, option); }))
        ++i;
    } else if (!visit(arguments[i])) {
      return;
    }
  }
}

}  // namespace

const Word* Invocation::flag(std::string_view long_or_short) const {
  for (const Word& word : arguments) {
    if (word.text == "--") return nullptr;
    if (is_flag(word.text) && gives_flag(word.text, long_or_short)) return &word;
  }
  return nullptr;
}

bool Invocation::has_flag(std::string_view long_or_short) const { return flag(long_or_short) != nullptr; }

bool Invocation::has_any_flag(std::initializer_list<std::string_view> flags) const {
  return std::any_of(flags.begin(), flags.end(), [this](std::string_view flag) { return has_flag(flag); });
}

std::optional<std::string_view> Invocation::option(std::string_view long_or_short) const {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view text = arguments[i].text;
    if (text == "--") return std::nullopt;
    if (!is_flag(text)) continue;
    if (takes_next(text, long_or_short)) {
      if (i + 1 < arguments.size()) return arguments[i + 1].text;
      return std::nullopt;
    }
    if (is_long(long_or_short)) {
      if (gives_flag(text, long_or_short)) return text.substr(long_or_short.size() + 1);
    } else if (!is_long(text) && text.size() > long_or_short.size() && text.starts_with(long_or_short)) {
      return text.substr(long_or_short.size() + (text[long_or_short.size()] == '=' ? 1 : 0));
    }
  }
  return std::nullopt;
}

std::vector<const Word*> Invocation::operands(std::initializer_list<std::string_view> options_with_values) const {
  std::vector<const Word*> result;
  each_operand(arguments, options_with_values, [&result](const Word& word) {
    result.push_back(&word);
    return true;
  });
  return result;
}

std::string_view Invocation::verb(std::initializer_list<std::string_view> options_with_values) const {
  std::string_view first;
  each_operand(arguments, options_with_values, [&first](const Word& word) {
    first = word.text;
    return false;
  });
  return first;
}

bool Invocation::wrapped_by(std::string_view wrapper) const {
  return std::any_of(wrappers.begin(), wrappers.end(),
                     [wrapper](const Word& word) { return program_name(word) == wrapper; });
}

}  // namespace seaworthy::shell
