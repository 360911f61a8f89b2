#include "project/facts.h"

#include "base/assert.h"

namespace seaworthy::project {

std::size_t Facts::new_number() {
  static std::atomic<std::size_t> next = 0;
  return next.fetch_add(1, std::memory_order_relaxed);
}

Facts::Slot& Facts::slot(std::size_t number) {
  SW_ASSERT(number < most);
  return slots_[number];
}

}  // namespace seaworthy::project
