#include <algorithm>
#include <array>

#include "code/conventions.h"
#include "code/routing.h"

namespace seaworthy::code {
namespace {

/// The address of a file of routes or pages by its path without the ending: `users/[id]/index` is `/users/[id]`, a
/// group in parentheses falls away.
std::string address_of_file(std::string_view path) {
  std::string result;
  for (const std::string_view part : segments_of(path)) {
    if (part.starts_with('(') && part.ends_with(')')) continue;
    if (part.data() + part.size() == path.data() + path.size() && part == "index") continue;
    result += '/';
    result += part.starts_with("[...") ? std::string_view("*") : part;
  }
  return result.empty() ? "/" : result;
}

/// Takes `.get` off the name of a handler that answers one method alone; true when it answers GET.
bool take_method(std::string_view& path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot < path.rfind('/') + 1) return true;
  static constexpr std::array<std::string_view, 9> methods = {"get",  "post",    "put",     "patch", "delete",
                                                              "head", "options", "connect", "trace"};
  const std::string_view method = path.substr(dot + 1);
  if (std::ranges::find(methods, method) == methods.end()) return true;
  path = path.substr(0, dot);
  return method == "get";
}

/// What has no folder of pages answers every address with its one component.
void add_pages(Tree& tree, std::string_view folder, Program& program) {
  bool any = false;
  for (const std::string_view start : {"pages", "app/pages", "src/pages"}) {
    const std::string root = under(folder, start);
    if (!tree.has_folder(root)) continue;
    for (const std::string_view file : tree.below(root, most_files)) {
      if (!file.ends_with(".vue") && !file.ends_with(".tsx")) continue;
      any = true;
      program.routes.push_back(
          canonical_route(address_of_file(file.substr(root.size() + 1, file.rfind('.') - root.size() - 1))));
    }
  }
  if (!any) program.routes.push_back(canonical_route("/*"));
}

}  // namespace

Program read_nuxt_application(Tree& tree, std::string_view folder) {
  Program program;
  program.framework = "Nuxt";
  for (const auto& [start, prefix] :
       {std::pair<std::string_view, std::string_view>{"server/api", "/api"}, {"server/routes", ""}}) {
    const std::string root = under(folder, start);
    if (!tree.has_folder(root)) continue;
    for (const std::string_view file : tree.below(root, most_files)) {
      if (language_of(file) != Language::javascript) continue;
      std::string_view inner = file.substr(root.size() + 1);
      inner = inner.substr(0, inner.rfind('.'));
      const bool get = take_method(inner);
      Route route = canonical_route(std::string(prefix) + address_of_file(inner));
      route.get = get;
      if (const std::optional<SourceFile> source = tree.read(file); source.has_value()) route.span = {source->id, 0, 0};
      program.routes.push_back(std::move(route));
    }
  }
  add_pages(tree, folder, program);
  if (tree.has_folder(under(folder, "public")))
    for (const std::string_view file : tree.below(under(folder, "public"), most_files)) {
      Route route = canonical_route(file.substr(under(folder, "public").size()));
      route.match = RouteMatch::exact;
      program.routes.push_back(std::move(route));
    }
  if (tree.has_folder(under(folder, "server/middleware")))
    doubt(program, "`server/middleware` may answer or redirect any address");
  Span place;
  for (const std::string_view name : {"nuxt.config.ts", "nuxt.config.js", "nuxt.config.mjs"}) {
    const std::optional<SourceFile> file = tree.read(under(folder, name));
    if (!file.has_value()) continue;
    place = {file->id, 0, 0};
    // Modules and layers bring routes of their own.
    for (const std::string_view word : {"modules", "extends", "routeRules", "baseURL", "serverHandlers", "ssr"})
      if (file->text.find(word) != std::string_view::npos)
        doubt(program, "`" + std::string(name) + "` sets `" + std::string(word) + "`");
  }
  ListenCall call;
  call.span = place;
  call.port = {.text = "3000", .variable = "PORT", .known = true, .span = place, .first = "NITRO_PORT"};
  call.host = {.text = "0.0.0.0", .variable = "HOST", .known = true, .span = place, .first = "NITRO_HOST"};
  program.listens.push_back(std::move(call));
  program.listens_known = true;
  program.files = program.routes.size();
  return program;
}

}  // namespace seaworthy::code
