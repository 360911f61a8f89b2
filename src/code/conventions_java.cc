#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "code/conventions.h"
#include "code/world.h"

/// Frameworks of Java, which are told apart by their build files.
namespace seaworthy::code {
namespace {

// --- Spring ---

/// A line of YAML up to its comment.
std::string_view without_comment(std::string_view line) {
  char quote = '\0';
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char letter = line[at];
    const bool begins = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    if (quote != '\0') {
      if (letter == quote) quote = '\0';
    } else if (begins && (letter == '"' || letter == '\'')) {
      quote = letter;
    } else if (begins && letter == '#') {
      return line.substr(0, at);
    }
  }
  return line;
}

/// Keys of application.properties and application.yml with their values, nested ones joined by dots.
std::map<std::string, std::pair<std::string, Span>, std::less<>> properties_of(const SourceFile& file) {
  std::map<std::string, std::pair<std::string, Span>, std::less<>> result;
  const bool is_yaml = !file.path.ends_with(".properties");
  std::vector<std::pair<std::size_t, std::string>> parents;
  std::size_t offset = 0;
  for (std::string_view rest = file.text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    const auto begin = static_cast<std::uint32_t>(offset);
    offset += std::min(rest.size(), end + 1);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
    const std::uint32_t place = begin + static_cast<std::uint32_t>(indent);
    line.remove_prefix(indent);
    if (is_yaml) line = without_comment(line);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#' || line[0] == '!' || line[0] == '-') continue;
    const std::size_t split = is_yaml ? line.find(':') : line.find_first_of("=:");
    if (split == std::string_view::npos) continue;
    std::string_view key = line.substr(0, split), value = line.substr(split + 1);
    while (key.ends_with(' ')) key.remove_suffix(1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0])
      value = value.substr(1, value.size() - 2);
    std::string whole(key);
    if (is_yaml) {
      while (!parents.empty() && parents.back().first >= indent) parents.pop_back();
      if (!parents.empty()) whole = parents.back().second + "." + whole;
      if (value.empty()) {
        if (parents.size() < 20) parents.emplace_back(indent, whole);
        continue;
      }
    }
    result[whole] = {std::string(value), {file.id, place, place + static_cast<std::uint32_t>(line.size())}};
  }
  return result;
}

/// `8080`, `${PORT:8080}`
Setting property_setting(const std::pair<std::string, Span>& value) {
  Setting setting;
  setting.span = value.second;
  std::string_view text = value.first;
  if (text.starts_with("${") && text.ends_with('}')) {
    text = text.substr(2, text.size() - 3);
    const std::size_t colon = text.find(':');
    setting.variable = text.substr(0, colon);
    if (colon != std::string_view::npos) setting.text = text.substr(colon + 1);
    setting.known = setting.text.find("${") == std::string::npos;
    return setting;
  }
  setting.text = text;
  setting.known = text.find("${") == std::string_view::npos;
  return setting;
}

/// The texts that an annotation's parentheses give as its paths: those without a name, or named `value` or `path`;
/// `nowhere` for the empty path.
std::vector<std::uint32_t> annotation_paths(const Unit& unit, std::uint32_t open, bool& understood) {
  if (!unit.is(open, "(")) return {nowhere};
  std::vector<std::uint32_t> result;
  bool any = false;
  for (Range argument : unit.arguments(open)) {
    if (unit.is(argument.begin + 1, "=")) {
      if (!unit.is(argument.begin, "value") && !unit.is(argument.begin, "path")) continue;
      argument.begin += 2;
    }
    any = true;
    for (std::uint32_t at = argument.begin; at < argument.end; ++at)
      if (unit.is_string(at))
        result.push_back(at);
      else if (unit.is_name(at) || unit.is(at, "+"))
        understood = false;  // A constant.
  }
  if (!any) result.push_back(nowhere);
  return result;
}

void spring_controllers(const Unit& unit, Program& program) {
  std::vector<std::uint32_t> prefixes = {nowhere};
  bool understood = true, is_controller = false;
  const auto text = [&](std::uint32_t at) {
    const std::string_view written = at == nowhere ? std::string_view() : unit[at].text;
    return written.empty() || written.starts_with('/') ? std::string(written) : "/" + std::string(written);
  };
  for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
    if (!unit.is(at, "@") || !unit.is_name(at + 1)) continue;
    const std::string_view name = unit[at + 1].text;
    const bool in_class = unit.enclosing[at] != nowhere;
    if (name == "RestController" || name == "Controller") is_controller = true;
    if (name == "RequestMapping" && !in_class) prefixes = annotation_paths(unit, at + 2, understood);
    const bool maps = name == "GetMapping" || name == "PostMapping" || name == "PutMapping" ||
                      name == "DeleteMapping" || name == "PatchMapping" || name == "RequestMapping";
    if (!maps || !in_class) continue;
    const bool get = name == "GetMapping" || name == "RequestMapping";
    for (const std::uint32_t path : annotation_paths(unit, at + 2, understood))
      for (const std::uint32_t prefix : prefixes)
        if (is_controller)
          add(program, unit, joined_route(text(prefix), text(path)), path == nowhere ? at + 1 : path, get);
  }
  if (!understood) doubt(program, "a path of its controllers is no plain text");
}

