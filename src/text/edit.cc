#include "text/edit.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"

namespace seaworthy {
namespace {

bool same(const Edit& left, const Edit& right) { return left.span == right.span && left.text == right.text; }

/// An insertion right before or behind a replaced range is no overlap: their order is clear.
bool overlap(Span left, Span right) {
  if (left.file != right.file) return false;
  if (left.size() == 0 && right.size() == 0) return left.begin == right.begin;
  return left.begin < right.end && right.begin < left.end;
}

bool is_before(const Edit& left, const Edit& right) { return left.span < right.span; }

/// Lines with their line ends.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// Lines [begin, end) of one text stand where lines [begin, end) of the other stood.
struct Change {
  std::size_t old_begin, old_end, new_begin, new_end;
};

using Lines = std::vector<std::string_view>;

/// The shortest script from `before` to `after` (Myers 1986, greedy, forward). The cost of the search grows with the
/// square of the number of differing lines, so beyond a bound the differing middle is given as one change.
std::vector<Change> compare(const Lines& before, const Lines& after) {
  std::size_t head = 0;
  while (head < before.size() && head < after.size() && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < before.size() - head && tail < after.size() - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const auto old_size = static_cast<std::int64_t>(before.size() - head - tail);
  const auto new_size = static_cast<std::int64_t>(after.size() - head - tail);
  if (old_size == 0 && new_size == 0) return {};
  const Change middle{head, before.size() - tail, head, after.size() - tail};
  if (old_size == 0 || new_size == 0) return {middle};

  constexpr std::int64_t most_steps = 1000;
  const std::int64_t bound = std::min(old_size + new_size, most_steps);
  const auto slot = [&](std::int64_t diagonal) { return static_cast<std::size_t>(diagonal + bound + 1); };
  std::vector<std::int64_t> furthest(static_cast<std::size_t>(2 * bound + 3), 0);
  std::vector<std::vector<std::int64_t>> history;
  std::int64_t steps = 0;
  bool found = false;
  for (; steps <= bound && !found; ++steps) {
    history.push_back(furthest);
    for (std::int64_t diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const bool down =
          diagonal == -steps || (diagonal != steps && furthest[slot(diagonal - 1)] < furthest[slot(diagonal + 1)]);
      std::int64_t x = down ? furthest[slot(diagonal + 1)] : furthest[slot(diagonal - 1)] + 1;
      std::int64_t y = x - diagonal;
      while (x < old_size && y < new_size &&
             before[head + static_cast<std::size_t>(x)] == after[head + static_cast<std::size_t>(y)]) {
        ++x;
        ++y;
      }
      furthest[slot(diagonal)] = x;
      if (x >= old_size && y >= new_size) {
        found = true;
        break;
      }
    }
  }
  if (!found) return {middle};

  // Back along the path; each step is one line removed or added.
  std::vector<bool> removed(static_cast<std::size_t>(old_size)), added(static_cast<std::size_t>(new_size));
  std::int64_t x = old_size, y = new_size;
  for (std::int64_t step = steps - 1; step > 0; --step) {
    const std::vector<std::int64_t>& reach = history[static_cast<std::size_t>(step)];
    const std::int64_t diagonal = x - y;
    const bool down = diagonal == -step || (diagonal != step && reach[slot(diagonal - 1)] < reach[slot(diagonal + 1)]);
    const std::int64_t previous = down ? diagonal + 1 : diagonal - 1;
    x = reach[slot(previous)];
    y = x - previous;
    if (down) {
      added[static_cast<std::size_t>(y)] = true;
    } else {
      removed[static_cast<std::size_t>(x)] = true;
    }
  }
  std::vector<Change> changes;
  std::size_t at_old = 0, at_new = 0;
  while (at_old < removed.size() || at_new < added.size()) {
    const std::size_t old_begin = at_old, new_begin = at_new;
    while (at_old < removed.size() && removed[at_old]) ++at_old;
    while (at_new < added.size() && added[at_new]) ++at_new;
    if (at_old > old_begin || at_new > new_begin) {
      changes.push_back({head + old_begin, head + at_old, head + new_begin, head + at_new});
    } else {
      ++at_old;
      ++at_new;
    }
  }
  return changes;
}

void append_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// "12,3"; "12" for one line; an empty range counts from the line before it.
std::string range(std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  std::string text = std::to_string(size == 0 ? begin : begin + 1);
  if (size != 1) text += "," + std::to_string(size);
  return text;
}

}  // namespace

bool EditSet::add(const std::vector<Edit>& edits) {
  std::vector<Edit> fresh;
  for (const Edit& edit : edits) {
    const auto known = [&](const Edit& other) { return same(edit, other); };
    if (std::any_of(edits_.begin(), edits_.end(), known) || std::any_of(fresh.begin(), fresh.end(), known)) continue;
    const auto clashes = [&](const Edit& other) { return overlap(edit.span, other.span); };
    if (std::any_of(edits_.begin(), edits_.end(), clashes) || std::any_of(fresh.begin(), fresh.end(), clashes))
      return false;
    fresh.push_back(edit);
  }
  edits_.insert(edits_.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  std::sort(edits_.begin(), edits_.end(), is_before);
  return true;
}

std::string EditSet::apply(const Source& source) const {
  std::string result;
  std::uint32_t copied = 0;
  for (const Edit& edit : edits_) {
    if (edit.span.file != source.id()) continue;
    SW_ASSERT(edit.span.begin >= copied && edit.span.begin <= edit.span.end && edit.span.end <= source.text().size());
    result += source.text().substr(copied, edit.span.begin - copied);
    result += edit.text;
    copied = edit.span.end;
  }
  result += source.text().substr(copied);
  return result;
}

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  constexpr std::size_t context = 3;
  const Lines old_lines = lines_of(before);
  const Lines new_lines = lines_of(after);
  const std::vector<Change> changes = compare(old_lines, new_lines);
  if (changes.empty()) return {};
  std::string diff;
  diff += "--- a/" + std::string(path) + "\n+++ b/" + std::string(path) + "\n";
  for (std::size_t first = 0; first < changes.size();) {
    // Changes whose contexts touch share a hunk.
    std::size_t last = first;
    while (last + 1 < changes.size() && changes[last + 1].old_begin - changes[last].old_end <= 2 * context) ++last;
    const std::size_t lead = std::min(context, changes[first].old_begin);
    const std::size_t trail = std::min(context, old_lines.size() - changes[last].old_end);
    const std::size_t old_begin = changes[first].old_begin - lead, old_end = changes[last].old_end + trail;
    const std::size_t new_begin = changes[first].new_begin - lead, new_end = changes[last].new_end + trail;
    diff += "@@ -" + range(old_begin, old_end) + " +" + range(new_begin, new_end) + " @@\n";
    std::size_t at = old_begin;
    for (std::size_t index = first; index <= last; ++index) {
      const Change& change = changes[index];
      for (; at < change.old_begin; ++at) append_line(diff, ' ', old_lines[at]);
      for (; at < change.old_end; ++at) append_line(diff, '-', old_lines[at]);
      for (std::size_t line = change.new_begin; line < change.new_end; ++line) append_line(diff, '+', new_lines[line]);
    }
    for (; at < old_end; ++at) append_line(diff, ' ', old_lines[at]);
    first = last + 1;
  }
  return diff;
}

}  // namespace seaworthy
