#include "project/page_addresses.h"

#include <algorithm>
#include <initializer_list>

#include "base/ascii.h"
#include "project/application.h"
#include "project/copy_sources.h"
#include "project/manifests.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

/// Sources of the pages of all services together, and of one folder.
constexpr std::size_t most_paths = 4000;
constexpr std::size_t most_files = 400;

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

/// The variable that a text ends with, in front of what stands in for it: `import.meta.env.VITE_API || `.
std::string_view variable_before(std::string_view before) {
  before = ascii::trim(before);
  if (!before.ends_with("||") && !before.ends_with("??")) return {};
  before = ascii::trim(before.substr(0, before.size() - 2));
  if (before.ends_with(')')) before.remove_suffix(1);
  std::size_t begin = before.size();
  while (begin > 0 && (ascii::is_alphanumeric(before[begin - 1]) || before[begin - 1] == '_')) --begin;
  const std::string_view name = before.substr(begin);
  const std::string_view owner = before.substr(0, begin);
  return owner.ends_with("env.") ? name : std::string_view();
}

std::string_view line_around(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return text.substr(begin, std::min(text.find('\n', at), text.size()) - begin);
}

/// Whether a line asks where the page runs, or is none of the program.
bool is_conditional(std::string_view line) {
  const std::string_view code = ascii::trim(line);
  return code.starts_with("//") || code.starts_with('*') || code.starts_with("/*") || code.starts_with("{/*") ||
         code.starts_with('#') || code.starts_with("<!--") || code.starts_with("console.") ||
         has_any(code, {"===", "==", "includes(", "startsWith(", "match(", "NODE_ENV", ".DEV", ".PROD", "isDev",
                        "isProd", "roduction", "evelopment", "hostname", "placeholder", " ? "});
}

/// Whether a condition on the environment stands close in front: `if (import.meta.env.DEV) {`, `: "http://..."` below.
bool is_below_condition(std::string_view text, std::size_t at) {
  constexpr std::size_t near = 160;
  const std::size_t begin = at < near ? 0 : at - near;
  return has_any(text.substr(begin, at - begin),
                 {"NODE_ENV", "env.DEV", "env.PROD", "isDev", "isProd", "roduction", "evelopment", "hostname"});
}

/// Whether a variable is read close in front, or something failed, so that the address may be what stands in.
bool may_stand_in(std::string_view text, std::size_t at) {
  constexpr std::size_t near = 300;
  const std::size_t begin = at < near ? 0 : at - near;
  return has_any(text.substr(begin, at - begin), {"env.", "env as", "env[", "catch"});
}

/// Whether it stands in an object that takes the place of what the server writes into the page:
/// `window.__CONFIG__ || { api: "http://..." }`.
bool is_in_fallback_object(std::string_view text, std::size_t at) {
  constexpr std::size_t near = 600;
  const std::size_t begin = at < near ? 0 : at - near;
  const std::string_view before = text.substr(begin, at - begin);
  const std::size_t open = std::max(before.rfind("|| {") + 1, before.rfind("?? {") + 1);
  if (open == 0) return false;
  const std::size_t line = before.rfind('\n', open) + 1;
  return before.find('}', open) == std::string_view::npos &&
         has_any(before.substr(line, open - line), {"window", "globalThis"});
}

/// A source of pages by its name: no test, no tool, no server.
bool is_page_source(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos ||
      !has_any(path.substr(dot), {".js", ".jsx", ".ts", ".tsx", ".vue", ".svelte", ".mjs"}) || path.ends_with(".json"))
    return false;
  return !has_any(path, {".test.",        ".spec.",     "__tests__",      "/tests/",         "/test/",
                         "/e2e/",         "cypress",    "mock",           ".stories.",       ".config.",
                         ".conf.",        "protractor", "e2e/",           "setupProxy",      "setupTests",
                         "node_modules/", ".d.ts",      "environment.ts", "environment.dev", "development",
                         "/server/",      "electron"});
}

bool packs_pages(const Manifest& manifest) {
  const auto has = [&](std::string_view name) { return manifest.dependency(name) != nullptr; };
  const bool bundler = has("vite") || has("react-scripts") || has("@vue/cli-service") || has("@angular/core") ||
                       has("parcel") || has("webpack");
  return bundler && !has("next") && !has("nuxt") && !has("@sveltejs/kit") && !has("electron");
}

