#include "dockerfile/checks.h"

namespace seaworthy::dockerfile {

void validate(Build& build) {
  check_instructions(build);
  check_stages(build);
  check_style(build);
}

}  // namespace seaworthy::dockerfile