using Properties = std::map<std::string, std::pair<std::string, Span>, std::less<>>;

/// Whether a setting is read when the application starts: one of Spring's own that connects it, or one that the code
/// names (`@Value("${shop.key}")`, `@ConfigurationProperties("shop")`).
bool is_read_at_start(std::string_view key, const Program& program) {
  for (const std::string_view own :
       {"server.", "spring.application.", "spring.datasource.", "spring.r2dbc.", "spring.data.", "spring.rabbitmq.",
        "spring.kafka.", "spring.security.oauth2.", "spring.mail.", "spring.flyway.", "spring.liquibase.",
        "spring.elasticsearch.", "spring.neo4j."})
    if (key.starts_with(own)) return true;
  const std::string by_value = "${" + std::string(key);
  return std::ranges::any_of(program.literals, [&](std::string_view literal) {
    return literal.starts_with(by_value) ||
           (key.size() > literal.size() && key.starts_with(literal) && key[literal.size()] == '.');
  });
}

/// What `management.endpoints.web.exposure.include` lists: "" where nothing is said, "*" where that cannot be
/// told.
template <class Value>
std::string exposure_text(const Value& value, bool said_somehow) {
  if (const auto* const include = value("management.endpoints.web.exposure.include"); include != nullptr)
    return include->first.find('$') != std::string::npos ? "*" : include->first;
  return said_somehow ? "*" : "";
}

/// Whether a list of endpoints has `health`; without a list there is that one.
bool exposes_health(std::string_view listed) {
  return listed.empty() || listed.find('*') != std::string_view::npos || listed.find('[') != std::string_view::npos ||
         listed.find("health") != std::string_view::npos;
}

