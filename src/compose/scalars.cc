#include "compose/scalars.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/ascii.h"

namespace seaworthy::compose {
namespace {

using ascii::is_digit;
using ascii::lowered;
using ascii::to_lower;

/// Integer with sign and base prefix as Go's ParseInt(text, 0, 64) takes it, without underscores.
struct Parsed {
  bool negative = false;
  std::uint64_t magnitude = 0;
};
std::optional<Parsed> parse_any_base(std::string_view text) {
  Parsed parsed;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    parsed.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = to_lower(text[1]);
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    text.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  if (text.empty()) return std::nullopt;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), parsed.magnitude, base);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return parsed;
}

std::optional<std::int64_t> to_signed(const Parsed& parsed) {
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (parsed.magnitude > limit + (parsed.negative ? 1 : 0)) return std::nullopt;
  return parsed.negative ? static_cast<std::int64_t>(~parsed.magnitude + 1)
                         : static_cast<std::int64_t>(parsed.magnitude);
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_real_text(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - first;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t whole = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0 && whole == 0) return false;
  } else if (whole == 0) {
    return false;
  }
  if (at < text.size() && to_lower(text[at]) == 'e') {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

/// Reads a number of one to `most` digits below `limit`.
std::optional<int> take_number(std::string_view& text, std::size_t most, int limit) {
  int value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < most && is_digit(text[digits])) value = value * 10 + (text[digits++] - '0');
  if (digits == 0 || value >= limit) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::string padded(int value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.insert(0, width - std::min(width, digits.size()), '0');
}

/// YYYY-M-D.
std::optional<std::string> take_date(std::string_view& text) {
  if (text.size() < 8 || !std::all_of(text.begin(), text.begin() + 4, is_digit)) return std::nullopt;
  const auto year = take_number(text, 4, 10'000);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2, 13);
  if (!month || *month == 0 || !take(text, '-')) return std::nullopt;
  constexpr int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  const auto day = take_number(text, 2, lengths[*month - 1] + 1);
  if (!day || *day == 0 || (*month == 2 && *day == 29 && !leap)) return std::nullopt;
  return padded(*year, 4) + "-" + padded(*month, 2) + "-" + padded(*day, 2);
}

/// H:M:S and a fraction without its trailing zeros.
std::optional<std::string> take_time_of_day(std::string_view& text) {
  std::string result;
  for (const int limit : {24, 60, 60}) {
    if (!result.empty() && !take(text, ':')) return std::nullopt;
    const auto value = take_number(text, 2, limit);
    if (!value) return std::nullopt;
    result += (result.empty() ? "" : ":") + padded(*value, 2);
  }
  if (text.starts_with('.') && text.size() > 1 && is_digit(text[1])) {
    std::size_t end = 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    std::string_view fraction = text.substr(0, std::min<std::size_t>(end, 10));
    text.remove_prefix(end);
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
    if (fraction != ".") result += fraction;
  }
  return result;
}

/// Digits and decimal exponent of the shortest form: value = 0.d1d2... x 10^exponent.
struct Decimal {
  std::string digits;
  int exponent = 0;
};
Decimal shortest(double magnitude, int bits) {
  char buffer[64];
  const auto result =
      bits == 32
          ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(magnitude), std::chars_format::scientific)
          : std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific);
  Decimal decimal;
  const char* at = buffer;
  for (; at < result.ptr && *at != 'e'; ++at)
    if (is_digit(*at)) decimal.digits += *at;
  int exponent = 0;
  if (at < result.ptr) {
    ++at;
    if (*at == '+') ++at;
    std::from_chars(at, result.ptr, exponent);
  }
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') decimal.digits.pop_back();
  decimal.exponent = exponent + 1;
  return decimal;
}

std::string scientific(const Decimal& decimal, bool two_digits) {
  std::string result(1, decimal.digits[0]);
  if (decimal.digits.size() > 1) (result += '.') += decimal.digits.substr(1);
  const int exponent = decimal.exponent - 1;
  result += exponent < 0 ? "e-" : "e+";
  const std::string number = std::to_string(std::abs(exponent));
  if (number.size() < 2 && two_digits) result += '0';
  return result += number;
}

std::string positional(const Decimal& decimal) {
  const int size = static_cast<int>(decimal.digits.size());
  if (decimal.exponent <= 0)
    return "0." + std::string(static_cast<std::size_t>(-decimal.exponent), '0') + decimal.digits;
  if (decimal.exponent >= size)
    return decimal.digits + std::string(static_cast<std::size_t>(decimal.exponent - size), '0');
  const auto point = static_cast<std::size_t>(decimal.exponent);
  return decimal.digits.substr(0, point) + "." + decimal.digits.substr(point);
}

}  // namespace

