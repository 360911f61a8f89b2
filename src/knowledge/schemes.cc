#include "knowledge/schemes.h"

#include <algorithm>

namespace seaworthy::knowledge {

const Scheme* scheme(std::string_view name) {
  name = name.substr(0, name.find('+'));
  const auto found = std::ranges::lower_bound(tables::schemes, name, {}, &Scheme::scheme);
  return found != tables::schemes.end() && found->scheme == name ? &*found : nullptr;
}

}  // namespace seaworthy::knowledge
