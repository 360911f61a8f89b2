#pragma once

namespace seaworthy {

/// Makes the system's allocator fit a short run that allocates much: its memory comes in huge pages where the system
/// has them (the kernel's documentation, admin-guide/mm/transhuge: `madvise`), and nothing is given back before the
/// end. To be called once, before the first thread is started. `threads`: how many are expected.
void prepare_memory(unsigned threads);

}  // namespace seaworthy
