#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What the builder accepts as the value of a flag or an argument.
namespace seaworthy::dockerfile {

enum class DurationFault : std::uint8_t { none, not_a_duration, missing_unit, unknown_unit, below_a_millisecond };
/// `1m30s`, `500ms`; zero and the empty text are accepted.
DurationFault duration_fault(std::string_view text);

/// 1, t, T, TRUE, true, True and their opposites.
bool is_boolean(std::string_view text);

/// Reads a whole number with an optional sign; false when the text is none or it does not fit.
bool parse_number(std::string_view text, std::int64_t& number);
/// A number of octal digits up to `largest`.
bool is_octal(std::string_view text, std::uint64_t largest);
/// A number of decimal digits that fits 32 bits.
bool is_unsigned_number(std::string_view text);

/// A name of a signal (`SIGTERM`, `term`, `RTMIN+3`) or a number that is not zero.
bool is_signal(std::string_view text);

/// Octal up to 7777, or symbolic as chmod takes it.
bool is_file_mode(std::string_view text);

/// `512m`, `1.5GiB`
bool is_size(std::string_view text);

enum class PortFault : std::uint8_t {
  none,
  missing,  ///< Nothing before the protocol.
  not_a_number,
  out_of_range,  ///< Above 65535 or negative.
  reversed_range,
  unequal_ranges,  ///< Host and container range differ in length.
  unknown_protocol,
  bad_address,
};
/// One argument of EXPOSE.
struct Port {
  PortFault fault = PortFault::none;
  std::string_view wrong;      ///< The part at fault.
  std::string_view protocol;   ///< As written; may be empty.
  std::string_view host;       ///< Address and host port with the colon; empty when not given.
  std::string_view container;  ///< Container port or range.
};
Port parse_port(std::string_view text);

/// A platform of `--platform`: `linux/arm64/v8`, `linux`, `arm64`.
struct Platform {
  bool valid = false;
  std::string_view system;  ///< In the builder's spelling; empty: the builder's own.
  std::string_view architecture;
};
Platform parse_platform(std::string_view text);

enum class ReferenceFault : std::uint8_t {
  none,
  empty,
  hexadecimal_name,
  uppercase,
  bad_name,
  bad_tag,
  bad_digest,
  too_long
};
/// What is wrong with the name of an image.
ReferenceFault image_reference_fault(std::string_view image);

/// Sources that only ADD can fetch.
bool is_git_source(std::string_view source);
bool is_http_source(std::string_view source);
/// The part of a git source's query that the builder does not take; empty when it is fine.
std::string_view bad_git_option(std::string_view source);
/// An absolute path without `.`, `..` and repeated slashes.
std::string cleaned_path(std::string_view path);

/// `sha256:` and the like with the right number of digits.
bool is_digest(std::string_view text);

}  // namespace seaworthy::dockerfile
