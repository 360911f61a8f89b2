#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "code/routing.h"
#include "code/start_scope.h"

namespace seaworthy::code {
namespace {

/// Whether a name speaks of a login.
bool is_about_login(std::string_view name) {
  const std::string low = ascii::lowered(name);
  for (const std::string_view word : {"author", "optional", "csrf"})
    if (low.find(word) != std::string::npos) return false;
  for (const std::string_view word : {"auth", "jwt", "login", "apikey", "api_key", "verify_token", "verifytoken",
                                      "current_user", "currentuser", "bearer", "passport"})
    if (low.find(word) != std::string::npos) return true;
  return false;
}

bool names_login(const Unit& unit, Range range) {
  for (std::uint32_t at = range.begin; at < range.end; ++at)
    if (unit.is_name(at) && is_about_login(unit[at].text)) return true;
  return false;
}

/// Finds what asks every request for a login: middleware of the whole application.
class GuardReader : private StartScope {
 public:
  GuardReader(const World& world, Program& program) : StartScope(world), program_(program) {}

  void read() {
    if (makes_exceptions()) return;
    for (const Unit& unit : world_.units())
      for (std::uint32_t at = 1; at + 1 < unit.size(); ++at) {
        if (!unit.is_name(at) || !unit.is(at + 1, "(")) continue;
        if (unit.language == Language::python) fastapi(unit, at);
        if (unit.language == Language::javascript) script(unit, at);
        if (unit.language == Language::go) go(unit, at);
        if (!program_.start.guard.name.empty()) return;
      }
  }

 private:
  /// `@Public()`, `Skipper:`, `unless({ path: [...] })`: some requests are let through.
  bool makes_exceptions() const {
    static constexpr std::array<std::string_view, 9> words = {"Public",         "IsPublic",       "SkipAuth",
                                                              "AllowAnonymous", "allowAnonymous", "Skipper",
                                                              "unless",         "exempt",         "SkipGuard"};
    return std::ranges::any_of(world_.units(), [](const Unit& unit) {
      return std::ranges::any_of(unit.tokens, [](const Token& token) {
        return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
      });
    });
  }

  void guard(const Unit& unit, Range range, bool later_routes) {
    program_.start.guard = {
        unit.file.text.substr(unit[range.begin].begin, unit[range.end - 1].end - unit[range.begin].begin),
        unit.span(range)};
    program_.start.guards_later_routes = later_routes;
  }

  /// `FastAPI(dependencies=[Depends(verify_token)])`
  void fastapi(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at, "FastAPI") || std::ranges::none_of(world_.units(), refuses)) return;
    for (const Range& argument : unit.arguments(at + 1))
      if (unit.is(argument.begin, "dependencies") && names_login(unit, {argument.begin + 2, argument.end}))
        guard(unit, {argument.begin + 2, argument.end}, false);
  }