std::optional<PointInTime> parse_point_in_time(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return PointInTime{*date + " 00:00:00 +0000 UTC", *date + "T00:00:00Z"};
  const bool zoned = !take(text, ' ');
  if (zoned && !take(text, 'T') && !take(text, 't')) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  if (zoned ? text == "Z" : text.empty())
    return PointInTime{*date + " " + *time + " +0000 UTC", *date + "T" + *time + "Z"};
  if (!zoned || text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const std::string zone = std::string(text.substr(0, 3)) + std::string(text.substr(4));
  if (!std::all_of(zone.begin() + 1, zone.end(), is_digit)) return std::nullopt;
  const bool none = zone.substr(1) == "0000";
  return PointInTime{*date + " " + *time + " " + (none ? "+0000 UTC" : zone + " " + zone),
                     *date + "T" + *time + (none ? "Z" : std::string(text))};
}

bool is_point_in_time(const Value& value) {
  return value.type == Type::string && value.node != nullptr && value.node->style == yaml::Style::plain &&
         (value.node->tag.empty() || value.node->tag.ends_with(":timestamp")) && !value.text.empty() &&
         is_digit(value.text[0]) && parse_point_in_time(value.node->text).has_value();
}

Scalar resolve_plain(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return {Type::null, ""};
  if (text == "true" || text == "True" || text == "TRUE") return {Type::boolean, "true"};
  if (text == "false" || text == "False" || text == "FALSE") return {Type::boolean, "false"};
  const char first = text[0];
  if (first == '.') {
    if (text == ".inf" || text == ".Inf" || text == ".INF") return {Type::real, "+Inf"};
    if (text == ".nan" || text == ".NaN" || text == ".NAN") return {Type::real, "NaN"};
    if (is_real_text(text))
      if (const auto value = parse_real(text)) return {Type::real, format_real(*value)};
    return {Type::string, std::string(text)};
  }
  if (!is_digit(first) && first != '-' && first != '+') return {Type::string, std::string(text)};
  if (text == "+.inf" || text == "+.Inf" || text == "+.INF") return {Type::real, "+Inf"};
  if (text == "-.inf" || text == "-.Inf" || text == "-.INF") return {Type::real, "-Inf"};
  if (text == "-0" || text == "-0.0") return {Type::real, "-0"};
  if (const auto time = parse_point_in_time(text)) return {Type::string, time->printed};
  std::string plain;
  for (const char c : text)
    if (c != '_') plain += c;
  if (const auto parsed = parse_any_base(plain)) {
    if (const auto value = to_signed(*parsed)) return {Type::integer, std::to_string(*value)};
    if (!parsed->negative && plain[0] != '+') return {Type::integer, std::to_string(parsed->magnitude)};
  }
  if (is_real_text(plain))
    if (const auto value = parse_real(plain)) return {Type::real, format_real(*value)};
  return {Type::string, std::string(text)};
}

std::optional<std::int64_t> parse_integer(std::string_view text, bool any_base) {
  if (any_base) {
    const auto parsed = parse_any_base(text);
    return parsed ? to_signed(*parsed) : std::nullopt;
  }
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_real(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !(is_digit(text[0]) || text[0] == '.' || text[0] == '-')) return std::nullopt;
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> parse_boolean(std::string_view text, bool* old_word) {
  const std::string word = lowered(text);
  if (old_word != nullptr) *old_word = false;
  if (word == "true") return true;
  if (word == "false") return false;
  const bool yes = word == "y" || word == "yes" || word == "on";
  if (!yes && word != "n" && word != "no" && word != "off") return std::nullopt;
  if (old_word != nullptr) *old_word = true;
  return yes;
}

std::string format_real(double value, int bits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (value == 0) return sign + "0";
  const Decimal decimal = shortest(std::fabs(value), bits);
  const int exponent = decimal.exponent - 1;
  return sign + (exponent < -4 || exponent >= 6 ? scientific(decimal, true) : positional(decimal));
}

std::string format_json_real(double value, int bits) {
  const double magnitude = std::fabs(value);
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  const std::string sign = std::signbit(value) ? "-" : "";
  const Decimal decimal = shortest(magnitude, bits);
  const bool far = bits == 32 ? static_cast<float>(magnitude) < 1e-6F || static_cast<float>(magnitude) >= 1e21F
                              : magnitude < 1e-6 || magnitude >= 1e21;
  return sign + (far ? scientific(decimal, decimal.exponent > 0) : positional(decimal));
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
  };
  constexpr Unit units[] = {{"ns", 1},
                            {"us", 1'000},
                            {"\xc2\xb5s", 1'000},
                            {"\xce\xbcs", 1'000},
                            {"ms", 1'000'000},
                            {"s", 1'000'000'000},
                            {"m", 60'000'000'000},
                            {"h", 3'600'000'000'000},
                            {"d", 86'400'000'000'000},
                            {"w", 604'800'000'000'000}};
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::size_t at = 0;
    std::int64_t whole = 0;
    while (at < text.size() && is_digit(text[at])) {
      if (whole > (largest - 9) / 10) return std::nullopt;
      whole = whole * 10 + (text[at++] - '0');
    }
    std::size_t digits = at;
    double fraction = 0;
    if (at < text.size() && text[at] == '.') {
      ++at;
      double scale = 1;
      while (at < text.size() && is_digit(text[at])) {
        scale /= 10;
        fraction += (text[at++] - '0') * scale;
        ++digits;
      }
    }
    if (digits == 0) return std::nullopt;
    std::size_t stop = at;
    while (stop < text.size() && text[stop] != '.' && !is_digit(text[stop])) ++stop;
    const Unit* unit = nullptr;
    for (const Unit& candidate : units)
      if (candidate.name == text.substr(at, stop - at)) unit = &candidate;
    if (unit == nullptr || whole > largest / unit->nanoseconds) return std::nullopt;
    const std::int64_t rest = std::llround(fraction * static_cast<double>(unit->nanoseconds));
    if (rest > largest - whole * unit->nanoseconds) return std::nullopt;
    const std::int64_t part = whole * unit->nanoseconds + rest;
    if (total > largest - part) return std::nullopt;
    total += part;
    text.remove_prefix(stop);
  }
  return negative ? -total : total;
}

std::string format_duration(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "0s";
  const std::string sign = nanoseconds < 0 ? "-" : "";
  auto rest = static_cast<std::uint64_t>(nanoseconds < 0 ? -(nanoseconds + 1) : nanoseconds);
  if (nanoseconds < 0) ++rest;
  const auto with_fraction = [](std::uint64_t value, std::uint64_t unit) {
    std::string fraction = std::to_string(unit + value % unit).substr(1);
    while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
    return std::to_string(value / unit) + (fraction.empty() ? "" : "." + fraction);
  };
  if (rest < 1'000) return sign + std::to_string(rest) + "ns";
  if (rest < 1'000'000) return sign + with_fraction(rest, 1'000) + "\xc2\xb5s";
  if (rest < 1'000'000'000) return sign + with_fraction(rest, 1'000'000) + "ms";
  const std::uint64_t minutes = rest / 60'000'000'000;
  const std::string seconds = with_fraction(rest % 60'000'000'000, 1'000'000'000) + "s";
  if (minutes == 0) return sign + seconds;
  if (minutes < 60) return sign + std::to_string(minutes) + "m" + seconds;
  return sign + std::to_string(minutes / 60) + "h" + std::to_string(minutes % 60) + "m" + seconds;
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  if (const auto value = parse_integer(text)) return value;
  const std::size_t split = text.find_last_of("0123456789. ");
  if (split == std::string_view::npos) return std::nullopt;
  const std::string_view number = text.substr(0, text[split] == ' ' ? split : split + 1);
  const std::string suffix = lowered(text.substr(split + 1));
  const auto size = parse_real(number);
  if (!size || *size < 0) return std::nullopt;
  double value = *size;
  if (!suffix.empty() && suffix != "b") {
    constexpr std::string_view powers = "kmgtp";
    const std::size_t power = powers.find(suffix[0]);
    if (power == std::string_view::npos || suffix.size() > 3 || (suffix.size() == 2 && suffix[1] != 'b') ||
        (suffix.size() == 3 && suffix.substr(1) != "ib"))
      return std::nullopt;
    value = std::ldexp(value, static_cast<int>(power + 1) * 10);
  }
  if (!(value < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::vector<Word>> split_command(std::string_view line) {
  std::vector<Word> words;
  Word word;
  bool started = false;
  bool escaped = false;
  bool single_quoted = false;
  bool double_quoted = false;
  bool back_quoted = false;
  bool dollar_quoted = false;
  const auto touch = [&](std::size_t at) {
    if (!started && word.text.empty()) word.begin = at;
    word.end = at + 1;
  };
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (escaped) {
      escaped = false;
      word.text += c;
      word.end = at + 1;
      started = true;
      continue;
    }
    if (c == '\\') {
      touch(at);
      if (single_quoted) {
        word.text += c;
        started = true;
      } else {
        escaped = true;
      }
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (single_quoted || double_quoted || back_quoted || dollar_quoted) {
        word.text += c;
        word.end = at + 1;
      } else if (started) {
        words.push_back(std::move(word));
        word = {};
        started = false;
      }
      continue;
    }
    touch(at);
    const bool in_quotes = single_quoted || double_quoted;
    if (c == '`' && !in_quotes && !dollar_quoted) {
      back_quoted = !back_quoted;
    } else if (c == ')' && !in_quotes && !back_quoted) {
      dollar_quoted = !dollar_quoted;
    } else if (c == '(' && !in_quotes && !back_quoted) {
      if (dollar_quoted || !word.text.ends_with('$')) return std::nullopt;
      dollar_quoted = true;
      word.text += '(';
      continue;
    } else if (c == '"' && !single_quoted && !dollar_quoted) {
      if (double_quoted) started = true;
      double_quoted = !double_quoted;
      continue;
    } else if (c == '\'' && !double_quoted && !dollar_quoted) {
      if (single_quoted) started = true;
      single_quoted = !single_quoted;
      continue;
    } else if ((c == ';' || c == '&' || c == '|' || c == '<' || c == '>') && !in_quotes && !back_quoted &&
               !dollar_quoted) {
      if (c == '>' && !word.text.empty() && is_digit(word.text[0])) started = false;
      break;
    }
    started = true;
    word.text += c;
  }
  if (escaped || single_quoted || double_quoted || back_quoted || dollar_quoted) return std::nullopt;
  if (started) words.push_back(std::move(word));
  return words;
}

}  // namespace seaworthy::compose
