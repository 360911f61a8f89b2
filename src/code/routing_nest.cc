#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "code/routing_reader.h"

namespace seaworthy::code {

/// What `enableVersioning()` puts in front of routes; nothing for other ways than in the address.
std::optional<RoutingReader::Versioning> RoutingReader::versioning_of(const Unit& unit, std::uint32_t open) {
  Versioning result;
  const std::vector<Range> arguments = unit.arguments(open);
  if (arguments.empty()) return result;
  if (!unit.is(arguments[0].begin, "{")) return std::nullopt;
  for (const Range& field : unit.arguments(arguments[0].begin)) {
    if (field.size() < 3 || !unit.is(field.begin + 1, ":")) return std::nullopt;
    const std::uint32_t value = field.begin + 2;
    if (unit.is(field.begin, "type")) {
      if (field.size() != 5 || !unit.is(value + 2, "URI")) return std::nullopt;
    } else if (unit.is(field.begin, "prefix")) {
      if (!unit.is_string(value) && !unit.is(value, "false")) return std::nullopt;
      result.prefix = unit.is_string(value) ? std::string(unit[value].text) : std::string();
      if (unit.is_string(value)) used_.insert({&unit, value});
    } else if (unit.is(field.begin, "defaultVersion")) {
      if (!read_versions(unit, {value, field.end}, result.versions)) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return result;
}

bool RoutingReader::read_versions(const Unit& unit, Range value, std::vector<std::string>& versions) {
  versions.clear();
  const bool is_list = unit.is(value.begin, "[");
  for (const Range& each : is_list ? unit.arguments(value.begin) : std::vector<Range>{value}) {
    if (each.size() != 1) return false;
    if (unit.is(each.begin, "VERSION_NEUTRAL")) {
      versions.emplace_back();
    } else if (unit.is_string(each.begin)) {
      used_.insert({&unit, each.begin});
      versions.emplace_back(unit[each.begin].text);
    } else {
      return false;
    }
  }
  return true;
}

void RoutingReader::nest() {
  std::string global;
  std::vector<std::string> excluded;
  bool is_nest = false;
  Router application;
  application.is_app = true;
  for (const Unit& unit : world_.units()) {
    for (const std::string_view module : unit.modules) is_nest = is_nest || module == "@nestjs/core";
    for (const auto& [name, declaration] : unit.names)
      if (declaration.kind == Declaration::Kind::imported && name.ends_with("Module") &&
          !declaration.module.starts_with('.') && world_.module_of(unit, declaration.module) == nullptr &&
          !declaration.module.starts_with("@nestjs/") && declaration.module != "nestjs-pino")
        doubt(application, "what " + quoted(name) + " answers is not known");
    for (std::uint32_t token = 0; token + 1 < unit.size(); ++token) {
      if (unit.is(token, "enableVersioning") && unit.is(token + 1, "(")) {
        versioning_ = versioning_of(unit, token + 1);
        if (!versioning_.has_value()) doubt(application, "its routes have versions");
      }
      if (unit.is(token, "RouterModule")) doubt(application, "a module sets prefixes of its routes");
      if (unit.is(token, "ServeStaticModule"))
        application.routes.push_back({"/*", RouteMatch::files, true, unit.span(token)});
      if (unit.is(token, "setGlobalPrefix") && unit.is(token + 1, "(")) {
        const std::vector<Range> arguments = unit.arguments(token + 1);
        if (arguments.empty() || !path_of(unit, arguments[0], global))
          doubt(application, "the prefix of its routes is not a plain text");
        if (arguments.size() > 1)
          for (std::uint32_t each = arguments[1].begin; each < arguments[1].end; ++each)
            if (unit.is_string(each)) {
              used_.insert({&unit, each});
              excluded.push_back(canonical_route(unit[each].text).path);
            }
      }
    }
  }
  if (!is_nest) return;
  program_.framework = "NestJS";
  for (const Unit& unit : world_.units())
    for (std::uint32_t token = 0; token + 2 < unit.size(); ++token)
      if (unit.is(token, "@") && unit.is(token + 1, "Controller") && unit.is(token + 2, "("))
        controller(unit, token + 2, global, excluded, application);
  routers_.push_back(std::move(application));
}

bool RoutingReader::decorator_paths(const Unit& unit, std::uint32_t open, std::vector<std::string>& paths) {
  const std::vector<Range> arguments = unit.arguments(open);
  if (arguments.empty()) {
    paths.emplace_back();
    return true;
  }
  std::string path;
  const std::uint32_t first = arguments[0].begin;
  if (unit.is(first, "[")) {
    for (const Range& part : unit.arguments(first)) {
      if (!path_of(unit, part, path)) return false;
      paths.push_back(path);
    }
    return true;
  }
  if (unit.is(first, "{")) {
    for (const Range& part : unit.arguments(first)) {
      if (unit.is(part.begin, "host")) return false;
      if (unit.is(part.begin, "path") && !path_of(unit, {part.begin + 2, part.end}, path)) return false;
    }
    paths.push_back(path);
    return true;
  }
  if (!path_of(unit, arguments[0], path)) return false;
  paths.push_back(path);
  return true;
}

void RoutingReader::controller(const Unit& unit, std::uint32_t open, const std::string& global,
                               const std::vector<std::string>& excluded, Router& application) {
  std::vector<std::string> prefixes;
  if (!decorator_paths(unit, open, prefixes)) return doubt(application, "the path of a controller is no plain text");
  std::vector<std::string> versions;
  if (versioning_.has_value()) {
    versions = versioning_->versions;
    const std::vector<Range> arguments = unit.arguments(open);
    if (!arguments.empty() && unit.is(arguments[0].begin, "{"))
      for (const Range& part : unit.arguments(arguments[0].begin))
        if (unit.is(part.begin, "version") && !read_versions(unit, {part.begin + 2, part.end}, versions))
          return doubt(application, "the version of a controller is no plain text");
  }
  if (versions.empty()) versions.emplace_back();
  std::uint32_t body = open;
  while (body < unit.size() && !unit.is(body, "class")) ++body;
  while (body < unit.size() && !unit.is(body, "{")) ++body;
  if (body >= unit.size() || unit.partner[body] == nowhere) return;
  static constexpr std::array<std::string_view, 9> verbs = {"Get",  "Post",    "Put", "Delete", "Patch",
                                                            "Head", "Options", "All", "Sse"};
  for (std::uint32_t token = body; token + 2 < unit.partner[body]; ++token) {
    if (versioning_.has_value() && unit.is(token, "@") && unit.is(token + 1, "Version"))
      doubt(application, "a route has a version of its own");
    if (!unit.is(token, "@") || !unit.is(token + 2, "(") ||
        std::ranges::find(verbs, unit[token + 1].text) == verbs.end() || unit.enclosing[token] != body)
      continue;
    std::vector<std::string> paths;
    if (!decorator_paths(unit, token + 2, paths)) {
      doubt(application, "the path of a route is no plain text");
      continue;
    }
    const bool get = unit.is(token + 1, "Get") || unit.is(token + 1, "All");
    for (const std::string& prefix : prefixes)
      for (const std::string& path : paths) {
        const std::string own = joined_route(joined_route("", "/" + prefix), "/" + path);
        const bool is_excluded = std::ranges::find(excluded, canonical_route(own).path) != excluded.end();
        for (const std::string& version : versions) {
          const std::string versioned = version.empty() ? own : joined_route("/" + versioning_->prefix + version, own);
          add_route(application, unit,
                    is_excluded || global.empty() ? versioned : joined_route("/" + global, versioned), get,
                    {token, token + 2});
        }
      }
  }
}

}  // namespace seaworthy::code
