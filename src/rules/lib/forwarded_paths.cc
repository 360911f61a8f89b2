#include "rules/lib/forwarded_paths.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/ascii.h"
#include "nginx/ast.h"
#include "project/connections.h"
#include "project/listening.h"
#include "rules/lib/traefik.h"
#include "rules/lib/words.h"

namespace seaworthy::rules {
namespace {

// --- nginx ---

/// `target`: the address with all variables of the environment filled in.
std::optional<ForwardedPath> of_location(const nginx::Directive& pass, std::string_view target) {
  const nginx::Directive* const location = pass.parent;
  if (location == nullptr || location->name != "location" || location->child("rewrite") != nullptr) return std::nullopt;
  // A server of websockets beside the routes may take it.
  if (std::ranges::any_of(location->children, [](const nginx::Directive* child) {
        return child->name == "proxy_set_header" && equal_ignoring_case(child->parameter(0), "Upgrade");
      }))
    return std::nullopt;
  std::string_view prefix = location->parameter(0);
  if (location->parameters.size() == 2 && prefix == "^~")
    prefix = location->parameter(1);
  else if (location->parameters.size() != 1)
    return std::nullopt;
  if (!prefix.starts_with('/') || prefix == "/") return std::nullopt;
  if (contains(prefix, "socket.io") || contains(prefix, "/ws")) return std::nullopt;
  if (contains(target, "$")) return std::nullopt;
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::size_t path = target.find('/', scheme + 3);
  ForwardedPath result;
  result.span = pass.span;
  result.prefix = prefix;
  result.asked = path == std::string_view::npos ? prefix : target.substr(path);
  return result;
}

void add_nginx(const project::Reference& reference, std::vector<ForwardedPath>& result) {
  const Span place = reference.upstream.valid() ? reference.upstream : reference.span;
  if (reference.file == nullptr || reference.file->nginx == nullptr || place.file != reference.file->source) return;
  for (const nginx::Directive* const pass : reference.file->nginx->directives) {
    if (pass->name != "proxy_pass" || pass->parameters.empty() || place.begin < pass->span.begin ||
        place.end > pass->span.end)
      continue;
    if (std::optional<ForwardedPath> found = of_location(*pass, pass->parameter(0)); found.has_value()) {
      found->to = reference.to;
      result.push_back(std::move(*found));
    }
  }
}

/// Text of a template with the values of the service's environment; "" where one is not known.
std::string filled_in(const project::Service& service, std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t dollar = std::min(text.find("${", at), text.size());
    result += text.substr(at, dollar - at);
    if (dollar == text.size()) break;
    const std::size_t end = text.find('}', dollar);
    if (end == std::string_view::npos) return {};
    const compose::EnvironmentEntry* const entry =
        service.definition->variable(text.substr(dollar + 2, end - dollar - 2));
    if (entry == nullptr || !entry->value.has_value()) return {};
    result += *entry->value;
    at = end + 1;
  }
  return result;
}

/// Locations of templates whose address comes from the environment: `proxy_pass http://${API}/;`.
void add_templates(const project::Project& project, const project::Service& service,
                   std::vector<ForwardedPath>& result) {
  if (!project::runs_nginx(service)) return;
  for (const project::File* const file : project::nginx_files(project, service))
    for (const nginx::Directive* const pass : file->nginx->directives) {
      if (pass->name != "proxy_pass" || !contains(pass->parameter(0), "${")) continue;
      const std::string target = filled_in(service, pass->parameter(0));
      const std::size_t scheme = target.find("://");
      if (scheme == std::string::npos) continue;
      const std::string_view rest = std::string_view(target).substr(scheme + 3);
      const project::Service* const to = project::service_named(service, before(before(rest, '/'), ':'));
      std::optional<ForwardedPath> found = of_location(*pass, target);
      if (to == nullptr || !found.has_value()) continue;
      found->to = to;
      result.push_back(std::move(*found));
    }
}

// --- Caddy ---

/// What holds inside a block of a Caddyfile.
struct Block {
  std::string prefix;  ///< "" for everything.
  bool stripped = false;
  bool known = true;
};

class CaddyReader {
 public:
  explicit CaddyReader(std::string_view text) : text_(text) {}

  /// The block around the line that a place is in, with the matcher of its own `reverse_proxy`.
  std::optional<Block> around(std::uint32_t place) {
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      const std::vector<std::string_view> words = words_of(text_.substr(begin, end - begin));
      if (place >= begin && place < end) {
        Block block = blocks_.empty() ? Block{} : blocks_.back();
        if (words.size() > 1 && words[0] == "reverse_proxy") match(words[1], block);
        return block;
      }
      begin = end + 1;
      line(words);
    }
    return std::nullopt;
  }

