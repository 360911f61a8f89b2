#include "project/probe_script.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "project/code_signs.h"
#include "project/container_files.h"
#include "project/container_variables.h"
#include "project/paths.h"
#include "project/upstreams.h"
#include "shell/parse.h"

namespace seaworthy::project {
namespace {

bool is_script(std::string_view word) {
  return word.ends_with(".js") || word.ends_with(".mjs") || word.ends_with(".cjs") || word.ends_with(".py");
}

/// The source that a command runs; null when it is none of the service's own, or more than one fits.
const Source* source_of(const Project& project, const Service& service, const ProbeCommand& command) {
  if (command.program != "node" && command.program != "bun" && !command.program.starts_with("python")) return nullptr;
  const ReadFolder* const folder = code_folder(project, service);
  if (folder == nullptr || command.words.size() < 2 || !is_script(command.words[1])) return nullptr;
  const Source* found = nullptr;
  for (const FileId id : folder->sources) {
    const Source& source = project.sources[id];
    if (base_name(source.path()) != base_name(command.words[1])) continue;
    if (found != nullptr) return nullptr;
    found = &source;
  }
  return found;
}

/// A part of a text with where it begins in it.
struct Part {
  std::string_view text;
  std::size_t at = 0;
};

/// What follows a key of an object: `path: "/healthz"`, `port: process.env.PORT || 8080`.
std::optional<Part> value_of(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const char before = at == 0 ? '\n' : text[at - 1];
    if (ascii::is_alphanumeric(before) || before == '_' || before == '.') continue;
    std::size_t begin = at + key.size();
    if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) ++begin;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    if (begin >= text.size() || text[begin] != ':') continue;
    ++begin;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    const std::size_t end = std::min(text.find_first_of(",\n}", begin), text.size());
    return Part{ascii::trim(text.substr(begin, end - begin)), begin};
  }
  return std::nullopt;
}

/// The text between the quotes that a part begins with; nothing for anything else.
std::optional<std::string_view> quoted(std::string_view text) {
  if (text.empty() || (text[0] != '"' && text[0] != '\'' && text[0] != '`')) return std::nullopt;
  const std::size_t close = text.find(text[0], 1);
  if (close == std::string_view::npos) return std::nullopt;
  const std::string_view inside = text.substr(1, close - 1);
  return inside.find('$') == std::string_view::npos ? std::optional(inside) : std::nullopt;
}

class Reader {
 public:
  Reader(const Service& service, const Source& source, std::size_t command, Probe& probe)
      : service_(service), source_(source), text_(source.text()), command_(command), probe_(probe) {}

  void read() {
    const std::size_t before = probe_.requests.size();
    addresses();
    if (probe_.requests.size() == before) options();
    if (probe_.requests.size() == before) python_client();
  }

 private:
  /// `"http://localhost:3000/health"`
  void addresses() {
    for (std::size_t at = text_.find("http://"); at != std::string_view::npos; at = text_.find("http://", at + 1)) {
      if (at == 0) continue;
      const std::optional<std::string_view> written = quoted(text_.substr(at - 1));
      if (!written.has_value()) continue;
      for (const Address& address : addresses_in(*written, false))
        if (is_own_host(service_, address.host))
          add(address.host, address.port != 0 ? address.port : std::uint16_t{80}, address.path, at, written->size());
    }
  }

  /// `{ host: "localhost", port: process.env.PORT || 8080, path: "/healthz" }`
  void options() {
    if (text_.find("http.request(") == std::string_view::npos && text_.find("http.get(") == std::string_view::npos)
      return;
    const std::optional<Part> path = value_of(text_, "path"), port = value_of(text_, "port");
    if (!path.has_value() || !port.has_value()) return;
    const std::optional<std::string_view> written = quoted(path->text);
    const std::uint16_t number = port_of(port->text);
    if (!written.has_value() || !written->starts_with('/') || number == 0) return;
    std::string_view host = "localhost";
    for (const std::string_view key : {"hostname", "host"})
      if (const std::optional<Part> given = value_of(text_, key); given.has_value()) {
        const std::optional<std::string_view> name = quoted(given->text);
        if (!name.has_value()) return;
        host = *name;
      }
    if (is_own_host(service_, host)) add(host, number, *written, path->at + 1, written->size());
  }

