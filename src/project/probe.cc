#include "project/probe.h"

#include <algorithm>

#include "base/ascii.h"
#include "project/container_variables.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "shell/client_options.h"
#include "shell/command.h"

namespace seaworthy::project {
namespace {

constexpr std::string_view nc_values = " -w -i -X -x -p -s -q ";

bool lists(std::string_view padded, std::string_view word) {
  std::string wanted(" ");
  wanted += word;
  wanted += ' ';
  return padded.find(wanted) != std::string_view::npos;
}

bool is_interpreter(std::string_view program) {
  return program == "node" || program.starts_with("python") || program == "ruby" || program == "php" ||
         program == "perl" || program == "bun" || program == "deno";
}

class Reader {
 public:
  explicit Reader(const Service& service) : service_(service) {}

  Reader(const Service& service, Probe probe) : service_(service), probe_(std::move(probe)) {}

  /// A script that the probe runs.
  Probe read_script(const shell::Script& script) {
    script_ = &script;
    const shell::Node* const client = only_client(script);
    if (client == nullptr) return std::move(probe_);
    const std::size_t before = probe_.commands.size();
    const bool readable = probe_.readable;
    add_node(*client);
    if (probe_.commands.size() > before) find_requests(before);
    probe_.readable = readable;
    return std::move(probe_);
  }

  Probe read() {
    const ProbeInForce& given = service_.probe;
    if (!given || given.command.from == Provenance::none) return std::move(probe_);
    probe_.readable = true;
    if (given.command.script != nullptr) {
      probe_.uses_shell = true;
      for (const shell::Node* const node : given.command.script->commands) add_node(*node);
    } else if (given.command.shell_form) {
      probe_.uses_shell = true;
      probe_.readable = false;
    } else {
      add_words(given.command);
    }
    if (probe_.commands.empty()) probe_.readable = false;
    for (std::size_t index = 0; index < probe_.commands.size(); ++index) find_requests(index);
    return std::move(probe_);
  }

 private:
  void add_node(const shell::Node& node) {
    if (node.words.empty()) return;
    const shell::Invocation invocation = shell::invocation(node);
    if (invocation.program_word == nullptr) {
      probe_.readable = false;
      return;
    }
    ProbeCommand command;
    command.node = &node;
    command.span = node.span;
    command.program = invocation.program;
    command.written = invocation.program_word->text;
    if (command.program.empty()) probe_.readable = false;
    add_word(command, invocation.program_word->text, invocation.program_word->literal, invocation.program_word->span);
    for (const shell::Word& word : invocation.arguments) add_word(command, word.text, word.literal, word.span);
    for (const shell::Redirection& redirection : node.redirections)
      if (redirection.target.text.starts_with("/dev/tcp/")) bash_connection(redirection.target);
    probe_.commands.push_back(std::move(command));
  }

  void add_word(ProbeCommand& command, std::string_view text, bool literal, Span span) {
    if (literal) {
      command.words.emplace_back(text);
    } else if (std::optional<std::string> known = expanded(text); known.has_value()) {
      command.words.push_back(std::move(*known));
    } else {
      // What is not known stays as it is written, which no address or number can be read from.
      command.words.emplace_back(text);
    }
    command.spans.push_back(span);
  }

  /// A text as the container's shell would put its variables in; in a script those that it sets once at its top as
  /// well.
  std::optional<std::string> expanded(std::string_view text, unsigned depth = 0) const {
    if (script_ == nullptr) return expanded_in_container(text, service_);
    std::string whole(text);
    for (const shell::Node* const node : script_->commands)
      for (const shell::Assignment& assignment : node->assignments) {
        const std::string name(assignment.name);
        const bool is_used =
            whole.find("$" + name) != std::string::npos || whole.find("${" + name) != std::string::npos;
        if (!is_used) continue;
        if (depth > 4 || assignment.array || assignment.append || node->parent != script_->root) return std::nullopt;
        const std::optional<std::string> value = expanded(assignment.value.text, depth + 1);
        if (!value.has_value()) return std::nullopt;
        for (const std::string& written : {"${" + name + "}", "$" + name})
          for (std::size_t at = whole.find(written); at != std::string::npos; at = whole.find(written, at)) {
            const std::size_t end = at + written.size();
            const bool longer = written.back() != '}' && end < whole.size() &&
                                (ascii::is_alphanumeric(whole[end]) || whole[end] == '_');
            if (longer) return std::nullopt;
            whole.replace(at, written.size(), *value);
            at += value->size();
          }
      }
    return expanded_in_container(whole, service_);
  }