/// Whether a package answers requests by a program of its own.
bool has_server(const Manifest& manifest) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"express", "fastify", "koa", "@nestjs/core", "hono", "@hapi/hapi", "h3",
                                              "@trpc/server", "socket.io", "json-server"},
      [&](std::string_view name) { return manifest.dependency(name) != nullptr; });
}

/// The folder whose pages end in the image of a service: the context of a build that ends in the image of a web server,
/// or in one of Node.js that has nothing else to serve.
const std::string* pages_folder(const Project& project, const Service& service) {
  if (!service.builds || service.dockerfile == nullptr || service.image == nullptr) return nullptr;
  const BuildContext* const context = build_context(project, service);
  if (context == nullptr) return nullptr;
  const bool by_web_server = service.image->kind == knowledge::ImageKind::proxy && context->stages.size() > 1;
  if (!by_web_server && service.image->name != "node") return nullptr;
  const Manifest* const manifest = manifest_in(project, context->context, Ecosystem::node);
  const bool pages = manifest != nullptr && packs_pages(*manifest) && (by_web_server || !has_server(*manifest));
  return pages ? &context->context : nullptr;
}

}  // namespace

std::vector<PageAddress> page_addresses_in(FileId id, std::string_view text) {
  std::vector<PageAddress> result;
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    const std::string_view rest = text.substr(at + 3);
    if (!rest.starts_with("localhost") && !rest.starts_with("127.0.0.1")) continue;
    std::size_t begin = at;
    while (begin > 0 && ascii::is_alphanumeric(text[begin - 1])) --begin;
    const std::string_view scheme = text.substr(begin, at - begin);
    if (begin == 0 || !has_any(scheme, {"http", "ws"}) ||
        std::string_view("\"'`").find(text[begin - 1]) == std::string_view::npos)
      continue;
    const std::size_t end = std::min(text.find_first_of("\"'` \n$", at), text.size());
    if (is_conditional(line_around(text, begin)) || is_below_condition(text, begin) ||
        is_in_fallback_object(text, begin))
      continue;
    const std::string_view variable = variable_before(text.substr(0, begin - 1));
    if (variable.empty() && may_stand_in(text, begin)) continue;
    // `http://localhost:${port}` with a port that the page is told is shown to somebody, or proposed to them.
    if (text[end - 1] == ':' && end < text.size() && text[end] == '$') continue;
    result.push_back({{id, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                      text.substr(begin, end - begin),
                      std::string(variable)});
  }
  return result;
}

void read_page_addresses(const Project& project, code::Tree& tree, ApplicationTable& table) {
  table.pages_of_services.assign(project.services.size(), -1);
  std::size_t files = 0;
  for (std::size_t index = 0; index < project.services.size(); ++index) {
    if (!project.services[index].active) continue;
    const std::string* const folder = pages_folder(project, project.services[index]);
    if (folder == nullptr) continue;
    auto known = std::ranges::find(table.pages, *folder, &FolderOfPages::path);
    if (known == table.pages.end()) {
      table.pages.push_back({*folder, {}});
      known = std::prev(table.pages.end());
      for (const std::string_view path : tree.below(*folder, most_paths)) {
        if (files >= most_files) break;
        const std::string_view inner = folder->empty() ? path : path.substr(folder->size() + 1);
        if (!is_page_source(inner)) continue;
        const std::optional<code::SourceFile> file = tree.read(path);
        if (!file.has_value()) continue;
        ++files;
        for (PageAddress& each : page_addresses_in(file->id, file->text)) known->addresses.push_back(std::move(each));
      }
    }
    table.pages_of_services[index] = static_cast<int>(known - table.pages.begin());
  }
}

std::span<const PageAddress> page_addresses(const Project& project, const Service& service) {
  if (project.applications == nullptr || service.number >= project.applications->pages_of_services.size()) return {};
  const int index = project.applications->pages_of_services[service.number];
  if (index < 0) return {};
  return project.applications->pages[static_cast<std::size_t>(index)].addresses;
}

}  // namespace seaworthy::project
