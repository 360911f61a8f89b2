#include "rules/lib/php_extensions.h"

#include "rules/lib/words.h"

namespace seaworthy::rules {

bool is_built_into_php(std::string_view extension) {
  return is_one_of(
      "core ctype curl date dom fileinfo filter ftp hash iconv json lexbor libxml mbstring mysqlnd openssl pcre pdo "
      "pdo_sqlite phar posix random readline reflection session simplexml sodium spl sqlite3 standard tokenizer uri "
      "xml "
      "xmlreader xmlwriter zlib opcache",
      extension);
}

bool may_bring_extension(const dockerfile::Stage& stage, std::string_view extension,
                         const dockerfile::Instruction* before) {
  for (const dockerfile::Instruction* const instruction : stage.with_inherited) {
    const std::string_view text = instruction->line.text;
    if (instruction->op == dockerfile::Op::copy || instruction->op == dockerfile::Op::add) {
      // Extensions that another stage has built.
      if (contains(text, "extensions") || contains(text, "/usr/local ")) return true;
    } else if (instruction->op == dockerfile::Op::run) {
      if (contains(text, extension) || contains(text, "$") || contains(text, ".sh") || contains(text, "make "))
        return true;
    }
    if (instruction == before) break;
  }
  return false;
}

}  // namespace seaworthy::rules