  /// The one client of a script by which it decides; null when there are several, when it may do without, or when its
  /// failure need not fail the script.
  static const shell::Node* only_client(const shell::Script& script) {
    const shell::Node* found = nullptr;
    bool ends_early = false;
    for (const shell::Node* const node : script.commands) {
      const std::string_view program = node->program;
      if (program == "command" || program == "which" || program == "type") return nullptr;
      if (program == "set")
        for (const shell::Word& word : node->words)
          ends_early = ends_early || (word.text.starts_with("-") && word.text.find('e') != std::string_view::npos) ||
                       word.text == "errexit";
      if (program != "curl" && program != "wget" && program != "nc" && program != "ncat") continue;
      if (found != nullptr) return nullptr;
      found = node;
    }
    if (found == nullptr) return nullptr;
    if (ends_early || found == script.commands.back()) return found;
    // `if curl ...; then exit 0; fi; exit 1`, `curl ... || exit 1`
    return std::ranges::any_of(script.commands,
                               [](const shell::Node* node) {
                                 return node->program == "exit" && node->words.size() > 1 && node->words[1].text != "0";
                               })
               ? found
               : nullptr;
  }

  void add_words(const CommandInForce& given) {
    ProbeCommand command;
    command.span = given.span;
    for (std::size_t index = 0; index < given.words.size(); ++index) {
      command.words.emplace_back(given.words[index]);
      command.spans.push_back(place_of(given, index));
    }
    if (command.words.empty()) return;
    command.written = given.words.front();
    command.program = base_name(given.words.front());
    probe_.commands.push_back(std::move(command));
  }

  Span place_of(const CommandInForce& given, std::size_t index) const {
    if (given.from == Provenance::compose) {
      const compose::Command& test = service_.definition->healthcheck.test;
      if (index < test.word_spans.size() && test.word_spans[index].valid()) return test.word_spans[index];
    } else if (service_.stage != nullptr && service_.stage->healthcheck != nullptr) {
      const dockerfile::Instruction& instruction = *service_.stage->healthcheck;
      // The words of the command stand at the end, behind CMD.
      const std::size_t before =
          instruction.arguments.size() - std::min(instruction.arguments.size(), given.words.size());
      if (before + index < instruction.arguments.size()) return instruction.arguments[before + index].span;
    }
    return given.span;
  }

  // --- Addresses ---

  void find_requests(std::size_t index) {
    const ProbeCommand& command = probe_.commands[index];
    if (command.program == "curl" || command.program == "wget") {
      http_client(index, command.program == "curl" ? shell::curl_options_with_value : shell::wget_options_with_value);
    } else if (command.program == "nc" || command.program == "ncat" || command.program == "netcat") {
      connection(index);
    } else if (command.program == "pg_isready" || command.program == "mysqladmin" ||
               command.program == "mariadb-admin" || command.program == "redis-cli" ||
               command.program == "valkey-cli" || command.program == "mongosh") {
      client_port(index, command.program.starts_with('m') && command.program != "mongosh" ? "-P" : "-p");
    } else if (command.program == "http" || command.program == "xh" || is_interpreter(command.program)) {
      for (std::size_t word = 1; word < command.words.size(); ++word)
        for (const Address& address : addresses_in(command.words[word], false)) {
          ProbeRequest& request = add(index, address, command.spans[word]);
          request.fails_on_error = true;
          request.follows = command.program != "node";
        }
    } else if (service_.builds || service_.stage != nullptr) {
      // A program of one's own that is given an address to ask: `/server probe http://127.0.0.1:8080/ready`.
      for (std::size_t word = 1; word < command.words.size(); ++word) {
        if (!command.words[word].starts_with("http://")) continue;
        for (const Address& address : addresses_in(command.words[word], false))
          add(index, address, command.spans[word]).fails_on_error = true;
      }
    }
  }

  /// A client of a database that is told the port; without one it takes the program's own.
  void client_port(std::size_t index, std::string_view option) {
    const ProbeCommand& command = probe_.commands[index];
    std::string_view host = "localhost", port;
    Span span;
    for (std::size_t word = 1; word < command.words.size(); ++word) {
      const std::string_view text = command.words[word];
      const bool follows = word + 1 < command.words.size();
      if ((text == "-h" || text == "--host") && follows) host = command.words[word + 1];
      if (text.starts_with("--host=")) host = text.substr(7);
      if ((text == option || text == "--port") && follows) {
        port = command.words[word + 1];
        span = command.spans[word + 1];
      }
      if (text.starts_with("--port=")) {
        port = text.substr(7);
        span = command.spans[word];
      }
    }
    const bool is_number = !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number || port.size() > 5) return;
    const std::string written = "tcp://" + std::string(host) + ":" + std::string(port);
    for (const Address& address : addresses_in(written, false))
      add(index, address, span).kind = ProbeRequest::Kind::tcp;
  }

  ProbeRequest& add(std::size_t command, const Address& address, Span span) {
    ProbeRequest request;
    request.command = command;
    request.scheme = address.scheme.empty() ? std::string("http") : std::string(address.scheme);
    request.host = address.host;
    std::string_view path = address.path;
    path = path.substr(0, path.find_first_of("?#"));
    request.path = path.empty() ? std::string("/") : std::string(path);
    request.port_written = address.port_written;
    request.port = address.port != 0 ? address.port : default_port(request.scheme);
    request.span = span;
    request.own = is_own_host(service_, request.host);
    probe_.requests.push_back(std::move(request));
    return probe_.requests.back();
  }

