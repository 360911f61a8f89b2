#pragma once

#include <cstdint>

#include "project/model.h"
#include "rules/rule.h"

/// What rules on published ports share.
namespace seaworthy::rules {

/// The network that shuts a service in: all of its networks are internal, so that the engine publishes none of its
/// ports. Null where one is not, or is not known.
const compose::Network* internal_network_alone(const project::Service& service);

/// Whether a service has a network of its own from which ports can be published: not that of the host or of another
/// container, and not none.
bool has_own_network(const project::Service& service);

/// The first port by which a public image for administration, monitoring or models is open to everybody, because it
/// asks for no login or for one that everybody knows. Null for other services and where there is none.
const compose::Port* open_admin_port(const project::Project& project, const project::Service& service);

/// Whether a public image for administration or monitoring has a first account whose password everybody knows, and
/// nothing gives it another.
bool has_known_login(const project::Project& project, const project::Service& service);

/// Whether a number says nothing of what a service is: programs of one's own, built here or of an image that is not
/// known, are numbered upwards from 8080 and 9000, whatever else has such a number.
bool may_be_own_port(const project::Service& service, std::uint16_t number);

/// Offers to publish a port on 127.0.0.1, where an edit can say so.
void offer_loopback(Builder& finding, const compose::Port& port, const Report& report);

}  // namespace seaworthy::rules
