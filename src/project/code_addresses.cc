#include "project/code_addresses.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/name_text.h"
#include "code/settings_class.h"
#include "knowledge/request_calls.h"
#include "project/application.h"
#include "project/code_signs.h"
#include "project/framework_settings.h"

namespace seaworthy::project {
namespace {

/// A source with more is a list of something else.
constexpr std::size_t most_addresses = 64;

bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }

/// The line that holds an offset, up to that offset.
std::string_view line_before(std::string_view text, std::size_t at) {
  const std::size_t begin = text.substr(0, at).rfind('\n');
  const std::size_t first = begin == std::string_view::npos ? 0 : begin + 1;
  return text.substr(first, at - first);
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

bool is_comment(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return line.starts_with("//") || line.starts_with('#') || line.starts_with('*') || line.starts_with("/*") ||
         line.starts_with("--") || line.find(" //") != std::string_view::npos ||
         line.find(" # ") != std::string_view::npos;
}

/// What stands before a value in its statement: its line, and the lines above that go on in it.
std::string_view statement_before(std::string_view text, std::size_t at) {
  std::string_view line = line_before(text, at);
  auto begin = static_cast<std::size_t>(line.data() - text.data());
  constexpr int most_lines = 3;
  for (int lines = 0; lines < most_lines && begin > 0; ++lines) {
    std::string_view first = text.substr(begin, at - begin);
    first.remove_prefix(std::min(first.find_first_not_of(" \t"), first.size()));
    // A chain of calls, an argument alone on its line, or an alternative.
    const bool goes_on = first.empty() || is_quote(first.front()) || first.front() == '.' || first.front() == '|' ||
                         first.front() == '?' || first.front() == ':';
    if (!goes_on) break;
    line = line_before(text, begin - 1);
    begin = static_cast<std::size_t>(line.data() - text.data());
  }
  return text.substr(begin, at - begin);
}

/// How a value stands in its statement.
struct StandsIn {
  bool is_fallback = false;   ///< Something else is asked first.
  std::string_view variable;  ///< The variable of the environment that is asked; "" where that is not understood.
};

/// Without the calls that ask an address: `requests.get(` looks nothing up.
std::string without_requests(std::string_view statement) {
  std::string text(statement);
  for (const std::string_view call : knowledge::tables::request_calls)
    if (const std::size_t at = text.find(call); at != std::string::npos) text.erase(at, call.size());
  return text;
}

StandsIn what_it_stands_in_for(std::string_view before) {
  StandsIn result;
  const std::string lower = ascii::lowered(without_requests(before));
  for (const std::string_view sign :
       {"env", "||", "??", "?:", " or ", "default", "unwrap_or", ".get(", "config.", "config[", "configuration",
        "getconnectionstring", "flag.", "argument", "settings.", "viper", "field("})
    result.is_fallback = result.is_fallback || lower.find(sign) != std::string::npos;
  if (!result.is_fallback) return result;
  for (std::size_t at = 0; at < before.size();) {
    if (!ascii::is_name_character(before[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < before.size() && ascii::is_name_character(before[end])) ++end;
    const std::string_view word = before.substr(at, end - at);
    // `DB_URL = os.environ.get("DATABASE_URL", ...)`: the last one is what is asked.
    if (word.size() > 2 && ascii::is_variable_name(word) && word != "ENV") result.variable = word;
    at = end;
  }
  return result;
}

/// Whether a value stands in a class of settings that is for development or tests by its name, beside one for
/// production: `class DevelopmentConfig(Config):`. A variable chooses one of them.
bool is_of_other_environment(std::string_view text, std::size_t at) {
  if (text.find("class Prod") == std::string_view::npos) return false;
  std::string_view line = line_before(text, at);
  while (line.empty() || line.front() == ' ' || line.front() == '\t' || line.front() == '\r') {
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    if (begin == 0) return false;
    line = line_before(text, begin - 1);
  }
  constexpr std::string_view keyword = "class ";
  if (!line.starts_with(keyword)) return false;
  const std::string name = ascii::lowered(line.substr(keyword.size()));
  return name.starts_with("dev") || name.starts_with("test") || name.starts_with("local");
}

/// Whether a value is an origin from which others may ask, not an address that the program asks itself:
/// `origin: ["http://front:5173"]`, `allowedOrigins = [` with the value some lines below.
bool is_allowed_origin(std::string_view text, std::size_t begin) {
  const auto speaks_of_origins = [](std::string_view part) {
    const std::string lower = ascii::lowered(part);
    return lower.find("origin") != std::string::npos || lower.find("cors") != std::string::npos;
  };
  if (speaks_of_origins(line_before(text, begin))) return true;
  // The list that is open where the value stands.
  constexpr std::size_t longest_list = 800;
  const std::size_t first = begin > longest_list ? begin - longest_list : 0;
  int closed = 0;
  for (std::size_t at = begin; at > first; --at) {
    const char c = text[at - 1];
    if (c == ']' || c == ')' || c == '}') ++closed;
    if ((c == '[' || c == '(' || c == '{') && --closed < 0) return c == '[' && speaks_of_origins(line_before(text, at));
  }
  return false;
}

class Reader {
 public:
  Reader(const Project& project, const Service& service, bool loopback)
      : project_(project), service_(service), loopback_(loopback) {}

  std::vector<CodeAddress> read() {
    const ReadFolder* const folder = code_folder(project_, service_);
    if (folder == nullptr || !service_.definition->network_mode.value.empty() || service_.stack->services.size() < 2)
      return {};
    const Application* const own = application(project_, service_);
    const bool shared = is_shared(*folder);
    for (const FileId id : folder->sources) {
      const Source& file = project_.sources[id];
      if ((shared || is_followed(own, file.path())) && !imports(own, file.path())) continue;
      // Defaults of settings, code for browsers and tests are what no program of the container imports.
      if (loopback_ && !imports(own, file.path())) continue;
      source(id, file.text());
    }
    if (!shared && !loopback_) {
      for (const std::vector<ConfigurationFile>* const files : {&folder->settings, &folder->development})
        for (const ConfigurationFile& file : *files)
          if (!is_shadowed(*folder, file) && is_loaded(service_, file)) settings(file, *folder);
    }
    return std::move(found_);
  }

 private:
  static bool imports(const Application* own, std::string_view path) {
    return own != nullptr && std::ranges::find(own->program.sources, path) != own->program.sources.end();
  }

  /// Whether what a program imports tells which sources of a language belong to it.
  static bool is_followed(const Application* own, std::string_view path) {
    if (own == nullptr || own->program.framework == "Next.js" || own->program.framework == "Django") return false;
    const std::string_view ending = path.substr(std::min(path.rfind('.'), path.size()));
    for (const std::string_view known : {".js", ".ts", ".mjs", ".cjs", ".py", ".go"})
      if (ending == known)
        return std::ranges::any_of(own->program.sources,
                                   [&](std::string_view source) { return source.ends_with(ending); });
    return false;
  }

  /// Whether other programs of the stack are read from the same folder.
  bool is_shared(const ReadFolder& folder) const {
    return std::ranges::any_of(service_.stack->services, [&](const Service* other) {
      return other != &service_ && code_folder(project_, *other) == &folder;
    });
  }

  bool leads_to_neighbour(std::string_view host) const {
    if (loopback_) return host == "localhost" || host == "127.0.0.1";
    if (host.empty() || host == "localhost") return false;
    // The host may publish what a neighbour has.
    if (host == "host.docker.internal" || host == "gateway.docker.internal") return true;
    const Service* const to = service_named(service_, host);
    return to != nullptr && to != &service_;
  }

  void source(FileId id, std::string_view text) {
    const std::size_t before = found_.size();
    for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
      const std::optional<std::string_view> value = literal_around(text, at);
      if (!value.has_value()) continue;
      const auto begin = static_cast<std::size_t>(value->data() - text.data());
      for (const Address& address : addresses_in(*value, false))
        if (leads_to_neighbour(address.host) && is_in_force(text, begin)) add(id, text, *value, address);
    }
    // `"Server=db;Username=..."`
    for (const std::string_view key : {"erver=", "ost="})
      for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + key.size())) {
        const std::optional<std::string_view> value = literal_around(text, at);
        if (!value.has_value() || value->find("://") != std::string_view::npos) continue;
        const Address address = address_of_pairs(*value);
        const auto begin = static_cast<std::size_t>(value->data() - text.data());
        if (leads_to_neighbour(address.host) && is_in_force(text, begin)) add(id, text, *value, address);
      }
    if (found_.size() - before > most_addresses) found_.resize(before);
  }

  /// The literal in one line that has an offset inside and begins with an address.
  static std::optional<std::string_view> literal_around(std::string_view text, std::size_t at) {
    constexpr std::size_t longest_begin = 32;
    std::size_t begin = at;
    while (begin > 0 && !is_quote(text[begin - 1])) {
      const char c = text[begin - 1];
      // What stands before the sign of an address is its scheme: `jdbc:postgresql`.
      if ((!ascii::is_name_character(c) && c != '+' && c != ':' && c != '-') || at - begin > longest_begin)
        return std::nullopt;
      --begin;
    }
    if (begin == 0) return std::nullopt;
    const std::size_t end = text.find_first_of(std::string{text[begin - 1], '\n'}, begin);
    if (end == std::string_view::npos || text[end] == '\n') return std::nullopt;
    return text.substr(begin, end - begin);
  }

  bool is_in_force(std::string_view text, std::size_t begin) const {
    const std::string_view line = line_before(text, begin);
    if (is_comment(line)) return false;
    // A value alone on its line behind nothing is text for readers.
    if (is_blank(line) || is_of_other_environment(text, begin) || is_allowed_origin(text, begin)) return false;
    StandsIn stands = what_it_stands_in_for(statement_before(text, begin - 1));
    // What a variable may replace is a matter of its own.
    if (loopback_) return !stands.is_fallback && text.find("BaseSettings") == std::string_view::npos;
    // A field of a class of settings is a variable: `database_url: str = "..."`.
    std::optional<std::string> variable;
    if (!stands.is_fallback && text.find("BaseSettings") != std::string_view::npos)
      variable = code::settings_variable_at(text, begin);
    if (variable.has_value()) stands = {true, *variable};
    return !stands.is_fallback || (!stands.variable.empty() && is_given_nowhere(project_, service_, stands.variable));
  }

  void add(FileId id, std::string_view text, std::string_view value, const Address& address) {
    const auto begin = static_cast<std::uint32_t>(address.host.data() - text.data());
    const auto end = begin + static_cast<std::uint32_t>(address.end > address.begin ? address.end - address.begin
                                                                                    : address.host.size());
    const auto value_at = static_cast<std::size_t>(value.data() - text.data());
    const std::string_view line = line_before(text, value_at);
    found_.push_back({address,
                      value,
                      {id, begin, end},
                      is_asked(statement_before(text, value_at - 1)),
                      !line.empty() && line.front() != ' ' && line.front() != '\t'});
  }

  static bool is_asked(std::string_view before) {
    const auto has = [before](std::string_view call) { return before.find(call) != std::string_view::npos; };
    return std::ranges::any_of(knowledge::tables::request_calls, has) ||
           std::ranges::any_of(knowledge::tables::store_calls, has);
  }

  void settings(const ConfigurationFile& file, const ReadFolder& folder) {
    for (const ConfigurationSetting& setting : file.settings) {
      if (setting.value.empty() || is_of_other_environment(file, setting.key) || is_overridden(service_, setting.key) ||
          is_overridden_by_file(service_, folder, file, setting.key))
        continue;
      std::string_view text = setting.value;
      if (text.starts_with("${") || text.find("ENV") != std::string_view::npos) {
        const TemplatedValue value = templated_value(text);
        if (!value.variable.empty() && !is_given_nowhere(project_, service_, value.variable)) continue;
        text = value.value;
      }
      for (const Address& address : addresses_in(text, false))
        if (leads_to_neighbour(address.host))
          found_.push_back({.address = address, .text = text, .span = setting.span});
      if (text.find("://") != std::string_view::npos) continue;
      if (const Address address = address_of_pairs(text); leads_to_neighbour(address.host))
        found_.push_back({.address = address, .text = text, .span = setting.span});
    }
  }

  const Project& project_;
  const Service& service_;
  bool loopback_ = false;  ///< The container itself is looked for, not its neighbours.
  std::vector<CodeAddress> found_;
};

}  // namespace

Address address_of_pairs(std::string_view text) {
  Address address;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ;"), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key = ascii::lowered(pair.substr(0, equals));
    const std::string_view value = pair.substr(equals + 1);
    if (key == "host" || key == "server") {
      const std::size_t comma = value.find(',');  // Server=db,1433
      address.host = value.substr(0, comma);
      if (comma != std::string_view::npos) address.port = parse_port(value.substr(comma + 1));
    } else if (key == "port") {
      address.port = parse_port(value);
    }
  }
  const bool is_host =
      std::ranges::all_of(address.host, [](char c) { return ascii::is_name_character(c) || c == '-' || c == '.'; });
  if (!is_host) return {};
  address.port_written = address.port != 0;
  return address;
}

std::vector<CodeAddress> code_addresses(const Project& project, const Service& service) {
  return Reader(project, service, false).read();
}

std::vector<CodeAddress> loopback_addresses(const Project& project, const Service& service) {
  return Reader(project, service, true).read();
}

}  // namespace seaworthy::project
