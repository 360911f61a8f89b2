#pragma once

#include <string>
#include <string_view>

#include "project/model.h"

/// Plain text of the linked model for `seaworthy show`. Values of variables are never printed.
namespace seaworthy::project {

/// Every Dockerfile with its stages: base, who uses each, user, folder, ports, probe and start command in force.
std::string print_stages(const Project& project);
/// Text without the credentials in it.
using MaskText = std::string (*)(std::string_view text);
/// Every stack with its services and what is in force for each, with the place that every value came from. Command
/// lines may hold passwords, so they go through `mask`.
std::string print_model(const Project& project, MaskText mask);
/// What points at what: stack -> service -> image or Dockerfile, dependencies, networks, volumes, ports, files.
std::string print_graph(const Project& project);

}  // namespace seaworthy::project
