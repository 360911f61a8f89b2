#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// Rows of knowledge/demanding_calls.yaml.
namespace seaworthy::knowledge {

/// A call of a library, or a setting of one, that cannot do without a value which programs take from a variable.
struct DemandingCall {
  enum class Effect : std::uint8_t {
    ends,      ///< The call fails, and with it a program that makes it at its start.
    requests,  ///< Every request fails.
    logins,    ///< Every login fails.
    forged,    ///< It signs with an empty key.
    loopback,  ///< It asks its own container.
  };
  std::string_view language;                    ///< As rows of knowledge/ call it: "javascript", "python".
  std::span<const std::string_view> packages;   ///< As sources import them; none for what the language has itself.
  std::string_view member;                      ///< What is called of the package; "" what it gives as a whole.
  bool any = false;                             ///< Called on any object.
  bool assigned = false;                        ///< `member` is no call but a setting that is given a value.
  std::span<const std::string_view> arguments;  ///< What it needs, by number or by the name of an option.
  std::span<const std::string_view> instead;    ///< Variables that it reads by itself for an absent value.
  std::uint16_t port = 0;                       ///< Where `loopback` asks; 0 when that depends.
  Effect effect = Effect::ends;
};

namespace tables {
extern const std::span<const DemandingCall> demanding_calls;  // in order of the table
}  // namespace tables

}  // namespace seaworthy::knowledge
