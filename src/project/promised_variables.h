#pragma once

#include <string_view>
#include <vector>

#include "project/model.h"

/// Variables of env files that are not there but are to be made from a template beside them (`cp .env.example .env`):
/// what whoever deploys will have, unless they write something else.
namespace seaworthy::project {

/// Those of the templates of all env files of a service that are not there, as far as it does not set them itself.
const std::vector<compose::EnvironmentEntry>& promised_variables(const Project& project, const Service& service);

/// A variable of the service, or one that is promised; null for neither.
const compose::EnvironmentEntry* expected_variable(const Project& project, const Service& service,
                                                   std::string_view name);

/// Whether an env file that was not read may set any variable: one that is not there and has no template, or one whose
/// name does not tell what it is.
bool has_unknown_variables(const Project& project, const Service& service);

/// What link() keeps, by Service::number of the services of stacks.
struct PromisedTable {
  std::vector<std::vector<compose::EnvironmentEntry>> of_services;
};

}  // namespace seaworthy::project