/// The endpoints of the actuator that a list exposes. Below each there may be more.
void add_endpoints(Program& program, const std::string& prefix, std::string_view listed, bool exports_metrics) {
  const auto add_below = [&](std::string_view path, RouteMatch match) {
    Route route = canonical_route(joined_route(prefix, path));
    route.match = match;
    program.routes.push_back(std::move(route));
  };
  if (listed.find('*') != std::string_view::npos || listed.find('[') != std::string_view::npos)
    return add_below("/*", RouteMatch::pattern);
  if (exposes_health(listed)) add_below("/health/*", RouteMatch::pattern);
  // Where nothing is said there is `health`, and before Spring Boot 2.5 `info`.
  if (listed.empty()) {
    add_below("/health", RouteMatch::exact);
    add_below("/info", RouteMatch::pattern);
  }
  while (!listed.empty()) {
    std::string_view one = listed.substr(0, listed.find(','));
    listed.remove_prefix(std::min(listed.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    // Without the registry there is nothing to expose.
    if (one.empty() || (one == "prometheus" && !exports_metrics)) continue;
    add_below("/" + std::string(one), RouteMatch::exact);
    add_below("/" + std::string(one) + "/*", RouteMatch::pattern);
  }
}

/// Whether a path fits a pattern of Spring's chains: `*` is a part of a segment, `**` any number of segments.
bool fits_ant_pattern(std::string_view path, std::string_view pattern) {
  constexpr std::string_view rest = "/**";
  if (pattern == rest || pattern == path) return true;
  if (pattern.ends_with(rest)) {
    const std::string_view start = pattern.substr(0, pattern.size() - rest.size());
    return start.find('*') == std::string_view::npos && path.starts_with(start) &&
           (path.size() == start.size() || path[start.size()] == '/');
  }
  constexpr std::string_view segment = "/*";
  return pattern.ends_with(segment) && path.starts_with(pattern.substr(0, pattern.size() - 1)) &&
         path.find('/', pattern.size() - 1) == std::string_view::npos;
}

/// The patterns that a chain of Spring Security lets everybody ask: the texts in `requestMatchers(...).permitAll()`,
/// and those of an array of this source that is named there.
void add_permitted(const Unit& unit, std::vector<std::string>& permitted) {
  const auto add_texts = [&](std::uint32_t from, std::string_view close) {
    for (std::uint32_t at = from; at < unit.size() && !unit.is(at, close) && !unit.is(at, ";"); ++at)
      if (unit.is_string(at) && !unit[at].dynamic) permitted.emplace_back(unit[at].text);
  };
  for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
    const Token& token = unit[at];
    if (!unit.is(at + 1, "(") || !(token.is("requestMatchers") || token.is("antMatchers") || token.is("mvcMatchers") ||
                                   token.is("pathMatchers")))
      continue;
    std::uint32_t end = at + 2;
    for (int depth = 1; end < unit.size() && depth > 0; ++end)
      depth += unit.is(end, "(") ? 1 : unit.is(end, ")") ? -1 : 0;
    if (!unit.is(end, ".") || !unit.is(end + 1, "permitAll")) continue;
    // `requestMatchers(HttpMethod.OPTIONS, "/**")` says nothing of GET.
    if (unit.is(at + 2, "HttpMethod") && !unit.is(at + 4, "GET")) continue;
    for (std::uint32_t word = at + 2; word < end; ++word) {
      if (unit.is_string(word) && !unit[word].dynamic) permitted.emplace_back(unit[word].text);
      if (!unit.is_name(word) || unit.is(word + 1, "(") || unit.is(word + 1, ".")) continue;
      // `String[] OPEN = {"/actuator/health"}`
      for (std::uint32_t other = 0; other + 2 < unit.size(); ++other)
        if (unit.is(other, unit[word].text) && unit.is(other + 1, "=") && unit.is(other + 2, "{"))
          add_texts(other + 3, "}");
    }
  }
}

/// SHOP_SIGNINGKEY of `shop.signing-key`.
std::string variable_of(std::string_view key) {
  std::string result;
  for (const char c : key)
    if (c == '.')
      result += '_';
    else if (c != '-')
      result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

/// `${NAME}` without a default in a setting that is read at the start.
void spring_placeholders(const Properties& settings, const std::set<std::string, std::less<>>& overridden,
                         Program& program) {
  for (const auto& [key, value] : settings) {
    const auto& [text, span] = value;
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos || overridden.contains(key) || !is_read_at_start(key, program)) continue;
    const std::string_view name = std::string_view(text).substr(open + 2, close - open - 2);
    if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string_view::npos)
      continue;
    program.required.push_back({std::string(name),
                                span,
                                {variable_of(key), "SPRING_APPLICATION_JSON", "SPRING_CONFIG_IMPORT",
                                 "SPRING_CONFIG_LOCATION", "SPRING_CONFIG_ADDITIONAL_LOCATION"}});
  }
}

/// A setting by its key; that of the profile `prod`, with which a build runs, before that of all. Null for none.
const std::pair<std::string, Span>* setting_of(
    const std::map<std::string, std::pair<std::string, Span>, std::less<>>& settings, std::string_view key) {
  for (const std::string& name : {"%prod." + std::string(key), std::string(key)})
    if (const auto found = settings.find(name); found != settings.end()) return &found->second;
  return nullptr;
}

