#pragma once

#include <string_view>

#include "project/code_signs.h"
#include "project/configuration_settings.h"
#include "project/model.h"

/// Settings that frameworks read from files among the sources, and what takes their place in a container.
namespace seaworthy::project {

/// `${NAME:default}` of Spring, `<%= ENV.fetch("NAME") { "default" } %>` of Rails: the variable, and what stands in.
/// A plain value is its own stand-in; "?" is a variable whose name was not understood.
struct TemplatedValue {
  std::string_view variable, value;
};
TemplatedValue templated_value(std::string_view text);

/// Whether a variable takes the place of a setting by its name: SPRING_DATA_REDIS_HOST, Section__Key.
bool is_overridden(const Service& service, std::string_view key);

/// Whether a setting stands in a section for another environment than production: `development.` in `database.yml`.
bool is_of_other_environment(const ConfigurationFile& file, std::string_view key);

/// Whether the settings for production beside a file give their own connections.
bool is_shadowed(const ReadFolder& folder, const ConfigurationFile& file);

/// Whether a file of settings that a service loads on top of another one gives the same key, or a further document of
/// the file does.
bool is_overridden_by_file(const Service& service, const ReadFolder& folder, const ConfigurationFile& file,
                           std::string_view key);

/// Whether a service loads a file of settings: `appsettings.Docker.json` only where ASPNETCORE_ENVIRONMENT says so,
/// `application-prod.yml` only where SPRING_PROFILES_ACTIVE does, the one without a name always.
bool is_loaded(const Service& service, const ConfigurationFile& file);

}  // namespace seaworthy::project
