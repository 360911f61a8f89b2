#include "rules/lib/client_commands.h"

#include <algorithm>
#include <vector>

#include "knowledge/database_servers.h"
#include "project/facts.h"
#include "project/upstreams.h"
#include "rules/lib/backups.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

struct Argument {
  std::string_view text;
  Span span;
  bool literal = true;
};

/// `-o value`, `-ovalue`, `--out value`, `--out=value` for any of the options; moves `at` to the last word it took.
std::optional<Argument> value_of(std::span<const Argument> arguments, std::size_t& at,
                                 std::span<const std::string_view> options) {
  const Argument& given = arguments[at];
  for (const std::string_view option : options) {
    if (given.text == option) {
      if (at + 1 >= arguments.size()) return Argument{};
      return arguments[++at];
    }
    if (!given.text.starts_with(option)) continue;
    const bool is_long = option.starts_with("--");
    if (is_long && given.text[option.size()] != '=') continue;
    Argument value = given;
    value.text.remove_prefix(option.size() + (is_long ? 1 : 0));
    return value;
  }
  return std::nullopt;
}

ClientWord word_of(const Argument& argument) {
  if (!argument.literal || argument.text.find_first_of("$`{}\"'") != std::string_view::npos) return {};
  return {argument.text, argument.span};
}

void take_port(ClientCall& call, const Argument& argument) {
  call.port_word = word_of(argument);
  call.port = project::parse_port(call.port_word.text);
}

ClientCall database_call(const knowledge::DatabaseClient& client, std::span<const Argument> arguments) {
  ClientCall call;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (auto host = value_of(arguments, at, client.host); host.has_value()) {
      call.host = word_of(*host);
    } else if (auto port = value_of(arguments, at, client.port); port.has_value()) {
      take_port(call, *port);
    } else if (auto user = value_of(arguments, at, client.user); user.has_value()) {
      call.user = word_of(*user);
    } else if (auto database = value_of(arguments, at, client.database); database.has_value()) {
      call.database = word_of(*database);
    } else if (value_of(arguments, at, client.other).has_value() || arguments[at].text.starts_with('-')) {
      continue;
    } else if (client.operand_is_database && !call.database) {
      call.database = word_of(arguments[at]);
    }
  }
  // An address in place of the name says everything itself.
  if (contains(call.database.text, "://") || contains(call.database.text, "=")) return {};
  return call;
}

/// `nc -z cache 6379`, `wait-for-it.sh cache:6379`
std::optional<ClientCall> waiting_call(std::string_view program, std::span<const Argument> arguments) {
  const bool is_netcat = is_one_of("nc ncat netcat", program);
  if (!is_netcat && !program.starts_with("wait-for") && !program.starts_with("wait_for")) return std::nullopt;
  ClientCall call;
  std::vector<const Argument*> operands;
  constexpr std::string_view netcat_options[] = {"-w", "-q", "-i"};
  constexpr std::string_view script_options[] = {"-t", "--timeout"};
  const std::span<const std::string_view> with_value =
      is_netcat ? std::span<const std::string_view>(netcat_options) : script_options;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (value_of(arguments, at, with_value).has_value()) continue;
    if (arguments[at].text == "--") break;
    if (!arguments[at].text.starts_with('-')) operands.push_back(&arguments[at]);
  }
  if (is_netcat && operands.size() == 2) {
    call.host = word_of(*operands[0]);
    take_port(call, *operands[1]);
    return call;
  }
  const std::size_t colon = operands.empty() ? std::string_view::npos : operands[0]->text.find(':');
  if (is_netcat || colon == std::string_view::npos) return std::nullopt;
  const ClientWord whole = word_of(*operands[0]);
  if (!whole || contains(whole.text, "://")) return std::nullopt;
  call.host = {whole.text.substr(0, colon), whole.span};
  call.port_word = {whole.text.substr(colon + 1), whole.span};
  call.port = project::parse_port(call.port_word.text);
  return call;
}

std::optional<ClientCall> call_of(std::string_view program, std::span<const Argument> arguments) {
  std::optional<ClientCall> call = waiting_call(program, arguments);
  if (!call.has_value()) {
    const knowledge::DatabaseClient* const client = knowledge::database_client(program);
    if (client == nullptr) return std::nullopt;
    call = database_call(*client, arguments);
  }
  call->program = program;
  return call;
}

/// `</dev/tcp/db/5432`
void each_device(std::string_view text, Span span, const std::function<void(const ClientCall&)>& visit) {
  constexpr std::string_view device = "/dev/tcp/";
  for (std::size_t at = text.find(device); at != std::string_view::npos; at = text.find(device, at)) {
    at += device.size();
    const std::string_view rest = text.substr(at);
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (host.size() == rest.size() || host.find_first_of("$`{}\"' ") != std::string_view::npos) continue;
    const std::string_view port = rest.substr(host.size() + 1);
    ClientCall call;
    call.program = "/dev/tcp";
    call.host = {host, span};
    call.port_word = {port.substr(0, port.find_first_not_of("0123456789")), span};
    call.port = project::parse_port(call.port_word.text);
    visit(call);
  }
}

void each_call_of(const project::Project& project, const shell::Script& script,
                  const std::function<void(const ClientCall&)>& visit) {
  for (const shell::Node* const node : script.commands) {
    if (node->words.empty()) continue;
    if (const std::optional<ClientCall> call = client_call(shell::invocation(*node)); call.has_value()) visit(*call);
  }
  if (script.span.valid()) each_device(project.sources.text(script.span), script.span, visit);
}

}  // namespace

std::optional<ClientCall> client_call(const shell::Invocation& invocation) {
  std::vector<Argument> arguments;
  for (const shell::Word& word : invocation.arguments) arguments.push_back({word.text, word.span, word.literal});
  return call_of(invocation.program, arguments);
}

std::optional<ClientCall> client_call(std::span<const std::string_view> words, std::span<const Span> spans,
                                      Span whole) {
  if (words.empty()) return std::nullopt;
  std::vector<Argument> arguments;
  for (std::size_t at = 1; at < words.size(); ++at)
    arguments.push_back({words[at], at < spans.size() && spans[at].valid() ? spans[at] : whole});
  return call_of(base_name(words.front()), arguments);
}

static void find_client_calls(const project::Project& project, const project::Service& service,
                              const std::function<void(const ClientCall&)>& visit) {
  for (const bool entrypoint : {true, false}) {
    const project::CommandInForce& given = entrypoint ? service.entrypoint : service.command;
    if (given.from != project::Provenance::compose) continue;
    if (given.script != nullptr) {
      each_call_of(project, *given.script, visit);
      continue;
    }
    const compose::Command& written = entrypoint ? service.definition->entrypoint : service.definition->command;
    if (const std::optional<ClientCall> call = client_call(given.words, written.word_spans, given.span);
        call.has_value())
      visit(*call);
  }
  for (const shell::Script* const script : container_scripts(project, service))
    if (script != service.entrypoint.script && script != service.command.script) each_call_of(project, *script, visit);
}

/// By Service::number.
using ClientCalls = std::vector<std::vector<ClientCall>>;
static ClientCalls all_client_calls(const project::Project& project) {
  ClientCalls all(project.container_count());
  for (std::size_t number = 0; number < all.size(); ++number)
    find_client_calls(project, project.container(number), [&](const ClientCall& call) { all[number].push_back(call); });
  return all;
}

void each_client_call(const project::Project& project, const project::Service& service,
                      const std::function<void(const ClientCall&)>& visit) {
  for (const ClientCall& call : project::fact<all_client_calls>(project)[service.number]) visit(call);
}

}  // namespace seaworthy::rules