std::string with_slash(std::string_view path) {
  return path.empty() || path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

/// The path of the method that has a verb at `verb`: `@Path` stands among its annotations, before or behind the verb.
std::uint32_t path_beside(const Unit& unit, std::uint32_t verb) {
  const auto is_path = [&](std::uint32_t at) {
    return unit.is(at, "@") && unit.is(at + 1, "Path") && unit.is(at + 2, "(") && unit.is_string(at + 3);
  };
  for (std::uint32_t at = verb + 2; at + 3 < unit.size() && !unit.is(at, "{") && !unit.is(at, ";"); ++at) {
    if (is_path(at)) return at + 3;
    if (unit.is(at, "(") && unit.partner[at] != nowhere) at = unit.partner[at];
  }
  for (std::uint32_t at = verb; at > 0 && !unit.is(at, ";"); --at) {
    if (is_path(at)) return at + 3;
    if (unit.is(at, ")") && unit.partner[at] != nowhere)
      at = unit.partner[at];
    else if (unit.is(at, "}") || unit.is(at, "{"))
      break;
  }
  return nowhere;
}

/// Classes and methods with `@Path`; a method answers GET when it has `@GET`.
void jax_rs_resources(const Unit& unit, std::string_view prefix, Program& program) {
  std::uint32_t class_path = nowhere;
  for (std::uint32_t at = 0; at + 1 < unit.size(); ++at) {
    if (!unit.is(at, "@") || !unit.is_name(at + 1)) continue;
    const std::string_view name = unit[at + 1].text;
    const bool in_class = unit.enclosing[at] != nowhere;
    if (name == "Path" && !in_class) {
      class_path = unit.is(at + 2, "(") && unit.is_string(at + 3) ? at + 3 : nowhere;
      if (class_path == nowhere) doubt(program, "a path of its resources is no plain text");
    }
    if (!in_class || (name != "GET" && name != "POST" && name != "PUT" && name != "DELETE" && name != "PATCH"))
      continue;
    const std::uint32_t own = path_beside(unit, at);
    if (class_path == nowhere && own == nowhere) continue;
    const std::string outer = class_path == nowhere ? std::string() : with_slash(unit[class_path].text);
    const std::string inner = own == nowhere ? std::string() : with_slash(unit[own].text);
    add(program, unit, joined_route(prefix, joined_route(outer, inner)), own != nowhere ? own : class_path,
        name == "GET");
  }
}

Program read_quarkus_application(Tree& tree, std::string_view folder, std::string_view build) {
  Program program;
  program.framework = "Quarkus";
  std::map<std::string, std::pair<std::string, Span>, std::less<>> settings;
  for (const std::string_view name : {"application.properties", "application.yml", "application.yaml"})
    if (const std::optional<SourceFile> file = tree.read(under(folder, "src/main/resources/" + std::string(name)));
        file.has_value())
      settings.merge(properties_of(*file));
  const auto text_of = [&](std::string_view key, std::string_view otherwise) {
    const auto* const found = setting_of(settings, key);
    return found != nullptr ? found->first : std::string(otherwise);
  };
  ListenCall call;
  call.port = {"8080", "QUARKUS_HTTP_PORT", true, {}};
  if (const auto* const port = setting_of(settings, "quarkus.http.port"); port != nullptr) {
    call.port = property_setting(*port);
    if (call.port.variable.empty()) call.port.variable = "QUARKUS_HTTP_PORT";
  }
  if (const auto* const host = setting_of(settings, "quarkus.http.host"); host != nullptr)
    call.host = property_setting(*host);
  program.listens.push_back(call);
  program.listens_known = call.port.known;
  const std::string root = with_slash(text_of("quarkus.http.root-path", ""));
  std::string resources =
      joined_route(root, with_slash(text_of("quarkus.rest.path", text_of("quarkus.resteasy.path", ""))));
  if (root.find("${") != std::string::npos) doubt(program, "its root path is a variable");
  const auto has = [&](std::string_view word) { return build.find(word) != std::string_view::npos; };
  for (const std::string_view extension :
       {"quarkus-undertow", "quarkus-reactive-routes", "data-rest", "rest-data", "quarkus-resteasy-qute",
        "quarkus-spring-web", "quarkus-camel", "quarkus-websockets"})
    if (has(extension)) doubt(program, "some of its routes are registered by an extension");
  if (has("<parent>") || has("<module>")) doubt(program, "its build inherits from another file");
  const std::vector<std::string_view> sources = tree.below(under(folder, "src/main"), most_files);
  if (sources.size() >= most_files) doubt(program, "it has more files than are looked at");
  for (const std::string_view path : sources) {
    if (path.ends_with(".kt")) doubt(program, "its Kotlin sources are not read");
    if (path.find("/META-INF/resources/") != std::string_view::npos) {
      Route files = canonical_route("/*");
      files.match = RouteMatch::files;
      if (program.routes.empty() || program.routes.front().match != RouteMatch::files)
        program.routes.insert(program.routes.begin(), files);
    }
    if (language_of(path) != Language::java) continue;
    const std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) {
      doubt(program, "not all of its sources were read");
      continue;
    }
    ++program.files;
    for (std::uint32_t at = 0; at + 3 < unit->size(); ++at)
      if (unit->is(at, "@") && unit->is(at + 1, "ApplicationPath") && unit->is_string(at + 3))
        resources = joined_route(root, with_slash((*unit)[at + 3].text));
    jax_rs_resources(*unit, resources, program);
    add_literals(program, *unit);
    for (const Token& token : unit->tokens)
      if (token.is("Router") || token.is("RegisterRestClient") || token.is("WebServlet"))
        doubt(program, "some of its routes are registered by code");
  }
  // What extensions serve below a path of their own: on a port of its own when that is switched on.
  const std::string inner = text_of("quarkus.http.non-application-root-path", "q");
  std::string extensions = inner.starts_with('/') ? inner : joined_route(root, with_slash(inner));
  if (text_of("quarkus.management.enabled", "false") == "true") {
    program.side_port = {"9000", "QUARKUS_MANAGEMENT_PORT", true, {}};
    if (const auto* const port = setting_of(settings, "quarkus.management.port"); port != nullptr)
      program.side_port = property_setting(*port);
    program.side_prefix = extensions;
    ListenCall side;
    side.port = program.side_port;
    program.listens.push_back(std::move(side));
    doubt(program, "its management endpoints have a port of their own");
    return program;
  }
  const auto add_below = [&](std::string_view path) {
    for (const std::string& each : {joined_route(extensions, path), joined_route(extensions, std::string(path) + "/*")})
      program.routes.push_back(canonical_route(each));
  };
  if (has("smallrye-health") || has("quarkus-kubernetes-client")) {
    const std::string health = text_of("quarkus.smallrye-health.root-path", "health");
    if (health.starts_with('/'))
      program.routes.push_back(canonical_route(health + "/*"));
    else
      add_below("/" + health);
    if (health.starts_with('/')) program.routes.push_back(canonical_route(health));
  }
  // The health of Quarkus is an extension of its own; what a parent adds is not known.
  if (!has("smallrye-health") && !has("quarkus-kubernetes-client") && !has("<parent>"))
    for (const std::string_view path : {"/health", "/health/live", "/health/ready", "/health/started"})
      program.absent.push_back(joined_route(extensions, path));
  if (has("micrometer-registry-prometheus") || has("smallrye-metrics")) add_below("/metrics");
  for (const std::string_view extension : {"openapi", "swagger-ui", "dev-ui", "arc"})
    add_below("/" + std::string(extension));
  return program;
}

}  // namespace

