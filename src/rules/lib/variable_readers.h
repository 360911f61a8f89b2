#pragma once

#include <string>
#include <string_view>

#include "project/code_signs.h"
#include "project/model.h"

/// Who reads a variable of a service.
namespace seaworthy::rules {

/// Everything that may read a variable of a service: its sources and settings, and every other file of the repository
/// that is no source. Put together when it is first asked, which is for a service that has something wrong already.
class VariableReaders {
 public:
  VariableReaders(const project::Project& project, const project::ReadFolder& code) : project_(project), code_(code) {}

  /// Whether a text stands anywhere in them by which the variable may be read, however its words are divided:
  /// `db.password` and `dbPassword` read DB_PASSWORD.
  bool may_read(std::string_view variable);
  /// The same for files that are no sources alone: scripts, settings of tools.
  bool may_read_beside_code(std::string_view variable);

 private:
  void put_together();

  const project::Project& project_;
  const project::ReadFolder& code_;
  std::string code_text_;
};

}  // namespace seaworthy::rules