  void http_client(std::size_t index, std::string_view values) {
    const bool is_curl = probe_.commands[index].program == "curl";
    bool any = false;
    for (const std::size_t at : probe_.commands[index].operands(values)) {
      std::string text = probe_.commands[index].words[at];
      const Span span = probe_.commands[index].spans[at];
      if (text.find('$') != std::string::npos || text.find('`') != std::string::npos) {
        probe_.readable = false;
        continue;
      }
      if (text.find("://") == std::string::npos) text.insert(0, "http://");
      const std::vector<Address> addresses = addresses_in(text, false);
      if (addresses.empty()) continue;
      ProbeRequest& request = add(index, addresses.front(), span);
      const ProbeCommand& command = probe_.commands[index];
      request.fails_on_error =
          !is_curl || command.has_flag("-f") || command.has_flag("--fail") || command.has_flag("--fail-with-body");
      request.follows = !is_curl || command.has_flag("-L") || command.has_flag("--location");
      request.skips_tls_check = is_curl ? command.has_flag("-k") || command.has_flag("--insecure")
                                        : command.has_flag("--no-check-certificate");
      any = true;
    }
    if (!any) probe_.readable = false;
  }

  void connection(std::size_t index) {
    const ProbeCommand& command = probe_.commands[index];
    const std::vector<std::size_t> operands = command.operands(nc_values);
    if (operands.size() < 2) return;
    const std::string& host = command.words[operands[0]];
    const std::uint16_t port = parse_port(command.words[operands[1]]);
    if (port == 0) {
      probe_.readable = false;
      return;
    }
    tcp(index, host, port, command.spans[operands[1]]);
  }

  /// `</dev/tcp/localhost/8080`
  void bash_connection(const shell::Word& target) {
    std::string_view rest = std::string_view(target.text).substr(9);
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) return;
    if (const std::uint16_t port = parse_port(rest.substr(slash + 1)); port != 0)
      tcp(probe_.commands.size(), rest.substr(0, slash), port, target.span);
  }

  void tcp(std::size_t command, std::string_view host, std::uint16_t port, Span span) {
    ProbeRequest request;
    request.kind = ProbeRequest::Kind::tcp;
    request.command = command;
    request.host = host;
    request.port = port;
    request.port_written = true;
    request.span = span;
    request.own = is_own_host(service_, host);
    request.fails_on_error = true;
    probe_.requests.push_back(std::move(request));
  }

  const Service& service_;
  Probe probe_;
  const shell::Script* script_ = nullptr;  ///< The script that is read; null for the probe itself.
};

}  // namespace

bool ProbeCommand::has_flag(std::string_view flag) const {
  const bool is_short = flag.size() == 2 && flag[1] != '-';
  return std::any_of(words.begin() + (words.empty() ? 0 : 1), words.end(), [&](const std::string& word) {
    if (word == flag) return true;
    if (is_short)
      return word.size() > 2 && word[0] == '-' && word[1] != '-' && word.find(flag[1], 1) != std::string::npos;
    return word.size() > flag.size() && word.starts_with(flag) && word[flag.size()] == '=';
  });
}

std::optional<std::string_view> ProbeCommand::option(std::string_view name) const {
  for (std::size_t index = 1; index < words.size(); ++index) {
    const std::string_view word = words[index];
    if (word == name) return index + 1 < words.size() ? std::string_view(words[index + 1]) : std::string_view();
    if (!word.starts_with(name)) continue;
    if (name.starts_with("--")) {
      if (word[name.size()] == '=') return word.substr(name.size() + 1);
    } else if (name.size() == 2) {
      return word.substr(2);
    }
  }
  return std::nullopt;
}

std::vector<std::size_t> ProbeCommand::operands(std::string_view options_with_values) const {
  std::vector<std::size_t> result;
  for (std::size_t index = 1; index < words.size(); ++index) {
    const std::string& word = words[index];
    if (word.empty()) continue;
    if (word[0] != '-' || word == "-") {
      result.push_back(index);
    } else if (lists(options_with_values, word)) {
      ++index;
    } else if (word.size() > 2 && word[1] != '-') {
      // `-so /dev/null`: the last of a cluster may take a value.
      const char last[3] = {'-', word.back(), '\0'};
      bool letters = std::all_of(word.begin() + 1, word.end(), [](char c) { return c >= 'A' && c <= 'z'; });
      for (std::size_t inner = 1; inner + 1 < word.size() && letters; ++inner) {
        const char option[3] = {'-', word[inner], '\0'};
        letters = !lists(options_with_values, option);
      }
      if (letters && lists(options_with_values, last)) ++index;
    }
  }
  return result;
}

bool is_own_host(const Service& service, std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1" || host == "0.0.0.0" || host == "::" ||
         host == service.name || (!host.empty() && host == service.definition->hostname.value) ||
         (!host.empty() && host == service.definition->container_name.value) || host == "$HOSTNAME" ||
         host == "${HOSTNAME}";
}

Probe read_probe(const Service& service) { return Reader(service).read(); }

void add_shell_requests(const Service& service, const shell::Script& script, Probe& probe) {
  probe = Reader(service, std::move(probe)).read_script(script);
}

}  // namespace seaworthy::project
