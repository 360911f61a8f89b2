#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "project/model.h"
#include "shell/command.h"

/// Commands that ask a database, a cache or a port of somebody: `pg_dump -h db -U app shop`, `nc -z cache 6379`.
namespace seaworthy::rules {

/// A part of such a command that is written out; `span` is its place.
struct ClientWord {
  std::string_view text;
  Span span;
  explicit operator bool() const { return !text.empty(); }
};

/// What a command asks. A part that is not given, or that only a run can tell, is empty.
struct ClientCall {
  std::string_view program;
  ClientWord host, user, database;
  std::uint16_t port = 0;
  ClientWord port_word;
};

/// Of one command; nothing for a program that is no client.
std::optional<ClientCall> client_call(const shell::Invocation& invocation);
/// The same of a command without a shell, given as words.
std::optional<ClientCall> client_call(std::span<const std::string_view> words, std::span<const Span> spans, Span whole);

/// Calls `visit` for every client command that a container of the service runs: of its command and entrypoint, and of
/// the scripts of the repository that are mounted into it. `/dev/tcp/HOST/PORT` of Bash counts as one.
void each_client_call(const project::Project& project, const project::Service& service,
                      const std::function<void(const ClientCall&)>& visit);

}  // namespace seaworthy::rules
