#include "knowledge/nginx.h"

#include <algorithm>

namespace seaworthy::knowledge {

template <class Row>
static const Row* find(std::span<const Row> rows, std::string_view name) {
  const auto found = std::ranges::lower_bound(rows, name, {}, &Row::name);
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

const NginxDirective* nginx_directive(std::string_view name) { return find(tables::nginx_directives, name); }
std::span<const NginxDirective> nginx_directives() { return tables::nginx_directives; }
const NginxModuleDirective* nginx_module_directive(std::string_view name) {
  return find(tables::nginx_module_directives, name);
}
const NginxRemovedDirective* nginx_removed_directive(std::string_view name) {
  return find(tables::nginx_removed_directives, name);
}

bool is_weak_cipher(std::string_view word) { return std::ranges::binary_search(tables::weak_ciphers, word); }

}  // namespace seaworthy::knowledge
