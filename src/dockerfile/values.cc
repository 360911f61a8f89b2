#include "dockerfile/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "dockerfile/characters.h"

namespace seaworthy::dockerfile {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(char c) { return ascii::is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

/// Splits off what stands before `separator`; the rest is empty when there is none.
std::string_view cut(std::string_view& text, char separator, bool* found = nullptr) {
  const std::size_t at = text.find(separator);
  if (found != nullptr) *found = at != std::string_view::npos;
  const std::string_view first = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return first;
}

}  // namespace

DurationFault duration_fault(std::string_view text) {
  struct Unit {
    std::string_view name;
    double nanoseconds;
  };
  constexpr std::array<Unit, 8> units = {{{"ns", 1},
                                          {"us", 1e3},
                                          {"\xc2\xb5s", 1e3},
                                          {"\xce\xbcs", 1e3},
                                          {"ms", 1e6},
                                          {"s", 1e9},
                                          {"m", 60e9},
                                          {"h", 3600e9}}};
  if (text.empty()) return DurationFault::none;
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  if (text == "0") return DurationFault::none;
  if (text.empty()) return DurationFault::not_a_duration;
  double total = 0;
  while (!text.empty()) {
    std::size_t length = 0;
    bool has_digits = false;
    double number = 0;
    double scale = 1;
    bool fraction = false;
    while (length < text.size() && (ascii::is_digit(text[length]) || (text[length] == '.' && !fraction))) {
      if (text[length] == '.') {
        fraction = true;
      } else {
        has_digits = true;
        number = number * 10 + (text[length] - '0');
        if (fraction) scale *= 10;
      }
      ++length;
    }
    if (!has_digits) return DurationFault::not_a_duration;
    text.remove_prefix(length);
    std::size_t unit_length = 0;
    while (unit_length < text.size() && text[unit_length] != '.' && !ascii::is_digit(text[unit_length])) ++unit_length;
    if (unit_length == 0) return DurationFault::missing_unit;
    const std::string_view name = text.substr(0, unit_length);
    const auto* const unit = std::ranges::find(units, name, &Unit::name);
    if (unit == units.end()) return DurationFault::unknown_unit;
    total += number / scale * unit->nanoseconds;
    if (total > 9.2e18) return DurationFault::not_a_duration;
    text.remove_prefix(unit_length);
  }
  // Parts of a nanosecond are dropped, so that what is left may be nothing at all, which means the default.
  if (total < 1) return DurationFault::none;
  return negative || total < 1e6 ? DurationFault::below_a_millisecond : DurationFault::none;
}

bool is_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 12> words = {"1", "t", "T", "TRUE",  "true",  "True",
                                                      "0", "f", "F", "FALSE", "false", "False"};
  return is_one_of(text, words);
}

bool parse_number(std::string_view text, std::int64_t& number) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_octal(std::string_view text, std::uint64_t largest) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  return error == std::errc() && end == text.data() + text.size() && number <= largest;
}

bool is_unsigned_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_signal(std::string_view text) {
  constexpr std::array<std::string_view, 34> names = {
      "ABRT", "ALRM", "BUS",  "CHLD", "CLD",  "CONT", "FPE",    "HUP",    "ILL",  "INT", "IO",   "IOT",
      "KILL", "PIPE", "POLL", "PROF", "PWR",  "QUIT", "SEGV",   "STKFLT", "STOP", "SYS", "TERM", "TRAP",
      "TSTP", "TTIN", "TTOU", "URG",  "USR1", "USR2", "VTALRM", "WINCH",  "XCPU", "XFSZ"};
  std::int64_t number = 0;
  if (parse_number(text, number)) return number != 0;
  const std::string upper_text = upper(text);
  std::string_view name = upper_text;
  if (name.starts_with("SIG")) name.remove_prefix(3);
  if (is_one_of(name, names)) return true;
  // Real-time signals: RTMIN+1 to RTMIN+15, RTMAX-14 to RTMAX-1.
  const bool from_first = name.starts_with("RTMIN");
  if (!from_first && !name.starts_with("RTMAX")) return false;
  name.remove_prefix(5);
  if (name.empty()) return true;
  if (name.front() != (from_first ? '+' : '-') || name.size() < 2 || !ascii::is_digit(name[1]) || name[1] == '0')
    return false;
  return parse_number(name.substr(1), number) && number <= (from_first ? 15 : 14);
}

