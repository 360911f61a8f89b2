#pragma once

#include <vector>

#include "project/listening.h"
#include "project/model.h"
#include "project/probe.h"
#include "project/upstreams.h"

/// What each service listens on, what its probe asks and whom it names: worked out once, when everything is linked.
namespace seaworthy::project {

struct Connections {
  Listening listening;
  Probe probe;
  std::vector<Reference> references;
};

/// Of a service or a standalone image of the project; an image names nobody.
const Connections& connections(const Project& project, const Service& service);

/// What link() keeps, by Service::number.
struct ConnectionTable {
  std::vector<Connections> of_containers;
};

}  // namespace seaworthy::project
