#pragma once

#include <span>
#include <string_view>

#include "base/word_set.h"

/// knowledge/credential_files.yaml: what holds credentials by its name.
namespace seaworthy::knowledge {

struct CredentialFile {
  std::string_view holds;                     ///< "a private SSH key"
  WordSet names;                              ///< Of files and folders.
  std::span<const std::string_view> paths;    ///< By which theirs end: ".aws/credentials".
  std::span<const std::string_view> endings;  ///< Of their names: ".p12".
};

namespace tables {
extern const std::span<const CredentialFile> credential_files;  // in order of the table
extern const WordSet credential_file_variables;                 ///< Name such a file.
extern const WordSet signing_keys;  ///< Variables whose value sessions and tokens are signed with.
/// Words of the names of credentials with which a program asks another server: `MINIO` in MINIO_SECRET_KEY.
extern const WordSet words_of_clients;
}  // namespace tables

}  // namespace seaworthy::knowledge
