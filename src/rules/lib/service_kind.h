#pragma once

#include "project/model.h"

namespace seaworthy::rules {

/// True for a service that ends on purpose: its image does one thing, others wait for its success, its name says that
/// it prepares something and no restart policy but `on-failure` denies it, `restart: "no"`, or for Swarm
/// `condition: none`, is written out, or it only has volumes that others take from it.
bool runs_once(const project::Service& service);

/// True when its image does one thing and ends, and nothing in the file makes a loop of it.
bool is_job_image(const project::Service& service);

/// True when another service waits until it has ended with success, so that its health is nobody's concern.
bool is_waited_out(const project::Service& service);

/// True when its name says that it is there for tests, in a stack of whatever role, or its command starts a runner of
/// tests: `postgres_test`, `npx cypress run`.
bool is_for_tests(const project::Service& service);

/// Databases, caches, brokers, search engines and object stores: what keeps state for others.
bool is_data_store(const project::Service& service);
/// Whether the service runs a public image as it is, or one of its own on top of a data store's, whose paths it keeps.
bool is_image_or_store(const project::Service& service);

}  // namespace seaworthy::rules
