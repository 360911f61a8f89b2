#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace seaworthy::knowledge {

/// Finds the row of a table by a word with one look at it, for tables that are asked all the time: a search in the
/// sorted words compares seven or eight of them. The table must outlive this.
template <class Row>
class RowIndex {
 public:
  RowIndex(std::span<const Row> rows, std::string_view Row::* word)
      : rows_(rows), word_(word), slots_(std::bit_ceil(rows.size() * 4 + 1)) {
    for (std::size_t number = 0; number < rows.size(); ++number) {
      std::size_t slot = slot_of(rows[number].*word);
      while (slots_[slot] != none) slot = next(slot);
      slots_[slot] = static_cast<std::uint16_t>(number + 1);
    }
  }

  /// Null where no row has the word.
  const Row* find(std::string_view word) const {
    for (std::size_t slot = slot_of(word); slots_[slot] != none; slot = next(slot))
      if (const Row& row = rows_[slots_[slot] - 1U]; row.*word_ == word) return &row;
    return nullptr;
  }

 private:
  static constexpr std::uint16_t none = 0;

  std::size_t slot_of(std::string_view word) const {
    if (word.empty()) return 0;
    const auto code = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(word[at])}; };
    return (word.size() * 31 + code(0) * 7 + code(word.size() / 2) * 131 + code(word.size() - 1) * 17) &
           (slots_.size() - 1);
  }
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

  std::span<const Row> rows_;
  std::string_view Row::* word_;
  std::vector<std::uint16_t> slots_;  ///< The number of a row, with 1 added.
};

}  // namespace seaworthy::knowledge
