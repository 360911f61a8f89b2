#pragma once

#include "nginx/ast.h"
#include "project/connections.h"
#include "project/model.h"

/// Under which name a server behind nginx is asked.
namespace seaworthy::rules {

/// The `proxy_pass` of an nginx from which a reference was made; null for none.
const nginx::Directive* pass_of(const project::Reference& reference);

/// Whether the headers in force at a `proxy_pass` name the visitor's host; also when an included file may. nginx sends
/// the name of the server that it asks otherwise.
/// Source: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header
bool sends_host(const nginx::Directive& pass);

/// Whether an nginx sends the visitor's host along wherever it asks another service, as other proxies do by themselves.
bool sends_host(const project::Project& project, const project::Service& proxy, const project::Service& asked);

}  // namespace seaworthy::rules