bool is_file_mode(std::string_view text) {
  if (text.empty()) return false;
  if (ascii::is_digit(text.front())) return is_octal(text, 07777);
  for (;;) {
    while (!text.empty() && std::string_view("augo").find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    if (text.empty()) return false;
    do {
      if (std::string_view("+-=").find(text.front()) == std::string_view::npos) return false;
      text.remove_prefix(1);
      while (!text.empty() && std::string_view("rstwXxugo").find(text.front()) != std::string_view::npos) {
        text.remove_prefix(1);
      }
      if (text.empty()) return true;
    } while (text.front() != ',');
    text.remove_prefix(1);
  }
}

bool is_size(std::string_view text) {
  const std::size_t last = text.find_last_of("0123456789. ");
  if (last == std::string_view::npos) return false;
  const std::string_view number_text = text.substr(0, text[last] == ' ' ? last : last + 1);
  const std::string unit = lower(text.substr(last + 1));
  double number = 0;
  const auto [end, error] = std::from_chars(number_text.data(), number_text.data() + number_text.size(), number);
  if (error != std::errc() || end != number_text.data() + number_text.size() || number < 0) return false;
  if (unit.empty() || unit == "b") return true;
  if (std::string_view("kmgtp").find(unit.front()) == std::string_view::npos) return false;
  const std::string_view rest = std::string_view(unit).substr(1);
  return rest.empty() || rest == "b" || rest == "ib";
}

namespace {

/// Reads a port or a range; the fault is `none` when it is fine.
PortFault port_range(std::string_view text, std::string_view& wrong, std::int64_t& length) {
  bool is_range = false;
  std::string_view rest = text;
  const std::string_view first = cut(rest, '-', &is_range);
  std::int64_t begin = 0;
  wrong = first;
  if (!parse_number(first, begin)) return PortFault::not_a_number;
  if (begin < 0 || begin > 65535) return PortFault::out_of_range;
  length = 0;
  if (!is_range || rest == first) return PortFault::none;
  std::int64_t end = 0;
  wrong = rest;
  if (!parse_number(rest, end)) return PortFault::not_a_number;
  if (end < 0 || end > 65535) return PortFault::out_of_range;
  wrong = text;
  if (end < begin) return PortFault::reversed_range;
  length = end - begin;
  return PortFault::none;
}

/// Four decimal numbers, or hexadecimal groups with one `::` at most.
bool is_address(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    int parts = 0;
    bool more = true;
    while (more) {
      const std::string_view part = cut(text, '.', &more);
      if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
      if (!std::ranges::all_of(part, ascii::is_digit) || (part.size() == 3 && part > "255")) return false;
      ++parts;
    }
    return parts == 4;
  }
  bool has_gap = false;
  int groups = 0;
  std::string_view rest = text;
  if (rest.starts_with("::")) {
    has_gap = true;
    rest.remove_prefix(2);
    if (rest.empty()) return true;
  }
  for (;;) {
    const std::size_t colon = rest.find(':');
    const std::string_view group = rest.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      if (!is_address(group)) return false;
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4 || !std::ranges::all_of(group, is_hex)) return false;
    ++groups;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
    if (rest.starts_with(':')) {
      if (has_gap) return false;
      has_gap = true;
      rest.remove_prefix(1);
      if (rest.empty()) break;
    } else if (rest.empty()) {
      return false;
    }
  }
  return has_gap ? groups < 8 : groups == 8;
}

}  // namespace