  /// `app.use(requireAuth)` of Express, `app.useGlobalGuards(new JwtAuthGuard())` of NestJS.
  void script(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at - 1, ".")) return;
    const std::vector<Range> arguments = unit.arguments(at + 1);
    if (arguments.size() != 1 || unit.function_at(arguments[0]) != nowhere) return;
    // What sets a login up asks nobody for it.
    for (std::uint32_t token = arguments[0].begin; token < arguments[0].end; ++token)
      if (unit.is(token, "initialize") || unit.is(token, "session")) return;
    if (unit.is(at, "useGlobalGuards") && names_login(unit, arguments[0])) return guard(unit, arguments[0], false);
    if (unit.is(at, "use") && at > 1 && unit.is(at - 2, "app") && runs_at_start(unit, at) &&
        is_middleware(unit, arguments[0]))
      guard(unit, arguments[0], true);
  }

  /// A middleware for logins, and no router of paths about them: `auth`, `requireAuth`, `passport.authenticate("jwt")`.
  bool is_middleware(const Unit& unit, Range argument) const {
    const std::vector<Step> steps = chain_of(unit, argument);
    if (steps.empty() || !is_about_login(steps.back().name)) return false;
    const std::string low = ascii::lowered(steps.back().name);
    if (low.find("route") != std::string::npos || low.find("controller") != std::string::npos ||
        low.find("handler") != std::string::npos)
      return false;
    if (lets_paths_through(steps.back().name)) return false;
    // Many only look who asks, and let everybody through.
    const Declaration* const declaration = unit.lookup(steps.front().name, steps.front().at);
    if (declaration == nullptr) return false;
    std::string_view module = declaration->kind == Declaration::Kind::imported ? declaration->module : "";
    // `const requireAuth = require("./auth")`
    if (declaration->kind == Declaration::Kind::value && unit.is(declaration->init.begin, "require") &&
        unit.is_string(declaration->init.begin + 2))
      module = unit[declaration->init.begin + 2].text;
    if (module.empty()) return refuses(unit) && steps.size() == 1;
    if (const Unit* const other = world_.module_of(unit, module); other != nullptr) return refuses(*other);
    static constexpr std::array<std::string_view, 4> packages = {"express-jwt", "express-basic-auth",
                                                                 "express-oauth2-jwt-bearer", "passport"};
    return std::ranges::find(packages, module) != packages.end();
  }

  /// Whether a middleware looks at the path that is asked for, to let some through: `if (open.includes(req.path))`.
  bool lets_paths_through(std::string_view name) const {
    static constexpr std::array<std::string_view, 4> parts = {"path", "url", "originalUrl", "baseUrl"};
    return std::ranges::any_of(world_.units(), [&](const Unit& unit) {
      return std::ranges::any_of(unit.functions, [&](const Function& function) {
        if (function.name != name) return false;
        for (std::uint32_t at = function.body.begin; at + 2 < function.body.end; ++at)
          if ((unit.is(at, "req") || unit.is(at, "request")) && unit.is(at + 1, ".") &&
              std::ranges::any_of(parts, [&](std::string_view part) { return unit.is(at + 2, part); }))
            return true;
        return false;
      });
    });
  }

  /// Whether a source answers somebody with a refusal.
  static bool refuses(const Unit& unit) {
    return unit.file.text.find("401") != std::string_view::npos ||
           unit.file.text.find("403") != std::string_view::npos ||
           unit.file.text.find("UNAUTHORIZED") != std::string_view::npos ||
           unit.file.text.find("HTTPBearer") != std::string_view::npos;
  }

  /// Whether a function refuses whoever shows no login: it reads a header or a cookie, and aborts with 401 or 403.
  bool refuses_strangers(std::string_view name) const {
    for (const Unit& unit : world_.units())
      for (const Function& function : unit.functions) {
        if (function.name != name) continue;
        bool reads = false, aborts = false, refused = false;
        for (std::uint32_t at = function.body.begin; at < function.body.end; ++at) {
          const Token& token = unit[at];
          reads = reads || token.is("GetHeader") || token.is("Authorization") || token.is("Cookie") ||
                  token.is("BasicAuth") || token.is("X-API-Key");
          aborts = aborts || token.text.starts_with("Abort");
          refused = refused || token.is("StatusUnauthorized") || token.is("StatusForbidden") || token.is("401") ||
                    token.is("403");
          // Some paths are let through.
          if (token.is("Path") || token.is("FullPath") || token.is("RequestURI")) return false;
        }
        return reads && aborts && refused;
      }
    return false;
  }

  /// `r.Use(requireToken)` of Gin, on what `gin.Default()` made: for the routes behind it.
  void gin(const Unit& unit, std::uint32_t at) {
    if (at < 2 || !unit.is_name(at - 2)) return;
    const Declaration* const engine = unit.lookup(unit[at - 2].text, at - 2);
    if (engine == nullptr || engine->kind != Declaration::Kind::value || !unit.is(engine->init.begin, "gin")) return;
    for (const Range& argument : unit.arguments(at + 1)) {
      const std::vector<Step> steps = chain_of(unit, argument);
      if (!steps.empty() && refuses_strangers(steps.back().name)) return guard(unit, argument, true);
    }
  }

  /// `e.Use(echojwt.WithConfig(...))`, `e.Use(middleware.KeyAuth(...))` of Echo, whatever the order.
  void go(const Unit& unit, std::uint32_t at) {
    if (!unit.is(at, "Use") || !unit.is(at - 1, ".")) return;
    const bool is_echo = std::ranges::any_of(
        unit.modules, [](std::string_view module) { return module.starts_with("github.com/labstack/echo"); });
    if (std::ranges::find(unit.modules, "github.com/gin-gonic/gin") != unit.modules.end()) return gin(unit, at);
    // Groups have middleware of their own.
    if (!is_echo || at < 2 || !unit.is(at - 2, "e")) return;
    for (const Range& argument : unit.arguments(at + 1)) {
      const std::vector<Step> steps = chain_of(unit, argument);
      if (steps.size() == 2 && steps[1].called &&
          ((steps[0].name == "middleware" && (steps[1].name == "KeyAuth" || steps[1].name == "BasicAuth" ||
                                              steps[1].name == "JWT" || steps[1].name == "JWTWithConfig")) ||
           steps[0].name == "echojwt"))
        guard(unit, argument, false);
    }
  }

  Program& program_;
};

/// `app.add_middleware(TrustedHostMiddleware, allowed_hosts=["a"])` of Starlette and FastAPI, the only place of its
/// name besides its import.
void read_allowed_hosts(const World& world, Program& program) {
  for (const Unit& unit : world.units())
    for (std::uint32_t at = 1; unit.language == Language::python && at + 1 < unit.size(); ++at) {
      if (!unit.is(at, "TrustedHostMiddleware") || !unit.is(at - 1, "(")) continue;
      for (const Range& argument : unit.arguments(at - 1)) {
        if (!unit.is(argument.begin, "allowed_hosts") || !unit.is(argument.begin + 2, "[")) continue;
        std::vector<std::string_view> hosts;
        for (const Range& host : unit.arguments(argument.begin + 2)) {
          if (host.size() != 1 || !unit.is_string(host.begin) || unit[host.begin].dynamic) return;
          hosts.push_back(unit[host.begin].text);
        }
        program.allowed_hosts = std::move(hosts);
        program.allowed_hosts_span = unit.span(argument);
        return;
      }
    }
}

}  // namespace

void read_guards(const World& world, Program& program) {
  GuardReader(world, program).read();
  read_allowed_hosts(world, program);
}

}  // namespace seaworthy::code