int spring_boot_major(std::string_view text) {
  for (const auto& [mark, before] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"spring-boot-starter-parent", "<version>"}, {"org.springframework.boot", "version"}}) {
    const std::size_t at = text.find(mark);
    const std::size_t version = at == std::string_view::npos ? at : text.find(before, at);
    constexpr std::size_t farthest = 120;
    if (version == std::string_view::npos || version > at + farthest) continue;
    std::size_t digit = version + before.size();
    while (digit < text.size() &&
           (text[digit] == ' ' || text[digit] == '"' || text[digit] == '\'' || text[digit] == '('))
      ++digit;
    if (digit + 1 < text.size() && text[digit] >= '1' && text[digit] <= '9' && text[digit + 1] == '.')
      return text[digit] - '0';
  }
  return 0;
}

/// Whether the parents of a module of Maven lie in the folders above it and add no dependency that would serve
/// anything.
static bool is_plain_parent(Tree& tree, std::string_view folder) {
  constexpr int most_parents = 4;
  for (int depth = 0; depth < most_parents && !folder.empty(); ++depth) {
    folder = folder_of(folder);
    const std::optional<SourceFile> file = tree.read(under(folder, "pom.xml"));
    if (!file.has_value()) return false;
    for (const std::string_view word : {"actuator", "spring-boot-starter-security", "spring-boot-starter-data-rest"})
      if (file->text.find(word) != std::string_view::npos) return false;
    if (file->text.find("spring-boot-starter-parent") != std::string_view::npos ||
        file->text.find("<parent>") == std::string_view::npos)
      return true;
  }
  return false;
}

/// Whether dependencies of a build may bring the actuator though the build does not name it: packages that depend on
/// it, modules of one's own, plugins of Gradle that add dependencies, and files above that do so for all modules.
static bool may_bring_actuator(Tree& tree, std::string_view folder, std::string_view text) {
  for (const std::string_view word : {"actuator",
                                      "eureka-server",
                                      "config-server",
                                      "boot-admin",
                                      "kubernetes",
                                      "sleuth",
                                      "zipkin",
                                      "hystrix",
                                      "turbine",
                                      "zuul",
                                      "cloud-stream",
                                      "starter-stream",
                                      "starter-bus",
                                      "starter-task",
                                      "dataflow",
                                      "consul",
                                      "vault",
                                      "opentelemetry",
                                      "camunda",
                                      "axon",
                                      "jhipster",
                                      "chaos-monkey",
                                      "resilience4j-spring-boot2",
                                      "${project.groupId}",
                                      "project(",
                                      "projects.",
                                      "apply from",
                                      "apply(from",
                                      "convention",
                                      "buildlogic",
                                      "build-logic"})
    if (text.find(word) != std::string_view::npos) return true;
  const auto value_of = [&](std::string_view tag, std::size_t from, std::size_t to) {
    const std::size_t begin = text.find(tag, from);
    if (begin == std::string_view::npos || begin >= to) return std::string_view();
    const std::size_t end = text.find('<', begin + tag.size());
    return text.substr(begin + tag.size(), std::min(end, text.size()) - begin - tag.size());
  };
  // A dependency of the project's own group is a module, and brings what it depends on itself.
  constexpr std::string_view group = "<groupId>", parent_end = "</parent>";
  const std::size_t inherited = text.find(parent_end);
  const std::size_t start = inherited == std::string_view::npos ? 0 : inherited + parent_end.size();
  const std::size_t dependencies = std::min(text.find("<dependencies>"), text.size());
  const std::string_view own = value_of(group, start, dependencies);
  const std::string_view of_parent =
      inherited == std::string_view::npos ? std::string_view() : value_of(group, 0, inherited);
  for (std::size_t at = text.find(group, dependencies); at != std::string_view::npos; at = text.find(group, at + 1)) {
    const std::string_view used = value_of(group, at, text.size());
    if (!used.empty() && (used == own || (used == of_parent && used != "org.springframework.boot"))) return true;
  }
  constexpr int most_parents = 4;
  std::string_view above = folder;
  for (int depth = 0; depth < most_parents; ++depth) {
    if (depth > 0) {
      if (above.empty()) return false;
      above = folder_of(above);
    }
    for (const std::string_view name : {"build.gradle", "build.gradle.kts", "gradle/libs.versions.toml"})
      if (const std::optional<SourceFile> file = tree.read(under(above, name));
          file.has_value() && file->text.find("actuator") != std::string_view::npos)
        return true;
    if (tree.has_folder(under(above, "buildSrc"))) return true;
  }
  return true;  // Too deep to tell.
}

