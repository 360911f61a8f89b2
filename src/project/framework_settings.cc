#include "project/framework_settings.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "project/container_variables.h"
#include "project/paths.h"

namespace seaworthy::project {
namespace {

std::string_view quoted_behind(std::string_view text, std::size_t from) {
  const std::size_t open = text.find_first_of("\"'", from);
  if (open == std::string_view::npos) return {};
  const std::size_t close = text.find(text[open], open + 1);
  return text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Whether one of the items of a list is a name: `prod,metrics`.
bool lists(std::string_view list, std::string_view name) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    if (ascii::lowered(item) == ascii::lowered(name)) return true;
  }
  return false;
}

}  // namespace

TemplatedValue templated_value(std::string_view text) {
  if (const std::size_t at = text.find("${"); at != std::string_view::npos) {
    const std::string_view rest = text.substr(at + 2);
    const std::string_view inside = rest.substr(0, rest.find('}'));
    const std::size_t colon = inside.find(':');
    if (colon == std::string_view::npos) return {inside, {}};
    return {inside.substr(0, colon), inside.substr(colon + 1)};
  }
  const std::size_t at = text.find("ENV");
  if (at == std::string_view::npos) return {{}, text};
  const std::string_view variable = quoted_behind(text, at);
  if (variable.empty()) return {"?", {}};
  const auto end = static_cast<std::size_t>(variable.data() - text.data()) + variable.size() + 1;
  return {variable, quoted_behind(text, end)};
}

/// `serilog__writeto__1__args__serverurl` without the number, for members of a list share the key of the list.
static std::string without_numbers(std::string_view name) {
  std::string result;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find("__", begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    begin = end + 2;
    if (part.find_first_not_of("0123456789") == std::string_view::npos) continue;
    if (!result.empty()) result += "__";
    result += part;
  }
  return result;
}

bool is_overridden(const Service& service, std::string_view key) {
  // .NET takes `Section__Key` and, where the name may have one, `Section:Key`; Spring leaves a dash out, or takes `_`.
  std::string relaxed, underscored, nested, divided;
  for (const char c : key) {
    if (c != '-') relaxed += c == '.' ? '_' : ascii::to_upper(c);
    underscored += c == '.' || c == '-' ? '_' : ascii::to_upper(c);
    nested += c == '.' || c == ':' ? std::string("__") : std::string(1, ascii::to_lower(c));
    divided += c == '.' ? ':' : ascii::to_lower(c);
  }
  const auto overrides = [&](const auto& given) {
    const std::string name = ascii::lowered(given.name);
    return given.name == relaxed || given.name == underscored || name == nested || name == divided ||
           without_numbers(name) == nested || (given.name == "DATABASE_URL" && key.starts_with("production."));
  };
  return std::ranges::any_of(service.definition->environment, overrides) ||
         (service.stage != nullptr &&
          std::ranges::any_of(service.stage->variables,
                              [&](const dockerfile::Variable& given) { return !given.is_arg && overrides(given); }));
}

bool is_of_other_environment(const ConfigurationFile& file, std::string_view key) {
  if (!file.path.ends_with(".yml") || !holds(file.path, "config/")) return false;
  return !key.starts_with("production.") && !key.starts_with("default.");
}

bool is_shadowed(const ReadFolder& folder, const ConfigurationFile& file) {
  const std::string_view stem = file.path.substr(0, file.path.rfind('.'));
  return std::ranges::any_of(folder.settings, [&](const ConfigurationFile& other) {
    return &other != &file && other.path.starts_with(stem) && holds(ascii::lowered(other.path), "prod") &&
           std::ranges::any_of(other.settings, [&](const ConfigurationSetting& setting) {
             return setting.key.starts_with("ConnectionStrings") || holds(setting.key, "datasource");
           });
  });
}

/// `java -Dspring.profiles.active=docker -jar app.jar`, `java -jar app.jar --spring.profiles.active=docker`,
/// `mvn spring-boot:run -Dspring-boot.run.profiles=docker`, in shell form too
static bool names_profile(const Service& service, std::string_view profile) {
  for (const CommandInForce* const given : {&service.entrypoint, &service.command})
    for (const std::string_view word : given->words)
      for (const std::string_view key : {"spring.profiles.active=", "spring-boot.run.profiles="}) {
        const std::size_t at = word.find(key);
        const std::size_t start = at == std::string_view::npos ? at : word.find_last_of(" \t", at);
        if (at == std::string_view::npos || word[start == std::string_view::npos ? 0 : start + 1] != '-') continue;
        const std::string_view given_profiles = word.substr(at + key.size());
        return lists(given_profiles.substr(0, given_profiles.find_first_of(" \t\"'")), profile);
      }
  return false;
}

/// Whether a variable of the service lists the name of an environment or a profile.
static bool is_given(const Service& service, std::string_view variable, std::string_view environment) {
  const std::optional<ContainerVariable> given = container_variable(service, variable);
  return given.has_value() && lists(given->value, environment);
}

static bool has_profile(const Service& service, std::string_view profile) {
  return is_given(service, "SPRING_PROFILES_ACTIVE", profile) || names_profile(service, profile);
}

bool is_loaded(const Service& service, const ConfigurationFile& file) {
  const std::string_view name = base_name(file.path);
  const std::string_view stem = name.substr(0, name.rfind('.'));
  if (stem.starts_with("appsettings.") || stem.starts_with("ocelot.")) {
    const std::string_view environment = stem.substr(stem.find('.') + 1);
    if (is_given(service, "ASPNETCORE_ENVIRONMENT", environment) ||
        is_given(service, "DOTNET_ENVIRONMENT", environment))
      return true;
    // Without a word it is production.
    return environment == "Production" && !container_variable(service, "ASPNETCORE_ENVIRONMENT").has_value() &&
           !container_variable(service, "DOTNET_ENVIRONMENT").has_value();
  }
  if (stem.starts_with("application-")) {
    return has_profile(service, stem.substr(stem.find('-') + 1));
  }
  return true;
}

/// Whether two keys are the same to Spring: `service-url.default-zone`, `serviceUrl.defaultZone`.
static bool is_same_key(std::string_view left, std::string_view right) {
  std::string plain[2] = {ascii::lowered(left), ascii::lowered(right)};
  for (std::string& key : plain) std::erase_if(key, [](char c) { return c == '-' || c == '_'; });
  return plain[0] == plain[1];
}

bool is_overridden_by_file(const Service& service, const ReadFolder& folder, const ConfigurationFile& file,
                           std::string_view key) {
  const std::string_view stem = file.path.substr(0, file.path.rfind('.'));
  const auto sets = [&](const auto& place) {
    return std::ranges::any_of(place.settings,
                               [&](const ConfigurationSetting& setting) { return is_same_key(setting.key, key); });
  };
  const auto overrides = [&](const ConfigurationFile& other) {
    return &other != &file && other.path.size() > file.path.size() && other.path.starts_with(stem) &&
           is_loaded(service, other) && sets(other);
  };
  const ConfigurationSetting* const active = file.find("spring.profiles.active");
  for (const ConfigurationDocument& document : file.further) {
    const bool is_read = document.profile.empty() || has_profile(service, document.profile) ||
                         (active != nullptr && lists(active->value, document.profile));
    if (is_read && sets(document)) return true;
  }
  return std::ranges::any_of(folder.settings, overrides) || std::ranges::any_of(folder.development, overrides);
}

}  // namespace seaworthy::project
