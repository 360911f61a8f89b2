#pragma once

namespace seaworthy {

/// Makes allocation fit a short run that allocates much: memory comes in huge pages where the system has them (the
/// kernel's documentation, admin-guide/mm/transhuge: `madvise`), and nothing is given back before the end. Small
/// objects never reach the system's allocator: `operator new` and `delete` keep them in lists of their own. To be
/// called once, before the first thread is started.
void prepare_memory();

}  // namespace seaworthy
