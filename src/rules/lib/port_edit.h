#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "compose/model.h"
#include "rules/lib/service_edit.h"
#include "text/source.h"

namespace seaworthy::rules {

/// The number that a port text names, of a range its first; 0 when it is empty or no number.
std::uint16_t port_number(std::string_view text);

/// Whether an entry of `ports` names more than one port: every one of its range is a Port of its own.
bool is_of_range(const compose::Service& service, const compose::Port& port);

/// The edit that makes a published port listen on 127.0.0.1: an address in front of the short form, a changed or new
/// `host_ip` in the long one. Nothing when the entry interpolates a variable or stands for an alias.
std::optional<Insertion> bind_to_loopback(const compose::Port& port, const SourceSet& sources);

}  // namespace seaworthy::rules