Port parse_port(std::string_view text) {
  Port port;
  const std::size_t last_colon = text.rfind(':');
  std::string_view container = last_colon == std::string_view::npos ? text : text.substr(last_colon + 1);
  std::string_view host_port;
  std::string_view address;
  if (last_colon != std::string_view::npos) {
    const std::string_view host = text.substr(0, last_colon);
    const std::size_t colon = host.rfind(':');
    host_port = colon == std::string_view::npos ? host : host.substr(colon + 1);
    address = colon == std::string_view::npos ? std::string_view() : host.substr(0, colon);
  }
  if (!host_port.empty() || !address.empty()) port.host = text.substr(0, last_colon + 1);
  const auto fail = [&](PortFault fault, std::string_view wrong) {
    port.fault = fault;
    port.wrong = wrong;
    return port;
  };
  port.container = cut(container, '/');
  port.protocol = container;
  if (port.container.empty()) return fail(PortFault::missing, text);
  constexpr std::array<std::string_view, 4> protocols = {"", "tcp", "udp", "sctp"};
  if (!is_one_of(lower(port.protocol), protocols)) return fail(PortFault::unknown_protocol, port.protocol);
  if (!address.empty()) {
    std::string_view bare = address;
    if (bare.front() == '[') {
      if (!bare.ends_with(']')) return fail(PortFault::bad_address, address);
      bare = bare.substr(1, bare.size() - 2);
    }
    if (!is_address(bare)) return fail(PortFault::bad_address, address);
  }
  std::string_view wrong;
  std::int64_t length = 0;
  PortFault fault = port_range(port.container, wrong, length);
  if (fault != PortFault::none) return fail(fault, wrong);
  if (!host_port.empty()) {
    std::int64_t host_length = 0;
    fault = port_range(host_port, wrong, host_length);
    if (fault != PortFault::none) return fail(fault, wrong);
    if (length != host_length && length != 0) return fail(PortFault::unequal_ranges, text);
  }
  return port;
}

