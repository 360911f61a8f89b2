#pragma once

#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "code/unit.h"

/// All units of one program, and what the names in them stand for.
namespace seaworthy::code {

class World {
 public:
  World(Tree& tree, const Entry& entry) : tree_(tree), entry_(entry) {}

  /// Reads the entry and everything that it imports from the tree.
  void load();

  const std::deque<Unit>& units() const { return units_; }
  const Entry& entry() const { return entry_; }
  Language language() const { return units_.empty() ? Language::javascript : units_.front().language; }
  /// As rows of knowledge/ call it: "node", "python", "go"; "" for others.
  std::string_view language_name() const;
  /// JSON files of the tree that its scripts require.
  const std::vector<std::string>& data() const { return data_; }
  /// Why not all of the program could be read; "" when it was.
  const std::string& doubt() const { return doubt_; }
  /// Own modules that are imported at the top of a file and that the tree does not have.
  const std::vector<AbsentModule>& absent_modules() const { return absent_; }

  /// The unit that an import leads to; null for a package that is not in the tree.
  const Unit* module_of(const Unit& from, std::string_view module) const;
  /// Go: units of the folder that an import names, or of the unit's own folder for "".
  std::vector<const Unit*> package_units(const Unit& from, std::string_view module) const;
  /// A value that a module gives away; its unit and place. Nothing when it is not found.
  struct Place {
    const Unit* unit = nullptr;
    Range range;
  };
  std::optional<Place> exported(const Unit& unit, std::string_view name, unsigned depth = 0) const;

  /// A value for a port, a host or a path; not `known` when it cannot be told. Pieces of a text in their order.
  struct Text {
    std::vector<Setting> pieces;
    bool known = false;
    /// The literals put together, with defaults for variables.
    std::string plain() const;
    bool is_literal() const;
  };
  Text text_of(const Unit& unit, Range range, unsigned depth = 0) const;

  /// Own functions of a name, wherever they stand.
  std::span<const std::pair<const Unit*, std::uint32_t>> functions(std::string_view name) const;
  /// Whether one of them reads a variable of the environment that its first argument names.
  bool reads_environment(std::string_view function) const;

 private:
  void note_absent(const Unit& unit, std::string_view module, std::string_view name);
  void absent_package(const Unit& unit, const std::string& folder, std::string_view module);
  void absent_script(const Unit& unit, std::string_view module);
  void absent_python(const Unit& unit, std::string_view module);
  void absent_member(const Unit& unit, const std::string& path, std::string_view module, std::string_view name);
  std::vector<AbsentModule> absent_;
  std::vector<std::string> data_;
  bool add(std::string_view path);
  void follow(const Unit& unit);
  void follow_settings(const Unit& unit);
  std::string script_path(const Unit& from, std::string_view module) const;
  /// `beside_entry`: in the folder of the file that is started as well.
  std::string python_path(const Unit& from, std::string_view module, bool beside_entry = true) const;
  std::optional<std::string> go_folder(std::string_view module) const;
  Text text_of_name(const Unit& unit, const std::vector<Step>& steps, unsigned depth) const;
  Text field_text(const Unit* only, std::string_view name, unsigned depth) const;
  std::optional<Setting> schema_setting(const Unit& unit, std::string_view name, Range init, unsigned depth) const;
  std::optional<Setting> environment(const Unit& unit, const std::vector<Step>& steps, Range range,
                                     unsigned depth) const;

  void index();

  Tree& tree_;
  const Entry& entry_;
  std::deque<Unit> units_;
  /// By name, in the order of the units: what is asked for at nearly every call of a program.
  std::unordered_map<std::string_view, std::vector<std::pair<const Unit*, std::uint32_t>>> functions_;
  std::unordered_map<std::string_view, std::vector<Place>> fields_;
  std::map<std::string, std::uint32_t, std::less<>> by_path_;
  std::string doubt_;
  mutable std::uint32_t work_ = 0;
};

/// Folder of a path, "" at the root.
std::string_view folder_of(std::string_view path);
/// `path` seen from a folder, with `.` and `..` resolved; nothing when it leads out of the root.
std::optional<std::string> joined(std::string_view folder, std::string_view path);

}  // namespace seaworthy::code