Program read_java_application(Tree& tree, std::string_view folder) {
  Program program;
  std::vector<std::string> permitted;
  program.framework = "Spring Boot";
  bool actuator = false, secured = false, is_spring = false, exports_metrics = false;
  constexpr int first_with_groups = 4;
  int major = 0;
  // What a server of settings sends stands over the files.
  bool asks_server = false;
  bool may_have_actuator = false;
  Span security;
  for (const std::string_view name : {"pom.xml", "build.gradle", "build.gradle.kts"})
    if (const std::optional<SourceFile> file = tree.read(under(folder, name)); file.has_value()) {
      const auto has = [&](std::string_view word) { return file->text.find(word) != std::string_view::npos; };
      if (has("io.quarkus")) return read_quarkus_application(tree, folder, file->text);
      is_spring = is_spring || has("spring-boot");
      if (major == 0) major = spring_boot_major(file->text);
      asks_server = asks_server || has("spring-cloud-starter-config") || has("spring-cloud-starter-consul-config") ||
                    has("spring-cloud-config-client");
      // Both servers of Spring Cloud depend on it.
      actuator = actuator || has("spring-boot-starter-actuator") || has("spring-cloud-starter-netflix-eureka-server") ||
                 has("spring-cloud-config-server");
      secured = secured || has("spring-boot-starter-security") || has("spring-security");
      exports_metrics = exports_metrics || has("micrometer-registry-prometheus");
      constexpr std::string_view starter = "spring-boot-starter-security";
      if (const std::size_t at = file->text.find(starter); at != std::string_view::npos)
        security = {file->id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + starter.size())};
      const bool inherits = has("<parent>") && !has("spring-boot-starter-parent") && !is_plain_parent(tree, folder);
      if (inherits) doubt(program, "its build inherits from another file");
      may_have_actuator = may_have_actuator || inherits || may_bring_actuator(tree, folder, file->text);
    }
  // A module takes the version that the build above it gives the plugin or the parent.
  constexpr int most_parents = 4;
  std::string_view above = folder;
  for (int depth = 0; major == 0 && !above.empty() && depth < most_parents; ++depth) {
    above = folder_of(above);
    for (const std::string_view name : {"pom.xml", "build.gradle", "build.gradle.kts"})
      if (const std::optional<SourceFile> file = tree.read(under(above, name)); major == 0 && file.has_value())
        major = spring_boot_major(file->text);
  }
  if (!is_spring) {
    program.framework = {};
    program.doubt = "no build of Spring Boot or Quarkus was found";
    return program;
  }
  if (!may_have_actuator) program.unserved_segment = "actuator";
  if (may_have_actuator && !actuator) {
    Route route = canonical_route("/actuator/*");
    route.match = RouteMatch::pattern;
    program.routes.push_back(std::move(route));
  }
  Properties settings;
  std::set<std::string, std::less<>> overridden;
  bool profiles = asks_server, several_documents = false, exposes_somehow = false, unread = false;
  const std::string resources = under(folder, "src/main/resources");
  for (const std::string_view path : tree.below(resources, most_files)) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    if (folder_of(path) != resources) continue;
    if (name == "application.properties" || name == "application.yml" || name == "application.yaml") {
      if (const std::optional<SourceFile> file = tree.read(path); file.has_value()) {
        // Documents of one file are for profiles as well.
        if (file->text.find("\n---") != std::string_view::npos || file->text.find("\n#---") != std::string_view::npos)
          profiles = several_documents = true;
        if (file->text.find("configserver:") != std::string_view::npos) profiles = unread = true;
        settings.merge(properties_of(*file));
        exposes_somehow = exposes_somehow || file->text.find("exposure") != std::string_view::npos;
      }
    } else if (name.starts_with("application-") || name.starts_with("bootstrap")) {
      const std::optional<SourceFile> file = tree.read(path);
      unread = unread || !file.has_value() || name.starts_with("bootstrap");
      profiles = true;
      if (file.has_value())
        for (const auto& [key, unused] : properties_of(*file)) overridden.insert(key);
    }
  }
  const auto value = [&](std::string_view key) -> const std::pair<std::string, Span>* {
    const auto found = settings.find(key);
    return found == settings.end() ? nullptr : &found->second;
  };
  ListenCall call;
  call.port = {"8080", "SERVER_PORT", true, {}};
  if (const auto* const port = value("server.port"); port != nullptr) {
    call.port = property_setting(*port);
    // A literal in the file gives way to the variable; of a variable's own name there are two then.
    if (call.port.variable.empty()) call.port.variable = "SERVER_PORT";
  }
  if (const auto* const host = value("server.address"); host != nullptr) call.host = property_setting(*host);
  call.span = call.port.span;
  // Profiles whose files were read move the ports only by what they say of them.
  const bool only_files = !asks_server && !several_documents && !unread;
  const bool ports_move = profiles && (!only_files || std::ranges::any_of(overridden, [](std::string_view key) {
                            return key.starts_with("server.") || key.starts_with("management.server.");
                          }));
  program.listens_known = call.port.known && !ports_move;
  program.listens.push_back(call);
  std::string context;
  if (const auto* const path = value("server.servlet.context-path"); path != nullptr) context = path->first;
  if (const auto* const path = value("spring.webflux.base-path"); path != nullptr) context = path->first;
  // Files of profiles that were read move no paths unless they say so.
  const bool paths_move = profiles && (!only_files || std::ranges::any_of(overridden, [](std::string_view key) {
                            return key.starts_with("server.servlet") || key.starts_with("spring.mvc") ||
                                   key.starts_with("spring.webflux") || key.starts_with("management.");
                          }));
  if (paths_move) doubt(program, "settings of its profiles were not read");
  if (context.find("${") != std::string::npos) doubt(program, "its context path is a variable");
  if (secured) doubt(program, "Spring Security decides who may ask what");
  const std::vector<std::string_view> sources = tree.below(under(folder, "src/main"), most_files);
  if (sources.size() >= most_files) doubt(program, "it has more files than are looked at");
  bool own_chain = false;
  Span asks_everybody;
  bool guarded = security.valid() && sources.size() < most_files && !profiles &&
                 !settings.contains("spring.autoconfigure.exclude");
  for (const std::string_view path : sources) {
    if (language_of(path) != Language::java) {
      // Files below static/ and public/ are served as they are.
      if (path.find("/resources/static/") != std::string_view::npos ||
          path.find("/resources/public/") != std::string_view::npos) {
        Route route = canonical_route("/*");
        route.match = RouteMatch::files;
        if (program.routes.empty() || program.routes.front().match != RouteMatch::files)
          program.routes.insert(program.routes.begin(), route);
      }
      continue;
    }
    std::optional<Unit> unit = unit_at(tree, path);
    if (!unit.has_value()) {
      doubt(program, "not all of its sources were read");
      continue;
    }
    ++program.files;
    // A chain of one's own may let through what it likes.
    for (std::uint32_t at = 0; at < unit->size(); ++at) {
      const Token& token = (*unit)[at];
      if (token.is("SecurityFilterChain") || token.is("SecurityWebFilterChain")) own_chain = true;
      if (token.is("WebSecurityConfigurerAdapter") || token.is("SecurityAutoConfiguration") ||
          token.is("WebSecurityCustomizer") || token.is("permitAll") || token.is("anonymous") ||
          token.is("securityMatcher") || token.is("EndpointRequest") || token.is("shouldNotFilter") ||
          token.is("Profile") || token.is("ConditionalOnProperty"))
        guarded = false;
      // `anyRequest().authenticated()`, `anyExchange().authenticated()`
      if ((token.is("anyRequest") || token.is("anyExchange")) && unit->is(at + 4, "authenticated"))
        asks_everybody = unit->span(Range{at, at + 5});
    }
    spring_controllers(*unit, program);
    if (secured) add_permitted(*unit, permitted);
    add_literals(program, *unit);
    for (const Token& token : unit->tokens)
      if (token.is("RouterFunction") || token.is("addViewController") || token.is("ServletRegistrationBean") ||
          token.is("RepositoryRestResource") || token.is("JerseyConfig") || token.is("WebServlet"))
        doubt(program, "some of its routes are registered by code");
  }
  if (actuator) {
    const auto* const base = value("management.endpoints.web.base-path");
    const auto* const port = value("management.server.port");
    const std::string prefix =
        joined_route(port == nullptr ? context : "", base != nullptr ? base->first : "/actuator");
    if (port == nullptr) {
      Span span = base != nullptr ? base->second : Span{};
      const bool has_health = exposes_health(exposure_text(value, exposes_somehow));
      for (const std::string_view inner : {"", "/health"}) {
        if (!inner.empty() && !has_health) continue;
        Route route = canonical_route(joined_route(prefix, inner));
        route.span = span;
        program.routes.push_back(std::move(route));
      }
      for (const std::string_view name :
           {"MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "MANAGEMENT_ENDPOINTS_WEB_BASE_PATH",
            "SPRING_APPLICATION_JSON", "SPRING_CONFIG_LOCATION", "SPRING_CONFIG_ADDITIONAL_LOCATION",
            "SPRING_CONFIG_IMPORT"})
        program.path_variables.emplace_back(name);
      // A profile moves paths only by what its file says of them; documents of one file are not told apart.
      const bool profiles_move = several_documents || std::ranges::any_of(overridden, [](std::string_view key) {
                                   return key.starts_with("management.") || key.starts_with("server.servlet.") ||
                                          key == "spring.webflux.base-path";
                                 });
      if (profiles_move) program.path_variables.emplace_back("SPRING_PROFILES_ACTIVE");
      add_endpoints(program, prefix, exposure_text(value, exposes_somehow), exports_metrics);
      const auto asks_for_groups = [](std::string_view key) {
        return std::ranges::any_of(std::initializer_list<std::string_view>{"probes", "health.group", "livenessstate",
                                                                           "readinessstate", "cloud-platform"},
                                   [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
      };
      const bool grouped =
          std::ranges::any_of(settings, [&](const auto& entry) { return asks_for_groups(entry.first); }) ||
          std::ranges::any_of(overridden, asks_for_groups);
      // Spring Boot 4 has both groups, those before it under Kubernetes alone unless they are asked for.
      if (major != 0 && major < first_with_groups && !grouped && !asks_server && has_health) {
        program.path_variables.emplace_back("MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED");
        program.path_variables.emplace_back("MANAGEMENT_HEALTH_PROBES_ENABLED");
        for (const std::string_view group : {"/health/liveness", "/health/readiness"})
          program.absent.push_back(joined_route(prefix, group));
      }
    } else {
      doubt(program, "its management endpoints have a port of their own");
      ListenCall side;
      side.port = property_setting(*port);
      if (side.port.variable.empty()) side.port.variable = "MANAGEMENT_SERVER_PORT";
      program.listens_known = program.listens_known && side.port.known;
      program.side_port = side.port;
      program.side_prefix = prefix;
      program.listens.push_back(std::move(side));
    }
  }
  if (!context.empty())
    for (Route& route : program.routes) {
      if (actuator && route.path.starts_with(context)) continue;
      const RouteMatch match = route.match;
      const Span span = route.span;
      const bool get = route.get;
      route = canonical_route(joined_route(context, route.path));
      route.match = match;
      route.span = span;
      route.get = get;
    }
  if (guarded && own_chain) {
    // Of a chain of one's own nothing is let through that it does not say.
    if (asks_everybody.valid()) program.start.guard = {"Spring Security", asks_everybody};
  } else if (guarded) {
    program.start.guard = {"Spring Security", security};
    if (actuator) program.start.unguarded = joined_route(context, "/actuator/health");
  }
  if (secured)
    for (Route& route : program.routes) {
      // What the chain matches has no context in front.
      std::string_view path = route.path;
      if (!context.empty() && path.starts_with(context)) path.remove_prefix(context.size());
      const bool open =
          std::ranges::any_of(permitted, [&](std::string_view pattern) { return fits_ant_pattern(path, pattern); });
      if (route.match == RouteMatch::exact && !open) route.match = RouteMatch::pattern;
    }
  if (!several_documents && !settings.contains("spring.config.import"))
    spring_placeholders(settings, overridden, program);
  return program;
}

}  // namespace seaworthy::code