Platform parse_platform(std::string_view text) {
  constexpr std::array<std::string_view, 17> systems = {
      "aix",   "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios", "js",
      "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "windows", "zos"};
  constexpr std::array<std::string_view, 24> architectures = {
      "386",     "amd64",   "amd64p32", "arm",    "armbe",  "arm64",    "arm64be",   "ppc64",
      "ppc64le", "loong64", "mips",     "mipsle", "mips64", "mips64le", "mips64p32", "mips64p32le",
      "ppc",     "riscv",   "riscv64",  "s390",   "s390x",  "sparc",    "sparc64",   "wasm"};
  struct Alias {
    std::string_view written;
    std::string_view meant;
  };
  constexpr std::array<Alias, 6> aliases = {{{"i386", "386"},
                                             {"x86_64", "amd64"},
                                             {"x86-64", "amd64"},
                                             {"aarch64", "arm64"},
                                             {"armhf", "arm"},
                                             {"armel", "arm"}}};
  const auto standing = [](const auto& words, std::string_view word) {
    const auto* const found = std::ranges::find(words, word);
    return found == words.end() ? std::string_view() : *found;
  };

  Platform platform;
  std::string_view rest = text;
  std::string_view parts[4];
  int count = 0;
  bool more = true;
  while (more && count < 4) {
    parts[count] = cut(rest, '/', &more);
    ++count;
  }
  if (count == 4 || more || text.find('*') != std::string_view::npos) return platform;
  const auto is_name = [](std::string_view part, std::string_view others) {
    return !part.empty() && std::ranges::all_of(part, [&](char c) {
      return ascii::is_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
  };
  // The system may carry a version and features in parentheses.
  std::string_view system = parts[0];
  const std::size_t parenthesis = system.find('(');
  if (parenthesis != std::string_view::npos) {
    if (!system.ends_with(')')) return platform;
    const std::string_view options = system.substr(parenthesis + 1, system.size() - parenthesis - 2);
    if (!options.empty() && !is_name(options, "_.%-+")) return platform;
    system = system.substr(0, parenthesis);
  }
  if (!is_name(system, "_-")) return platform;
  for (int index = 1; index < count; ++index) {
    if (!is_name(parts[index], "_.-")) return platform;
  }
  std::string system_name = lower(system);
  if (system_name == "macos") system_name = "darwin";
  const auto architecture_of = [&](std::string_view written) {
    const std::string name = lower(written);
    const auto* const alias = std::ranges::find(aliases, name, &Alias::written);
    return standing(architectures, alias == aliases.end() ? std::string_view(name) : alias->meant);
  };
  platform.system = standing(systems, system_name);
  if (count == 1) {
    if (platform.system.empty()) platform.architecture = architecture_of(parts[0]);
    platform.valid = !platform.system.empty() || !platform.architecture.empty();
    return platform;
  }
  platform.valid = true;
  if (platform.system.empty()) platform.system = system;
  platform.architecture = architecture_of(parts[1]);
  if (platform.architecture.empty()) platform.architecture = parts[1];
  return platform;
}

namespace {

/// Lower-case letters and digits, joined by `.`, `_`, `__` or any number of `-`.
bool is_path_component(std::string_view text) {
  std::size_t at = 0;
  const auto word = [&] {
    const std::size_t begin = at;
    while (at < text.size() && (is_lower(text[at]) || ascii::is_digit(text[at]))) ++at;
    return at > begin;
  };
  if (!word()) return false;
  while (at < text.size()) {
    if (text[at] == '-') {
      while (at < text.size() && text[at] == '-') ++at;
    } else if (text.substr(at).starts_with("__")) {
      at += 2;
    } else if (text[at] == '.' || text[at] == '_') {
      ++at;
    } else {
      return false;
    }
    if (!word()) return false;
  }
  return true;
}

bool is_domain(std::string_view text) {
  const std::size_t colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
  std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || !std::ranges::all_of(port, ascii::is_digit)) return false;
  }
  if (host.starts_with('[')) {
    if (host.size() < 3 || !host.ends_with(']')) return false;
    return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) { return is_hex(c) || c == ':'; });
  }
  bool more = true;
  while (more) {
    const std::string_view part = cut(host, '.', &more);
    if (part.empty() || part.front() == '-' || part.back() == '-') return false;
    if (!std::ranges::all_of(part, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; })) return false;
  }
  return true;
}

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > 128 || text.front() == '.' || text.front() == '-') return false;
  return std::ranges::all_of(text,
                             [](char c) { return ascii::is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

}  // namespace

bool is_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view algorithm = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const std::size_t length = algorithm == "sha256" ? 64 : algorithm == "sha384" ? 96 : algorithm == "sha512" ? 128 : 0;
  return length != 0 && digits.size() == length &&
         std::ranges::all_of(digits, [](char c) { return ascii::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

ReferenceFault image_reference_fault(std::string_view image) {
  if (image.empty()) return ReferenceFault::empty;
  if (image.size() == 64 && std::ranges::all_of(image, [](char c) { return is_hex(c) && lower(c) == c; })) {
    return ReferenceFault::hexadecimal_name;
  }
  std::string_view domain;
  std::string_view rest = image;
  const std::size_t slash = image.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view first = image.substr(0, slash);
    if (first.find_first_of(".:") != std::string_view::npos || first == "localhost" || lower(first) != first) {
      domain = first;
      rest = image.substr(slash + 1);
    }
  }
  const std::string_view remote = rest.substr(0, rest.find(':'));
  if (lower(remote) != remote) return ReferenceFault::uppercase;
  bool has_digest = false;
  std::string_view digest = rest;
  const std::string_view name_and_tag = cut(digest, '@', &has_digest);
  const std::size_t last_slash = name_and_tag.rfind('/');
  const std::size_t colon = name_and_tag.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  std::string_view path = name_and_tag.substr(0, colon);
  const std::size_t path_length = path.size();
  if (!domain.empty() && !is_domain(domain)) return ReferenceFault::bad_name;
  bool more = true;
  while (more) {
    if (!is_path_component(cut(path, '/', &more))) return ReferenceFault::bad_name;
  }
  if (colon != std::string_view::npos && !is_tag(name_and_tag.substr(colon + 1))) return ReferenceFault::bad_tag;
  if (has_digest && !is_digest(digest)) return ReferenceFault::bad_digest;
  constexpr std::size_t hub_prefix = std::string_view("docker.io/library/").size();
  const std::size_t prefix = !domain.empty()                            ? domain.size() + 1
                             : rest.find('/') == std::string_view::npos ? hub_prefix
                                                                        : std::string_view("docker.io/").size();
  return prefix + path_length > 255 ? ReferenceFault::too_long : ReferenceFault::none;
}

bool is_git_source(std::string_view source) {
  if (source.starts_with("./") || source.starts_with("../") || source.starts_with("github.com/")) return false;
  if (std::ranges::any_of(source, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; })) return false;
  const std::size_t colons = source.find("://");
  if (colons != std::string_view::npos && colons > 0 &&
      std::ranges::all_of(source.substr(0, colons), ascii::is_alphanumeric)) {
    const std::string protocol = lower(source.substr(0, colons));
    if (protocol == "ssh" || protocol == "git") return true;
    if (protocol != "http" && protocol != "https") return false;
    const std::string_view rest = source.substr(colons + 3);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view path = rest.substr(slash);
    return path.substr(0, path.find_first_of("?#")).ends_with(".git");
  }
  // user@host:path
  const std::size_t at = source.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::size_t colon = source.find(':', at);
  if (colon == std::string_view::npos || colon == at + 1) return false;
  const auto is_name = [](std::string_view text, std::string_view others) {
    return std::ranges::all_of(
        text, [&](char c) { return ascii::is_alphanumeric(c) || others.find(c) != std::string_view::npos; });
  };
  return is_name(source.substr(0, at), "-_") && is_name(source.substr(at + 1, colon - at - 1), "-.");
}

std::string_view bad_git_option(std::string_view source) {
  constexpr std::array<std::string_view, 6> with_value = {"ref", "tag", "branch", "subdir", "checksum", "commit"};
  constexpr std::array<std::string_view, 3> switches = {"keep-git-dir", "submodules", "fetch-by-commit"};
  source = source.substr(0, source.find('#'));
  const std::size_t question = source.find('?');
  if (question == std::string_view::npos) return {};
  std::string_view rest = source.substr(question + 1);
  const std::string_view query = rest;
  for (bool more = true; more;) {
    const std::string_view option = cut(rest, '&', &more);
    if (option.empty()) continue;
    std::string_view value = option;
    const std::string_view key = cut(value, '=');
    const std::size_t begin = static_cast<std::size_t>(key.data() - query.data());
    for (std::size_t at = query.find(key); at < begin; at = query.find(key, at + 1)) {
      const bool starts = at == 0 || query[at - 1] == '&';
      const char end = query[at + key.size()];
      if (starts && (end == '=' || end == '&')) return option;
    }
    const bool fine = is_one_of(key, with_value) ? !value.empty()
                      : is_one_of(key, switches) ? value.empty() || is_boolean(value)
                      : key == "mtime"           ? value == "checkout" || value == "commit"
                                                 : false;
    if (!fine) return option;
  }
  return {};
}

std::string cleaned_path(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, slash - at);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    at = slash + 1;
  }
  std::string result;
  for (const std::string_view part : parts) result.append("/").append(part);
  return result.empty() ? "/" : result;
}

bool is_http_source(std::string_view source) {
  return (source.starts_with("http://") || source.starts_with("https://")) && !is_git_source(source);
}

}  // namespace seaworthy::dockerfile
