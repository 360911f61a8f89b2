#pragma once

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace seaworthy {

/// Phrases that are looked for in one text together: the text is gone through once for all of them. Each has two bytes
/// at least, and must outlive this.
class Phrases {
 public:
  explicit Phrases(std::vector<std::string_view> phrases) : phrases_(std::move(phrases)) {
    for (const std::string_view phrase : phrases_) {
      begins_.set(pair_of(phrase[0], phrase[1]));
      pairs_of_.push_back(pair_of(phrase[0], phrase[1]));
      shortest_ = std::min(shortest_, phrase.size());
    }
  }

  /// The first phrase of the list that the text has; "" for none.
  std::string_view first_in(std::string_view text) const {
    std::size_t best = phrases_.size();
    for (std::size_t at = 0; at < text.size() && text.size() - at >= shortest_; ++at) {
      const std::uint16_t pair = pair_of(text[at], text[at + 1]);
      if (!begins_[pair]) continue;
      const std::string_view rest = text.substr(at);
      for (std::size_t index = 0; index < best; ++index)
        if (pairs_of_[index] == pair && rest.starts_with(phrases_[index])) best = index;
    }
    return best < phrases_.size() ? phrases_[best] : std::string_view();
  }

 private:
  static constexpr std::size_t pairs = 4096;
  static constexpr std::uint16_t pair_of(char first, char second) {
    return (static_cast<unsigned>(static_cast<unsigned char>(first)) * 67 + static_cast<unsigned char>(second)) % pairs;
  }

  std::vector<std::string_view> phrases_;
  std::vector<std::uint16_t> pairs_of_;  ///< What each phrase begins with.
  std::bitset<pairs> begins_;            ///< Most places of a text are told apart by what they begin with.
  std::size_t shortest_ = SIZE_MAX;
};

}  // namespace seaworthy