  /// `HTTPConnection("localhost", 8000)` with `request("GET", "/health")`
  void python_client() {
    constexpr std::string_view connection = "HTTPConnection(", request = "request(\"GET\",";
    const std::size_t opened = text_.find(connection), asked = text_.find(request);
    if (opened == std::string_view::npos || asked == std::string_view::npos) return;
    const std::string_view rest = text_.substr(opened + connection.size());
    const std::optional<std::string_view> host = quoted(rest);
    const std::size_t at = asked + request.size() + (text_.substr(asked + request.size()).starts_with(' ') ? 1 : 0);
    const std::optional<std::string_view> path = quoted(text_.substr(at));
    if (!host.has_value() || !path.has_value() || !is_own_host(service_, *host)) return;
    const std::size_t comma = rest.find(',');
    const std::size_t end = std::min(rest.find_first_of(",)", comma + 1), rest.size());
    const std::uint16_t port =
        comma < rest.find(')') ? parse_port(ascii::trim(rest.substr(comma + 1, end - comma - 1))) : std::uint16_t{80};
    if (port != 0) add(*host, port, *path, at + 1, path->size());
  }

  /// `3000`, `process.env.PORT || 3000`
  std::uint16_t port_of(std::string_view written) const {
    constexpr std::string_view environment = "process.env.";
    if (!written.starts_with(environment)) return parse_port(written);
    std::string_view name = written.substr(environment.size());
    const std::size_t end = std::min(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), name.size());
    const std::string_view rest = name.substr(end);
    name = name.substr(0, end);
    if (const std::optional<ContainerVariable> given = container_variable(service_, name); given.has_value())
      return parse_port(given->value);
    if (variable_state(service_, name) == VariableState::passed_through) return 0;
    const std::size_t number = rest.find_first_of("0123456789");
    return number == std::string_view::npos
               ? std::uint16_t{0}
               : parse_port(rest.substr(number, rest.find_first_not_of("0123456789", number) - number));
  }

  void add(std::string_view host, std::uint16_t port, std::string_view path, std::size_t at, std::size_t size) {
    ProbeRequest request;
    request.command = command_;
    request.scheme = "http";
    request.host = host;
    request.port = port;
    request.port_written = true;
    request.path = path.empty() ? std::string_view("/") : path.substr(0, path.find_first_of("?#"));
    request.span = {source_.id(), static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)};
    request.own = true;
    for (const std::string_view sign : {"statusCode", ".status", ".ok", "urlopen"})
      request.fails_on_error = request.fails_on_error || text_.find(sign) != std::string_view::npos;
    request.follows = text_.find("fetch(") != std::string_view::npos || text_.find("urlopen") != std::string_view::npos;
    probe_.requests.push_back(std::move(request));
  }

  const Service& service_;
  const Source& source_;
  std::string_view text_;
  std::size_t command_;
  Probe& probe_;
};

}  // namespace

/// The shell script of the repository that a command of a probe is or is given; null for anything else.
static const shell::Script* shell_script(const Project& project, const Service& service, const ProbeCommand& command) {
  std::size_t index = 0;
  if (shell::is_shell(command.program)) index = 1;
  if (index >= command.words.size()) return nullptr;
  const std::string& path = command.words[index];
  // A program without a folder or an ending is one of the image.
  if (path.starts_with('-') || path.find_first_of("$ ") != std::string::npos ||
      (path.find('/') == std::string::npos && !path.ends_with(".sh")))
    return nullptr;
  const ContainerFile found = container_file(project, service, path);
  return found.state == ContainerFile::State::there && found.file != nullptr ? found.file->script : nullptr;
}

void add_script_requests(const Project& project, const Service& service, Probe& probe) {
  const std::size_t own = probe.commands.size();
  for (std::size_t index = 0; index < own; ++index)
    if (const shell::Script* const script = shell_script(project, service, probe.commands[index]); script != nullptr)
      add_shell_requests(service, *script, probe);
  for (std::size_t index = 0; index < own; ++index)
    if (const Source* const source = source_of(project, service, probe.commands[index]); source != nullptr)
      Reader(service, *source, index, probe).read();
}

}  // namespace seaworthy::project
