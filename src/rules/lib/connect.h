#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nginx/ast.h"
#include "project/connections.h"
#include "rules/rule.h"

/// What rules on probes and addresses share: the other end of a broken link, who waits, what nginx answers.
namespace seaworthy::rules {

/// Ports as a reader lists them: "80", "80 and 443", "9000, 9001 and 9090"; the strongest evidence only.
std::string listed_ports(const project::Listening& known);
/// How sure "does not listen there" is. Not for `yes` and `unknown`.
Confidence confidence_of(project::Listens verdict);
/// Adds notes on what the service listens on, and where that is said.
void note_listening(Builder& finding, const project::Service& service, const project::Listening& known);
/// What every finding about a port with that verdict has in common: how sure and how grave it is, and the notes above.
void add_port_verdict(Builder& finding, project::Listens verdict, const project::Service& service,
                      const project::Listening& known);
/// The one other container of the stack, on a network of its own, that listens on a port; null when there is none, or
/// several.
const project::Service* neighbour_on(const project::Project& project, const project::Service& service,
                                     std::uint16_t port);

/// Adds a note for every service that waits until this one is healthy: the consequence is theirs, the cause is here.
void note_waiting(Builder& finding, const project::Service& service);
/// The host port that leads to another container port: of `8080:3000`, 8080. Null when no mapping has it.
const compose::Port* mapping_of_host_port(const project::Service& service, std::uint16_t host_port);

/// The sources of addresses that one rule of a family speaks of.
enum class AddressSource : std::uint8_t {
  proxy,        ///< nginx, Caddy, Traefik.
  scrape,       ///< Prometheus and Alertmanager.
  data_source,  ///< Grafana and log shippers.
  address,      ///< Environment variables, command lines and code.
};
AddressSource source_of(project::ReferenceKind kind);

/// The addresses in the environment of a service that lead to another service of its stack.
std::vector<const project::Reference*> neighbours_in_environment(const project::Project& project,
                                                                 const project::Service& service);

/// Production, or a stack whose role nobody tells.
bool may_be_production(const project::Stack& stack);

/// What nginx does with a request for a path that reaches one of its ports.
struct NginxAnswer {
  enum class Kind : std::uint8_t {
    unknown,
    no_server,  ///< No server block listens there.
    redirect,   ///< `return 301`, `rewrite ... permanent` for every request.
    status,     ///< `return 200`, `stub_status` ...
    proxied,
    files,  ///< Files below `root`, perhaps with a fallback.
  };
  Kind kind = Kind::unknown;
  int status = 0;
  const nginx::Directive* server = nullptr;
  const nginx::Directive* location = nullptr;
  const nginx::Directive* by = nullptr;              ///< The directive that answers.
  const nginx::Directive* authentication = nullptr;  ///< `auth_basic` or `auth_request` in force; null for none.
  const nginx::Directive* denial = nullptr;          ///< `deny` that a request from the container itself meets.
};
NginxAnswer nginx_answer(const project::Project& project, const project::Service& service, std::uint16_t port,
                         std::string_view host, std::string_view path);

/// A plain request that a service's own probe makes, and what the nginx in it answers.
struct ProbeAnswer {
  const project::ProbeRequest* request = nullptr;
  std::string_view program;  ///< That makes the request: "curl".
  NginxAnswer answer;
};
/// Those of which the answer is known; none for a service that runs no nginx.
std::vector<ProbeAnswer> nginx_probe_answers(const project::Project& project, const project::Service& service);

/// True when an address stands in only for what a template of an env file names, which whoever deploys will change.
bool is_of_template(const project::Service& service, const project::Reference& reference);

/// Whether a stack of the same folder has a service and lacks the one that asks for it: its file is laid over, or
/// beside, this one by whoever starts both.
bool is_complement(const project::Service& service, const project::Service& other);

/// True for a service whose images or networks may bring names from outside of the stack: another stack's containers
/// on an external network, `extra_hosts`, a DNS server of its own.
bool sees_foreign_names(const project::Service& service);

/// True for an address in the environment of a public data store: what other programs read stands there for nothing.
bool is_idle_setting(const project::Service& service, const project::Reference& reference);

}  // namespace seaworthy::rules