 private:
  static std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!(line = ascii::trim(line)).empty() && line.front() != '#') {
      words.push_back(line.substr(0, line.find_first_of(" \t")));
      line.remove_prefix(words.back().size());
    }
    return words;
  }

  void line(const std::vector<std::string_view>& words) {
    if (words.empty()) return;
    if (words[0] == "}") {
      if (!blocks_.empty()) blocks_.pop_back();
      return;
    }
    if (words.back() != "{") return directive(words);
    Block block = blocks_.empty() ? Block{} : blocks_.back();
    const bool has_matcher = words.size() > 2;
    if ((words[0] == "handle_path" || words[0] == "handle" || words[0] == "route") && has_matcher) {
      match(words[1], block);
      block.stripped = block.stripped || words[0] == "handle_path";
    } else if (words[0] == "reverse_proxy" && has_matcher) {
      match(words[1], block);
    } else if (words[0].starts_with('@')) {
      matchers_[words[0]] = {};  // Of several lines.
    }
    blocks_.push_back(std::move(block));
  }

  void directive(const std::vector<std::string_view>& words) {
    if (words[0].starts_with('@') && words.size() == 3 && words[1] == "path") matchers_[words[0]] = words[2];
    if (blocks_.empty()) return;
    Block& block = blocks_.back();
    if (words[0] == "uri" && words.size() == 3 && words[1] == "strip_prefix" && !block.prefix.empty() &&
        block.prefix.starts_with(words[2]))
      block.stripped = true;
    else if (words[0] == "uri" || words[0] == "rewrite")
      block.known = false;
  }

  /// Takes `/api/*` or `@api`; an upstream in its place changes nothing.
  void match(std::string_view matcher, Block& block) const {
    if (matcher.starts_with('@')) {
      const auto found = matchers_.find(matcher);
      if (found == matchers_.end() || found->second.empty()) {
        block.known = false;
        return;
      }
      matcher = found->second;
    }
    if (!matcher.starts_with('/')) return;
    if (!matcher.ends_with('*') || contains(before(matcher, '*'), "{") || !block.prefix.empty()) {
      block.known = false;
      return;
    }
    block.prefix = before(matcher, '*');
  }

  std::string_view text_;
  std::vector<Block> blocks_;
  std::map<std::string_view, std::string_view> matchers_;
};

void add_caddy(const project::Project& project, const project::Reference& reference,
               std::vector<ForwardedPath>& result) {
  if (reference.file == nullptr || !reference.file->has_content) return;
  const std::optional<Block> block =
      CaddyReader(project.sources[reference.file->source].text()).around(reference.span.begin);
  if (!block.has_value() || !block->known || block->prefix.size() < 2) return;
  ForwardedPath found;
  found.by = ForwardedPath::By::caddy;
  found.to = reference.to;
  found.span = reference.span;
  found.prefix = block->prefix;
  found.asked = block->stripped ? "/" : block->prefix;
  result.push_back(std::move(found));
}

// --- Traefik ---

/// The one prefix of a rule; "" for a rule with none, or with more than one way in.
std::string_view prefix_of_rule(std::string_view rule) {
  constexpr std::string_view name = "PathPrefix(`";
  const std::size_t at = rule.find(name);
  if (at == std::string_view::npos || contains(rule, "||") || contains(rule, "!") || contains(rule, "$")) return {};
  const std::string_view rest = rule.substr(at + name.size());
  const std::string_view prefix = before(rest, '`');
  return contains(rest, name) || !rest.substr(prefix.size()).starts_with("`)") ? std::string_view() : prefix;
}

void add_traefik(const project::Service& service, std::vector<ForwardedPath>& result) {
  const std::vector<TraefikLabel> labels = traefik_labels(service);
  for (const TraefikLabel& rule : labels) {
    if (rule.section != "routers" || rule.key != "rule" || !rule.settled) continue;
    const std::string_view prefix = prefix_of_rule(rule.value);
    if (prefix.size() < 2) continue;
    bool stripped = false, known = true;
    for (const TraefikLabel& label : labels) {
      if (label.section != "routers" || label.name != rule.name) continue;
      // Another service may be behind the router.
      if (label.key == "service") known = false;
      if (label.key != "middlewares") continue;
      for (const std::string_view name : listed_names(label.value)) {
        const std::string_view bare = before(name, '@');
        bool defined = false;
        for (const TraefikLabel& middleware : labels) {
          if (middleware.section != "middlewares" || !equal_ignoring_case(middleware.name, bare)) continue;
          defined = true;
          if (middleware.key == "stripprefix.prefixes")
            stripped = stripped || middleware.value == prefix;
          else if (contains(middleware.key, "path") || contains(middleware.key, "prefix") ||
                   contains(middleware.key, "chain") || contains(middleware.key, "plugin"))
            known = false;
        }
        known = known && defined;
      }
    }
    if (!known) continue;
    ForwardedPath found;
    found.by = ForwardedPath::By::traefik;
    found.to = &service;
    found.span = rule.span;
    found.prefix = prefix;
    found.asked = stripped ? "/" : std::string(prefix);
    result.push_back(std::move(found));
  }
}

}  // namespace

std::vector<ForwardedPath> forwarded_paths(const project::Project& project, const project::Service& service) {
  std::vector<ForwardedPath> result;
  for (const project::Reference& reference : project::connections(project, service).references) {
    if (reference.to == nullptr) continue;
    if (reference.kind == project::ReferenceKind::nginx) add_nginx(reference, result);
    if (reference.kind == project::ReferenceKind::caddy) add_caddy(project, reference, result);
  }
  add_templates(project, service, result);
  add_traefik(service, result);
  return result;
}

}  // namespace seaworthy::rules
